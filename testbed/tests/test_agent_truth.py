"""What the packaged agent publishes, against witnesses that are not it, at each ingress hook."""

import unittest

from pgtest.agent import Agent, probe
from pgtest.capture import Capture, parse_probe
from pgtest.kernelobjects import exists, held_by
from pgtest.network import Topology
from pgtest.parallel import at_once
from pgtest.procs import Failed, await_true, run

HOOKS = ("xdp-native", "xdp-generic", "tcx")
PATIENCE = 240  # seconds for all hooks side by side on a busy machine


class LossTest(unittest.TestCase):
    """Loss through the exact dropper equals its count, and so do the packets dropped as our replies."""

    ENOUGH_DROPPED = 40

    def test_loss_equals_the_droppers_count(self):
        at_once(self, PATIENCE, HOOKS, self.check)

    def check(self, hook):
        with Topology(1) as topology:
            topology.drop("--every", 7)
            probes = [
                probe(f"{family}-{number}", topology[f"NODE1_{family.upper()}"], interval=100, timeout=500)
                for family in ("v4", "v6")
                for number in range(3)
            ]
            with Agent(topology["AGENT_NS"], {topology["AGENT_IF"]: hook}, probes) as agent:
                shown = agent.show("interfaces")["interfaces"][0]
                self.assertEqual(hook, shown["hook"], shown["problem"])

                def enough():
                    agent.check_alive()
                    return topology.counts()["drop"]["dropped"] >= self.ENOUGH_DROPPED

                await_true("enough packets are dropped", enough)
                topology.drop("--none")
                dropped = topology.counts()["drop"]["dropped"]
                equal = 0
                last = None

                def settled():
                    # What is on its way at a snapshot is neither lost nor received yet, and probes and
                    # interface are read one after the other, so equal counts must be seen again and
                    # again to mean something.
                    nonlocal equal, last
                    numbers = self.totals(agent)
                    if numbers["snapshot"] == (last or {}).get("snapshot"):
                        return False
                    last = numbers
                    agreed = (
                        numbers["sent"] - numbers["received"] == dropped
                        # Each reply that came in time was consumed at the hook, and nothing else was.
                        and numbers["received"] == numbers["consumed"]
                        and numbers["sent"] == numbers["stamped"]
                    )
                    equal = equal + 1 if agreed else 0
                    return equal == 3

                try:
                    await_true("lost = dropped, consumed = received", settled, seconds=60, every=0.5)
                except Failed:
                    self.fail(
                        f"{hook}: the dropper lost {dropped}, the agent says {last}\n"
                        f"dropper: {topology.counts()}\nprobes: {self.each(agent)}"
                    )
                self.assertGreater(dropped, 0)
                for reason in ("late", "duplicates", "corrupt", "forged", "stale"):
                    self.assertEqual(0, last[reason], reason)

    def totals(self, agent):
        """Sums over all probes, and the interface's counters, of one snapshot."""
        snapshot, probes, (interface,) = agent.ask_pinned("probes", "interfaces")
        sums = {"snapshot": snapshot}
        for shown in probes:
            for name, value in shown["totals"].items():
                if isinstance(value, int):
                    sums[name] = sums.get(name, 0) + value
        sums["consumed"] = interface["droppedPackets"]
        sums["stamped"] = interface["stamped"]
        return sums

    def each(self, agent):
        """What became of the packets of each probe."""
        told = ("sent", "received", "unsent", "late")
        return {shown["name"]: {name: shown["totals"][name] for name in told} for shown in agent.ask("probes")}


class RttTest(unittest.TestCase):
    """Windows of round-trip times equal what packet captures give for the same ten seconds.

    At tcx one capture on the watched interface sees both directions. At the XDP hooks the agent has
    taken the reply away before any capture there, so the reply's time is that of the other end of
    the veth pair, the moment before it enters the watched interface.
    """

    BOUND_NANOS = 30_000
    BOUND_RATIO = 0.01
    BUCKET_RATIO = 0.0625

    def test_windows_equal_captures(self):
        at_once(self, PATIENCE, HOOKS, self.check)

    def check(self, hook):
        with Topology(1, "--relay") as topology:
            topology.delay(2000)
            targets = {"v4": topology["NODE1_V4"], "v6": topology["NODE1_V6"]}
            probes = [probe(name, target, interval=100, timeout=500) for name, target in targets.items()]
            near = Capture(topology["AGENT_NS"], topology["AGENT_IF"])
            far = Capture(topology["RELAY_NS"], "a")
            with near, far, Agent(topology["AGENT_NS"], {topology["AGENT_IF"]: hook}, probes) as agent:

                def whole_windows():
                    agent.check_alive()
                    shown = {p["name"]: p["windows"].get("10s") for p in agent.ask("probes")}
                    # The first window may have begun before the first probe.
                    return all(w and w["sent"] >= 95 for w in shown.values()) and shown

                windows = await_true("two whole windows", whole_windows, seconds=90, every=1)
                near.stop()
                far.stop()
            requests, replies = {}, {}
            for echo in near.echoes():
                if echo.kind == "request" and parse_probe(echo.payload):
                    requests[(echo.target, parse_probe(echo.payload))] = echo.time
            for echo in (near if hook == "tcx" else far).echoes():
                if echo.kind == "reply" and parse_probe(echo.payload):
                    replies[(echo.source, parse_probe(echo.payload))] = echo.time
            for name, window in windows.items():
                self.compare(name, window, targets[name], requests, replies)

    def compare(self, name, window, target, requests, replies):
        start, end = nanos(window["start"]), nanos(window["end"])
        mine = [key for key in requests if key[0] == target and start <= requests[key] < end]
        edges = min(min(abs(requests[k] - start), abs(requests[k] - end)) for k in mine)
        # Capture and program stamp one after the other: a packet right at the edge may change sides.
        slack = 1 if edges < 200_000 else 0
        self.assertLessEqual(abs(len(mine) - window["sent"]), slack, f"{name}: packets sent")
        rtts = sorted(replies[key] - requests[key] for key in mine if key in replies)
        self.assertLessEqual(abs(len(rtts) - window["received"]), slack, f"{name}: packets received")
        self.close(f"{name}: mean", sum(rtts) / len(rtts), window["rttMeanNanos"])
        self.close(f"{name}: min", rtts[0], window["rttMinNanos"])
        median = rtts[(len(rtts) + 1) // 2 - 1]
        allowed = self.BUCKET_RATIO * median + self.BOUND_NANOS
        self.assertLessEqual(abs(median - window["rttP50Nanos"]), allowed, f"{name}: median")

    def close(self, what, captured, published):
        allowed = max(self.BOUND_NANOS, captured * self.BOUND_RATIO)
        self.assertLessEqual(
            abs(captured - published), allowed, f"{what}: captured {captured:.0f} ns, published {published} ns"
        )


def nanos(instant):
    """Nanoseconds since 1970 of an RFC 3339 instant in UTC at a whole second, as windows begin and end."""
    return int(run("date", "-u", "-d", instant, "+%s%N"))


class KilledTest(unittest.TestCase):
    """Where tcx exists, kill -9 leaves no program, map, link or queue discipline behind."""

    def test_killed_agent_leaves_nothing(self):
        for hook in HOOKS:
            with self.subTest(hook=hook), Topology(1) as topology:
                probes = [probe("node", topology["NODE1_V4"], interval=100, timeout=500)]
                with Agent(topology["AGENT_NS"], {topology["AGENT_IF"]: hook}, probes) as agent:
                    everything = {"prog", "map", "link"}
                    held = await_true(
                        "programs, maps and links",
                        lambda: (now := held_by(agent.child.pid)) and {kind for kind, _ in now} == everything and now,
                    )
                    agent.child.process.kill()
                    agent.child.process.wait()

                def gone():
                    return not [each for each in held if exists(*each)]

                await_true("programs, maps and links are gone", gone, seconds=10)
                link = run(*topology.agent("ip", "-d", "link", "show", topology["AGENT_IF"]))
                self.assertNotIn("xdp", link)
                qdiscs = run(*topology.agent("tc", "qdisc", "show", "dev", topology["AGENT_IF"]))
                self.assertNotIn("clsact", qdiscs)
