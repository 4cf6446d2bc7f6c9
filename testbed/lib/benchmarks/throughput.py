"""Bulk TCP through a watched interface against an unwatched one, probing alone and with everything on.

iperf3 in two namespaces joined by a veth pair, rounds interleaved. "in" is received on the watched
interface, "out" sent from it. The first figures are the default hook, which is tcx here; on a veth pair
an XDP program costs bulk TCP its offloads, so the XDP hooks are shown apart and no goal is theirs.
"""

import json
import time

from pgtest.agent import Agent, probe
from pgtest.everything import everything
from pgtest.network import Topology
from pgtest.procs import Child, Failed, await_true, run

from .figures import compared

NAME = "throughput"
ROUNDS = 5
SECONDS = 2
RULES = 1000
GOAL = 0.93
# hook, with everything on
CASES = (("auto", False), ("auto", True), ("xdp-generic", False), ("xdp-native", False), ("xdp-native", True))


def figures(progress):
    speeds = {case: [] for case in CASES}
    in_force = {}
    done = 0
    with Topology(1) as topology, Child(*topology.node(1, "iperf3", "-s")) as server:
        listening = topology.node(1, "ss", "-Hltn", "sport = :5201")
        await_true("iperf3 listens", lambda: server.alive() and run(*listening).strip())
        before = both(topology)
        for _ in range(ROUNDS):
            for hook, whole in CASES:
                probes = [probe("node", topology["NODE1_V4"])]
                extra = everything(RULES) if whole else None
                with Agent(topology["AGENT_NS"], {topology["AGENT_IF"]: hook}, probes, extra=extra) as agent:
                    in_force[hook] = attached(agent, hook)
                    # The start of a JVM is no part of what is measured, and takes both cores.
                    time.sleep(6)
                    watched = both(topology)
                after = both(topology)
                # The machine's own speed drifts, so the peer is what stood on either side.
                speeds[hook, whole].append((watched, [(a + b) / 2 for a, b in zip(before, after)]))
                before = after
                done += 1
                progress(done / ROUNDS / len(CASES), f"{in_force[hook]} {watched[0]:.1f} Gbit/s in")
    for hook, whole in CASES:
        title = f"{in_force[hook]} (default)" if hook == "auto" else hook
        title += ", everything on" if whole else ""
        for at, direction in enumerate(("in", "out")):
            pairs = [(watched[at], plain[at]) for watched, plain in speeds[hook, whole]]
            figure = compared(f"throughput {direction}, {title}", pairs, "Gbit/s")
            if whole and hook == "auto":
                verdict = "reached" if figure["ratio"] >= GOAL else "MISSED"
                figure["benchmark"] += f" (goal {GOAL}: {verdict})"
            yield figure


def attached(agent, hook):
    shown = agent.show("interfaces")["interfaces"][0]
    if "hook" not in shown:
        raise Failed(f"nothing is attached at {hook}: {shown['problem']}")
    return shown["hook"]


def both(topology):
    """(into the watched interface, out of it) in Gbit/s."""
    return iperf(topology, "-R"), iperf(topology)


def iperf(topology, *options):
    command = topology.agent("iperf3", "-J", "-c", topology["NODE1_V4"], "-t", SECONDS, "-O", 1, *options)
    report = json.loads(run(*command))
    return report["end"]["sum_received"]["bits_per_second"] / 1e9
