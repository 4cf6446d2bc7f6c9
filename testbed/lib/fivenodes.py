"""The demo with five nodes, as the thesis was evaluated: a probe of each, a burst to all at once, one path that breaks."""

import concurrent.futures
import json

from pgtest.agent import probe, threshold
from pgtest.procs import Failed
from showing import indented, progress, say, step

BURST = 1000
BROKEN = 3


def probes(topology):
    """A probe of each node, ten packets a second, with a threshold on loss."""
    lossy = [threshold("lossy", "loss", 100_000, 10_000, severity="major")]
    return [
        probe(f"node-{node}", topology[f"NODE{node}_V4"], interval=100, timeout=500, threshold=lossy)
        for node in range(1, int(topology["NODES"]) + 1)
    ]


def show(demo):
    """All of it, with the demo's network, agent and receiver of traps."""
    nodes = FiveNodes(demo)
    nodes.measure()
    nodes.burst()
    nodes.break_one()


class FiveNodes:
    """One run, in the order it is told."""

    def __init__(self, demo):
        self._demo, self._topology, self._agent = demo, demo.topology, demo.agent
        self._nodes = [demo.topology[f"NODE{node}_V4"] for node in range(1, int(demo.topology["NODES"]) + 1)]

    def measure(self):
        t = self._topology
        step(1, "A network: this machine, and five nodes behind a bridge")
        say(f"   {t['AGENT_IF']} {t['AGENT_V4']} == veth == bridge == veth == {', '.join(self._nodes)}")
        indented(self._agent.pathgauge("show", "interfaces"))
        step(2, "Five probes, ten packets a second each")
        progress("Measuring for a whole window of ten seconds", self._demo.first_window, 20)
        indented(self._agent.pathgauge("show", "probes", "--window", "10s"))
        say()
        self._demo.snmp("snmpwalk", "PATHGAUGE-MIB::pathGaugeProbeLastRtt")

    def burst(self):
        step(3, f"A burst of {BURST} packets to each node, all five at once")
        say(f"   $ pathgauge probe {self._nodes[0]} -n {BURST} --burst --json &   (and so for the others)")
        command = ("-n", BURST, "--burst", "--json")
        with concurrent.futures.ThreadPoolExecutor(len(self._nodes)) as pool:
            said = list(pool.map(lambda node: self._agent.pathgauge("probe", node, *command), self._nodes))
        results = [json.loads(text) for text in said]
        if any(of["received"] != BURST for of in results):
            raise Failed(f"packets of the bursts were lost: {[of['received'] for of in results]} of {BURST} came back")
        say(f"   {'NODE':16}{'SENT':>6}{'RECEIVED':>10}{'RTT p50/us':>12}{'RTT p99/us':>12}")
        for node, of in zip(self._nodes, results):
            middle, most = (of[f"rttP{percent}Nanos"] / 1000 for percent in (50, 99))
            say(f"   {node:16}{of['sent']:>6}{of['received']:>10}{middle:>12.1f}{most:>12.1f}")

    def break_one(self):
        step(4, f"Breaking the path to node {BROKEN}: every third request lost")
        self._topology.drop("--every", 3, node=BROKEN)
        progress("Waiting for the trap that raises", lambda: self._demo.traps("Raised", 1), 22)
        indented(self._agent.pathgauge("show", "alarms"))
        about = {alarm["probe"] for alarm in self._agent.show("alarms")["alarms"]}
        if about != {f"node-{BROKEN}"}:
            raise Failed(f"one path is broken, and the alarms are about {sorted(about)}")
        say("\n   The four others are well:")
        indented(self._agent.pathgauge("show", "probes", "--window", "10s"))
