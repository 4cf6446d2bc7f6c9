"""The files that OpenNMS takes, of content.py and PATHGAUGE-MIB."""

import re
import xml.sax.saxutils

import content

XMLNS = "http://xmlns.opennms.org/xsd/"
TRAP = re.compile(r"^(pathGauge\w+)\s+NOTIFICATION-TYPE\s+OBJECTS\s+\{(.*?)\}.*?::= \{ pathGaugeNotifications (\d+) \}", re.S | re.M)
STRATEGIES = {
    "all": "org.opennms.netmgt.collection.support.PersistAllSelectorStrategy",
    # Since 2023 it lives elsewhere, and this name stands for it; older servers know this one alone.
    "some": "org.opennms.netmgt.collectd.PersistRegexSelectorStrategy",
    "index": "org.opennms.netmgt.collection.support.IndexStorageStrategy",
    "sibling": "org.opennms.netmgt.dao.support.SiblingColumnStorageStrategy",
    "borrow": "org.opennms.netmgt.collectd.RegExPropertyExtender",
}
MADE = "Made by nms-integration/opennms/generate of content.py and PATHGAUGE-MIB."


def element(name, /, *children, **attributes):
    """Lines of an element: children are lines of others, or one text. _ stands for - in the names of attributes, __ for nothing."""
    fields = "".join(
        f" {key.removesuffix('__').replace('_', '-')}={xml.sax.saxutils.quoteattr(str(value))}" for key, value in attributes.items()
    )
    if len(children) == 1 and isinstance(children[0], str):
        return [f"<{name}{fields}>{xml.sax.saxutils.escape(children[0])}</{name}>"]
    if not children:
        return [f"<{name}{fields}/>"]
    return [f"<{name}{fields}>", *("  " + line for child in children for line in child), f"</{name}>"]


def document(root):
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', f"<!-- {MADE} -->", *root]) + "\n"


class Artefacts:
    """File name -> text, in files()."""

    def __init__(self, mib, text):
        """mib: a MibText; text: what it was made of."""
        self._mib = mib
        self.traps = {name: (int(number), [part.strip() for part in objects.split(",")]) for name, objects, number in TRAP.findall(text)}

    def oid(self, name):
        return "." + ".".join(map(str, self._mib.oids[name]))

    def files(self):
        return {
            "events/pathgauge.events.xml": self.events(),
            "datacollection/pathgauge.xml": self.collection(),
            "graphs/pathgauge-graph.properties": self.graphs(),
            "thresholding/thresholds.xml": self.thresholds(),
            "thresholding/threshd-configuration.xml": self.packages(),
            "poller/poller-configuration.xml": self.poller(),
            "foreign-sources/PathGauge.xml": self.foreign_source(),
        }

    # Events

    def events(self):
        numbers, objects = zip(*self.traps.values(), strict=True)
        assert numbers == (1, 2) and objects[0] == objects[1], self.traps
        self.objects = objects[0]
        words = {number: word for number, word in self._mib.labels("pathGaugeAlarmSeverity").items() if word in content.SEVERITIES}
        raised = [self.raised(number, content.SEVERITIES[word]) for number, word in sorted(words.items(), reverse=True)]
        return document(element("events", *raised, self.cleared(), xmlns=XMLNS + "eventconf"))

    def parameter(self, name):
        return f"%parm[#{self.objects.index(name) + 1}]%"

    def key(self):
        """What one alarm has in common, be it raised with whatever severity or cleared."""
        return ":".join([f"{content.UEI}pathGaugeAlarm", "%dpname%", "%nodeid%", *map(self.parameter, content.ALARM_KEY)])

    def raised(self, number, severity):
        severity_at = self.objects.index("pathGaugeAlarmSeverity") + 1
        only = element("varbind", element("vbnumber", str(severity_at)), element("vbvalue", str(number)))
        return self.event(
            "pathGaugeAlarmRaised",
            severity,
            f"PathGauge: alarm raised, {severity.lower()}",
            "raised",
            element("alarm-data", reduction_key=self.key(), alarm_type=1, auto_clean="false"),
            only,
        )

    def cleared(self):
        data = element(
            "alarm-data", reduction_key=f"%uei%:{self.key()}", alarm_type=2, clear_key=self.key(), auto_clean="false"
        )
        return self.event("pathGaugeAlarmCleared", "Cleared", "PathGauge: alarm cleared", "cleared", data)

    def event(self, trap, severity, label, verb, data, *more):
        masks = {"id": self.oid("pathGaugeMIB"), "generic": 6, "specific": self.traps[trap][0]}
        told = "".join(f"<p>{name.removeprefix('pathGauge')}: {self.parameter(name)}</p>" for name in self.objects)
        mask = [element("maskelement", element("mename", k), element("mevalue", str(v))) for k, v in masks.items()]
        return element(
            "event",
            element("mask", *mask, *more),
            element("uei", f"{content.UEI}{trap}" + ("" if severity == "Cleared" else f"/{severity.lower()}")),
            element("event-label", label),
            element("descr", f"<p>{self.parameter('pathGaugeAlarmText')}</p>{told}"),
            element(
                "logmsg",
                f"{verb} {self.parameter('pathGaugeAlarmResourceName')}: {self.parameter('pathGaugeAlarmText')}",
                dest="logndisplay",
            ),
            element("severity", severity),
            *(self.decoded(name) for name in self.objects if self._mib.labels(name)),
            data,
        )

    def decoded(self, name):
        words = self._mib.labels(name).items()
        return element(
            "varbindsdecode",
            element("parmid", f"parm[#{self.objects.index(name) + 1}]"),
            *(element("decode", varbindvalue=number, varbinddecodedstring=word) for number, word in words),
        )

    # Data

    def type_of(self, name):
        """As OpenNMS names it: what begins with counter becomes a rate, string is kept as text, all else is a gauge."""
        syntax = self._mib.syntax[name]
        if syntax == "Counter64":
            return "Counter64"
        if syntax in ("PathGaugeName", "PathGaugeText"):
            return "string"
        signed = syntax.startswith(("INTEGER", "Integer32", "PathGaugeSignedDelay"))
        return "integer" if signed else "gauge"

    def most(self, group, name):
        """Beyond which rate a counter is held to have started again."""
        return content.MOST.get(group.name, content.MOST_OCTETS if name.endswith("Octets") else content.MOST_PACKETS)

    def column(self, group, alias, what):
        name, instance = what if isinstance(what, tuple) else (what, group.instance)
        more = {"maxval": self.most(group, name), "minval": 0} if self.type_of(name) == "Counter64" else {}
        return element("mibObj", oid=self.oid(name), instance=instance, alias=alias, type=self.type_of(name), **more)

    def borrowed(self, group, what):
        parameters = {"source-type": what.of, "source-alias": what.theirs, "index-pattern": what.pattern}
        return element(
            "property",
            *(element("parameter", key=key, value=value) for key, value in parameters.items()),
            instance=group.instance,
            alias=what.alias,
            class_name=STRATEGIES["borrow"],
        )

    def resource_type(self, kind):
        some = [element("parameter", key="match-expression", value=f"#instance matches '{kind.instances}'")] if kind.instances else []
        by = [element("parameter", key="sibling-column-name", value=kind.sibling)] if kind.sibling else []
        # A name may be anything; a directory may not.
        clean = [element("parameter", key="replace-all", value="s/[^A-Za-z0-9_.-]/_/")] if kind.sibling else []
        return element(
            "resourceType",
            element("persistenceSelectorStrategy", *some, class__=STRATEGIES["some" if some else "all"]),
            element("storageStrategy", *by, *clean, class__=STRATEGIES["sibling" if by else "index"]),
            name=kind.name,
            label=kind.label,
            resourceLabel=kind.row,
        )

    def collection(self):
        return document(
            element(
                "datacollection-group",
                *map(self.resource_type, content.RESOURCE_TYPES),
                *(
                    element(
                        "group",
                        *(self.column(group, alias, what) for alias, what in group.columns.items()),
                        *(self.borrowed(group, what) for what in group.borrowed),
                        name=group.name,
                        ifType="ignore" if group.instance == "0" else "all",
                    )
                    for group in content.GROUPS
                ),
                *(
                    element(
                        "systemDef",
                        element("sysoidMask", of if of.startswith(".") else self.oid(of) + "."),
                        element("collect", *(element("includeGroup", group.name) for group in content.GROUPS)),
                        name=name,
                    )
                    for name, of in content.SYSTEMS.items()
                ),
                xmlns=XMLNS + "config/datacollection",
                name="PathGauge",
            )
        )

    # Graphs

    def graph(self, graph):
        stem = f"report.{graph.name}"
        parts = [f'--title="{graph.title}"', f'--vertical-label="{graph.unit}"', "--lower-limit 0"]
        for at, line in enumerate(graph.lines, 1):
            parts.append(f"DEF:raw{at}={{rrd{at}}}:{line.alias}:AVERAGE")
            parts.append(f"CDEF:v{at}=raw{at},{line.factor},*")
            parts.append(f'{line.kind}:v{at}#{line.colour}:"{line.text}"')
            parts += [f'GPRINT:v{at}:{kind}:"{word} \\\\: %8.2lf %s"' for kind, word in (("AVERAGE", "Avg"), ("MAX", "Max"))]
            parts[-1] = parts[-1].removesuffix('"') + '\\\\n"'
        command = " \\\n ".join(parts)
        columns = ",".join(line.alias for line in graph.lines)
        return [f"{stem}.name={graph.title}", f"{stem}.columns={columns}", f"{stem}.type={graph.type}", f"{stem}.command={command}", ""]

    def graphs(self):
        names = ", \\\n ".join(graph.name for graph in content.GRAPHS)
        return "\n".join([f"# {MADE}", f"reports={names}", "", *(line for graph in content.GRAPHS for line in self.graph(graph))])

    # Limits, and what is polled

    def thresholds(self):
        return document(
            element(
                "thresholding-config",
                element(
                    "group",
                    *(
                        element(
                            "expression",
                            description=limit.description,
                            type="high",
                            ds_type=limit.type,
                            value=limit.value,
                            rearm=limit.rearm,
                            trigger=2,
                            ds_label=limit.label,
                            filterOperator="OR",
                            expression=limit.expression,
                        )
                        for limit in content.LIMITS
                    ),
                    name=content.PREFIX,
                    rrdRepository="/opt/opennms/share/rrd/snmp/",
                ),
            )
        )

    def packages(self):
        service = element(
            "service",
            element("parameter", key="thresholding-group", value=content.PREFIX),
            name="SNMP",
            interval=300_000,
            user_defined="false",
            status="on",
        )
        package = element("package", element("filter", "IPADDR != '0.0.0.0' & isPathGauge"), service, name=content.PREFIX)
        return document(element("threshd-configuration", package, threads=5))

    def poller(self):
        parameters = {"oid": self.oid(content.ALIVE) + ".0", "operator": ">", "operand": 0, "retry": 2, "timeout": 3000}
        service = element("service", *(element("parameter", key=k, value=v) for k, v in parameters.items()), name="PathGauge", interval=300_000)
        monitor = element("monitor", service="PathGauge", class_name="org.opennms.netmgt.poller.monitors.SnmpMonitor")
        return document(
            element(
                "poller-configuration",
                element(
                    "package",
                    element("filter", "IPADDR != '0.0.0.0'"),
                    element("rrd", element("rra", "RRA:AVERAGE:0.5:1:2016"), step=300),
                    service,
                    element("downtime", interval=60_000, begin=0, end=3_600_000),
                    element("downtime", interval=300_000, begin=3_600_000),
                    name=content.PREFIX,
                ),
                monitor,
                xmlns=XMLNS + "config/poller/api",
            )
        )

    def foreign_source(self):
        detector = "org.opennms.netmgt.provision.detector.snmp.SnmpDetector"
        return document(
            element(
                "foreign-source",
                element("scan-interval", "1d"),
                element(
                    "detectors",
                    element("detector", name="SNMP", class__=detector),
                    element("detector", element("parameter", key="oid", value=self.oid(content.ALIVE) + ".0"), name="PathGauge", class__=detector),
                ),
                element("policies"),
                xmlns=XMLNS + "config/foreign-source",
                name="PathGauge",
            )
        )
