"""The agent's views read whole: every value of each, as the catalogue names it.

A reader gives a Reading: rows by subject and key, each with raw values by entry, and what no entry has a name for.
Keys are texts in the order of the keys of the catalogue's paths, the same in all views.
"""

import calendar
import collections
import datetime
import re

from .catalogue import plain
from .mibtext import MibText


class Reading:
    """What one view says."""

    def __init__(self, view):
        self.view = view
        self.rows = collections.defaultdict(lambda: collections.defaultdict(dict))
        # Only of OpenMetrics: subject -> key -> upper bound in seconds -> count of all up to it.
        self.buckets = collections.defaultdict(lambda: collections.defaultdict(dict))
        # Values that must equal what was added under (subject, key, entry), with the line that has them.
        self.same = []
        self.left_over = []

    def add(self, subject, key, entry, value):
        self.rows[subject][key][entry] = value


def hyphened(camel):
    """A label of the MIB as the other views write it: xdpNative, xdp-native."""
    return re.sub("([A-Z])", lambda found: "-" + found[0].lower(), camel)


# SNMP

# Columns that tell the name of what a number of the index stands for.
NAMED_BY = {
    "pathGaugeProbeName": "pathGaugeProbeIndex",
    "pathGaugeIfName": "ifIndex",
    "pathGaugeDropsIfName": "pathGaugeDropsIfIndex",
    "pathGaugeDropsReasonName": "pathGaugeDropsReasonNumber",
    "pathGaugeDropsDriverName": "pathGaugeDropsDriverNumber",
}


def read_mib(agent, catalogue, mib=None):
    """All of PATHGAUGE-MIB, by one walk of snmpbulkwalk over SNMPv3."""
    mib = mib or MibText()
    reading = Reading("mib")
    root = ".".join(map(str, mib.oids["pathGaugeMIB"]))
    values = [(mib.find(oid), value) for oid, value in _instances(agent.snmp("snmpbulkwalk", "-Onex", "-Cr40", root))]
    names = collections.defaultdict(dict)
    for (name, rest), value in values:
        if name in NAMED_BY:
            names[NAMED_BY[name]][rest] = text(value)
    for (name, rest), value in values:
        index = mib.index_of(name, rest) if mib.parent[name] in mib.index else {}
        found = False
        for subject in catalogue.subjects.values():
            if subject.get("mib") != mib.home(name):
                continue
            where = subject.get("where", {})
            if any(mib.labels(o).get(index[o]) != label for o, label in where.items()):
                continue
            at = tuple(index.values())
            key = tuple(
                _key(mib, catalogue, names, o, v, at[: i + 1]) for i, (o, v) in enumerate(index.items()) if o not in where
            )
            for entry in subject["entries"]:
                if entry.get("mib") == name:
                    reading.add(subject["subject"], key, entry["id"], value)
                    found = True
                elif entry.get("mib") in index:
                    reading.add(subject["subject"], key, entry["id"], index[entry["mib"]])
        if not found:
            reading.left_over.append(f"{name}.{'.'.join(map(str, rest))} = {value!r}")
    return reading


def _key(mib, catalogue, names, name, value, at):
    """A part of a row's key; `at` is the row's index up to it."""
    if name in names:
        return names[name].get(at, f"{name} {value}")
    if mib.syntax[name] == "PathGaugeWindowSpan":
        return catalogue.types["window"]["mib"][str(value)]
    label = mib.labels(name).get(value)
    return str(value) if label is None else hyphened(label)


def text(octets):
    return octets.decode()


def _instances(output):
    """(identifier, value) of each instance: bytes of strings, whole numbers of all else."""
    joined = []
    for line in output.splitlines():
        if re.match(r"\.[0-9.]+ = ", line):
            joined.append(line)
        else:
            joined[-1] += " " + line
    for line in joined:
        oid, value = line.split(" = ", 1)
        kind, _, rest = value.partition(": ")
        if value.startswith("No "):
            continue
        if value == '""':
            parsed = b""
        elif kind == "Hex-STRING":
            parsed = bytes.fromhex(rest)
        elif kind in ("INTEGER", "Counter64", "Counter32", "Gauge32", "Unsigned32"):
            parsed = int(rest)
        else:
            raise ValueError(f"snmpbulkwalk printed {line!r}")
        yield tuple(int(part) for part in oid.strip(".").split(".")), parsed


# NETCONF


HOST_INTERFACE = "/ietf-interfaces:interfaces/interface"
# What pathgauge-interfaces shows once more beside the counters of RFC 8343.
MIRRORED = {
    f"{HOST_INTERFACE}/statistics/pathgauge-interfaces:ingress-program-dropped-packets": (
        "interface",
        "interface.dropped-packets",
    ),
    f"{HOST_INTERFACE}/statistics/pathgauge-interfaces:kernel-dropped-packets": (
        "drops-interface",
        "drops-interface.dropped",
    ),
}


def read_yang(agent, catalogue):
    """All state of our YANG modules, by <get>. What <get-config> has too and no entry names is configuration."""
    with agent.netconf() as session:
        data = session.get().data_ele
        config = session.get_config("running").data_ele
    configured = {path for path, _, _, _ in _leaves(config, {})}
    keys = {HOST_INTERFACE: ["name"]}
    entries = collections.defaultdict(list)
    for subject in catalogue.subjects.values():
        if "yang" not in subject:
            continue
        _collect_keys(subject["yang"], keys)
        for entry in subject["entries"]:
            if "yang" in entry:
                path = subject["yang"] + "/" + entry["yang"]
                predicate = re.search(r"([\w.-]+)\[([\w.-]+)='([^']*)'\]", entry["yang"])
                if predicate:
                    keys[plain(path[: path.index(predicate[0])] + predicate[1])] = [predicate[2]]
                entries[plain(path)].append((subject, entry, predicate and predicate[3]))
    reading = Reading("yang")
    for path, lists, value, own in _leaves(data, keys):
        if not own:
            continue
        if path in MIRRORED:
            subject, entry = MIRRORED[path]
            reading.same.append((subject, (lists[HOST_INTERFACE][0],), entry, value, f"{path} {lists}"))
            continue
        if path not in entries and path not in configured:
            reading.left_over.append(f"{path} {lists} = {value!r}")
        for subject, entry, wanted in entries[path]:
            base = plain(subject["yang"])
            key = tuple(k for at, ks in lists.items() if base == at or base.startswith(at + "/") for k in ks)
            beyond = [k for at, ks in lists.items() if at.startswith(base + "/") for k in ks]
            if entry["id"] == "window.percentile" or not wanted or beyond == [wanted]:
                reading.add(subject["subject"], key, entry["id"], value)
    return reading


def _collect_keys(path, keys):
    for found in re.finditer(r"\[([^]=]*)]", path):
        keys[plain(path[: found.start()])] = found[1].split(",")


def _leaves(data, keys):
    """(plain path, keys of each list on the way, text, whether of our modules) of every leaf of a reply."""

    def walk(element, path, lists, module):
        namespace, local = element.tag[1:].split("}")
        own = namespace.rsplit(":", 1)[-1]
        path = f"{path}/{'' if own == module else own + ':'}{local}"
        if path in keys:
            values = tuple(element.findtext(f"{{{namespace}}}{key}") for key in keys[path])
            lists = lists | {path: values}
        children = [child for child in element if isinstance(child.tag, str)]
        if not children:
            yield path, lists, element.text or "", own.startswith("pathgauge-")
        for child in children:
            yield from walk(child, path, lists, own)

    for top in data:
        yield from walk(top, "", {}, None)


# pathgauge show --json


def read_show(agent, catalogue):
    """What the command line prints of probes, interfaces, alarms, TCP, drops and patterns."""
    document = {}
    commands = ("probes --results", "interfaces", "alarms", "alarms --shelved", "tcp", "drops", "filter", "patterns", "agentx")
    for command in commands:
        document |= agent.show(*command.split())
    reading = Reading("show")
    seen = set()
    for subject in catalogue.subjects.values():
        if "show" not in subject:
            continue
        steps = re.findall(r"([\w]+)(?:\[([^]]*)])?", subject["show"])
        for key, at, row in _rows(document, steps):
            for entry in subject["entries"]:
                if "show" in entry:
                    path, value = at, row
                    for member in entry["show"].split("."):
                        path, value = path + (member,), value.get(member) if value is not None else None
                    if value is not None:
                        reading.add(subject["subject"], key, entry["id"], value)
                        seen.add(path)
    reading.left_over = [f"{'.'.join(map(str, path))} = {value!r}" for path, value in _scalars(document) if path not in seen]
    return reading


def _rows(node, steps, key=(), at=()):
    if not steps:
        yield key, at, node
        return
    (name, members), *rest = steps
    node, at = node.get(name), at + (name,)
    if node is None:
        return
    if not members:
        yield from _rows(node, rest, key, at)
    elif members == "@":
        for own, child in node.items():
            yield from _rows(child, rest, key + (own,), at + (own,))
    else:
        for position, child in enumerate(node):
            own = tuple(str(child[member]) for member in members.split(","))
            yield from _rows(child, rest, key + own, at + (position,))


def _scalars(node, path=()):
    if isinstance(node, dict):
        for name, child in node.items():
            yield from _scalars(child, path + (name,))
    elif isinstance(node, list):
        for position, child in enumerate(node):
            yield from _scalars(child, path + (position,))
    else:
        yield path, node


# OpenMetrics

_SAMPLE = re.compile(r"^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$")
_LABEL = re.compile(r'([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"(?:,|$)')
_ESCAPED = {"n": "\n", '"': '"', "\\": "\\"}


def read_openmetrics(agent, catalogue):
    """The page of the exporter, in OpenMetrics' text."""
    reading = Reading("openmetrics")
    lines = agent.scrape().splitlines()
    if lines[-1] != "# EOF":
        raise ValueError(f"the page ends with {lines[-1]!r}")
    named = collections.defaultdict(list)
    for subject in catalogue.subjects.values():
        for entry in subject["entries"]:
            for sample in entry.get("openmetrics", "").split(" or "):
                name, _, label = sample.rstrip("}").partition("{")
                named[name].append((subject, entry, label))
    samples = [(line, *_sample(line)) for line in lines if not line.startswith("#")]
    keys = _keys_by_labels(catalogue, samples)
    for line, name, labels, value in samples:
        for subject, _, _ in named[name][:1]:
            if "identity" in subject and name != subject["identity"]["sample"]:
                labels = _keyed(subject, keys, labels)
        _take(reading, named[name], name, labels, value, line)
    return reading


def _identity(subject, labels):
    return tuple(labels.get(label, "") for label in subject["identity"]["labels"])


def _keys_by_labels(catalogue, samples):
    """The key of each row by its labels, of the subjects whose samples have other labels than their rows have keys."""
    keys = collections.defaultdict(dict)
    for subject in (s for s in catalogue.subjects.values() if "identity" in s):
        told = subject["identity"]["sample"]
        for _, name, labels, _ in samples:
            if name == told:
                keys[told][_identity(subject, labels)] = labels[subject["labels"][0]]
    return keys


def _keyed(subject, keys, labels):
    """The labels with those of the row replaced by its key."""
    rest = {label: value for label, value in labels.items() if label not in subject["identity"]["labels"]}
    return {subject["labels"][0]: keys[subject["identity"]["sample"]].get(_identity(subject, labels), str(labels))} | rest


def _sample(line):
    found = _SAMPLE.match(line)
    if not found:
        raise ValueError(f"no sample of OpenMetrics: {line!r}")
    labels = {k: re.sub(r"\\(.)", lambda e: _ESCAPED[e[1]], v) for k, v in _LABEL.findall(found[2] or "")}
    return found[1], labels, float(found[3])


def _take(reading, entries, name, labels, value, line):
    """Hands a sample, and each of its labels that carry a value, to the entries that name them."""
    unknown = set(labels)
    taken = False
    for subject, entry, label in entries:
        key = tuple(labels.get(k, "") for k in subject["labels"])
        unknown -= set(subject["labels"])
        if name.endswith("_bucket"):
            reading.buckets[subject["subject"]][key][float(labels["le"])] = value
            unknown.discard("le")
            taken = True
        elif "=" in label:
            wanted, _, quoted = label.partition("=")
            unknown.discard(wanted)
            if labels.get(wanted) == quoted.strip("'"):
                taken = True
                infinite = value == float("inf")
                if entry["type"] == "boolean":
                    reading.add(subject["subject"], key, entry["id"], infinite)
                elif not infinite:
                    reading.add(subject["subject"], key, entry["id"], value)
        elif label:
            unknown.discard(label)
            taken = True
            # A set of states has a sample for each, and 1 at the one that holds. An empty label is no label.
            if labels.get(label) and (label != name or value == 1):
                reading.add(subject["subject"], key, entry["id"], labels[label])
        else:
            taken = True
            per = {"seconds": 10**9, "ratio": 10**6}.get(name.rsplit("_", 1)[1], 1) if entry["type"] == "limit" else 1
            reading.add(subject["subject"], key, entry["id"], value * per)
    # The same labels are on all samples of a subject: they must say the same on each.
    for subject, _, _ in entries[:1]:
        key = tuple(labels.get(k, "") for k in subject["labels"])
        for entry in subject["entries"]:
            for label in list(unknown):
                if re.search(rf"\{{{label}\}}$", entry.get("openmetrics", "")):
                    unknown.discard(label)
                    # An empty label is no label.
                    reading.same.append((subject["subject"], key, entry["id"], labels[label] or None, line))
    if not taken or unknown:
        reading.left_over.append(line)


# Instants


def nanos_of_text(value):
    """Nanoseconds since 1970 of an RFC 3339 time in UTC."""
    found = re.fullmatch(r"(\d+-\d+-\d+T\d+:\d+:\d+)(?:\.(\d{1,9}))?(?:Z|[+-]00:00)", value)
    if not found:
        raise ValueError(f"{value!r} is no time in UTC")
    seconds = calendar.timegm(datetime.datetime.fromisoformat(found[1]).timetuple())
    return seconds * 10**9 + int((found[2] or "").ljust(9, "0"))


def nanos_of_octets(octets):
    """Nanoseconds since 1970 of a DateAndTime in UTC (SNMPv2-TC)."""
    if len(octets) != 11 or octets[8:] != b"+\0\0":
        raise ValueError(f"{octets!r} is no DateAndTime in UTC")
    moment = datetime.datetime(octets[0] << 8 | octets[1], *octets[2:7])
    return calendar.timegm(moment.timetuple()) * 10**9 + octets[7] * 10**8
