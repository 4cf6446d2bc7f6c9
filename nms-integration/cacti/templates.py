#!/usr/bin/python3
"""Writes cacti_host_template_pathgauge.xml: what Cacti 1.2 imports beside the data query pathgauge.xml.

Every object has a hash by which Cacti knows it again, made from its name here, so importing a newer version changes the old
one. Cacti's own objects are named by the hashes that every installation has."""

import hashlib
import pathlib
import xml.sax.saxutils

FILE = pathlib.Path(__file__).resolve().parent / "cacti_host_template_pathgauge.xml"
# Codes of Cacti's include/global_arrays.php.
GRAPH_TEMPLATE, DATA_TEMPLATE, HOST_TEMPLATE, DATA_QUERY = "00", "01", "02", "04"
CDEF, DATA_ITEM, GRAPH_ITEM, QUERY_GRAPH, QUERY_TITLE, QUERY_SOURCE, CDEF_ITEM = "05", "08", "10", "11", "12", "13", "14"
VERSION = "0103"
# Cacti's: the data input method "Get SNMP Data (Indexed)" with the fields that a data query fills in, and a number's format.
INDEXED = "hash_030103bf566c869ac6443b0c75d1c32b5a350e"
INDEX_FIELDS = ("6027a919c7c7731fbe095b6f53ab127b", "cbbe5c1ddfb264a6e5d509ce1c78c95f", "e6deda7be0f391399c5130e7c4a48b28")
NORMAL = "hash_060103e9c43831e54eca8069317a2ce8c6f751"
AVERAGE, MAXIMUM, LAST = 1, 3, 4
LINE1, LINE2, AREA, GPRINT = 4, 5, 7, 9
GAUGE = 1

# Data sources of a graph: name in its file, field of the data query. Each has a data template and a file of its own, since Cacti
# stores nothing of a file when one of its values is missing, as a percentile is that too few packets define.
RTT_SOURCES = {
    "rtt_max": "rttMax", "rtt_p99": "rttP99", "rtt_p95": "rttP95", "rtt_p90": "rttP90", "rtt_p50": "rttP50", "rtt_min": "rttMin",
}  # fmt: skip
LOSS_SOURCES = {"loss": "lossRatio", "state": "probeState"}
# Drawn one upon the other: source, type, colour, label.
RTT_LINES = (
    ("rtt_max", AREA, "DBE9F6", "greatest"),
    ("rtt_p99", AREA, "B3D3E8", "99th percentile"),
    ("rtt_p95", AREA, "82BBDB", "95th percentile"),
    ("rtt_p90", AREA, "539ECD", "90th percentile"),
    ("rtt_p50", LINE2, "00A000", "median"),
    ("rtt_min", LINE1, "08306B", "least"),
)
LOSS_LINES = (("loss", AREA, "C00000", "lost"),)


def key(kind, *names):
    """The hash of an object of ours."""
    return f"hash_{kind}{VERSION}" + hashlib.md5(" ".join(("PathGauge", kind, *names)).encode()).hexdigest()


def element(name, content=""):
    """An XML element; content is text, or a list of elements."""
    if isinstance(content, list):
        return f"<{name}>\n" + "\n".join(content) + f"\n</{name}>"
    return f"<{name}>{xml.sax.saxutils.escape(str(content))}</{name}>"


def elements(**contents):
    """Elements by name."""
    return [element(name, content) for name, content in contents.items()]


def pairs(**contents):
    """Elements of which each is preceded by an empty one that says that it is not asked for with every graph."""
    return [part for name, content in contents.items() for part in (element(f"t_{name}"), element(name, content))]


def cdef(name, divisor):
    return element(
        key(CDEF, name),
        [
            element("name", name),
            element(
                "items",
                [
                    element(key(CDEF_ITEM, name, str(at)), elements(sequence=at, type=kind, value=value))
                    # 4: a special data source, 6: text, 2: an operator, of which 4 is the division
                    for at, (kind, value) in enumerate(((4, "CURRENT_DATA_SOURCE"), (6, divisor), (2, 4)), 1)
                ],
            ),
        ],
    )


def template_of(source):
    return f"PathGauge - {source}"


def data_template(source):
    name = template_of(source)
    fields = [
        element(
            f"item_{at:03}",
            elements(data_input_field_id=f"hash_07{VERSION}{field}") + pairs(value="") + [],
        ).replace("<t_value></t_value>", "<t_value>on</t_value>")
        for at, field in enumerate(INDEX_FIELDS)
    ]
    return element(
        key(DATA_TEMPLATE, name),
        [
            element("name", name),
            element(
                "ds",
                pairs(name=f"|host_description| - {name}")
                + elements(data_source_path="", data_input_id=INDEXED)
                + pairs(data_source_profile_id="0", rrd_step=300, active="on"),
            ),
            element(
                "items",
                [
                    element(
                        key(DATA_ITEM, source),
                        pairs(
                            data_source_name=source,
                            rrd_minimum="0",
                            rrd_maximum="U",
                            data_source_type_id=GAUGE,
                            rrd_heartbeat=600,
                            data_input_field_id="0",
                        ),
                    )
                ],
            ),
            element("data", fields),
        ],
    )


def graph_item(graph, sequence, source, kind, colour, consolidation, text, scale, last):
    return element(
        key(GRAPH_ITEM, graph, source, str(kind), str(consolidation)),
        elements(
            graph_type_id=kind,
            task_item_id=key(DATA_ITEM, source),
            color_id=colour,
            alpha="FF",
            consolidation_function_id=consolidation,
            cdef_id=key(CDEF, scale) if scale else "0",
            vdef_id="0",
            shift="",
            value="",
            gprint_id=NORMAL,
            textalign="",
            text_format=text,
            hard_return="on" if last else "",
            line_width="1.00",
            dashes="",
            dash_offset="0",
            sequence=sequence,
        ),
    )


def graph_template(name, unit, scale, lines, sources):
    items = []
    for source, kind, colour, label in lines:
        rows = (
            (kind, colour, AVERAGE, label, False),
            (GPRINT, 0, LAST, "now", False),
            (GPRINT, 0, AVERAGE, "mean", False),
            (GPRINT, 0, MAXIMUM, "most", True),
        )
        for row, color, consolidation, text, last in rows:
            items.append(graph_item(name, len(items) + 1, source, row, color, consolidation, text, scale, last))
    if "state" in sources:
        # Cacti makes a file for those sources alone that are in a graph.
        label = "state now (2 is up)"
        items.append(graph_item(name, len(items) + 1, "state", GPRINT, 0, LAST, label, None, True))
    return element(
        key(GRAPH_TEMPLATE, name),
        [
            element("name", name),
            element(
                "graph",
                pairs(
                    title=f"|host_description| - {name}", vertical_label=unit, image_format_id=1, height=200, width=700,
                    base_value=1000, slope_mode="", auto_scale="on", auto_scale_opts=2, auto_scale_log="", scale_log_units="",
                    auto_scale_rigid="on", upper_limit="0", lower_limit="0", unit_value="", unit_exponent_value="",
                    unit_length="", no_gridfit="", alt_y_grid="", right_axis="", right_axis_label="", right_axis_format="0",
                    right_axis_formatter="0", left_axis_formatter="0", auto_padding="on", dynamic_labels="",
                    force_rules_legend="", tab_width="", legend_position="0", legend_direction="0",
                ),
            ),
            element("items", items),
            element("inputs"),
        ],
    )  # fmt: skip


def query_graph(graph, sources):
    title = f"|host_description| - |query_probeName| - {graph.removeprefix('PathGauge - ')}"
    return element(
        key(QUERY_GRAPH, graph),
        [
            element("graph_template_id", key(GRAPH_TEMPLATE, graph)),
            element("name", graph.removeprefix("PathGauge - ")),
            element(
                "rrd",
                [
                    element(
                        f"item_{at:03}",
                        elements(
                            snmp_field_name=field,
                            data_template_id=key(DATA_TEMPLATE, template_of(source)),
                            data_template_rrd_id=key(DATA_ITEM, source),
                        ),
                    )
                    for at, (source, field) in enumerate(sources.items())
                ],
            ),
            element("sv_graph", [element(key(QUERY_TITLE, graph), elements(field_name="title", sequence=1, text=title))]),
            element(
                "sv_data_source",
                [
                    element(
                        key(QUERY_SOURCE, source),
                        elements(
                            field_name="name", data_template_id=key(DATA_TEMPLATE, template_of(source)), sequence=1,
                            text=f"|host_description| - |query_probeName| - {source}",
                        ),
                    )
                    for source in sources
                ],
            ),
        ],
    )  # fmt: skip


def document():
    """The whole file."""
    rtt, loss, query = "PathGauge - Round-trip time", "PathGauge - Loss", "PathGauge - Probes"
    return (
        element(
            "cacti",
            [
                element(
                    key(HOST_TEMPLATE, "agent"),
                    elements(
                        name="PathGauge Agent",
                        **{"class": "network"},
                        graph_templates="",
                        data_queries=key(DATA_QUERY, query),
                    ),
                ),
                graph_template(rtt, "seconds", "PathGauge - seconds", RTT_LINES, RTT_SOURCES),
                graph_template(loss, "percent", "PathGauge - percent", LOSS_LINES, LOSS_SOURCES),
                *(data_template(source) for source in RTT_SOURCES | LOSS_SOURCES),
                element(
                    key(DATA_QUERY, query),
                    elements(
                        name=query,
                        description="The probes of a PathGauge agent",
                        xml_path="<path_cacti>/resource/snmp_queries/pathgauge.xml",
                        data_input_id=INDEXED,
                        graphs=[query_graph(rtt, RTT_SOURCES), query_graph(loss, LOSS_SOURCES)],
                    ),
                ),
                cdef("PathGauge - seconds", 10_000_000),
                cdef("PathGauge - percent", 10_000),
            ],
        )
        + "\n"
    )


if __name__ == "__main__":
    FILE.write_text(document())
