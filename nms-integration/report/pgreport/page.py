"""Writes a report as one HTML page that needs no other file and no network."""

import html
import math

from . import chart
from .period import duration

MOST_ROWS = 40

_STYLE = """
@page { size: A4; margin: 14mm 12mm; }
* { box-sizing: border-box; }
body { font: 14px/1.45 "DejaVu Sans", system-ui, sans-serif; color: #1c1f23; max-width: 1000px; margin: 24px auto; padding: 0 20px; }
h1 { font-size: 24px; margin: 0 0 2px; } h2 { font-size: 18px; margin: 30px 0 8px; border-bottom: 2px solid #1f5fa8; padding-bottom: 3px; }
h3 { font-size: 14px; margin: 16px 0 0; } h3 span { font-weight: normal; color: #555; }
p { margin: 4px 0 8px; } .small { color: #555; font-size: 12px; }
.facts { display: flex; gap: 10px; flex-wrap: wrap; margin: 14px 0 4px; }
.facts div { flex: 1 1 150px; border: 1px solid #d5d9de; border-radius: 6px; padding: 8px 12px; }
.facts b { display: block; font-size: 20px; } .facts div.bad { border-color: #d4351c; background: #fdf1ef; }
table { border-collapse: collapse; width: 100%; font-size: 12px; }
th { text-align: left; background: #eef2f7; } th, td { padding: 4px 7px; border-bottom: 1px solid #e1e4e8; vertical-align: top; }
th.n, td.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td.nw { white-space: nowrap; } td.bad { color: #b3200b; font-weight: bold; }
svg { width: 100%; height: auto; display: block; } svg text { font: 11px "DejaVu Sans", sans-serif; fill: #333; }
.figure { break-inside: avoid; } tr { break-inside: avoid; } h2 { break-after: avoid; }
@media print { body { margin: 0; padding: 0; max-width: none; font-size: 12px; } table { font-size: 10px; } th, td { padding: 3px 5px; } }
"""


def page(report, period, title, made, charts):
    """The page. made: when, in seconds since the epoch; charts: how many paths are drawn."""
    ranked = report.ranked()
    outages, losses = report.troubles()
    parts = [
        "<!DOCTYPE html>",
        '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
        f"<title>{_text(title)}</title><style>{_STYLE}</style></head><body>",
        f"<h1>{_text(title)}</h1>",
        f"<p><b>{period.time(period.start)}</b> to <b>{period.time(period.end)}</b> ({duration(period.seconds)})</p>",
        f'<p class="small">Source: {_text(report.source)}. Steps of {duration(report.step)}; percentiles of a step are those of'
        f" {_text(report.percentiles_from)}. Made {period.time(made)}.</p>",
        _facts(report, outages, losses),
        _paths(ranked, period),
        _troubles(outages, losses, period, report),
        _charts(ranked, period, charts),
        _drops(report.drops),
        _peers(report.peers),
        _alarms(report.alarms, period),
        "</body></html>",
    ]
    return "\n".join(parts) + "\n"


def _text(value):
    return html.escape(str(value))


def _percent(ratio):
    if ratio is None:
        return "–"
    return "0 %" if ratio == 0 else f"{ratio * 100:.2g} %" if ratio < 0.1 else f"{ratio * 100:.1f} %"


def _count(number):
    return f"{number:,}".replace(",", " ")


def _octets(number):
    for size, unit in ((1e9, "GB"), (1e6, "MB"), (1e3, "kB")):
        if number >= size:
            return f"{number / size:.1f} {unit}"
    return f"{number} B"


def _table(heads, rows, most=MOST_ROWS):
    """heads: (text, whether numbers); rows: cells of text, or (text, class)."""
    numbers = [number for _, number in heads]
    head = "".join(f'<th{" class=n" if number else ""}>{_text(text)}</th>' for text, number in heads)
    lines = []
    for row in rows[:most]:
        cells = []
        for cell, number in zip(row, numbers, strict=True):
            text, kind = cell if isinstance(cell, tuple) else (cell, "")
            kinds = " ".join(k for k in ("n" if number else "", kind) if k)
            cells.append(_cell(text, kinds))
        lines.append(f"<tr>{''.join(cells)}</tr>")
    more = f'<p class="small">And {len(rows) - most} more.</p>' if len(rows) > most else ""
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table>{more}"


def _cell(text, kinds):
    return f'<td class="{kinds}">{_text(text)}</td>' if kinds else f"<td>{_text(text)}</td>"


def _facts(report, outages, losses):
    sent = sum(path.sent for path in report.paths)
    lost = sum(step.lost or 0 for path in report.paths for step in path.steps)
    measured = sum(path.measured for path in report.paths) / len(report.paths)
    alarms = "–" if report.alarms is None else str(len(report.alarms))
    facts = (
        (str(len(report.paths)), "paths", False),
        (_percent(lost / sent if sent else None), f"of {_count(sent)} packets lost", False),
        (str(len(outages)), "outage" if len(outages) == 1 else "outages", bool(outages)),
        (alarms, "alarm" if alarms == "1" else "alarms", alarms not in ("0", "–")),
        (_percent(measured), "of the time measured", measured < 0.9),
    )
    boxes = "".join(f'<div{" class=bad" if bad else ""}><b>{_text(big)}</b>{_text(small)}</div>' for big, small, bad in facts)
    return f'<div class="facts">{boxes}</div>'


def _paths(ranked, period):
    heads = [("", True), ("Path", False), ("Target", False), ("Packets", True), ("Loss", True), ("Median", True)]
    heads += [("Worst p95", True), ("at", False), ("Greatest RTT", True), ("Outages", True), ("Measured", True)]
    rows = []
    for number, path in enumerate(ranked, 1):
        worst = path.worst()
        greatest = max((v for step in path.steps if (v := step.shown("max")) is not None), default=None)
        down = sum(outage.end - outage.start for outage in path.outages)
        rows.append(
            (
                str(number),
                _name(path),
                path.target,
                _count(path.sent),
                (_percent(path.loss), "bad" if path.loss and path.loss > 0.05 else ""),
                chart.seconds(path.typical("p50")),
                (chart.seconds(worst[0] if worst else None), "bad" if worst and math.isinf(worst[0]) else ""),
                (period.at(worst[1].end).strftime("%d %b %H:%M:%S") if worst else "–", "nw"),
                chart.seconds(greatest),
                f"{len(path.outages)} ({duration(down)})" if path.outages else "0",
                _percent(path.measured),
            )
        )
    note = (
        '<p class="small">The worst path first: by the worst 95th percentile of any step. ∞: so many packets of that step were lost that'
        " the percentile falls among them. –: not defined, nothing was measured or answered. The median is that of the steps' medians.</p>"
    )
    return f"<h2>Paths</h2>{_table(heads, rows, 500)}{note}"


def _name(path):
    return f"{path.name} @ {path.agent}" if path.agent else path.name


def _troubles(outages, losses, period, report):
    heads = [("", False), ("Path", False), ("Start", False), ("End", False), ("Duration", True), ("±", True), ("Lost", True)]

    def row(trouble):
        lost = "–" if trouble.lost is None else f"{_count(trouble.lost)} of {_count(trouble.sent)}"
        end = period.time(trouble.end) if trouble.over else f"still at {period.time(trouble.end)}"
        kind = (trouble.kind, "bad" if trouble.kind == "outage" else "")
        length = duration(trouble.end - trouble.start)
        return kind, _name(trouble.path), (period.time(trouble.start), "nw"), (end, "nw"), length, duration(trouble.accuracy), lost

    parts = ["<h2>Outages and loss</h2>"]
    if not outages and not losses:
        return "".join(parts) + "<p>No packet was lost.</p>"
    parts.append(_table(heads, [row(t) for t in outages], 200) if outages else "<p>No outage.</p>")
    if losses:
        parts.append("<h3>Loss with replies in between <span>(the most lost packets first)</span></h3>")
        parts.append(_table(heads, [row(t) for t in losses], 20))
    parts.append(
        '<p class="small">An outage is at least a slot of ten seconds without a reply. It starts when the last reply was seen and ends when'
        " one was seen again; ± tells how far apart looks were. Lost packets are those of whole steps within.</p>"
    )
    return "".join(parts)


def _charts(ranked, period, most):
    parts = ["<h2>Round-trip times and loss</h2>", chart.legend()]
    for number, path in enumerate(ranked[:most]):
        worst = path.worst()
        about = f"median {chart.seconds(path.typical('p50'))}, worst p95 {chart.seconds(worst[0] if worst else None)}, loss {_percent(path.loss)}"
        target = f"{path.target} · " if path.target else ""
        parts.append(
            f'<div class="figure"><h3>{_text(_name(path))} <span>{_text(target)}{_text(about)}</span></h3>'
            f"{chart.smoke(path, period, number)}</div>"
        )
    zone = period.at(period.end).strftime("%Z")
    parts.append(f'<p class="small">Times are {_text(zone)}. Hatched: no data. ▲: the greatest RTT is beyond the axis.</p>')
    if len(ranked) > most:
        parts.append(f'<p class="small">{len(ranked) - most} better paths are not drawn (--charts).</p>')
    return "".join(parts)


def _absent(title, what):
    return f"<h2>{title}</h2><p>Not known: {what} are not in the agent's history; a report from Prometheus has them.</p>"


def _drops(drops):
    if drops is None:
        return _absent("Dropped packets", "drops")
    heads = [("Agent", False), ("Interface", False), ("Where", False), ("Reason", False), ("Packets", True)]
    rows = [
        (d.agent, d.interface, d.where, f"{d.reason} (benign)" if d.benign else d.reason, _count(d.packets)) for d in drops
    ]
    told = _table(heads, rows) if rows else "<p>None was seen, or the agents do not watch drops.</p>"
    return f"<h2>Dropped packets</h2>{told}"


def _peers(peers):
    if peers is None:
        return _absent("TCP", "peers")
    heads = [("Agent", False), ("Peer", False), ("Port", True), ("Opened by", False), ("Connections", True), ("Failed", True)]
    heads += [("Out", True), ("In", True), ("Retransmitted", True), ("RTT", True)]
    rows = [
        (
            p.agent, p.peer, p.port, {"inbound": "peer", "outbound": "agent's host"}.get(p.opener, p.opener), _count(p.opened),
            _count(p.failed), _octets(p.octets_out), _octets(p.octets_in),
            _percent(p.retransmitted / p.segments if p.segments else None), chart.seconds(p.rtt),
        )
        for p in peers
    ]  # fmt: skip
    told = _table(heads, rows, 20) if rows else "<p>None was seen, or the agents do not measure TCP.</p>"
    return f"<h2>Top TCP peers</h2>{told}"


def _alarms(alarms, period):
    if alarms is None:
        return _absent("Alarms", "alarms")
    heads = [("Severity", False), ("What", False), ("Type", False), ("Raised", False), ("Cleared", False), ("Lasted", True)]
    rows = [
        (
            (a.severity, "bad" if a.severity in ("critical", "major") else ""),
            f"{a.resource} @ {a.agent}" if a.agent else a.resource,
            f"{a.type} ({a.qualifier})" if a.qualifier else a.type,
            (period.time(a.raised), "nw"),
            (period.time(a.cleared) if a.cleared else "still raised", "nw"),
            duration(a.cleared - a.raised) if a.cleared else "–",
        )
        for a in alarms
    ]
    return f"<h2>Alarms</h2>{_table(heads, rows, 100) if rows else '<p>None was raised.</p>'}"
