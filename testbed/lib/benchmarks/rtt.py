"""Round-trip time, mean and standard deviation, against ping and ping -U on the same path.

Ten rounds; in each, 100 packets at 20 ms of ours, of ping and of ping -U, one after the other. The
shortest interval of a probe is 100 ms, so ours are five probes of one target; the agent spreads them
over the interval. What a round measured is the difference of the probes' cumulative sums between
two snapshots, with the probes switched off while the peers run.
"""

import math
import re
import time

from pgtest.agent import Agent, oid, probe
from pgtest.network import Topology
from pgtest.procs import Failed, await_true, run

from .figures import compared

NAME = "rtt"
ROUNDS = 10
PACKETS = 100
SPACING = 0.02
PROBES = 5
# After a reload the agent compiles, writes and collects garbage, as none does that just measures.
SETTLE_SECONDS = 2


def figures(progress):
    rounds = []
    with Topology(1) as topology:
        target = topology["NODE1_V4"]

        def probes(enabled):
            interval = int(PROBES * SPACING * 1000)
            return [
                probe(f"node-{n}", target, interval=interval, timeout=500, enabled=enabled) for n in range(PROBES)
            ]

        with Agent(topology["AGENT_NS"], {topology["AGENT_IF"]: "auto"}, probes(True)) as agent:
            # The just-in-time compiler is at work in the first seconds, as no agent in service is.
            measure_ours(agent, 10 * PACKETS)
            for number in range(ROUNDS):
                agent.reload(probes(True))
                ours = measure_ours(agent, PACKETS)
                agent.reload(probes(False))
                rounds.append((ours, ping(topology, target), ping(topology, target, "-U")))
                progress((number + 1) / ROUNDS, f"ours {ours[0]:.1f}, ping {rounds[-1][1][0]:.1f} us")
    for peer, title in ((1, "ping"), (2, "ping -U")):
        for part, name in ((0, "mean"), (1, "sigma")):
            yield compared(f"rtt {name} vs {title}", [(r[0][part], r[peer][part]) for r in rounds], "us")


def sums(agent):
    """(received, sum in us, sum of squares in us^2) over all probes, of one request and so of one snapshot."""
    columns = ("pathGaugeProbeReceived", "pathGaugeProbeRttSum", "pathGaugeProbeRttSumSquares")
    cells = [f"{oid(column)}.{index}" for column in columns for index in range(1, PROBES + 1)]
    # A client in C, because another JVM's start would disturb what is being measured.
    values = [int(value) for value in agent.snmp("snmpget", "-Oqv", *cells).split()]
    received, total, squares = (sum(values[n * PROBES : (n + 1) * PROBES]) for n in range(3))
    return received, total / 1000, squares


def measure_ours(agent, packets):
    """(mean, standard deviation) in us of at least so many packets from now on."""
    await_true("replies arrive", lambda: sums(agent)[0] > 0)
    time.sleep(SETTLE_SECONDS)
    first = sums(agent)
    # One more second, because a snapshot may be that old.
    time.sleep(packets * SPACING + 1)
    last = await_true(
        f"{packets} replies", lambda: (now := sums(agent))[0] >= first[0] + packets and now, seconds=60, every=0.5
    )
    count, total, squares = (b - a for a, b in zip(first, last))
    mean = total / count
    # Each square is kept in whole us^2, rounded to the nearest.
    return mean, math.sqrt(max(0.0, squares / count - mean * mean))


def ping(topology, target, *options):
    """(mean, standard deviation) in us, as ping itself says."""
    output = run(*topology.agent("ping", "-q", "-c", PACKETS, "-i", SPACING, *options, target))
    found = re.search(r"= [\d.]+/([\d.]+)/[\d.]+/([\d.]+) ms", output)
    if not found:
        raise Failed(f"ping says nothing of round-trip times: {output}")
    return float(found[1]) * 1000, float(found[2]) * 1000
