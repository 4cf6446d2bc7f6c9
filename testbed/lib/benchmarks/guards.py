"""What filter and detection add to the ingress programs, a packet, and what the tracepoint programs cost, an event.

Ingress: agents with one configuration each, side by side; the program that each has in force is run by the kernel on one
frame (BPF_PROG_TEST_RUN through bpftool) again and again, taking turns with the program of an agent that has neither.
Tracepoints: the kernel's own count of runs and run time (kernel.bpf_stats_enabled, some 20 ns a run of its own included)
while connections, bulk transfers and dropped datagrams of known number pass.
"""

import contextlib
import json
import pathlib
import re
import statistics
import tempfile

from pgtest import cost, frames
from pgtest.agent import Agent
from pgtest.everything import PATTERNS, everything, filtered, mixed, prefixes, rule
from pgtest.network import Topology
from pgtest.procs import await_true, run
from pgtruth import attacks, talks

from .figures import compared, figure

ROUNDS = 11
REPEAT = 300_000
MANY = 10_000
HOOKS = ("xdp-native", "tcx")
PORT = 9
LOADS = 2
DROPPED = 20_000


def last(before):
    """Rules that the frame does not match, and then the one that it does."""
    return [*before, rule("all", len(before) + 1, protocol=frames.UDP, destination_port=PORT)]


CONFIGURATIONS = {
    "nothing": {},
    "1 rule, drop": filtered(last([])),
    "1 rule, no hit": filtered(prefixes(1)),
    "10,000 prefixes, drop by the last": filtered(last(prefixes(MANY - 1))),
    "10,000 prefixes, no hit": filtered(prefixes(MANY)),
    "10,000 mixed, drop by the last": filtered(last(mixed(MANY - 1))),
    "10,000 mixed, no hit": filtered(mixed(MANY)),
    "patterns": PATTERNS,
    "patterns, 10,000 mixed, no hit": PATTERNS | filtered(mixed(MANY)),
}


def ingress(progress):
    """Figures of all configurations, one hook after the other."""
    for number, hook in enumerate(HOOKS):
        with contextlib.ExitStack() as stack:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="pgbench"))
            running = {
                name: stack.enter_context(Running(hook, extra, folder)) for name, extra in CONFIGURATIONS.items()
            }
            taken = {name: [] for name in running}
            for turn in range(ROUNDS):
                for name, each in running.items():
                    taken[name].append(each.nanos())
                progress((number + (turn + 1) / ROUNDS) / len(HOOKS) / 2, hook)
        for name, of in taken.items():
            if name != "nothing":
                yield compared(f"packet/{hook}: {name} (peer: nothing)", list(zip(of, taken["nothing"])), "ns")


class Running:
    """An agent with a configuration, and its program in force at the ingress hook."""

    def __init__(self, hook, extra, folder):
        self._hook, self._extra = hook, extra
        self._frame = pathlib.Path(folder) / "frame"
        self._stack = contextlib.ExitStack()

    def __enter__(self):
        try:
            self._topology = self._stack.enter_context(Topology(1))
            interface = self._topology["AGENT_IF"]
            hooks = {interface: self._hook}
            agent = self._stack.enter_context(Agent(self._topology["AGENT_NS"], hooks, [], extra=self._extra))
            source, target = "198.18.250.1", self._topology["AGENT_V4"]
            datagram = frames.udp(source, target, 1000, PORT, bytes(18))
            link = frames.link_between(self._topology)
            self._frame.write_bytes(frames.ip_frame(link, source, target, frames.UDP, datagram))
            self._program = await_true("the program is attached", lambda: self._attached(agent.child.pid), 20)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self._stack.close()

    def _attached(self, pid):
        wanted = r"link_type:\s+xdp" if self._hook.startswith("xdp") else r"attach_type:\s+46 "
        for info in pathlib.Path(f"/proc/{pid}/fdinfo").iterdir():
            with contextlib.suppress(OSError):
                text = info.read_text()
                if re.search(wanted, text):
                    return re.search(r"prog_id:\s+(\d+)", text)[1]
        return None

    def nanos(self):
        command = ("bpftool", "-j", "prog", "run", "id", self._program, "data_in", self._frame, "repeat", REPEAT)
        return json.loads(run(*self._topology.agent(*command)))["duration"]


def events(progress):
    """ns an event of each program of the agent while all kinds of load pass."""
    taken = {}
    with Topology(1) as topology, cost.bpf_run_times():
        with Agent(topology["AGENT_NS"], {topology["AGENT_IF"]: "tcx"}, [], extra=everything(1000)) as agent:
            for number in range(LOADS):
                before = cost.program_runs(agent.child.pid)
                load(topology)
                for name, (count, seconds) in cost.program_runs(agent.child.pid).items():
                    runs, ran = count - before.get(name, (0, 0))[0], seconds - before.get(name, (0, 0))[1]
                    if runs:
                        taken.setdefault(name, []).append((runs, 1e9 * ran / runs))
                progress(0.5 + 0.5 * (number + 1) / LOADS, "tracepoints")
    for name, of in sorted(taken.items()):
        nanos = [each for _, each in of]
        runs = sum(count for count, _ in of)
        title = f"packet/{name} under load, {runs:,} events"
        yield figure(title, statistics.median(nanos), None, None, "ns", [min(nanos), max(nanos)])


def load(topology):
    """Connections, bulk both ways, pings, and datagrams that nobody wants."""
    with contextlib.ExitStack() as stack:
        sides = [stack.enter_context(side) for side in talks.sides(topology, "v4").values()]
        attacks.ordinary(topology, *sides, 4)
    source, target = topology["NODE1_V4"], topology["AGENT_V4"]
    unwanted = frames.ip_frame(
        frames.link_between(topology), source, target, frames.UDP, frames.udp(source, target, 1000, PORT)
    )
    run(*topology.agent("ethtool", "-K", topology["AGENT_IF"], "gro", "on"))
    frames.blast(topology["NODE1_NS"], "eth0", unwanted, count=DROPPED)
