"""What Zabbix asks of an agent, what it holds to be a problem, and what it draws."""

from parts import Discovery, Graph, Item, Line, Trigger, bands, bits, delay, gauge, percent, rate, scalar, state, text

MACROS = {  # name -> (value, description); None is a secret that the host must give
    "{$PATHGAUGE.SNMP.USER}": ("monitor", "SNMPv3 user, as pathgauge user add made it. The host's interface names it."),
    "{$PATHGAUGE.SNMP.AUTH}": (None, "SNMPv3 authentication passphrase."),
    "{$PATHGAUGE.SNMP.PRIV}": (None, "SNMPv3 privacy passphrase."),
    "{$PATHGAUGE.INTERVAL}": ("1m", "How often the agent is asked."),
    "{$PATHGAUGE.WINDOW}": ("60", "Window whose statistics are read, in seconds: 10, 60, 300 or 900. Take the interval's."),
    "{$PATHGAUGE.DISCOVERY}": ("5m", "How often new rows are looked for."),
    "{$PATHGAUGE.LIFETIME}": ("7d", "How long rows that are gone are kept."),
    "{$PATHGAUGE.TCP.LIFETIME}": ("1d", "How long TCP peers that are gone are kept; they come and go with what passes."),
    "{$PATHGAUGE.NODATA}": ("5m", "The agent is held to be away when it has not answered for this long."),
    "{$PATHGAUGE.RAISE}": ("#2", "Values in a row, or time, above a limit that make a problem."),
    "{$PATHGAUGE.CLEAR}": ("#3", "Values in a row, or time, below the lower limit that end it."),
    "{$PATHGAUGE.LOSS.HIGH}": ("10", 'Loss that makes a problem, %. Per probe: {$PATHGAUGE.LOSS.HIGH:"name"}.'),
    "{$PATHGAUGE.LOSS.HIGH.CLEAR}": ("5", "Loss below which that problem ends, %."),
    "{$PATHGAUGE.LOSS.WARN}": ("2", "Loss that makes a warning, %. Per probe."),
    "{$PATHGAUGE.LOSS.WARN.CLEAR}": ("1", "Loss below which the warning ends, %."),
    "{$PATHGAUGE.RTT.WARN}": ("0.25", "90th percentile of the round-trip time that makes a warning, s. Per probe."),
    "{$PATHGAUGE.RTT.WARN.CLEAR}": ("0.2", "90th percentile below which the warning ends, s."),
    "{$PATHGAUGE.JITTER.WARN}": ("0.03", "RFC 3550 jitter that makes a warning, s. Per probe."),
    "{$PATHGAUGE.JITTER.WARN.CLEAR}": ("0.02", "Jitter below which the warning ends, s."),
    "{$PATHGAUGE.DROPS.WARN}": ("100", "Packets a second that the kernel drops, not for benign reasons. Per interface."),
    "{$PATHGAUGE.DROPS.WARN.CLEAR}": ("10", "Drops a second below which the warning ends."),
    "{$PATHGAUGE.RULE.WARN}": ("1000000000", "Hits a second of a filter rule that make a warning. Per rule."),
    "{$PATHGAUGE.RULE.WARN.CLEAR}": ("0", "Hits a second at which the warning ends."),
    "{$PATHGAUGE.TCP.RETRANS.WARN}": ("5", "Retransmitted segments that make a warning, %. Per peer."),
    "{$PATHGAUGE.TCP.RETRANS.WARN.CLEAR}": ("2", "Retransmitted segments below which the warning ends, %."),
    "{$PATHGAUGE.TCP.CONNECT.WARN}": ("1", "90th percentile of the time to connect that makes a warning, s. Per peer."),
    "{$PATHGAUGE.TCP.CONNECT.WARN.CLEAR}": ("0.5", "90th percentile below which the warning ends, s."),
    "{$PATHGAUGE.ALARMS.POLLED}": ("1", "1: the agent's alarms become problems when polled. 0: not. Per resource."),
    "{$PATHGAUGE.ALARMS.TRAPPED}": ("1", "1: the agent's traps become problems. 0: not."),
}

FILTERS = {  # stem of two macros -> what they choose
    "PATHGAUGE.PROBE": "names of probes",
    "PATHGAUGE.IF": "names of interfaces",
    "PATHGAUGE.RULE": "names of filter rules",
    "PATHGAUGE.TCP.PEER": "addresses of TCP peers",
    "PATHGAUGE.TCP.PORT": "ports of TCP services",
    "PATHGAUGE.ALARM.SEVERITY": "severities of polled alarms: warning, minor, major, critical",
}

PRIORITY = {"warning": "WARNING", "minor": "AVERAGE", "major": "HIGH", "critical": "DISASTER"}

# SNMPv2-TC DateAndTime comes as octets in hexadecimal.
DATE = """\
var o = value.trim().split(/\\s+/).map(function (h) { return parseInt(h, 16); });
if (o.length < 8 || o.some(isNaN)) { return value; }
function two(n) { return (n < 10 ? '0' : '') + n; }
return (o[0] * 256 + o[1]) + '-' + two(o[2]) + '-' + two(o[3]) + ' ' + two(o[4]) + ':' + two(o[5]) + ':' + two(o[6]) +
    (o.length > 10 ? ' ' + String.fromCharCode(o[8]) + two(o[9]) + ':' + two(o[10]) : '');
"""

AGENT_ITEMS = (
    scalar(gauge("pathgauge.snapshot", "Snapshot", "pathGaugeAgentSnapshotNumber")),
    Item(
        "pathgauge.started", "Started", "pathGaugeAgentStarted", "0", "CHAR", steps=(("JAVASCRIPT", DATE),), heartbeat="1h"
    ),
    scalar(gauge("pathgauge.probes", "Probes", "pathGaugeAgentProbes")),
    scalar(gauge("pathgauge.alarms", "Raised alarms", "pathGaugeAgentActiveAlarms")),
    scalar(gauge("pathgauge.rate", "Probe packets a second, as configured", "pathGaugeAgentProbesPerSecond", "pps")),
    scalar(rate("pathgauge.sent", "Probe packets sent", "pathGaugeAgentPacketsSent")),
    scalar(rate("pathgauge.send.errors", "Probe packets that could not be sent", "pathGaugeAgentSendErrors")),
    scalar(delay("pathgauge.send.delay", "Latest sending of a probe", "pathGaugeAgentSendDelayMax")),
    scalar(rate("pathgauge.samples.lost", "Samples lost by a full ring", "pathGaugeAgentSamplesLost", "")),
    Item(
        "pathgauge.tcp.running",
        "TCP is measured",
        "pathGaugeTcpRunning",
        "0",
        valuemap="pathGaugeTcpRunning",
        heartbeat="10m",
    ),
    Item(
        "pathgauge.drops.running",
        "Drops are watched",
        "pathGaugeDropsRunning",
        "0",
        valuemap="pathGaugeDropsRunning",
        heartbeat="10m",
    ),
    Item(
        "pathgauge.patterns.running",
        "Patterns are watched",
        "pathGaugePatternsRunning",
        "0",
        valuemap="pathGaugePatternsRunning",
        heartbeat="10m",
    ),
    text("pathgauge.tcp.problem", "Why TCP is not measured", "pathGaugeTcpProblem", "0"),
    text("pathgauge.drops.problem", "Why drops are not watched", "pathGaugeDropsProblem", "0"),
    text("pathgauge.filter.problem", "Why the filter is not in force", "pathGaugeFilterProblem", "0"),
    text("pathgauge.patterns.problem", "Why patterns are not watched", "pathGaugePatternsProblem", "0"),
    *(
        Item(f"pathgauge.alarms.{word}", f"Raised alarms, {word}", "pathGaugeAlarmSummaryNotCleared", str(number))
        for number, word in enumerate(PRIORITY, 1)
    ),
)

AWAY = Trigger(
    "PathGauge does not answer",
    "nodata(<pathgauge.snapshot>,{$PATHGAUGE.NODATA})=1",
    priority="HIGH",
    description="Neither the agent nor the snmpd before it has answered. Other problems of this template wait for it.",
)
FROZEN = Trigger(
    "PathGauge measures nothing new",
    "last(<pathgauge.snapshot>,#1)=last(<pathgauge.snapshot>,#3)",
    after=(AWAY,),
    description="The agent answers, but its snapshot has stood still over three polls.",
)

AGENT_TRIGGERS = (
    AWAY,
    FROZEN,
    Trigger(
        "PathGauge was started again",
        "last(<pathgauge.started>,#1)<>last(<pathgauge.started>,#2)",
        "nodata(<pathgauge.snapshot>,30m)=1 or last(<pathgauge.started>,#1)=last(<pathgauge.started>,#2)",
        "INFO",
        shown="{ITEM.LASTVALUE1}",
    ),
    *(
        Trigger(
            f"PathGauge: {what}",
            f"length(last(<pathgauge.{part}.problem>))>0",
            priority="WARNING",
            shown="{ITEM.LASTVALUE1}",
            after=(AWAY,),
        )
        for part, what in (
            ("tcp", "TCP cannot be measured"),
            ("drops", "drops cannot be watched"),
            ("filter", "the filter is not in force"),
            ("patterns", "patterns cannot be watched"),
        )
    ),
)

AGENT_GRAPHS = (
    Graph(
        "Raised alarms by severity",
        (
            Line("pathgauge.alarms.critical", "B71C1C", "BOLD_LINE"),
            Line("pathgauge.alarms.major", "EF6C00", "BOLD_LINE"),
            Line("pathgauge.alarms.minor", "F9A825", "BOLD_LINE"),
            Line("pathgauge.alarms.warning", "90A4AE", "BOLD_LINE"),
        ),
    ),
    Graph(
        "Probe packets",
        (Line("pathgauge.sent", "00796B", "GRADIENT_LINE"), Line("pathgauge.send.errors", "B71C1C", "BOLD_LINE", True)),
    ),
)


GONE = "30m"  # longer than the heartbeat of a state that does not change


def gone(key):
    """Condition: the agent answers, and has had nothing of an item's for long. While it is away that says nothing."""
    return f"nodata(<{key}>,{GONE})=1 and nodata(<pathgauge.snapshot>,{{$PATHGAUGE.NODATA}})=0"


def limit(name, key, macro, context, priority="WARNING", after=(AWAY,), shown="{ITEM.LASTVALUE1}", off=""):
    """
    A trigger with two limits, an upper one that raises and a lower one that clears. off: what else ends it, where there will
    be no values any more.
    """
    return Trigger(
        name,
        f'min(<{key}>,{{$PATHGAUGE.RAISE}})>={{${macro}:"{context}"}}' + (f" and not ({off})" if off else ""),
        f'max(<{key}>,{{$PATHGAUGE.CLEAR}})<={{${macro}.CLEAR:"{context}"}}' + (f" or {off}" if off else ""),
        priority,
        shown=shown,
        after=after,
    )


def of_probe(value):
    return f'pathgauge.probe.{value}["{{#PROBE}}"]'


UNREACHABLE = Trigger(
    "{#PROBE}: unreachable",
    f"last(<{of_probe('state')}>)=3",
    f"last(<{of_probe('state')}>)=2 or last(<{of_probe('state')}>)=6",
    "HIGH",
    after=(AWAY,),
    description="No probe of the last ones was answered.",
)
SWITCHED_OFF = f"last(<{of_probe('state')}>)=6"
HIGH_LOSS = limit(
    "{#PROBE}: high loss", of_probe("loss"), "PATHGAUGE.LOSS.HIGH", "{#PROBE}", "HIGH", (AWAY, UNREACHABLE), off=SWITCHED_OFF
)

PROBES = Discovery(
    "pathgauge.probes.discovery",
    "Probes",
    {"{#PROBE}": "pathGaugeProbeName", "{#TARGET}": "pathGaugeProbeTarget", "{#TYPE}": "pathGaugeProbeType"},
    {"{#PROBE}": "PATHGAUGE.PROBE"},
    (
        state(of_probe("state"), "{#PROBE}: state", "pathGaugeProbeState"),
        text(of_probe("reason"), "{#PROBE}: reason of the state", "pathGaugeProbeStateReason"),
        percent(of_probe("loss"), "{#PROBE}: loss", "pathGaugeWindowLossRatio"),
        gauge(of_probe("burst"), "{#PROBE}: longest burst of losses", "pathGaugeWindowLongestLossBurst", window=True),
        delay(of_probe("rtt.min"), "{#PROBE}: RTT, least", "pathGaugeWindowRttMin"),
        delay(of_probe("rtt.mean"), "{#PROBE}: RTT, mean", "pathGaugeWindowRttMean"),
        delay(of_probe("rtt.p50"), "{#PROBE}: RTT, median", "pathGaugeWindowRttP50"),
        delay(of_probe("rtt.p90"), "{#PROBE}: RTT, 90th percentile", "pathGaugeWindowRttP90"),
        delay(of_probe("rtt.p99"), "{#PROBE}: RTT, 99th percentile", "pathGaugeWindowRttP99"),
        delay(of_probe("rtt.max"), "{#PROBE}: RTT, greatest", "pathGaugeWindowRttMax"),
        delay(of_probe("jitter"), "{#PROBE}: jitter (RFC 3550)", "pathGaugeWindowJitter"),
        delay(of_probe("ipdv"), "{#PROBE}: delay variation (IPDV), mean", "pathGaugeWindowIpdvMeanAbs"),
        delay(of_probe("pdv"), "{#PROBE}: delay variation (PDV), 95th percentile", "pathGaugeWindowPdvP95"),
        gauge(of_probe("late"), "{#PROBE}: late replies", "pathGaugeWindowLate", window=True),
        gauge(of_probe("duplicates"), "{#PROBE}: duplicate replies", "pathGaugeWindowDuplicates", window=True),
        gauge(of_probe("reordered"), "{#PROBE}: reordered replies", "pathGaugeWindowReordered", window=True),
        rate(of_probe("sent"), "{#PROBE}: packets sent", "pathGaugeProbeSent"),
        rate(of_probe("received"), "{#PROBE}: replies received", "pathGaugeProbeReceived"),
        rate(of_probe("icmp.errors"), "{#PROBE}: ICMP errors", "pathGaugeProbeIcmpErrors"),
    ),
    (
        UNREACHABLE,
        Trigger(
            "{#PROBE}: cannot be probed",
            f"last(<{of_probe('state')}>)=4 or last(<{of_probe('state')}>)=5",
            f"last(<{of_probe('state')}>)=2 or last(<{of_probe('state')}>)=6",
            event=f"{{#PROBE}}: cannot be probed: {{?last(<{of_probe('reason')}>)}}",
            after=(AWAY,),
        ),
        HIGH_LOSS,
        limit("{#PROBE}: loss", of_probe("loss"), "PATHGAUGE.LOSS.WARN", "{#PROBE}", after=(HIGH_LOSS, AWAY, UNREACHABLE), off=SWITCHED_OFF),
        limit("{#PROBE}: slow", of_probe("rtt.p90"), "PATHGAUGE.RTT.WARN", "{#PROBE}", off=SWITCHED_OFF),
        limit("{#PROBE}: jitter", of_probe("jitter"), "PATHGAUGE.JITTER.WARN", "{#PROBE}", off=SWITCHED_OFF),
    ),
    (
        Graph(
            "{#PROBE}: round-trip time and loss",
            (
                *bands(of_probe("rtt.p50"), of_probe("rtt.p90"), of_probe("rtt.p99"), of_probe("rtt.min")),
                Line(of_probe("loss"), "D32F2F", "BOLD_LINE", True),
            ),
        ),
        Graph(
            "{#PROBE}: delay variation",
            (
                Line(of_probe("pdv"), "9FB3C0", "GRADIENT_LINE"),
                Line(of_probe("ipdv"), "5C6BC0"),
                Line(of_probe("jitter"), "00796B", "BOLD_LINE"),
            ),
        ),
    ),
    words=("{#TYPE}",),
)


def of_interface(value):
    return f'pathgauge.if.{value}["{{#IFNAME}}"]'


INTERFACES = Discovery(
    "pathgauge.interfaces.discovery",
    "Interfaces",
    {"{#IFNAME}": "pathGaugeIfName"},
    {"{#IFNAME}": "PATHGAUGE.IF"},
    (
        state(of_interface("hook"), "{#IFNAME}: hook in force", "pathGaugeIfHook"),
        text(of_interface("problem"), "{#IFNAME}: problem", "pathGaugeIfProblem"),
        rate(of_interface("dropped"), "{#IFNAME}: packets dropped by the hook", "pathGaugeIfDroppedPackets"),
        bits(of_interface("dropped.bits"), "{#IFNAME}: bits dropped by the hook", "pathGaugeIfDroppedOctets"),
        rate(of_interface("passed"), "{#IFNAME}: packets passed", "pathGaugeIfPassedPackets"),
        bits(of_interface("passed.bits"), "{#IFNAME}: bits passed", "pathGaugeIfPassedOctets"),
        rate(
            of_interface("filtered"),
            "{#IFNAME}: packets dropped by the filter",
            "pathGaugeVerdictPackets",
            instance="{#SNMPINDEX}.13",
        ),
        rate(
            of_interface("limited"),
            "{#IFNAME}: packets dropped by rate limits",
            "pathGaugeVerdictPackets",
            instance="{#SNMPINDEX}.14",
        ),
        rate(
            of_interface("malformed"), "{#IFNAME}: malformed packets", "pathGaugeVerdictPackets", instance="{#SNMPINDEX}.9"
        ),
    ),
    (
        Trigger(
            "{#IFNAME}: not measured",
            f"last(<{of_interface('hook')}>)=1",
            priority="AVERAGE",
            event=f"{{#IFNAME}}: not measured: {{?last(<{of_interface('problem')}>)}}",
            after=(AWAY,),
        ),
    ),
    (
        Graph(
            "{#IFNAME}: packets at the hook",
            (
                Line(of_interface("passed"), "00796B", "GRADIENT_LINE"),
                Line(of_interface("dropped"), "D32F2F", "BOLD_LINE"),
                Line(of_interface("filtered"), "EF6C00"),
                Line(of_interface("limited"), "F9A825"),
            ),
        ),
    ),
)


def of_drops(value):
    return f'pathgauge.drops.{value}["{{#IFNAME}}"]'


DROPS = Discovery(
    "pathgauge.drops.discovery",
    "Interfaces with watched drops",
    {"{#IFNAME}": "pathGaugeDropsIfName"},
    {"{#IFNAME}": "PATHGAUGE.IF"},
    (
        rate(of_drops("kernel"), "{#IFNAME}: packets dropped by the kernel", "pathGaugeDropsIfDropped"),
        rate(of_drops("benign"), "{#IFNAME}: packets dropped for benign reasons", "pathGaugeDropsIfBenign"),
        rate(of_drops("rx"), "{#IFNAME}: packets dropped on receipt (driver)", "pathGaugeDropsIfRxDropped"),
        rate(of_drops("tx"), "{#IFNAME}: packets dropped on sending (driver)", "pathGaugeDropsIfTxDropped"),
        rate(of_drops("queue"), "{#IFNAME}: packets dropped by the queueing discipline", "pathGaugeDropsIfQueueDropped"),
    ),
    (limit("{#IFNAME}: the kernel drops packets", of_drops("kernel"), "PATHGAUGE.DROPS.WARN", "{#IFNAME}"),),
    (
        Graph(
            "{#IFNAME}: drops",
            (
                Line(of_drops("benign"), "B0BEC5", "GRADIENT_LINE"),
                Line(of_drops("kernel"), "D32F2F", "BOLD_LINE"),
                Line(of_drops("queue"), "EF6C00"),
            ),
        ),
    ),
)


def of_rule(value):
    return f'pathgauge.rule.{value}["{{#RULE}}"]'


RULES = Discovery(
    "pathgauge.rules.discovery",
    "Rules of the filter",
    {"{#RULE}": "pathGaugeFilterRuleName", "{#ACTION}": "pathGaugeFilterRuleAction"},
    {"{#RULE}": "PATHGAUGE.RULE"},
    (
        rate(of_rule("hits"), "Rule {#RULE}: hits", "pathGaugeFilterRuleMatched"),
        bits(of_rule("hits.bits"), "Rule {#RULE}: bits that it met", "pathGaugeFilterRuleMatchedOctets"),
        rate(of_rule("dropped"), "Rule {#RULE}: packets dropped", "pathGaugeFilterRuleDropped"),
        text(of_rule("problem"), "Rule {#RULE}: problem", "pathGaugeFilterRuleProblem"),
    ),
    (
        limit("Rule {#RULE} is hit", of_rule("hits"), "PATHGAUGE.RULE.WARN", "{#RULE}"),
        Trigger(
            "Rule {#RULE} is not in force",
            f"length(last(<{of_rule('problem')}>))>0",
            priority="WARNING",
            shown="{ITEM.LASTVALUE1}",
            after=(AWAY,),
        ),
    ),
    (
        Graph(
            "Rule {#RULE}",
            (Line(of_rule("hits"), "00796B", "GRADIENT_LINE"), Line(of_rule("dropped"), "D32F2F", "BOLD_LINE")),
        ),
    ),
    words=("{#ACTION}",),
)


def of_peer(value):
    return f'pathgauge.tcp.{value}["{{#DIRECTION}}","{{#PEER}}","{{#PORT}}","{{#NETNS}}"]'


# Names of graphs are unique on a host, and namespaces may have the same peers.
PEER = "TCP {#DIRECTION} {#PEER} port {#PORT}{#INSIDE}"
TCP = Discovery(
    "pathgauge.tcp.discovery",
    "TCP peers",
    {
        "{#DIRECTION}": "pathGaugeTcpPeerDirection",
        "{#PEER}": "pathGaugeTcpPeerAddress",
        "{#PREFIX}": "pathGaugeTcpPeerPrefixLength",
        "{#PORT}": "pathGaugeTcpPeerPort",
        "{#NETNS}": "pathGaugeTcpPeerNamespace",
    },
    {"{#PEER}": "PATHGAUGE.TCP.PEER", "{#PORT}": "PATHGAUGE.TCP.PORT"},
    (
        gauge(of_peer("active"), f"{PEER}: open connections", "pathGaugeTcpPeerActive"),
        rate(of_peer("opened"), f"{PEER}: connections opened", "pathGaugeTcpPeerOpened", ""),
        rate(of_peer("failed"), f"{PEER}: connections failed", "pathGaugeTcpPeerFailed", ""),
        rate(of_peer("refused"), f"{PEER}: connections refused", "pathGaugeTcpPeerRefused", ""),
        bits(of_peer("in"), f"{PEER}: bits in", "pathGaugeTcpPeerOctetsIn"),
        bits(of_peer("out"), f"{PEER}: bits out", "pathGaugeTcpPeerOctetsOut"),
        percent(of_peer("retransmitted"), f"{PEER}: retransmitted", "pathGaugeTcpWindowRetransmissionRatio"),
        delay(of_peer("connect.p50"), f"{PEER}: time to connect, median", "pathGaugeTcpWindowConnectP50"),
        delay(of_peer("connect.p90"), f"{PEER}: time to connect, 90th percentile", "pathGaugeTcpWindowConnectP90"),
        delay(of_peer("connect.p99"), f"{PEER}: time to connect, 99th percentile", "pathGaugeTcpWindowConnectP99"),
        delay(of_peer("rtt.p50"), f"{PEER}: RTT, median", "pathGaugeTcpWindowRttP50"),
        delay(of_peer("rtt.p90"), f"{PEER}: RTT, 90th percentile", "pathGaugeTcpWindowRttP90"),
        delay(of_peer("rtt.p99"), f"{PEER}: RTT, 99th percentile", "pathGaugeTcpWindowRttP99"),
    ),
    (
        # Without traffic there is nothing more to be said of either.
        limit(
            f"{PEER}: retransmissions", of_peer("retransmitted"), "PATHGAUGE.TCP.RETRANS.WARN", "{#PEER}",
            off=gone(of_peer("retransmitted")),
        ),
        limit(
            f"{PEER}: slow to connect", of_peer("connect.p90"), "PATHGAUGE.TCP.CONNECT.WARN", "{#PEER}",
            off=gone(of_peer("connect.p90")),
        ),
    ),
    (
        Graph(f"{PEER}: round-trip time", bands(of_peer("rtt.p50"), of_peer("rtt.p90"), of_peer("rtt.p99"))),
        Graph(
            f"{PEER}: traffic", (Line(of_peer("in"), "00796B", "GRADIENT_LINE"), Line(of_peer("out"), "5C6BC0", "BOLD_LINE"))
        ),
    ),
    words=("{#DIRECTION}",),
    # The two remainders have neither address nor port, a host of its own needs no length.
    script="""\
if (!r['{#PEER}']) { r['{#PEER}'] = 'others'; r['{#PORT}'] = 'any'; }
else if (r['{#PREFIX}'] !== (r['{#PEER}'].indexOf(':') < 0 ? '32' : '128')) { r['{#PEER}'] += '/' + r['{#PREFIX}']; }
r['{#INSIDE}'] = r['{#NETNS}'] ? ' ns ' + r['{#NETNS}'] : '';
if (!r['{#NETNS}']) { r['{#NETNS}'] = '0'; }""",
)


def of_alarm(value):
    return f"pathgauge.alarm.{value}[{{#SNMPINDEX}}]"


ALARMS = Discovery(
    "pathgauge.alarms.discovery",
    "Alarms",
    {
        "{#KIND}": "pathGaugeAlarmResourceKind",
        "{#RESOURCE}": "pathGaugeAlarmResourceName",
        "{#ALARM}": "pathGaugeAlarmTypeId",
        "{#QUALIFIER}": "pathGaugeAlarmQualifier",
        "{#SEVERITY}": "pathGaugeAlarmSeverity",
    },
    {"{#SEVERITY}": "PATHGAUGE.ALARM.SEVERITY"},
    (
        state(of_alarm("state"), "Alarm {#SNMPINDEX}, {#ALARM} of {#RESOURCE}: state", "pathGaugeAlarmState"),
        text(of_alarm("text"), "Alarm {#SNMPINDEX}, {#ALARM} of {#RESOURCE}: text", "pathGaugeAlarmText"),
        gauge(of_alarm("value"), "Alarm {#SNMPINDEX}, {#ALARM} of {#RESOURCE}: value", "pathGaugeAlarmValue"),
        gauge(of_alarm("rising"), "Alarm {#SNMPINDEX}, {#ALARM} of {#RESOURCE}: raising limit", "pathGaugeAlarmRising"),
        gauge(of_alarm("falling"), "Alarm {#SNMPINDEX}, {#ALARM} of {#RESOURCE}: clearing limit", "pathGaugeAlarmFalling"),
    ),
    (
        Trigger(
            "Alarm {#SNMPINDEX}: {#ALARM} of {#KIND} {#RESOURCE} ({#QUALIFIER})",
            f'last(<{of_alarm("state")}>)=2 and nodata(<{of_alarm("state")}>,{GONE})=0 and {{$PATHGAUGE.ALARMS.POLLED:"{{#RESOURCE}}"}}=1',
            # One that is shelved or purged is in no row any more, which says nothing while the agent is away.
            f'last(<{of_alarm("state")}>)=1 or {{$PATHGAUGE.ALARMS.POLLED:"{{#RESOURCE}}"}}=0'
            f" or {gone(of_alarm('state'))}",
            event=f"{{?last(<{of_alarm('text')}>)}}",
            priority="WARNING",
            after=(AWAY,),
            tags=(("alarm", "{#SNMPINDEX}"), ("resource", "{#RESOURCE}"), ("told", "polled")),
            description="The agent's own threshold, with its hysteresis; the limits are the agent's configuration.",
        ),
    ),
    words=("{#KIND}", "{#ALARM}", "{#SEVERITY}"),
    script="if (!r['{#QUALIFIER}']) { r['{#QUALIFIER}'] = 'no threshold'; }",
    severities=("{#SEVERITY}", PRIORITY),
)

DISCOVERIES = (PROBES, INTERFACES, DROPS, RULES, TCP, ALARMS)

# Graphs of the dashboard: page -> rows of (graph or prototype, its discovery or None, columns, rows of graphs in it).
DASHBOARD = {
    "Paths": (
        ("{#PROBE}: round-trip time and loss", 2, 2, 12),
        ("{#PROBE}: delay variation", 2, 1, 6),
    ),
    "Alarms": (("Raised alarms by severity", 0, 0, 6), ("Probe packets", 0, 0, 6)),
    "Interfaces and filter": (
        ("{#IFNAME}: packets at the hook", 2, 1, 6),
        ("{#IFNAME}: drops", 2, 1, 6),
        ("Rule {#RULE}", 2, 2, 10),
    ),
    "TCP": ((f"{PEER}: round-trip time", 2, 2, 10), (f"{PEER}: traffic", 2, 2, 10)),
}
