"""CPU time, memory and what a page for Prometheus costs, beside prometheus-node-exporter.

Three agents run side by side with one node_exporter through the same minutes: one with no probe; one with 50 probes,
a packet a second each; and one with these and everything on (TCP, drops, patterns, 1,000 rules) while bulk transfers,
20 connections a second and 20 datagrams that nobody wants pass. First nobody scrapes, then all four are scraped each
15 s, then each second, then each second beside 8 busy loops, as Prometheus does: over one kept connection, OpenMetrics'
text, gzip.

CPU is user and system time of the process and, for the agents, the run time of their kernel programs; part of that is
system time already and counts twice. The programs at TCP's and drops' tracepoints see the whole machine. A page's CPU
is told from pages asked for one after the other, who is asked taking turns.
"""

import contextlib
import math
import shutil
import statistics
import time

from pgtest import cost
from pgtest.agent import Agent, probe
from pgtest.everything import everything
from pgtest.network import Topology
from pgtest.procs import STATE, Child, Failed, await_true, in_netns

from .figures import compared, figure
from .rtt import hogs
from .scraping import EXPORTER, PORT, Page, Scraper
from .traffic import Traffic

NAME = "cpu"
PROBES = 50
RULES = 1000
HOGS = 8
SETTLE_SECONDS = 25
SLICES = 3
SLICE_SECONDS = 15
PAGES, TURNS = 10, 5
# Whoever takes less than this of a second takes nothing that a ratio could tell of.
LEAST = 50e-6
# phase -> (seconds between two scrapes, busy loops)
PHASES = {
    "not scraped": (None, 0),
    "scraped each 15 s": (15, 0),
    "scraped each second": (1, 0),
    f"scraped each second, {HOGS} hogs": (1, HOGS),
}
PEER = "node_exporter"


def figures(progress):
    with contextlib.ExitStack() as stack:
        stack.enter_context(cost.bpf_run_times())
        measured = {name: stack.enter_context(agent) for name, agent in agents(stack).items()}
        peer_in = measured["50 probes"].agent.netns
        measured[PEER] = stack.enter_context(NodeExporter(peer_in))
        time.sleep(SETTLE_SECONDS)
        phases = {}
        for number, (phase, (every, loops)) in enumerate(PHASES.items()):
            with hogs(loops):
                phases[phase] = Phase(measured, every)
            progress(0.9 * (number + 1) / len(PHASES), phase)
        memory = {name: cost.resident_bytes(each.pid) / 1e6 for name, each in measured.items()}
        pages = [{name: each.pages_cost() for name, each in measured.items()} for _ in range(TURNS)]
        sizes = {name: each.page.read() for name, each in measured.items()}
    for phase, of in phases.items():
        yield from of.figures(phase)
    for name in [name for name in measured if name != PEER]:
        yield from of_pages(name, [(turn[name], turn[PEER]) for turn in pages], sizes[name], sizes[PEER])
        yield figure(f"cpu {name}: RSS", memory[name], memory[PEER], memory[name] / memory[PEER], "MB", None)


def agents(stack):
    """The agents that are compared, not yet started; networks and traffic end with the stack."""
    probing, busy = (stack.enter_context(Topology(1)) for _ in range(2))
    quiet = stack.enter_context(Topology(1))
    stack.enter_context(Traffic(busy))
    return {
        "no probe": Measured(quiet, 0, {}),
        "50 probes": Measured(probing, PROBES, {}),
        "everything on": Measured(busy, PROBES, everything(RULES)),
    }


def of_pages(name, pairs, ours, peer):
    """pairs: CPU of a page, ours and the peer's, of each turn; then (octets on the wire, samples) of one page."""
    yield compared(f"cpu {name}: a page", [(1e3 * a, 1e3 * b) for a, b in pairs], "ms")
    each = [(1e6 * a / ours[1], 1e6 * b / peer[1]) for a, b in pairs]
    yield compared(f"cpu {name}: a page's 1,000 samples", each, "ms")
    for title, at, unit in (("page's size, gzip", 0, "kB"), ("page's samples", 1, "")):
        scale = 1e3 if unit else 1
        yield figure(f"cpu {name}: {title}", ours[at] / scale, peer[at] / scale, ours[at] / peer[at], unit, None)


class Exporter:
    """A process with a page for Prometheus."""

    def __init__(self):
        self.pid = None
        self.page = None

    def seconds(self):
        """(user and system, of it user, kernel programs) so far."""
        user, system = cost.processor_seconds(self.pid)
        programs = sum(seconds for _, seconds in cost.program_runs(self.pid).values())
        return cost.exact_seconds(self.pid), user, system, programs

    def answers(self):
        try:
            return self.page.read()
        except OSError:
            return None

    def pages_cost(self):
        """Processor seconds of one page, the mean of several."""
        before = cost.exact_seconds(self.pid)
        for _ in range(PAGES):
            self.page.read()
        return (cost.exact_seconds(self.pid) - before) / PAGES


class Measured(Exporter):
    """An agent with so many probes of one node."""

    def __init__(self, topology, probes, extra):
        super().__init__()
        self.agent = Agent(
            topology["AGENT_NS"],
            {topology["AGENT_IF"]: "auto"},
            [probe(f"node-{n:02}", topology["NODE1_V4"], interval=1000) for n in range(probes)],
            openmetrics=EXPORTER,
            extra=extra,
        )

    def __enter__(self):
        self.agent.__enter__()
        try:
            self.pid = self.agent.child.pid
            self.page = Page(self.agent.netns, PORT)
            await_true("the agent's exporter answers", self.answers)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if self.page:
            self.page.close()
        self.agent.__exit__()


class NodeExporter(Exporter):
    """Debian's prometheus-node-exporter as its package configures it, in a network namespace."""

    def __init__(self, netns):
        super().__init__()
        program = shutil.which("prometheus-node-exporter")
        unpacked = STATE / "node-exporter" / "usr" / "bin" / "prometheus-node-exporter"
        if not program and not unpacked.exists():
            raise Failed("prometheus-node-exporter is missing: run testbed/bench, which fetches it")
        port = PORT + 1
        self._child = Child(*in_netns(netns, program or unpacked, f"--web.listen-address=127.0.0.1:{port}"))
        self.pid = self._child.pid
        self.page = Page(netns, port)

    def __enter__(self):
        try:
            await_true("node_exporter answers", self._runs)
        except BaseException:
            self.__exit__()
            raise
        return self

    def _runs(self):
        if not self._child.alive():
            raise Failed(f"node_exporter ended with status {self._child.process.returncode}")
        return self.answers()

    def __exit__(self, *_):
        self.page.close()
        self._child.stop()


class Phase:
    """What all took while they were scraped at one interval."""

    def __init__(self, measured, every):
        self._slices = []
        with contextlib.ExitStack() as stack:
            scrapers = {}
            if every:
                for number, (name, each) in enumerate(measured.items()):
                    # Not all at once, and none at the edge of a slice.
                    first = 0.1 + every / 3 + number * 0.2
                    scrapers[name] = stack.enter_context(Scraper(each.page, first, every))
            before = reading(measured)
            for _ in range(SLICES):
                time.sleep(SLICE_SECONDS)
                after = reading(measured)
                self._slices.append({name: rates(before[name], after[name]) for name in measured})
                before = after
        self._latency = {name: scraper.latencies() for name, scraper in scrapers.items()}

    def figures(self, phase):
        for name in [name for name in self._slices[0] if name != PEER]:
            pairs = [(of[name]["all"], of[PEER]["all"]) for of in self._slices]
            yield paired(f"cpu {name}, {phase}", pairs)
            for part in ("user", "system", "programs"):
                title = "kernel programs" if part == "programs" else part
                parts = [statistics.fmean(of[who][part] for of in self._slices) for who in (name, PEER)]
                theirs = 1e3 * parts[1] if part != "programs" else None
                yield figure(f"cpu {name}, {phase}: of it {title}", 1e3 * parts[0], theirs, None, "ms/s", None)
            if self._latency:
                for title, statistic in (("median", statistics.median), ("greatest", max)):
                    ours, theirs = (1e3 * statistic(self._latency[who]) for who in (name, PEER))
                    wait = f"cpu {name}, {phase}: {title} wait for a page"
                    yield figure(wait, ours, theirs, ours / theirs, "ms", None)


def paired(benchmark, pairs):
    """Seconds of CPU a second of both; without a ratio where the peer takes next to nothing."""
    if min(peer for _, peer in pairs) >= LEAST:
        return compared(benchmark, [(1e3 * ours, 1e3 * peer) for ours, peer in pairs], "ms/s")
    ours, peer = (1e3 * statistics.median(side) for side in zip(*pairs))
    return figure(benchmark, ours, peer, None, "ms/s", None)


def reading(measured):
    return {name: (time.monotonic(), *each.seconds()) for name, each in measured.items()}


def rates(before, after):
    """Of a second of the clock: all, user, system, kernel programs."""
    passed, cpu, user, system, programs = (b - a for a, b in zip(before, after))
    if not math.isfinite(cpu) or passed <= 0:
        raise Failed(f"a process's clock went wrong: {before}, {after}")
    return {
        "all": (cpu + programs) / passed,
        "user": user / passed,
        "system": system / passed,
        "programs": programs / passed,
    }
