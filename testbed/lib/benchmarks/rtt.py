"""Round-trip times, idle and on a busy host, against ping, ping -U, fping and a prober that takes both times in user space.

Five scenes: one node and five nodes on a bridge, each idle and with 8 busy loops (on whatever number of cores), and a burst
of 1,000 packets to each of five nodes with 4 of them. In each round all take their turn, in another order: 100 packets to
each node 10 ms apart. Ours are one-shot tests, stamped by the same kernel programs as those of periodic probes.

Mean and standard deviation are medians of the rounds. The 99th percentile and the greatest value are those of all packets of
all rounds together, and for the ratio of greatest values one packet decides. Nobody loses packets here but from a full
buffer of his own: where anyone does, a figure says so.

How to read it: ping and fping have the kernel stamp what they receive, so the agent's advantage over them is the sending side,
some microseconds whatever the path. Who takes the time of the reply himself waits for a processor first.
"""

import contextlib
import math
import statistics

from pgtest.agent import Agent
from pgtest.network import Topology
from pgtest.procs import Child

from .figures import compared, figure
from .pingers import Pingers

NAME = "rtt"
ROUNDS = 9
# The compiler is at work in the first of them, as in no agent in service.
WARM_UP_TURNS = 8
# nodes -> (scene, busy loops, burst)
SCENES = {
    1: (("idle, one node", 0, False), ("8 hogs, one node", 8, False)),
    5: (
        ("idle, five nodes", 0, False),
        ("8 hogs, five nodes", 8, False),
        ("burst of 1,000 to each of five nodes, 4 hogs", 4, True),
    ),
}
TURNS = ROUNDS * sum(map(len, SCENES.values()))


def figures(progress):
    taken = {}
    for nodes, scenes in SCENES.items():
        with Topology(nodes) as topology:
            with Agent(topology["AGENT_NS"], {topology["AGENT_IF"]: "auto"}, []) as agent:
                for _ in range(WARM_UP_TURNS):
                    Pingers(topology, agent).tools["ours"]()
                for name, loops, burst in scenes:
                    pingers = Pingers(topology, agent, burst)
                    rounds = []
                    with hogs(loops):
                        for number in range(ROUNDS):
                            rounds.append(one_round(pingers.tools, number))
                            done = len(rounds) + sum(len(of) for of, _ in taken.values())
                            ours, ping = (statistics.fmean(rounds[-1][tool]) for tool in ("ours", "ping"))
                            progress(done / TURNS, f"{name}: ours {ours:.1f}, ping {ping:.1f} us")
                    taken[name] = (rounds, pingers.packets)
    for name, (rounds, packets) in taken.items():
        yield from of_scene(name, rounds, packets)


@contextlib.contextmanager
def hogs(number):
    """So many busy loops. Each is a session of its own, so that grouping by sessions takes nothing from it."""
    with contextlib.ExitStack() as stack:
        for _ in range(number):
            stack.enter_context(Child("sh", "-c", "while :; do :; done"))
        yield


def one_round(tools, number):
    """Round-trip times by tool; who begins changes from round to round."""
    names = list(tools)
    turned = names[number % len(names) :] + names[: number % len(names)]
    return {name: tools[name]() for name in turned}


def of_scene(scene, rounds, packets):
    """rounds: round-trip times by tool, of each round."""
    for peer in [tool for tool in rounds[0] if tool != "ours"]:
        for title, statistic in (("mean", statistics.fmean), ("sigma", statistics.pstdev)):
            pairs = [(statistic(times["ours"]), statistic(times[peer])) for times in rounds]
            yield compared(f"rtt {scene}: {title} vs {peer}", pairs, "us")
        for title, statistic in (("p99", percentile_99), ("max", max)):
            ours, theirs = (statistic([time for times in rounds for time in times[tool]]) for tool in ("ours", peer))
            ratios = [statistic(times["ours"]) / statistic(times[peer]) for times in rounds]
            name = f"rtt {scene}: {title} vs {peer}"
            yield figure(name, ours, theirs, ours / theirs, "us", (min(ratios), max(ratios)))
        ours, theirs = (lost_ppm(rounds, tool, packets) for tool in ("ours", peer))
        if ours or theirs:
            yield figure(f"rtt {scene}: lost vs {peer}", ours, theirs, ours / theirs if theirs else None, "ppm", None)


def percentile_99(times):
    """The value of nearest rank."""
    return sorted(times)[math.ceil(0.99 * len(times)) - 1]


def lost_ppm(rounds, tool, packets):
    return 1e6 * (1 - sum(len(times[tool]) for times in rounds) / packets / len(rounds))
