"""Draws where a working agent's processor time goes: stacks of Java, the Java machine and the kernel in one graph."""

import argparse
import collections
import os
import platform
import re
import sys
import time

from benchmarks.scraping import EXPORTER, PORT, Page, Scraper
from benchmarks.traffic import Traffic
from flamesvg import drawn
from pgtest import arguments as given
from pgtest.agent import Agent, oid, probe
from pgtest.everything import everything
from pgtest.network import Topology
from pgtest.procs import REPO, STATE, TESTBED, Failed, end_on_signals, run

PROBES = 1000
INTERVAL_MS = 200
RULES = 1000
SETTLE_SECONDS = 20
# Odd, so as not to keep step with what the agent does each millisecond.
SAMPLE_NANOS = 997_000
LIBRARY = {"x86_64": "linux-x64", "aarch64": "linux-arm64"}
# Kinds by the mark that the profiler puts behind a frame's name.
KINDS = (
    ("kernel programs", re.compile(r"^bpf_prog_")),
    ("kernel", re.compile(r"_\[k\]$")),
    ("Java", re.compile(r"_\[[0j1i]\]$")),
)
REST = "the Java machine and C libraries"


class Profiler:
    """async-profiler, loaded into a running agent."""

    def __init__(self):
        machine = platform.machine()
        if machine not in LIBRARY:
            raise Failed(f"async-profiler has no library for {machine}")
        self._library = TESTBED / "target" / "profiler" / LIBRARY[machine] / "libasyncProfiler.so"
        if not self._library.exists():
            raise Failed(f"{self._library} is missing: run testbed/flamegraph, which fetches it")

    def __call__(self, pid, command):
        """Has the profiler in a process do something, as its manual names it."""
        home = os.environ.get("JAVA_HOME")
        jcmd = f"{home}/bin/jcmd" if home else "jcmd"
        said = run(jcmd, pid, "JVMTI.agent_load", self._library, f'"{command}"')
        if "return code: 0" not in said:
            raise Failed(f"the profiler refused {command}: {said.strip()}")


def main():
    parser = argparse.ArgumentParser(
        prog="testbed/flamegraph",
        description=f"Profiles an agent with {PROBES} probes, {PROBES * 1000 // INTERVAL_MS} packets a second, everything "
        "on, scraped and walked by SNMP each second. Writes .testbed/flamegraph.html, which needs nothing but a browser, "
        "and .testbed/flamegraph.collapsed, a line a stack; says on standard output whose the time was.",
    )
    parser.add_argument("--seconds", type=int, default=20, help="how long to sample (20)")
    parser.add_argument("--svg", type=given.file_to_write, help="also draws the graph into this file, for a page")
    arguments = parser.parse_args()
    if arguments.seconds < 1:
        parser.error("--seconds needs a number from 1 on")
    given.end_if_only_asked()
    end_on_signals()
    try:
        STATE.mkdir(exist_ok=True)
        html, collapsed = (STATE / f"flamegraph.{ending}" for ending in ("html", "collapsed"))
        profile(arguments.seconds, html, collapsed)
        stacks = read(collapsed)
        for line in summary(stacks):
            print(line)
        if arguments.svg:
            arguments.svg.write_text(drawn(stacks, kind_of))
        print(f"{html.relative_to(REPO)} shows the stacks; open it in a browser")
    except Failed as failure:
        print(f"flamegraph: {failure}", file=sys.stderr)
        return 1
    return 0


def profile(seconds, html, collapsed):
    profiler = Profiler()
    with Topology(1) as topology, Traffic(topology):
        probes = [probe(f"node-{n:04}", topology["NODE1_V4"], interval=INTERVAL_MS) for n in range(PROBES)]
        hooks = {topology["AGENT_IF"]: "auto"}
        extra = everything(RULES)
        with Agent(topology["AGENT_NS"], hooks, probes, openmetrics=EXPORTER, extra=extra) as agent:
            print(f"The agent warms up for {SETTLE_SECONDS} s and is sampled for {seconds} s.", file=sys.stderr)
            with Scraper(Page(agent.netns, PORT), 1, 1) as scraper:
                busy(agent, SETTLE_SECONDS)
                pid = agent.child.pid
                profiler(pid, f"start,event=cpu,interval={SAMPLE_NANOS},threads")
                busy(agent, seconds)
                profiler(pid, f"dump,file={collapsed},collapsed,ann")
                profiler(pid, f"stop,file={html},flamegraph,ann,title=PathGauge,minwidth=0.05")
            scraper.latencies()


def busy(agent, seconds):
    """A manager's work for so long: the probes' table each second."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        asked = time.monotonic()
        agent.snmp("snmpbulkwalk", "-Oqv", "-Cr25", oid("pathGaugeProbeTable"))
        time.sleep(max(0, asked + 1 - time.monotonic()))


def read(collapsed):
    """(frames, samples) of each line, the outermost frame first; the first is the thread's name."""
    stacks = []
    for line in collapsed.read_text().splitlines():
        text, _, count = line.rpartition(" ")
        stacks.append((text.split(";"), int(count)))
    if not stacks:
        raise Failed("no sample was taken: the agent did nothing, or the kernel refused to count")
    return stacks


def kind_of(frame):
    return next((kind for kind, mark in KINDS if mark.search(frame)), REST)


def summary(stacks):
    """Shares of all samples: by kind of the innermost frame, and by thread."""
    total = sum(count for _, count in stacks)
    kinds, threads = collections.Counter(), collections.Counter()
    for frames, count in stacks:
        kinds[kind_of(frames[-1])] += count
        threads[re.sub(r"[-# ]?\d+$", "", re.sub(r"^\[|( tid=\d+)?\]$", "", frames[0]))] += count
    yield f"{total} samples of {SAMPLE_NANOS / 1e6:.3f} ms of processor time"
    for of in (kinds, threads):
        for name, count in of.most_common(8):
            yield f"{100 * count / total:5.1f} %  {name}"
        yield ""


if __name__ == "__main__":
    sys.exit(main())
