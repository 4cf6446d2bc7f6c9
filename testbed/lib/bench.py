"""Runs benchmarks: one JSON object a line on standard output, a table and progress on standard error."""

import argparse
import ast
import importlib
import json
import sys
import time

from pgtest import arguments as given
from pgtest.procs import REPO, TESTBED, Failed, end_on_signals, run

# Modules of "benchmarks", in this order. Each is imported when it runs: they need packages that only the set-up brings.
BENCHMARKS = ("rtt", "cpu", "packet", "drop", "probing", "throughput", "footprint", "netconf", "snmp", "agentx")


class Progress:
    """A bar on standard error; lines instead when that is no terminal."""

    def __init__(self, name):
        self._name = name
        self._bar = sys.stderr.isatty()
        self._started = time.monotonic()
        self._told = -1

    def __call__(self, share, what=""):
        """share of the whole that is done, 0 to 1."""
        passed = time.monotonic() - self._started
        if self._bar:
            filled = int(30 * share)
            bar = f"[{'#' * filled}{'.' * (30 - filled)}]"
            print(f"\r\033[K{self._name} {bar} {passed:.0f} s {what}", end="", file=sys.stderr, flush=True)
        elif int(10 * share) > self._told:
            self._told = int(10 * share)
            print(f"{self._name}: {100 * share:.0f} % after {passed:.0f} s {what}", file=sys.stderr, flush=True)

    def end(self):
        if self._bar:
            print("\r\033[K", end="", file=sys.stderr, flush=True)


def header():
    cpu = next((x.split(":", 1)[1].strip() for x in open("/proc/cpuinfo") if x.startswith("model name")), "unknown")
    cores = sum(1 for line in open("/proc/cpuinfo") if line.startswith("processor"))
    java = run("sh", "-c", '"${JAVA_HOME:+$JAVA_HOME/bin/}java" -version 2>&1').splitlines()
    commit = run("git", "-C", REPO, "describe", "--always", "--dirty", check=False).strip() or "unknown"
    load = open("/proc/loadavg").read().split()[0]
    lines = [
        f"kernel {run('uname', '-r').strip()}, {cores} x {cpu}",
        f"JDK {next((line for line in java if 'build' in line), java[0])}",
        f"commit {commit}, load average at the start {load}",
    ]
    print("\n".join(lines), file=sys.stderr)


def table(figures):
    rows = [("benchmark", "ours", "peer", "ratio", "unit", "spread")]
    for f in figures:
        spread = "" if f["spread"] is None else " .. ".join(f"{value:.3g}" for value in f["spread"])
        numbers = ("-" if f[key] is None else f"{f[key]:.4g}" for key in ("ours", "peer", "ratio"))
        rows.append((f["benchmark"], *numbers, f["unit"], spread))
    widths = [max(len(row[column]) for row in rows) for column in range(6)]
    for row in rows:
        cells = [row[0].ljust(widths[0])] + [row[i].rjust(widths[i]) for i in (1, 2, 3)]
        print("  ".join([*cells, row[4].ljust(widths[4]), row[5]]).rstrip(), file=sys.stderr)


def main():
    parser = argparse.ArgumentParser(
        prog="testbed/bench",
        description='Each figure is one line {"benchmark","ours","peer","ratio","unit","spread"}: medians, '
        "the ratio ours/peer, and the least and greatest ratio (or value, without a peer) of the runs.",
    )
    parser.add_argument("name", nargs="*", help=f"which: {', '.join(BENCHMARKS)} (all)")
    parser.add_argument("--list", action="store_true", help="name the benchmarks and say what they measure")
    arguments = parser.parse_args()
    if arguments.list:
        for name in BENCHMARKS:
            said = ast.get_docstring(ast.parse((TESTBED / "lib" / "benchmarks" / f"{name}.py").read_text()))
            print(f"{name:12} {said.splitlines()[0]}")
        return 0
    unknown = [name for name in arguments.name if name not in BENCHMARKS]
    if unknown:
        parser.error(f"no benchmark {unknown[0]}: --list names them")
    given.end_if_only_asked()
    end_on_signals()
    header()
    failed = 0
    for name in arguments.name or BENCHMARKS:
        progress = Progress(name)
        try:
            figures = []
            for figure in importlib.import_module(f"benchmarks.{name}").figures(progress):
                figures.append(figure)
            progress.end()
            for figure in figures:
                print(json.dumps(figure), flush=True)
            table(figures)
        except Failed as failure:
            progress.end()
            print(f"bench {name}: {failure}", file=sys.stderr)
            failed = 1
    return failed


if __name__ == "__main__":
    sys.exit(main())
