"""What OpenNMS reads of an agent, draws, holds against limits, and makes of its notifications."""

import dataclasses

# OpenNMS reads every five minutes, so this is the window that has each packet once.
WINDOW = 300
PREFIX = "pathgauge"
UEI = "uei.opennms.org/vendor/PathGauge/traps/"
# An alarm by RFC 8632, section 3.3: its resource (kind and name), its type, and the qualifier that tells thresholds apart.
ALARM_KEY = (
    "pathGaugeAlarmResourceKind",
    "pathGaugeAlarmResourceName",
    "pathGaugeAlarmTypeId",
    "pathGaugeAlarmQualifier",
)
SEVERITIES = {"warning": "Warning", "minor": "Minor", "major": "Major", "critical": "Critical"}
# An RRD takes a counter that starts again for one that went round. What is faster than this a second is dropped instead.
MOST = {"pathgauge-probe": 10_000, "pathgauge-agent": 1_000_000}
MOST_PACKETS = 20_000_000
MOST_OCTETS = 50_000_000_000


@dataclasses.dataclass(frozen=True)
class ResourceType:
    """Rows of a table; each becomes a resource of its node."""

    name: str
    label: str
    row: str  # how a row is called, with strings of it in ${}
    sibling: str = ""  # alias of the string that names a row's directory; by default its index does
    instances: str = ""  # regular expression of the indexes that are kept; by default all


@dataclasses.dataclass(frozen=True)
class Borrowed:
    """A string of another table's row, which the first capture of a pattern on the index finds."""

    alias: str
    of: str  # resource type
    theirs: str  # alias there
    pattern: str


@dataclasses.dataclass(frozen=True)
class Group:
    """Columns of a table, or scalars; alias -> object, and for scalars of a table (object, index)."""

    name: str
    instance: str  # resource type, ifIndex for OpenNMS's own interfaces, or "0" for what there is once
    columns: dict
    borrowed: tuple = ()


@dataclasses.dataclass(frozen=True)
class Line:
    """A value in a graph: kind is AREA or LINE2; scaled by a factor."""

    alias: str
    text: str
    kind: str
    colour: str
    factor: str = "1"


@dataclasses.dataclass(frozen=True)
class Graph:
    name: str
    title: str
    type: str  # resource type, nodeSnmp or interfaceSnmp
    unit: str
    lines: tuple


@dataclasses.dataclass(frozen=True)
class Limit:
    """A threshold of OpenNMS's own, with hysteresis."""

    description: str
    type: str
    expression: str
    value: str
    rearm: str
    label: str


PROBE = "pathGaugeProbe"
PROBE_WINDOW = "pathGaugeWindow"
DROPS = "pathGaugeDropsIf"
RULE = "pathGaugeFilterRule"

RESOURCE_TYPES = (
    # A probe's number belongs to its name, so what was stored stays with it when the agent starts again.
    ResourceType(PROBE, "PathGauge probe", "${pgProbeName} (${pgProbeTarget})"),
    ResourceType(
        PROBE_WINDOW, "PathGauge probe, statistics", "${pgWinProbe}", instances=f"^[.]?[0-9]+[.]{WINDOW}$"
    ),
    ResourceType(DROPS, "PathGauge drops of an interface", "${pgDropsIfName}", sibling="pgDropsIfName"),
    ResourceType(RULE, "PathGauge filter rule", "${pgRuleName}", sibling="pgRuleName"),
)

GROUPS = (
    Group(
        "pathgauge-agent",
        "0",
        {
            "pgProbes": "pathGaugeAgentProbes",
            "pgAlarms": "pathGaugeAgentActiveAlarms",
            "pgSent": "pathGaugeAgentPacketsSent",
            "pgSendErrors": "pathGaugeAgentSendErrors",
            "pgSendDelayMax": "pathGaugeAgentSendDelayMax",
            "pgSamplesLost": "pathGaugeAgentSamplesLost",
            "pgTcpMissed": "pathGaugeTcpMissed",
            "pgDropsMissed": "pathGaugeDropsMissed",
            "pgSnmpWrong": "pathGaugeSnmpWrongCredentials",
            "pgAlarmsWarning": ("pathGaugeAlarmSummaryNotCleared", 1),
            "pgAlarmsMinor": ("pathGaugeAlarmSummaryNotCleared", 2),
            "pgAlarmsMajor": ("pathGaugeAlarmSummaryNotCleared", 3),
            "pgAlarmsCritical": ("pathGaugeAlarmSummaryNotCleared", 4),
        },
    ),
    Group(
        "pathgauge-probe",
        PROBE,
        {
            "pgProbeName": "pathGaugeProbeName",
            "pgProbeTarget": "pathGaugeProbeTarget",
            "pgProbeState": "pathGaugeProbeState",
            "pgProbeSent": "pathGaugeProbeSent",
            "pgProbeReceived": "pathGaugeProbeReceived",
            "pgProbeLate": "pathGaugeProbeLate",
            "pgProbeDuplicates": "pathGaugeProbeDuplicates",
            "pgProbeReordered": "pathGaugeProbeReordered",
            "pgProbeUnsent": "pathGaugeProbeUnsent",
            "pgProbeIcmpErrors": "pathGaugeProbeIcmpErrors",
        },
    ),
    Group(
        "pathgauge-window",
        PROBE_WINDOW,
        {
            "pgWinSent": "pathGaugeWindowSent",
            "pgWinLost": "pathGaugeWindowLost",
            "pgWinLossPpm": "pathGaugeWindowLossRatio",
            "pgWinLossBurst": "pathGaugeWindowLongestLossBurst",
            "pgWinRttMin": "pathGaugeWindowRttMin",
            "pgWinRttMean": "pathGaugeWindowRttMean",
            "pgWinRttP50": "pathGaugeWindowRttP50",
            "pgWinRttP90": "pathGaugeWindowRttP90",
            "pgWinRttP95": "pathGaugeWindowRttP95",
            "pgWinRttP99": "pathGaugeWindowRttP99",
            "pgWinRttMax": "pathGaugeWindowRttMax",
            "pgWinJitter": "pathGaugeWindowJitter",
            "pgWinPdvP95": "pathGaugeWindowPdvP95",
        },
        (Borrowed("pgWinProbe", PROBE, "pgProbeName", "^[.]?([0-9]+)[.][0-9]+$"),),
    ),
    Group(
        "pathgauge-interface",
        "ifIndex",
        {
            "pgIfDropPackets": "pathGaugeIfDroppedPackets",
            "pgIfDropOctets": "pathGaugeIfDroppedOctets",
            "pgIfPassPackets": "pathGaugeIfPassedPackets",
            "pgIfPassOctets": "pathGaugeIfPassedOctets",
        },
    ),
    Group(
        "pathgauge-drops",
        DROPS,
        {
            "pgDropsIfName": "pathGaugeDropsIfName",
            "pgDropsDropped": "pathGaugeDropsIfDropped",
            "pgDropsBenign": "pathGaugeDropsIfBenign",
            "pgDropsRxErrors": "pathGaugeDropsIfRxErrors",
            "pgDropsTxErrors": "pathGaugeDropsIfTxErrors",
            "pgDropsRxMissed": "pathGaugeDropsIfRxMissed",
            "pgDropsQueue": "pathGaugeDropsIfQueueDropped",
        },
    ),
    Group(
        "pathgauge-rule",
        RULE,
        {
            "pgRuleName": "pathGaugeFilterRuleName",
            "pgRuleMatched": "pathGaugeFilterRuleMatched",
            "pgRuleDropped": "pathGaugeFilterRuleDropped",
            "pgRuleDropOctets": "pathGaugeFilterRuleDroppedOctets",
        },
    ),
)

# sysObjectID of the agent itself, and of an snmpd that serves it by AgentX.
SYSTEMS = {"PathGauge": "pathGaugeProducts", "PathGauge behind snmpd": ".1.3.6.1.4.1.8072.3."}

SECONDS = "0.0000001"
PERCENT = "0.0001"
GRAPHS = (
    Graph(
        "pathgauge.agent.alarms",
        "PathGauge: raised alarms",
        "nodeSnmp",
        "alarms",
        (
            Line("pgAlarmsCritical", "Critical", "LINE2", "b71c1c"),
            Line("pgAlarmsMajor", "Major", "LINE2", "ef6c00"),
            Line("pgAlarmsMinor", "Minor", "LINE2", "f9a825"),
            Line("pgAlarmsWarning", "Warning", "LINE2", "90a4ae"),
        ),
    ),
    Graph(
        "pathgauge.agent.packets",
        "PathGauge: probe packets",
        "nodeSnmp",
        "packets a second",
        (Line("pgSent", "Sent", "AREA", "9fb3c0"), Line("pgSendErrors", "Not sent", "LINE2", "b71c1c")),
    ),
    Graph(
        "pathgauge.probe.packets",
        "PathGauge: packets of a probe",
        PROBE,
        "packets a second",
        (
            Line("pgProbeSent", "Sent", "AREA", "d3dce3"),
            Line("pgProbeReceived", "Answered", "LINE2", "00796b"),
            Line("pgProbeLate", "Late", "LINE2", "ef6c00"),
            Line("pgProbeIcmpErrors", "ICMP errors", "LINE2", "b71c1c"),
        ),
    ),
    Graph(
        "pathgauge.probe.state",
        "PathGauge: state (2 up, 3 unreachable, 4 cannot send, 5 unresolved, 6 disabled)",
        PROBE,
        "state",
        (Line("pgProbeState", "State", "LINE2", "00796b"),),
    ),
    # Bands as SmokePing draws them: each covers the lower part of the one before it.
    Graph(
        "pathgauge.window.rtt",
        "PathGauge: round-trip time",
        PROBE_WINDOW,
        "seconds",
        (
            Line("pgWinRttP99", "99th percentile", "AREA", "d3dce3", SECONDS),
            Line("pgWinRttP90", "90th percentile", "AREA", "9fb3c0", SECONDS),
            Line("pgWinRttMin", "Least", "AREA", "edf1f4", SECONDS),
            Line("pgWinRttP50", "Median", "LINE2", "00796b", SECONDS),
        ),
    ),
    Graph(
        "pathgauge.window.loss",
        "PathGauge: loss",
        PROBE_WINDOW,
        "percent",
        (Line("pgWinLossPpm", "Loss", "AREA", "b71c1c", PERCENT),),
    ),
    Graph(
        "pathgauge.window.jitter",
        "PathGauge: variation of delay",
        PROBE_WINDOW,
        "seconds",
        (
            Line("pgWinPdvP95", "Above the least, 95th percentile", "AREA", "9fb3c0", SECONDS),
            Line("pgWinJitter", "Jitter (RFC 3550)", "LINE2", "00796b", SECONDS),
        ),
    ),
    Graph(
        "pathgauge.interface.packets",
        "PathGauge: ingress program",
        "interfaceSnmp",
        "packets a second",
        (Line("pgIfPassPackets", "Passed", "AREA", "9fb3c0"), Line("pgIfDropPackets", "Dropped", "LINE2", "b71c1c")),
    ),
    Graph(
        "pathgauge.drops.packets",
        "PathGauge: drops of an interface",
        DROPS,
        "packets a second",
        (
            Line("pgDropsBenign", "By the kernel, benign", "AREA", "d3dce3"),
            Line("pgDropsDropped", "By the kernel", "LINE2", "b71c1c"),
            Line("pgDropsQueue", "By the queue", "LINE2", "ef6c00"),
            Line("pgDropsRxMissed", "Missed by the device", "LINE2", "4527a0"),
        ),
    ),
    Graph(
        "pathgauge.rule.packets",
        "PathGauge: packets of a filter rule",
        RULE,
        "packets a second",
        (Line("pgRuleMatched", "Matched", "AREA", "9fb3c0"), Line("pgRuleDropped", "Dropped", "LINE2", "b71c1c")),
    ),
)

# starting(1), up(2) and disabled(6) are no faults.
BAD_STATE = "(pgProbeState > 2 && pgProbeState < 6) ? 1 : 0"
LIMITS = (
    Limit("PathGauge: loss of a path, percent", PROBE_WINDOW, "pgWinLossPpm / 10000.0", "10", "5", "pgWinProbe"),
    Limit("PathGauge: 90th percentile of RTT, ms", PROBE_WINDOW, "pgWinRttP90 / 10000.0", "250", "200", "pgWinProbe"),
    Limit("PathGauge: jitter, ms", PROBE_WINDOW, "pgWinJitter / 10000.0", "30", "20", "pgWinProbe"),
    Limit("PathGauge: probe without answers", PROBE, BAD_STATE, "1", "0", "pgProbeName"),
)
# Asked to find the service PathGauge on an interface, and to see whether it is still there.
ALIVE = "pathGaugeAgentSnapshotNumber"
