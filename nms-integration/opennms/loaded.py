"""Whether OpenNMS takes the files of this folder as they are meant: by its own loaders, by PATHGAUGE-MIB, and by a running agent."""

import json
import pathlib
import re
import subprocess
import xml.etree.ElementTree as ET

import content
from artefacts import Artefacts
from pgtest.mibtext import TEXT, MibText
from pgtest.procs import await_true, run

HERE = pathlib.Path(__file__).resolve().parent
# An RRD's data source has no longer name.
LONGEST_ALIAS = 19
TRAP_OID = ".1.3.6.1.6.3.1.1.4.1.0"
STEP = 300


class OpenNms:
    """The check. agent: one that watches drops and has a rule; folder: an empty directory; pictures: one that stays."""

    def __init__(self, agent, folder, pictures):
        self.agent = agent
        self.folder = folder
        self.pictures = pictures
        self.mib = MibText()
        self.artefacts = Artefacts(self.mib, TEXT.read_text())

    def check(self):
        """Everything but notifications; how many values it read, and how many graphs it drew."""
        for name, text in self.artefacts.files().items():
            assert text == (HERE / name).read_text(), f"{name} is stale: run nms-integration/opennms/generate"
        await_true("a row for all that is collected", self.everything_there, 90, every=2)
        self.load()
        self.nothing_lost()
        self.events()
        self.collection()
        self.limits()
        self.polled()
        drawn = self.graphs()
        return sum(map(len, self.values.values())), drawn

    # What OpenNMS makes of the files

    def load(self):
        """Has OpenNMS's classes read everything, and evaluate what they would evaluate."""
        window = next(kind for kind in content.RESOURCE_TYPES if kind.instances)
        self.spans = sorted(self.values["pgWinSent"])
        self.asked = [(limit.expression, values) for limit in content.LIMITS for values in self.examples(limit)]
        question = {
            "select": {"expression": f"#instance matches '{window.instances}'", "instances": self.spans},
            "limits": [{"expression": expression, "values": values} for expression, values in self.asked],
        }
        done = subprocess.run([HERE / "load", json.dumps(question)], capture_output=True, text=True, timeout=120)
        assert done.returncode == 0 and "ERROR" not in done.stderr, done.stderr
        self.loaded = json.loads(done.stdout)

    def nothing_lost(self):
        """The loaders pass over what they do not know, so compare what their classes write again."""
        for name, again in self.loaded["again"].items():
            given, kept = content_of(ET.fromstring((HERE / name).read_text())), content_of(ET.fromstring(again))
            lost = sorted(set(given) - set(kept))
            assert not lost, f"OpenNMS keeps nothing of {name}: {lost[:5]}"
            assert [x for x in given if x in set(kept)] == given, name

    # Events

    def events(self):
        events = self.loaded["events"]
        numbers, objects = zip(*self.artefacts.traps.values(), strict=True)
        at = {name: place for place, name in enumerate(objects[0], 1)}
        words = self.mib.labels("pathGaugeAlarmSeverity")
        raised = [event for event in events if event["AlarmData"]["Type"] == "PROBLEM"]
        (cleared,) = [event for event in events if event["AlarmData"]["Type"] == "RESOLUTION"]
        assert len(events) == len(raised) + 1 and len(raised) == len(words) == 4, events
        found = {}
        for event, number in [*((event, numbers[0]) for event in raised), (cleared, numbers[1])]:
            masks = {mask["Name"]: mask["Values"] for mask in event["Mask"]["MaskElements"]}
            assert masks == {"id": ["." + dotted(self.mib.oids["pathGaugeMIB"])], "generic": ["6"], "specific": [str(number)]}, masks
            for text in (event["Description"], event["LogMessage"]["Content"]):
                assert {int(n) for n in re.findall(r"%parm\[#(\d+)\]%", text)} <= set(at.values()), text
            assert f"%parm[#{at['pathGaugeAlarmText']}]%" in event["LogMessage"]["Content"]
            assert event["LogMessage"]["Destination"] == "LOGNDISPLAY"
            assert event["AlarmData"]["AutoClean"] is False
        for event in raised:
            (varbind,) = event["Mask"]["Varbinds"]
            (value,) = varbind["Values"]
            assert varbind["Number"] == at["pathGaugeAlarmSeverity"], varbind
            assert event["Severity"] == words[int(value)].upper(), (event["Severity"], value)
            assert event["Uei"].endswith("/pathGaugeAlarmRaised/" + words[int(value)]), event["Uei"]
            found[value] = event
        assert len(found) == 4, found.keys()
        assert cleared["Severity"] == "CLEARED" and not cleared["Mask"]["Varbinds"], cleared
        # An alarm that is raised again with another severity is the same alarm, and its end ends it.
        (key,) = {event["AlarmData"]["ReductionKey"] for event in raised}
        assert cleared["AlarmData"]["ClearKey"] == key != cleared["AlarmData"]["ReductionKey"], key
        assert key.split(":")[1:] == ["%dpname%", "%nodeid%", *(f"%parm[#{at[name]}]%" for name in content.ALARM_KEY)], key
        self.decoded(objects[0])

    def decoded(self, objects):
        """The words for numbers, which OpenNMS's API does not hand out."""
        place = "{http://xmlns.opennms.org/xsd/eventconf}"
        for event in ET.fromstring(self.loaded["again"]["events/pathgauge.events.xml"]):
            found = {}
            for part in event.iter(f"{place}varbindsdecode"):
                number = int(re.fullmatch(r"parm\[#(\d+)\]", part.find(f"{place}parmid").text)[1])
                words = {int(d.get("varbindvalue")): d.get("varbinddecodedstring") for d in part.iter(f"{place}decode")}
                found[objects[number - 1]] = words
            assert found == {name: self.mib.labels(name) for name in objects if self.mib.labels(name)}, found

    def alarm(self, trap):
        """The event that OpenNMS makes of a notification, as its key and severity. trap: [(identifier, value)] in their order."""
        kind = dict(trap)[TRAP_OID].lstrip(".")
        values = [value for oid, value in trap if not oid.startswith((".1.3.6.1.2.1.1.3.", ".1.3.6.1.6.3.1.1.4."))]
        # RFC 3584, section 3.2: the enterprise of a notification whose last but one number is 0.
        enterprise, zero, specific = kind.rsplit(".", 2)
        assert zero == "0", kind

        def matches(event):
            masks = {mask["Name"]: mask["Values"][0] for mask in event["Mask"]["MaskElements"]}
            told = all(values[v["Number"] - 1] in v["Values"] for v in event["Mask"]["Varbinds"])
            return told and masks == {"id": f".{enterprise}", "generic": "6", "specific": specific}

        (event,) = filter(matches, self.loaded["events"])
        data = event["AlarmData"]
        key = re.sub(r"%parm\[#(\d+)\]%", lambda m: values[int(m[1]) - 1], data["ClearKey"] or data["ReductionKey"])
        return key, event["Severity"]

    # Data

    def read(self):
        """alias -> {index: value} for all that is collected, as a poll would get it."""
        walked, self.values = {}, {}
        for group in content.GROUPS:
            for alias, what in group.columns.items():
                name, index = what if isinstance(what, tuple) else (what, None)
                home = self.mib.home(name)
                if home not in walked:
                    walked[home] = self.agent.walk(home)
                column = self.mib.oids[name][len(self.mib.oids[home]) :]
                rows = {dotted(key[len(column) :]): value for key, value in walked[home].items() if key[: len(column)] == column}
                self.values[alias] = rows if index is None else {str(index): rows[str(index)]}

    def everything_there(self):
        self.read()
        wanted = re.compile(next(kind for kind in content.RESOURCE_TYPES if kind.instances).instances)
        missing = [alias for alias, rows in self.values.items() if not rows]
        whole = any(wanted.match(index) for index in self.values["pgWinRttP99"])
        return not missing and whole

    def collection(self):
        (collection,) = self.loaded["collections"]
        assert collection["Name"] == "PathGauge"
        kinds = {kind["Name"]: kind for kind in collection["ResourceTypes"]}
        assert kinds.keys() == {kind.name for kind in content.RESOURCE_TYPES}
        aliases = {}
        for group in collection["Groups"]:
            self.group(group, kinds, aliases)
        assert aliases.keys() == self.values.keys(), aliases.keys() ^ self.values.keys()
        for kind in kinds.values():
            self.kind(kind, {alias for alias, (instance, type_) in aliases.items() if instance == kind["Name"] and type_ == "string"})
        assert self.loaded["selected"] == [span for span in self.spans if span.endswith(f".{STEP}")] != [], self.loaded["selected"]
        product = self.agent.snmp("snmpget", "-Oqvn", "1.3.6.1.2.1.1.2.0").strip()
        systems = {system["Name"]: system for system in collection["SystemDefs"]}
        assert product.startswith(systems["PathGauge"]["SysoidMask"]), product
        for system in systems.values():
            assert system["Collect"]["IncludeGroups"] == [group["Name"] for group in collection["Groups"]], system

    def group(self, group, kinds, aliases):
        homes = set()
        for column in group["MibObjs"]:
            alias, instance, type_ = column["Alias"], column["Instance"], column["Type"]
            assert alias not in aliases and len(alias) <= LONGEST_ALIAS and alias.isalnum(), alias
            aliases[alias] = instance, type_
            name = self.mib.names[tuple(map(int, column["Oid"].strip(".").split(".")))]
            entry = self.mib.parent[name]
            if instance.isdigit():
                assert (entry in self.mib.index) == (instance != "0"), f"{alias}: {name} with index {instance}"
                assert group["IfType"] == "ignore", group["Name"]
            else:
                homes.add(tuple(self.mib.index[entry]))
                assert instance in kinds or (instance == "ifIndex" and self.mib.index[entry] == ["ifIndex"]), (alias, instance)
                assert group["IfType"] == "all", group["Name"]
            self.typed(alias, name, column)
        assert len(homes) <= 1, f"{group['Name']} is of several tables"
        for borrowed in group["Properties"]:
            self.borrowed(borrowed)
            assert borrowed["Alias"] not in aliases, borrowed

    def typed(self, alias, name, column):
        """The type is that of the MIB, and what the agent answers can be taken for it."""
        syntax = self.mib.syntax[name]
        if syntax == "Counter64":
            assert column["Type"] == "Counter64" and column["Minval"] == "0" and int(column["Maxval"]) > 0, column
        elif syntax == "PathGaugeName":
            assert column["Type"] == "string", column
        else:
            assert syntax in ("PathGaugeDelay", "Gauge32", "Gauge32 (0..1000000)") or self.mib.labels(name), (alias, syntax)
            assert column["Type"] == ("integer" if self.mib.labels(name) else "gauge"), column
        for value in self.values[alias].values():
            assert column["Type"] == "string" or value.isdigit(), (alias, value)

    def borrowed(self, borrowed):
        """The pattern finds in each index a row that has the string."""
        parameters = {parameter["Key"]: parameter["Value"] for parameter in borrowed["Parameters"]}
        assert borrowed["ClassName"].endswith(".RegExPropertyExtender"), borrowed
        group = next(group for group in content.GROUPS if parameters["source-alias"] in group.columns)
        assert group.instance == parameters["source-type"], parameters
        of = next(group for group in content.GROUPS if group.instance == borrowed["Instance"])
        theirs = self.values[parameters["source-alias"]]
        for index in self.values[next(iter(of.columns))]:
            assert theirs[re.search(parameters["index-pattern"], index)[1]], index

    def kind(self, kind, strings):
        """Whatever names a row is a string of its own."""
        strings |= {b.alias for group in content.GROUPS if group.instance == kind["Name"] for b in group.borrowed}
        named = set(re.findall(r"\$\{(\w+)\}", kind["ResourceLabel"]))
        siblings = {p["Value"] for p in kind["StorageStrategy"]["Parameters"] if p["Key"] == "sibling-column-name"}
        assert named and named | siblings <= strings, (kind["Name"], named, siblings, strings)
        assert bool(siblings) == kind["StorageStrategy"]["Clazz"].endswith(".SiblingColumnStorageStrategy"), kind
        for alias in siblings:
            names = self.values[alias].values()
            assert len({re.sub(r"[^A-Za-z0-9_.-]", "_", name) for name in names}) == len(names), names

    # Limits

    def examples(self, limit):
        """Values of the variables to ask the expression with: what the agent says, or each state."""
        (name,) = set(re.findall(r"pg\w+", limit.expression))
        states = self.mib.labels("pathGaugeProbeState") if name == "pgProbeState" else ()
        return [{name: float(value)} for value in states or self.values[name].values()]

    def limits(self):
        (group,) = self.loaded["thresholds"]
        assert group["Name"] == content.PREFIX and not group["Thresholds"], group
        kinds = {alias: g.instance for g in content.GROUPS for alias in [*g.columns, *(b.alias for b in g.borrowed)]}
        assert len(group["Expressions"]) == len(content.LIMITS)
        for loaded, limit in zip(group["Expressions"], content.LIMITS, strict=True):
            assert (loaded["Expression"], loaded["Type"], loaded["Relaxed"]) == (limit.expression, "HIGH", False), loaded
            for name in [loaded["DsLabel"], *re.findall(r"pg\w+", loaded["Expression"])]:
                assert kinds[name] == loaded["DsType"], (name, loaded["DsType"])
            assert float(loaded["Value"]) > float(loaded["Rearm"]) >= 0 and int(loaded["Trigger"]) > 0, loaded
        worth = list(zip(self.asked, self.loaded["limits"], strict=True))
        assert len(worth) > len(content.LIMITS)
        for (expression, values), value in worth:
            ((name, raw),) = values.items()
            bad = {"unreachable", "cannotSend", "unresolved"}
            if name == "pgProbeState":
                expected = float(self.mib.labels("pathGaugeProbeState")[int(raw)] in bad)
            else:
                # Parts per million as percent, tenths of a microsecond as milliseconds.
                expected = raw / 10_000
            assert abs(value - expected) < 1e-9, (expression, raw, value)
        (package,) = self.loaded["threshd"]
        (service,) = package["Services"]
        assert (service["Name"], service["Status"], service["Interval"]) == ("SNMP", "ON", STEP * 1000), service
        assert service["Parameters"] == [{"Key": "thresholding-group", "Value": group["Name"]}], service

    def polled(self):
        """What is asked to see whether the service is there can be had."""
        (package,) = self.loaded["poller"]["Packages"]
        (service,) = package["Services"]
        (monitor,) = self.loaded["poller"]["Monitors"]
        assert monitor["Service"] == service["Name"] == "PathGauge" and monitor["ClassName"].endswith(".SnmpMonitor"), monitor
        parameters = {parameter["Key"]: parameter["Value"] for parameter in service["Parameters"]}
        assert parameters["operator"] == ">", parameters
        assert int(self.agent.snmp("snmpget", "-Oqv", parameters["oid"])) > int(parameters["operand"])
        # No loader of this file is to be had; its identifier is that of the poller.
        source = ET.fromstring((HERE / "foreign-sources" / "PathGauge.xml").read_text())
        found = {d.get("name"): [p.get("value") for p in d] for d in source.iter() if d.tag.endswith("}detector")}
        assert found == {"SNMP": [], service["Name"]: [parameters["oid"]]}, found

    # Graphs

    def graphs(self):
        """Draws each with rrdtool, of files as OpenNMS lays them out, filled with what the agent says; how many."""
        graphs = self.loaded["graphs"]
        assert [graph["Name"] for graph in graphs] == [graph.name for graph in content.GRAPHS]
        columns = {c["Alias"]: c for group in self.loaded["collections"][0]["Groups"] for c in group["MibObjs"]}
        types = {"nodeSnmp": {"0", "1", "2", "3", "4"}, "interfaceSnmp": {"ifIndex"}}
        for graph in graphs:
            (type_,) = graph["Types"]
            for alias in graph["Columns"]:
                assert columns[alias]["Instance"] in types.get(type_, {type_}), (graph["Name"], alias)
            self.draw(graph, [self.stored(columns[alias]) for alias in graph["Columns"]])
        return len(graphs)

    def stored(self, column):
        """A round-robin file of one alias with an hour of what the agent says of one row."""
        path = self.folder / f"{column['Alias']}.rrd"
        if not path.exists():
            counter = column["Type"] == "Counter64"
            least, most = (column["Minval"], column["Maxval"]) if counter else ("U", "U")
            source = f"DS:{column['Alias']}:{'COUNTER' if counter else 'GAUGE'}:{2 * STEP}:{least}:{most}"
            begin, rows = 1_700_000_100, 12
            run("rrdtool", "create", path, "--start", begin, "--step", STEP, source, f"RRA:AVERAGE:0.5:1:{rows}")
            value = max(map(int, self.values[column["Alias"]].values()))
            updates = [f"{begin + STEP * n}:{value + n * STEP if counter else value}" for n in range(1, rows + 1)]
            run("rrdtool", "update", path, *updates)
        return path

    def draw(self, graph, files):
        command = graph["Command"]
        for number, path in enumerate(files, 1):
            command = command.replace(f"{{rrd{number}}}", str(path))
        assert "{" not in command, command
        picture = self.pictures / f"opennms-{graph['Name']}.png"
        # A command line, split at blanks outside of quotes.
        parts = [part.replace('"', "") for part in re.findall(r'(?:[^\s"]|"[^"]*")+', command)]
        size = ["--imgformat", "PNG", "--start", 1_700_000_400, "--end", 1_700_003_700, "--width", 400, "--height", 100]
        told = run("rrdtool", "graph", picture, *size, *parts)
        assert picture.read_bytes().startswith(b"\x89PNG"), graph["Name"]
        assert re.match(r"\d{3}x\d{3}", told), told
        # What is written under the graph, as text: each value is a number.
        printed = run("rrdtool", "graph", "/dev/null", *size, *(re.sub(r"^GPRINT:(\w+):", r"PRINT:\1:", part) for part in parts))
        assert len(re.findall(r"\d\.\d\d", printed)) == 2 * len(graph["Columns"]), (graph["Name"], printed)


def content_of(element, path=""):
    """(path of names, attributes, text) of an element and what is in it; lists of equal ones keep their order."""
    path = f"{path}/{element.tag}"
    out = [(path, name, value) for name, value in element.attrib.items()]
    if (element.text or "").strip():
        out.append((path, "", element.text.strip()))
    out.append((path, "", None))
    for child in element:
        out += content_of(child, path)
    return out


def dotted(oid):
    return ".".join(map(str, oid))


def traps_of(text):
    """Notifications as snmptrapd -On hands them to a handler, each the address, the path and then what it carries."""
    for part in text.split("--end--\n"):
        lines = [line.partition(" ") for line in part.splitlines() if line.startswith(".1.3.")]
        if lines:
            yield [(oid, value.strip('"')) for oid, _, value in lines]
