"""PathGauge's dashboards. Every expression is read by the agents' own pages; with VictoriaMetrics they work alike."""

from board import Dashboard, Heat, Limit, Number, Query, Rows, Series, Smoke, States, Variable

INSTANCE = Variable("instance", "Agent", "label_values(pathgauge_agent_probes, instance)")
PROBES = Variable("probe", "Path", 'label_values(pathgauge_probe_info{instance=~"$instance"}, probe)')
ONE_AGENT = Variable("instance", "Agent", INSTANCE.query, several=False)
ONE_PROBE = Variable("probe", "Path", PROBES.query, several=False)
WINDOW = Variable("window", "Window", "label_values(pathgauge_probe_window_sent_packets, window)", several=False)

AGENT = 'instance=~"$instance"'
PATH = f'{AGENT},probe=~"$probe"'
OVER = f'{PATH},window="$window"'
WHO = "{{probe}} @ {{instance}}"
RATE = "[$__rate_interval]"
BAD = (Limit("green"), Limit("red", 1))
NO_LOSS_YET = "a percentile among lost packets, or of a path without a reply, is not drawn"


def _quantiles(histogram, by, quantile):
    """A quantile of a histogram that the database has native or classic. Only one of the two exists."""
    return (
        f"histogram_quantile({quantile}, sum by ({by}) (rate({histogram}{RATE})))"
        f" or histogram_quantile({quantile}, sum by ({by}, le) (rate({histogram.replace('_seconds{', '_seconds_bucket{')}{RATE})))"
    )


def _buckets(histogram):
    return f"sum(increase({histogram}{RATE})) or sum by (le) (increase({histogram.replace('_seconds{', '_seconds_bucket{')}{RATE}))"


def _percentile(name):
    return f'pathgauge_probe_window_rtt_percentile_seconds{{{OVER},percentile="{name}"}}'


OVERVIEW = Dashboard(
    "pathgauge-overview",
    "PathGauge: paths",
    "All paths: which answer, how slow they are, what is lost.",
    (INSTANCE, PROBES, WINDOW),
    (
        Number(title="Paths", queries=(Query(f"count(pathgauge_probe_info{{{PATH}}})", instant=True),)),
        Number(
            title="Unreachable", limits=BAD,
            queries=(Query(f'sum(pathgauge_probe_state{{{PATH},pathgauge_probe_state="unreachable"}})', instant=True),),
        ),
        Number(
            title="Cannot be sent", limits=BAD, about="No route, no address, or refused by the kernel.",
            queries=(Query(f'sum(pathgauge_probe_state{{{PATH},pathgauge_probe_state=~"cannot-send|unresolved"}})', instant=True),),
        ),
        Number(
            title="Loss", unit="percentunit", limits=(Limit("green"), Limit("orange", 0.01), Limit("red", 0.05)),
            queries=(Query(f"sum(pathgauge_probe_window_lost_packets{{{OVER}}}) / sum(pathgauge_probe_window_sent_packets{{{OVER}}})", instant=True),),
        ),
        Number(
            title="Worst 95th percentile", unit="s",
            queries=(Query(f'max({_percentile("p95")} < Inf)', instant=True, may_be_empty=NO_LOSS_YET),),
        ),
        Number(
            title="Alarms raised", limits=BAD,
            queries=(Query(f"sum(pathgauge_alarm_active{{{AGENT}}})", instant=True, may_be_empty="no alarm was ever raised"),),
        ),
        States(
            title="Which paths answer", width=24, height=8, names={0: ("answers", "green"), 1: ("unreachable", "red")},
            queries=(Query(f'max by (instance, probe) (pathgauge_probe_state{{{PATH},pathgauge_probe_state="unreachable"}})', WHO),),
        ),
        Rows(
            title="Paths", height=9,
            columns=(("Loss", "percentunit"), ("Median", "s"), ("p95", "s"), ("p99", "s"), ("Jitter", "s"), ("Longest loss", "short")),
            hidden=("window", "percentile"),
            queries=(
                Query(f"max by (instance, probe) (pathgauge_probe_window_loss_ratio{{{OVER}}})", instant=True, format="table"),
                *(
                    Query(f"max by (instance, probe) ({_percentile(name)})", instant=True, format="table", may_be_empty=NO_LOSS_YET)
                    for name in ("p50", "p95", "p99")
                ),
                Query(f"max by (instance, probe) (pathgauge_probe_window_rfc3550_jitter_seconds{{{OVER}}})", instant=True, format="table"),
                Query(f"max by (instance, probe) (pathgauge_probe_window_longest_loss_burst_packets{{{OVER}}})", instant=True, format="table"),
            ),
        ),
        Series(
            title="RTT, 95th percentile", unit="s", about="Infinite, and not drawn, where it falls among lost packets.",
            queries=(Query(f'{_percentile("p95")} < Inf', WHO, may_be_empty=NO_LOSS_YET),),
        ),
        Series(
            title="Loss", unit="percentunit", queries=(Query(f"pathgauge_probe_window_loss_ratio{{{OVER}}}", WHO),),
        ),
        Series(
            title="Mean RTT, exact", unit="s", about="From sums and counts of all replies.",
            queries=(Query(f"rate(pathgauge_probe_received_rtt_seconds_total{{{PATH}}}{RATE}) / (rate(pathgauge_probe_received_packets_total{{{PATH}}}{RATE}) > 0)", WHO),),
        ),
        Series(title="Jitter (RFC 3550)", unit="s", queries=(Query(f"pathgauge_probe_window_rfc3550_jitter_seconds{{{OVER}}}", WHO),)),
    ),
)  # fmt: skip

_ONE = 'instance="$instance",probe="$probe"'
_WINDOWED = f'{_ONE},window="$window"'
_NAMES = ("p90", "p95", "p99")

PATH_DETAIL = Dashboard(
    "pathgauge-path",
    "PathGauge: one path",
    "One path as SmokePing draws it, with its histograms and everything that can go wrong on it.",
    (ONE_AGENT, ONE_PROBE, WINDOW),
    (
        Number(
            title="State", limits=BAD, about="0 while it answers.",
            queries=(Query(f'max(pathgauge_probe_state{{{_ONE},pathgauge_probe_state!~"up|starting"}})', instant=True),),
        ),
        Number(title="Loss", unit="percentunit", limits=(Limit("green"), Limit("orange", 0.01), Limit("red", 0.05)),
               queries=(Query(f"pathgauge_probe_window_loss_ratio{{{_WINDOWED}}}", instant=True),)),
        Number(title="Last RTT", unit="s", queries=(Query(f"pathgauge_probe_last_rtt_seconds{{{_ONE}}}", instant=True),)),
        Number(title="Packets lost in a row", limits=(Limit("green"), Limit("orange", 2), Limit("red", 10)),
               queries=(Query(f"pathgauge_probe_window_longest_loss_burst_packets{{{_WINDOWED}}}", instant=True),)),
        Number(title="Delay variation, p95", unit="s", about="Above the least delay of the window (RFC 5481, PDV).",
               queries=(Query(f"pathgauge_probe_window_pdv_p95_seconds{{{_WINDOWED}}}", instant=True),)),
        Number(title="Interval", unit="s", queries=(Query(f"pathgauge_probe_interval_seconds{{{_ONE}}}", instant=True),)),
        Smoke(
            title="RTT", unit="s", floor="least", bands=("p90", "p95", "p99", "greatest"), line="median",
            about="Line: median. Smoke: from the least RTT of the window to its 90th, 95th and 99th percentile, and to the greatest.",
            queries=(
                Query(f"pathgauge_probe_window_rtt_min_seconds{{{_WINDOWED}}}", "least"),
                Query(f"pathgauge_probe_window_rtt_max_seconds{{{_WINDOWED}}}", "greatest"),
                *(
                    Query(f'pathgauge_probe_window_rtt_percentile_seconds{{{_WINDOWED},percentile="{name}"}} < Inf', name, may_be_empty=NO_LOSS_YET)
                    for name in reversed(_NAMES)
                ),
                Query(f'pathgauge_probe_window_rtt_percentile_seconds{{{_WINDOWED},percentile="p50"}} < Inf', "median", may_be_empty=NO_LOSS_YET),
            ),
        ),
        Series(title="Loss", unit="percentunit", bars=True, width=24, height=6,
               queries=(Query(f"pathgauge_probe_window_loss_ratio{{{_WINDOWED}}}", "lost"),)),
        Heat(title="Histogram of the RTT", unit="s", queries=(Query(_buckets(f"pathgauge_probe_rtt_seconds{{{_ONE}}}"), "{{le}}", format="heatmap"),)),
        Heat(title="Histogram of the delay variation between packets", unit="s", about="Absolute IPDV (RFC 3393).",
             queries=(Query(_buckets(f"pathgauge_probe_ipdv_abs_seconds{{{_ONE}}}"), "{{le}}", format="heatmap"),)),
        Series(title="Percentiles of the replies, from the histogram", unit="s", queries=tuple(
            Query(_quantiles(f"pathgauge_probe_rtt_seconds{{{_ONE}}}", "probe", quantile), f"p{quantile * 100:g}") for quantile in (0.5, 0.95, 0.99)
        )),
        Series(title="Jitter (RFC 3550)", unit="s", queries=(Query(f"pathgauge_probe_window_rfc3550_jitter_seconds{{{_WINDOWED}}}", "jitter"),)),
        Series(title="Packets", unit="pps", queries=(
            Query(f"rate(pathgauge_probe_sent_packets_total{{{_ONE}}}{RATE})", "sent"),
            Query(f"rate(pathgauge_probe_received_packets_total{{{_ONE}}}{RATE})", "received"),
        )),
        Series(title="What else came back", unit="pps", queries=tuple(
            Query(f"rate(pathgauge_probe_{what}_packets_total{{{_ONE}}}{RATE})", legend)
            for what, legend in (("late", "late"), ("duplicate", "duplicates"), ("reordered", "reordered"), ("corrupt", "corrupt"),
                                 ("forged", "forged"), ("refused", "refused"), ("icmp_error", "ICMP errors"), ("unsent", "not sent"))
        )),
    ),
)  # fmt: skip

_DROPS_OFF = "the agent does not watch drops"
_FILTER_OFF = "the agent has no rule"
DROPS = Dashboard(
    "pathgauge-drops",
    "PathGauge: drops and filter",
    "Where packets go that do not arrive: the kernel's drops by reason, queues, drivers, XDP, the filter's rules, and suspects.",
    (INSTANCE, Variable("interface", "Interface", f"label_values(pathgauge_kernel_drop_interface_info{{{AGENT}}}, interface)")),
    (
        Series(title="Drops by reason", unit="pps", stacked=True, about="Without benign reasons, such as a socket that was closed.",
               queries=(Query(f'sum by (instance, interface, reason) (rate(pathgauge_kernel_drop_packets_total{{{AGENT},interface=~"$interface",benign="false"}}{RATE})) > 0',
                              "{{reason}} {{interface}} @ {{instance}}", may_be_empty="nothing was dropped"),)),
        Series(title="Benign drops by reason", unit="pps", stacked=True,
               queries=(Query(f'sum by (instance, reason) (rate(pathgauge_kernel_drop_packets_total{{{AGENT},interface=~"$interface",benign="true"}}{RATE})) > 0',
                              "{{reason}} @ {{instance}}", may_be_empty="nothing was dropped"),)),
        Series(title="Queues", unit="pps", queries=(
            Query(f'rate(pathgauge_queue_drop_packets_total{{{AGENT},interface=~"$interface"}}{RATE})', "dropped {{interface}} @ {{instance}}", may_be_empty=_DROPS_OFF),
            Query(f'rate(pathgauge_queue_requeue_packets_total{{{AGENT},interface=~"$interface"}}{RATE})', "put back {{interface}} @ {{instance}}", may_be_empty=_DROPS_OFF),
        )),
        Series(title="Backlog of queues", unit="bytes",
               queries=(Query(f'pathgauge_queue_backlog_bytes{{{AGENT},interface=~"$interface"}}', "{{interface}} @ {{instance}}", may_be_empty=_DROPS_OFF),)),
        Series(title="Drivers", unit="pps", queries=tuple(
            Query(f'rate(pathgauge_link_{what}_packets_total{{{AGENT},interface=~"$interface"}}{RATE})', f"{legend} {{{{interface}}}} @ {{{{instance}}}}", may_be_empty=_DROPS_OFF)
            for what, legend in (("receive_drop", "dropped in"), ("transmit_drop", "dropped out"), ("receive_error", "errors in"), ("transmit_error", "errors out"))
        )),
        Series(title="XDP exceptions", unit="pps", about="A program's verdict that the driver could not carry out.",
               queries=(Query(f"rate(pathgauge_kernel_xdp_exception_packets_total{{{AGENT}}}{RATE})", "{{action}} {{interface}} @ {{instance}}",
                              may_be_empty="no XDP program failed"),)),
        Series(title="At the ingress hooks, by verdict", unit="pps",
               queries=(Query(f'sum by (instance, interface, verdict) (rate(pathgauge_interface_ingress_packets_total{{{AGENT}}}{RATE}))', "{{verdict}} {{interface}} @ {{instance}}"),)),
        Series(title="Filter: packets that each rule met", unit="pps",
               queries=(Query(f"rate(pathgauge_filter_rule_matched_packets_total{{{AGENT}}}{RATE})", "{{rule}} @ {{instance}}", may_be_empty=_FILTER_OFF),)),
        Series(title="Filter: packets that each rule dropped", unit="pps",
               queries=(Query(f"rate(pathgauge_filter_rule_dropped_packets_total{{{AGENT}}}{RATE})", "{{rule}} @ {{instance}}", may_be_empty=_FILTER_OFF),)),
        Series(title="Suspects: value over limit", about="Sources whose traffic looks like a flood or a scan.",
               queries=(Query(f"pathgauge_suspect_value{{{AGENT}}} / pathgauge_suspect_limit{{{AGENT}}}", "{{kind}} {{source}} @ {{instance}}",
                              may_be_empty="nothing was suspicious"),)),
        Rows(title="Rules", height=7, columns=(("Packets", "short"),),
             queries=(Query(f"pathgauge_filter_rule_matched_packets_total{{{AGENT}}} * on (instance, index) group_left (action, match, enabled) pathgauge_filter_rule_info{{{AGENT}}}",
                            instant=True, format="table", may_be_empty=_FILTER_OFF),)),
    ),
)  # fmt: skip

_TCP_OFF = "the agent does not measure TCP, or no connection passed"
_PEER = "{{peer}}:{{port}} {{direction}} @ {{instance}}"
_ROW = "instance, direction, peer, port"


def _tcp(name, more=""):
    return f'pathgauge_tcp_{name}{{{AGENT},direction=~"$direction",peer=~"$peer",peer!=""{more}}}'


def _top(expression, most=10):
    return f"topk({most}, {expression})"


TCP = Dashboard(
    "pathgauge-tcp",
    "PathGauge: TCP",
    "Connections that pass anyway: how much, how fast, how often they fail.",
    (
        INSTANCE,
        Variable("direction", "Opened", words=("inbound", "outbound")),
        Variable("peer", "Peer", f'label_values(pathgauge_tcp_peer_info{{{AGENT},peer!=""}}, peer)'),
        Variable("window", "Window", "label_values(pathgauge_tcp_window_sent_segments, window)", several=False),
    ),
    (
        Series(title="Sent and acknowledged", unit="Bps", queries=(Query(_top(f"sum by ({_ROW}) (rate({_tcp('acknowledged_bytes_total')}{RATE}))"), _PEER, may_be_empty=_TCP_OFF),)),
        Series(title="Received", unit="Bps", queries=(Query(_top(f"sum by ({_ROW}) (rate({_tcp('received_bytes_total')}{RATE}))"), _PEER, may_be_empty=_TCP_OFF),)),
        Series(title="Smoothed RTT", unit="s", queries=(Query(_top(f"max by ({_ROW}) ({_tcp('srtt_seconds')})"), _PEER, may_be_empty=_TCP_OFF),)),
        Series(title="RTT, 90th percentile of the window", unit="s", queries=(
            Query(_top(f'max by ({_ROW}) ({_tcp("window_rtt_percentile_seconds", more=",percentile=" + chr(34) + "p90" + chr(34) + ",window=" + chr(34) + "$window" + chr(34))})'), _PEER, may_be_empty=_TCP_OFF),)),
        Heat(title="Histogram of the RTT of segments", unit="s", queries=(Query(_buckets(_tcp("rtt_seconds")), "{{le}}", format="heatmap", may_be_empty=_TCP_OFF),)),
        Series(title="Time to connect, 90th percentile", unit="s", queries=(Query(_top(_quantiles(_tcp("connect_seconds"), _ROW, 0.9)), _PEER, may_be_empty="nobody connected meanwhile"),)),
        Series(title="Retransmitted segments", unit="percentunit", queries=(
            Query(_top(f"sum by ({_ROW}) (rate({_tcp('retransmitted_segments_total')}{RATE})) / (sum by ({_ROW}) (rate({_tcp('sent_segments_total')}{RATE})) > 0)"), _PEER, may_be_empty=_TCP_OFF),)),
        Series(title="Connections opened a second", queries=(Query(_top(f"sum by ({_ROW}) (rate({_tcp('connections_opened_total')}{RATE}))"), _PEER, may_be_empty=_TCP_OFF),)),
        Series(title="Connections that went wrong, a second", queries=tuple(
            Query(f"sum by (instance, direction) (rate({_tcp(f'connections_{what}_total')}{RATE}))", f"{what} {{{{direction}}}} @ {{{{instance}}}}", may_be_empty=_TCP_OFF)
            for what in ("failed", "refused", "reset")
        )),
        Series(title="Open connections", queries=(Query(_top(f"sum by ({_ROW}) ({_tcp('active_connections')})"), _PEER, may_be_empty=_TCP_OFF),)),
        Rows(title="Whose connections", height=8, columns=(("Open", "short"),), hidden=("namespace", "prefix_length"), queries=(
            Query(f"{_tcp('active_connections')} * on (instance, direction, peer, prefix_length, port, namespace) group_left (pid, command, unit) pathgauge_tcp_owner_info{{{AGENT}}}",
                  instant=True, format="table", may_be_empty="no connection whose owner is known"),)),
    ),
)  # fmt: skip

HEALTH = Dashboard(
    "pathgauge-agents",
    "PathGauge: agents",
    "How the agents themselves are: whether they are read, keep time, and lose nothing.",
    (INSTANCE,),
    (
        Number(title="Agents", queries=(Query(f"count(pathgauge_agent_probes{{{AGENT}}})", instant=True),)),
        Number(title="Not to be read", limits=BAD, queries=(Query('count(up{job="pathgauge"} == 0) or vector(0)', instant=True),)),
        Number(title="Probes", queries=(Query(f"sum(pathgauge_agent_probes{{{AGENT}}})", instant=True),)),
        Number(title="Packets a second, configured", unit="pps", queries=(Query(f"sum(pathgauge_agent_configured_packets_per_second{{{AGENT}}})", instant=True),)),
        Number(title="Oldest snapshot", unit="s", limits=(Limit("green"), Limit("red", 60)), width=8,
               queries=(Query(f"max(time() - pathgauge_agent_snapshot_timestamp_seconds{{{AGENT}}})", instant=True),)),
        States(title="Which agents are read", width=24, height=6, names={1: ("read", "green"), 0: ("not to be read", "red")},
               queries=(Query(f'up{{job="pathgauge",{AGENT}}}', "{{instance}}"),)),
        Series(title="Packets sent", unit="pps", queries=(Query(f"rate(pathgauge_agent_sent_packets_total{{{AGENT}}}{RATE})", "{{instance}}"),)),
        Series(title="Longest delay before sending", unit="s", about="Of the last second.",
               queries=(Query(f"pathgauge_agent_send_delay_max_seconds{{{AGENT}}}", "{{instance}}"),)),
        Series(title="What was not sent or not counted, a second", queries=tuple(
            Query(f"rate(pathgauge_agent_{name}_total{{{AGENT}}}{RATE})", f"{legend} @ {{{{instance}}}}")
            for name, legend in (("send_error_packets", "not sent"), ("bank_overrun_packets", "overrun"), ("lost_samples", "samples lost"),
                                 ("uncounted_delays", "delays not counted"), ("history_lost_slots", "slots not kept"))
        )),
        Series(title="Alarms raised", bars=True, queries=(
            Query(f"sum by (instance, severity) (pathgauge_alarm_active{{{AGENT}}})", "{{severity}} @ {{instance}}", may_be_empty="no alarm was ever raised"),)),
        Series(title="Scrapes: how long", unit="s", queries=(Query(f'scrape_duration_seconds{{job="pathgauge",{AGENT}}}', "{{instance}}"),)),
        Series(title="Scrapes: how many samples", queries=(Query(f'scrape_samples_scraped{{job="pathgauge",{AGENT}}}', "{{instance}}"),)),
        Series(title="The exporter's pages, a second", queries=(
            Query(f"rate(pathgauge_exporter_pages_total{{{AGENT}}}{RATE})", "made @ {{instance}}"),
            Query(f"rate(pathgauge_exporter_refused_scrapes_total{{{AGENT}}}{RATE})", "refused @ {{instance}}"),
            Query(f"rate(pathgauge_exporter_failed_logins_total{{{AGENT}}}{RATE})", "failed log-ins @ {{instance}}"),
        )),
        Series(title="The hosts' load", about="From node_exporter.", queries=(Query("node_load1", "{{instance}}", may_be_empty="no node_exporter is scraped"),)),
        Rows(title="Versions", height=6, columns=(("Runs since", "dateTimeFromNow"),), queries=(
            Query(f"pathgauge_agent_start_timestamp_seconds{{{AGENT}}} * 1000 * on (instance) group_left (version, java) pathgauge_build_info{{{AGENT}}}", instant=True, format="table"),)),
    ),
)  # fmt: skip

ALL = (OVERVIEW, PATH_DETAIL, DROPS, TCP, HEALTH)
