"""Bad input while probing: each kind is counted or reported, none ends the agent, no counter goes backwards."""

import signal
import time
import unittest

from pgtest.agent import Agent, probe
from pgtest.capture import Capture, read_pcap
from pgtest.network import Topology
from pgtest.parallel import at_once
from pgtest.procs import await_true, run
from pgtruth.inject import Injector
from pgtruth.packets import Reply, parse

HOOKS = ("xdp-native", "xdp-generic", "tcx")
PATIENCE = 300  # seconds for all hooks side by side on a busy machine


class Watch:
    """Everything that the agent counts, read again and again; it may only grow, or begin anew with a newer time."""

    def __init__(self, test, agent):
        self.test, self.agent = test, agent
        self.last = {}

    def read(self):
        """(probes by name, interfaces by name), checked against the reading before."""
        self.agent.check_alive()
        probes = {p["name"]: p for p in self.agent.ask("probes")}
        interfaces = {i["name"]: i for i in self.agent.ask("interfaces")}
        for name, shown in probes.items():
            counters = {k: v for k, v in shown["totals"].items() if k not in ("lastRttNanos", "jitterNanos")}
            self.check(f"probe {name}", counters)
        for name, shown in interfaces.items():
            counters = {"discontinuity": shown["discontinuity"], "stamped": shown["stamped"]}
            counters |= {reason["reason"]: reason["packets"] for reason in shown["ingress"]}
            self.check(f"interface {name}", counters)
        return probes, interfaces

    def check(self, what, counters):
        before = self.last.get(what)
        if before and before["discontinuity"] == counters["discontinuity"]:
            for name, value in counters.items():
                if isinstance(value, int):
                    self.test.assertGreaterEqual(value, before[name], f"{what}: {name} went backwards")
        elif before:
            self.test.assertGreater(counters["discontinuity"], before["discontinuity"], what)
        self.last[what] = counters

    def until(self, what, condition, seconds=40):
        """Reads until condition(probes, interfaces) holds; its value."""
        return await_true(what, lambda: condition(*self.read()), seconds, every=0.7)


def received(name, least):
    """A condition: a probe has had so many replies."""
    return lambda probes, _: probes[name]["totals"]["received"] >= least and probes[name]["totals"]


class HookTest(unittest.TestCase):
    """What reaches the ingress program, at each hook."""

    def test_large_probes_at_an_mtu_of_9000(self):
        at_once(self, PATIENCE, HOOKS, self.large_probes)

    def large_probes(self, hook):
        with Topology(1, "--mtu", 9000) as topology:
            probes = [
                probe(family, topology[f"NODE1_{family.upper()}"], interval=100, timeout=2000, size=8900)
                for family in ("v4", "v6")
            ]
            with Agent(topology["AGENT_NS"], {topology["AGENT_IF"]: hook}, probes) as agent:
                watch = Watch(self, agent)
                for family in ("v4", "v6"):
                    totals = watch.until(f"{family} is answered", received(family, 20))
                    for verdict in ("late", "duplicates", "corrupt", "forged", "stale"):
                        self.assertEqual(0, totals[verdict], verdict)
                shown = watch.read()[1][topology["AGENT_IF"]]
                self.assertEqual(hook, shown["hook"], shown["problem"])
                least = 40 * (8900 + 8 + 20 + 14)
                self.assertGreaterEqual(shown["droppedOctets"], least, "replies are not consumed whole")

    def test_replies_cut_anywhere_are_never_consumed(self):
        at_once(self, PATIENCE, HOOKS, self.cut_replies)

    def cut_replies(self, hook):
        with Topology(1, "--relay") as topology:
            # The capture at the far end has the frames to be cut.
            topology.relay("--delay", 0)
            probes = [
                probe(family, topology[f"NODE1_{family.upper()}"], interval=100, timeout=1000)
                for family in ("v4", "v6")
            ]
            with (
                Capture(topology["RELAY_NS"], "a", snap=2000) as capture,
                Agent(topology["AGENT_NS"], {topology["AGENT_IF"]: hook}, probes) as agent,
                Injector(topology["RELAY_NS"], "a") as injector,
            ):
                self.cut(Watch(self, agent), topology, capture, injector)

    def cut(self, watch, topology, capture, injector):
        for family in ("v4", "v6"):
            watch.until(f"{family} is answered", received(family, 10))
        for version, family in (("-4", "v4"), ("-6", "v6")):
            run(*topology.agent("ip", version, "route", "add", "unreachable", topology[f"NODE1_{family.upper()}"]))
        last = {}

        def still(probes, interfaces):
            now = {name: p["totals"]["received"] + p["totals"]["late"] for name, p in probes.items()}
            if now != last.get("seen"):
                last.update(seen=now, since=time.monotonic())
            # Longer than several ticks, since one snapshot may be read twice.
            return time.monotonic() > last["since"] + 4 and (probes, interfaces[topology["AGENT_IF"]])

        probes, before = watch.until("what is under way has come", still)
        newest = {}
        for stamp, frame in read_pcap(capture.path.read_bytes()):
            reply = parse(stamp, frame)
            if isinstance(reply, Reply):
                newest[reply.family] = frame
        self.assertEqual({"v4", "v6"}, set(newest))
        for frame in newest.values():
            for length in range(14, len(frame)):
                injector.send("cut", frame[:length])
        name = topology["AGENT_IF"]
        cuts = injector.sent["cut"]

        def packets(interface):
            return sum(reason["packets"] for reason in interface["ingress"])

        now, interfaces = watch.until(
            f"{cuts} cut replies are seen", lambda p, i: packets(i[name]) >= packets(before) + cuts and (p, i)
        )
        after = interfaces[name]
        self.assertEqual(before["droppedPackets"], after["droppedPackets"], "a cut reply was consumed")
        grown = {
            new["reason"]: new["packets"] - old["packets"] for old, new in zip(before["ingress"], after["ingress"])
        }
        corrupt = 0
        for family in newest:
            corrupt += now[family]["totals"]["corrupt"] - probes[family]["totals"]["corrupt"]
            for verdict in ("received", "late", "duplicates", "forged", "stale"):
                self.assertEqual(probes[family]["totals"][verdict], now[family]["totals"][verdict], verdict)
        # Where slot and token are still there, the probe counts it; shorter ones count with the interface alone.
        self.assertGreater(corrupt, 0)
        self.assertGreaterEqual(grown["corrupt-reply"], corrupt)
        self.assertGreater(grown["malformed"], 0)
        for reason in ("probe-reply", "late-reply", "duplicate-reply", "forged-reply", "stale-reply"):
            self.assertEqual(0, grown[reason], reason)


class RingTest(unittest.TestCase):
    """A full ring of raw samples is counted, costs the slot its PDV, and nothing else."""

    SAMPLES = 30_000  # the ring holds 2^20 octets, 40 a sample

    def test_full_ring(self):
        with Topology(1, "--relay") as topology:
            topology.relay("--delay", 0, "--back", "--delay", 5_000_000, "--match", "echo")
            probes = [probe("node", topology["NODE1_V4"], interval=100, timeout=8000)]
            with (
                Capture(topology["RELAY_NS"], "a", snap=2000) as capture,
                Agent(topology["AGENT_NS"], {topology["AGENT_IF"]: "tcx"}, probes) as agent,
                Injector(topology["RELAY_NS"], "a") as injector,
            ):
                watch = Watch(self, agent)
                watch.until("replies come", received("node", 5))
                frame = next(f for t, f in read_pcap(capture.path.read_bytes()) if isinstance(parse(t, f), Reply))
                agent.child.process.send_signal(signal.SIGSTOP)
                stopped = time.time()
                for _ in range(self.SAMPLES):
                    injector.send("replayed", frame)
                # What is still under way finds the ring full.
                await_true("replies meet the full ring", lambda: time.time() > stopped + 6, 60)
                agent.child.process.send_signal(signal.SIGCONT)
                totals = watch.until(
                    "all replayed replies are counted",
                    lambda p, _: p["node"]["totals"]["duplicates"] == self.SAMPLES and p["node"]["totals"],
                )
                self.assertGreater(totals["samplesLost"], 0)
                self.assertLess(totals["samplesLost"], self.SAMPLES)

                def without_variation(now, _):
                    window = now["node"]["windows"].get("10s")
                    return window and window["received"] > 0 and "pdvMaxNanos" not in window and window

                window = watch.until("a window without PDV", without_variation)
                self.assertNotIn("pdvP95Nanos", window)
                for present in ("rttMinNanos", "rttMeanNanos", "rttP50Nanos", "lossPpm", "ipdvMaxNanos"):
                    self.assertIn(present, window)

                def recovered(now, _):
                    later = now["node"]["windows"]["10s"]
                    return later["start"] > window["start"] and "pdvMaxNanos" in later

                watch.until("a later window has PDV again", recovered, 60)


class InterfaceTest(unittest.TestCase):
    """Interfaces that go down, change their name, vanish and come back under a running probe."""

    def test_interface_comes_and_goes(self):
        at_once(self, PATIENCE, HOOKS, self.comes_and_goes)

    def comes_and_goes(self, hook):
        with Topology(1) as topology:
            probes = [probe("node", topology["NODE1_V4"], interval=100, timeout=1000)]
            with Agent(topology["AGENT_NS"], {topology["AGENT_IF"]: hook}, probes) as agent:
                self.name = topology["AGENT_IF"]
                self.topology = topology
                self.watch = Watch(self, agent)
                self.watch.until("replies come", received("node", 10))
                self.down_and_up()
                self.renamed_and_back()
                self.removed_and_returned(hook)

    def link(self, *arguments):
        run(*self.topology.agent("ip", "link", *arguments))

    def unsent_grows(self):
        before = self.watch.read()[0]["node"]["totals"]
        self.watch.until(
            "what cannot be sent is counted", lambda p, _: p["node"]["totals"]["unsent"] > before["unsent"] + 3
        )

    def replies_again(self, what):
        before = self.watch.read()[0]["node"]["totals"]["received"]
        self.watch.until(f"replies come again after {what}", received("node", before + 10))

    def down_and_up(self):
        self.link("set", "dev", self.name, "down")
        self.unsent_grows()
        self.link("set", "dev", self.name, "up")
        self.replies_again("down and up")

    def renamed_and_back(self):
        self.link("set", "dev", self.name, "down")
        self.link("set", "dev", self.name, "name", "other0")
        self.link("set", "dev", "other0", "up")
        # The configuration names the old name: the probe says that nothing watches its way, and goes on.
        self.watch.until("the name is known to be gone", lambda _, i: not i.get(self.name, {}).get("hook"))
        self.link("set", "dev", "other0", "down")
        self.link("set", "dev", "other0", "name", self.name)
        self.link("set", "dev", self.name, "up")
        self.replies_again("the name came back")

    def removed_and_returned(self, hook):
        self.link("del", "dev", self.name)
        self.watch.until("the interface is known to be gone", lambda _, i: not i.get(self.name, {}).get("hook"))
        self.unsent_grows()
        node = self.topology["NODE1_NS"]
        run(*self.topology.agent("ip", "link", "add", self.name, "type", "veth", "peer", "name", "eth0", "netns", node))
        for where, what, address in (
            (self.topology.agent, self.name, self.topology["AGENT_V4"]),
            (lambda *c: self.topology.node(1, *c), "eth0", self.topology["NODE1_V4"]),
        ):
            run(*where("ip", "link", "set", "dev", what, "up"))
            run(*where("ip", "address", "add", f"{address}/24", "dev", what))
        self.replies_again("the interface came back")
        shown = self.watch.read()[1][self.name]
        self.assertEqual(hook, shown["hook"], shown["problem"])
