"""Bulk TCP through a watched interface against an unwatched one, at each ingress hook.

iperf3 in two namespaces joined by a veth pair, rounds interleaved. "in" is received on the watched
interface, "out" sent from it. The first figure is the default hook.
"""

import json
import time

from pgtest.agent import Agent, probe
from pgtest.network import Topology
from pgtest.procs import Child, Failed, await_true, run

from .figures import compared

NAME = "throughput"
ROUNDS = 5
SECONDS = 2
HOOKS = ("auto", "xdp-generic", "xdp-native")


def figures(progress):
    speeds = {hook: [] for hook in HOOKS}
    in_force = {}
    done = 0
    with Topology(1) as topology, Child(*topology.node(1, "iperf3", "-s")) as server:
        listening = topology.node(1, "ss", "-Hltn", "sport = :5201")
        await_true("iperf3 listens", lambda: server.alive() and run(*listening).strip())
        for _ in range(ROUNDS):
            for hook in HOOKS:
                before = both(topology)
                probes = [probe("node", topology["NODE1_V4"])]
                with Agent(topology["AGENT_NS"], {topology["AGENT_IF"]: hook}, probes) as agent:
                    shown = agent.show("interfaces")["interfaces"][0]
                    if "hook" not in shown:
                        raise Failed(f"nothing is attached at {hook}: {shown['problem']}")
                    in_force[hook] = shown["hook"]
                    # The start of a JVM is no part of what is measured, and takes both cores.
                    time.sleep(6)
                    watched = both(topology)
                # The machine's own speed drifts, so the peer is what stood on either side.
                plain = [(a + b) / 2 for a, b in zip(before, both(topology))]
                speeds[hook].append((watched, plain))
                done += 1
                progress(done / ROUNDS / len(HOOKS), f"{in_force[hook]} {speeds[hook][-1][0][0]:.1f} Gbit/s in")
    for hook in HOOKS:
        title = f"{in_force[hook]} (default)" if hook == "auto" else hook
        for at, direction in enumerate(("in", "out")):
            pairs = [(watched[at], plain[at]) for watched, plain in speeds[hook]]
            yield compared(f"throughput {direction}, {title}", pairs, "Gbit/s")


def both(topology):
    """(into the watched interface, out of it) in Gbit/s."""
    return iperf(topology, "-R"), iperf(topology)


def iperf(topology, *options):
    command = topology.agent("iperf3", "-J", "-c", topology["NODE1_V4"], "-t", SECONDS, "-O", 1, *options)
    report = json.loads(run(*command))
    return report["end"]["sum_received"]["bits_per_second"] / 1e9
