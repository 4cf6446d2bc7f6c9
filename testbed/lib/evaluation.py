"""Writes figures of "testbed/bench rtt cpu" into the evaluation's page: tables between its marks, and plots beside it."""

import json
import pathlib
import re
import sys

from benchmarks import cpu, rtt
from charts import bars, ranges

DOCS = pathlib.Path(__file__).resolve().parents[1] / "docs"
PAGE = "evaluation.md"
STATISTICS = ("mean", "sigma", "p99", "max")
TOOLS = ("ping", "ping -U", "fping", "naive")
NAMES = {"naive": "naive, user space"}
PAGES = (
    ("a page", "CPU, ms"),
    ("a page's 1,000 samples", "CPU, ms"),
    ("page's samples", ""),
    ("page's size, gzip", "kB"),
    ("RSS", "MB"),
)
AGENTS = ("no probe", f"{cpu.PROBES} probes", "everything on")


class Missing(Exception):
    """What the page needs and the run or the page does not have."""


class Figures:
    """Figures of one run by their names."""

    def __init__(self, lines):
        self._by_name = {figure["benchmark"]: figure for figure in map(json.loads, lines.splitlines())}

    def __getitem__(self, name):
        found = self.get(name) or self.get(f"{name} (peer: {cpu.PEER})")
        if not found:
            raise Missing(f'there is no figure "{name}": give the lines that "testbed/bench rtt cpu" printed')
        return found

    def get(self, name):
        return self._by_name.get(name)


def scenes():
    return [name for of in rtt.SCENES.values() for name, _, _ in of]


def short(value):
    """Three digits that count; from 10,000 on without fraction and with commas."""
    if value is None:
        return "-"
    if value >= 1000:
        return f"{float(f'{value:.3g}'):,.0f}"
    return f"{value:#.3g}".rstrip(".") if value else "0"


def factor(value):
    """A ratio; a small one as its reciprocal."""
    return f"1/{short(1 / value)}" if 0 < value < 0.01 else short(value)


def ratio(figure):
    if figure["ratio"] is None:
        return "-"
    spread = figure["spread"]
    return factor(figure["ratio"]) + (f" ({factor(spread[0])} – {factor(spread[1])})" if spread else "")


def table(head, rows):
    lines = ["| " + " | ".join(row) + " |" for row in (head, ["---"] * len(head), *rows)]
    return "\n".join(lines)


def rtt_tables(figures):
    tables = []
    for scene in scenes():
        ours = [figures[f"rtt {scene}: {statistic} vs ping"]["ours"] for statistic in STATISTICS]
        rows = [["**PathGauge**", *(f"**{short(value)}**" for value in ours), lost(figures, scene, TOOLS[0], "ours")]]
        for tool in TOOLS:
            of = [figures[f"rtt {scene}: {statistic} vs {tool}"] for statistic in STATISTICS]
            cells = [f"{short(each['peer'])}: {ratio(each)}" for each in of]
            rows.append([NAMES.get(tool, tool), *cells, lost(figures, scene, tool, "peer")])
        head = [scene, "mean", "sigma", "99th percentile", "greatest", "lost"]
        tables.append(table(head, rows))
    return "\n\n".join(tables)


def lost(figures, scene, tool, side):
    figure = figures.get(f"rtt {scene}: lost vs {tool}")
    return f"{figure[side] / 1e4:.1f} %" if figure and figure[side] else "0"


def cpu_tables(figures):
    rows = []
    for phase in cpu.PHASES:
        of = [figures[f"cpu {agent}, {phase}"] for agent in AGENTS]
        programs = [figures[f"cpu {agent}, {phase}: of it kernel programs"]["ours"] for agent in AGENTS]
        ours = [f"{short(a['ours'])} [{short(p)}]: {ratio(a)}" for a, p in zip(of, programs)]
        rows.append([phase, short(of[0]["peer"]), *ours])
    times = table(["CPU, ms a second [of it kernel programs]", cpu.PEER, *AGENTS], rows)
    rows = []
    for title, unit in PAGES:
        of = [figures[f"cpu {agent}: {title}"] for agent in AGENTS]
        name = f"{title}, {unit}" if unit else title
        rows.append([name, short(of[0]["peer"]), *(f"{short(each['ours'])}: {ratio(each)}" for each in of)])
    for phase, (every, _) in cpu.PHASES.items():
        for title in ("median", "greatest") if every == 1 else ():
            of = [figures[f"cpu {agent}, {phase}: {title} wait for a page"] for agent in AGENTS]
            ours = [f"{short(each['ours'])}: {factor(each['ratio'])}" for each in of]
            rows.append([f"{title} wait for a page, ms, {phase}", short(of[0]["peer"]), *ours])
    return times + "\n\n" + table(["", cpu.PEER, *AGENTS], rows)


def rtt_plot(figures):
    groups = []
    for scene in scenes():
        rows = []
        for tool in ("ours", *TOOLS):
            side, peer = ("ours", TOOLS[0]) if tool == "ours" else ("peer", tool)
            values = [figures[f"rtt {scene}: {statistic} vs {peer}"][side] for statistic in ("mean", "p99", "max")]
            rows.append(("PathGauge" if tool == "ours" else NAMES.get(tool, tool), values))
        groups.append((scene, rows))
    return ranges("Round-trip time, µs: ● mean, | 99th percentile, to the greatest", groups)


def cpu_plot(figures):
    groups = []
    for phase in cpu.PHASES:
        of = {agent: figures[f"cpu {agent}, {phase}"] for agent in AGENTS}
        rows = [(cpu.PEER, of[AGENTS[0]]["peer"], 0)]
        for agent, figure in of.items():
            programs = figures[f"cpu {agent}, {phase}: of it kernel programs"]["ours"]
            rows.append((f"PathGauge, {agent}", figure["ours"], programs))
        groups.append((phase, rows))
    return bars("Processor time, ms a second; dark: kernel programs", groups)


def machine(told):
    """What the benchmarks' header says of machine and commit."""
    lines = [line for line in told.splitlines() if line.startswith(("kernel ", "JDK ", "commit "))]
    return f"Printed by a run with {'; '.join(lines)}." if lines else "Of the run's machine and commit nothing was kept."


def renew(figures, told, docs):
    """Writes the page and its plots in a folder; the names of what it wrote. told: standard error of the run."""
    page = docs / PAGE
    text = page.read_text()
    parts = {"run": machine(told), "rtt": rtt_tables(figures), "cpu": cpu_tables(figures)}
    for name, tables in parts.items():
        mark = re.compile(rf"(<!-- {name}: .*? -->\n).*?(\n<!-- /{name} -->)", re.DOTALL)
        text, count = mark.subn(lambda found, tables=tables: found[1] + tables + found[2], text)
        if count != 1:
            raise Missing(f"{page} has {count} places for the figures of {name}, not 1")
    written = {PAGE: text, "evaluation-rtt.svg": rtt_plot(figures), "evaluation-cpu.svg": cpu_plot(figures)}
    for name, content in written.items():
        (docs / name).write_text(content)
    return list(written)


def main():
    try:
        path = pathlib.Path(sys.argv[1])
        log = path.with_suffix(".log")
        told = log.read_text() if log != path and log.exists() else ""
        written = renew(Figures(path.read_text()), told, DOCS)
    except (OSError, ValueError, Missing) as failure:
        print(f"evaluation: {failure}", file=sys.stderr)
        return 1
    print(f"renewed in {DOCS}: {', '.join(written)}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
