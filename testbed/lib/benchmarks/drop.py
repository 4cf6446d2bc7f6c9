"""Frames that a filter drops a second, against nft and iptables at the hooks where they can drop.

Live frames of 64 octets (60 and the check sequence) from the kernel's own generator, which makes no skb, into a veth
pair; all of one UDP port, from 65,536 sources in turn, all dropped by one rule or by the last of 10,000. Every
contestant has a network of its own, and takes its turns in every round, in two ways:

receiver    A thread of the kernel's polls the interface (threaded NAPI). A rate is frames taken by the processor time of
            that thread alone: what a core can drop that gets its frames from elsewhere, as a machine gets them from the
            wire. More frames are sent than it takes.
one core    Sender and receiver share a core. A rate is frames by the time that the kernel was at work, sending included,
            which costs as much as the cheapest filters.

"bare xdp" is a program that asks no rule: it counts and drops, and never looks at a frame. "headers xdp" compares the
headers with one rule that is written into it. Its ratio is the ceiling of what any filter at XDP reaches here: the veth
and the generator cost every contestant the same, and so does the wait for a frame that another core wrote, which only
the bare program is spared.

Neither counts the time of other processes. A contestant that did not drop the frames which the interface took is refused.
"""

import contextlib
import json
import pathlib
import re
import statistics

from pgtest import frames
from pgtest.agent import Agent
from pgtest.everything import filtered, mixed, prefixes, rule
from pgtest.network import Topology
from pgtest.procs import REPO, Failed, await_true, run

from .figures import compared, figure

NAME = "drop"
ROUNDS = 15
SECONDS = 0.25
WAYS = {"receiver": True, "one core": False}
SOURCES = 65536
NET = "10.64.0.0"
PORT = 9
OBJECTS = REPO / "testbed" / "target"
MANY = 10_000
# Frames that two kernels may send one another beside those of the benchmark: ARP and neighbour discovery.
OWN = 20

# ours, peer, the least ratio that the project wants
GOALS = (
    ("bare xdp", "nft input", None),
    ("bare xdp", "iptables INPUT", None),
    ("headers xdp", "nft input", None),
    ("xdp-native", "bare xdp", None),
    ("xdp-native", "headers xdp", None),
    ("xdp-native", "nft input", 5.0),
    ("xdp-native", "nft netdev", None),
    ("xdp-native", "iptables INPUT", 3.0),
    ("xdp-native", "iptables raw", None),
    ("xdp-native, 10,000 prefixes", "xdp-native", 0.8),
    ("xdp-native, 10,000 mixed", "xdp-native", 0.8),
    ("xdp-generic", "nft input", None),
    ("tcx", "nft input", None),
    ("tcx", "nft netdev", None),
    ("tcx, 10,000 mixed", "tcx", 0.8),
)


def figures(progress):
    with contextlib.ExitStack() as stack:
        contestants = [stack.enter_context(contestant) for contestant in (*peers(), *ours())]
        rates = {(contestant.name, way): [] for contestant in contestants for way in WAYS}
        for number in range(ROUNDS + 1):
            for way, threaded in WAYS.items():
                for contestant in contestants:
                    rates[contestant.name, way].append(contestant.turn(threaded))
                progress((number + 1) / (ROUNDS + 1), way)
        for contestant in contestants:
            contestant.check()
    for (name, way), of in rates.items():
        del of[0]  # what is made at first use was made then
        spread = [min(of), max(of)]
        yield figure(f"drop {name} ({way})", statistics.median(of), None, None, "Mpps", spread)
    for way in WAYS:
        for our, peer, goal in GOALS:
            against = compared(f"drop {our} vs {peer} ({way})", list(zip(rates[our, way], rates[peer, way])), "Mpps")
            if goal:
                verdict = "reached" if against["ratio"] >= goal else "MISSED"
                against["benchmark"] += f", goal {goal:g}: {verdict}"
            yield against


class Contestant:
    """A network, and in the agent's place of it something that drops."""

    def __init__(self, name):
        self.name = name
        self._taken = 0
        self._stack = contextlib.ExitStack()

    def __enter__(self):
        try:
            self.topology = self._stack.enter_context(Topology(1))
            interface = self.topology["AGENT_IF"]
            # Without it a veth without XDP does not poll, and live frames are lost before any hook.
            self.here("ethtool", "-K", interface, "gro", "on")
            for name in ("all", interface):
                self.here("sysctl", "-qw", f"net.ipv4.conf.{name}.rp_filter=0")
            self.here("ip", "route", "add", f"{NET}/16", "via", self.topology["NODE1_V4"])
            target = self.topology["AGENT_V4"]
            datagram = frames.udp(NET, target, 1000, PORT, bytes(18))
            # Its checksum would be right for one source only: 0 is none (RFC 768).
            datagram = datagram[:6] + b"\0\0" + datagram[8:]
            self._frame = frames.ip_frame(frames.link_between(self.topology), NET, target, frames.UDP, datagram)
            self.begin()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self._stack.close()

    def here(self, *command, stdin=None):
        return run(*self.topology.agent(*command), stdin=stdin)

    def begin(self):
        raise NotImplementedError

    def dropped(self):
        """How many it has dropped so far, by its own count."""
        raise NotImplementedError

    def turn(self, threaded):
        """Millions of frames a second, of one round."""
        # /sys shows the interfaces of the namespace that it was mounted in, which "ip netns exec" does anew.
        setting = f"/sys/class/net/{self.topology['AGENT_IF']}/threaded"
        run("ip", "netns", "exec", self.topology["AGENT_NS"], "sh", "-c", f"echo {int(threaded)} > {setting}")
        taken, busy = self._frames(), self._polling()
        node = self.topology["NODE1_NS"]
        _, seconds = frames.blast(node, "eth0", self._frame, seconds=SECONDS, sources=SOURCES)
        last = [taken]

        def emptied():
            last.append(self._frames())
            return last[-1] == last[-2] > taken

        await_true("the queue is empty", emptied, 20, every=0.05)
        taken = last[-1] - taken
        self._taken += taken
        if threaded:
            return taken / (self._polling() - busy) / 1e6
        return taken / seconds / 1e6

    def _frames(self):
        """Live frames that the interface has taken so far, whatever became of them."""
        text = self.here("ethtool", "-S", self.topology["AGENT_IF"])
        return sum(int(count) for count in re.findall(r"rx_queue_\d+_xdp_packets: (\d+)", text))

    def _polling(self):
        """Processor seconds of the threads that poll the interface."""
        total = 0
        for comm in pathlib.Path("/proc").glob("[0-9]*/comm"):
            with contextlib.suppress(OSError):
                if comm.read_text().startswith(f"napi/{self.topology['AGENT_IF']}-"):
                    total += int(comm.with_name("schedstat").read_text().split()[0])
        return total / 1e9

    def check(self):
        """Refuses a contestant that has not dropped every frame sent to it: then its rate is somebody else's."""
        try:
            await_true("it counts all", lambda: abs(self._taken - self.dropped()) <= OWN, 10)
        except Failed as failure:
            raise Failed(f"{self.name} dropped {self.dropped()} of {self._taken} frames") from failure


class Nft(Contestant):
    def __init__(self, hook):
        super().__init__(f"nft {hook}")
        self._hook = hook

    def begin(self):
        family, where = "ip", f"{self._hook} priority 0"
        if self._hook == "netdev":
            family, where = "netdev", f"ingress device {self.topology['AGENT_IF']} priority 0"
        rule = f"ip saddr {NET}/16 udp dport {PORT} counter drop"
        self.here(
            "nft", "-f", "-", stdin=f"table {family} t {{\n chain c {{\n type filter hook {where}\n {rule}\n }}\n}}\n"
        )

    def dropped(self):
        listed = json.loads(self.here("nft", "-j", "list", "ruleset"))["nftables"]
        parts = [part for entry in listed if "rule" in entry for part in entry["rule"]["expr"]]
        return next(part["counter"]["packets"] for part in parts if "counter" in part)


class Iptables(Contestant):
    def __init__(self, chain, *table):
        super().__init__(f"iptables {table[1] if table else chain}")
        self._chain, self._table = chain, table

    def begin(self):
        rule = ("-s", f"{NET}/16", "-p", "udp", "--dport", PORT, "-j", "DROP")
        self.here("iptables", *self._table, "-A", self._chain, *rule)

    def dropped(self):
        return int(self.here("iptables", *self._table, "-nvxL", self._chain).splitlines()[2].split()[0])


class Fixed(Contestant):
    """A program of the testbed that counts what it drops and has nothing to configure."""

    def __init__(self, name):
        super().__init__(f"{name} xdp")
        self._object = OBJECTS / f"{name}.bpf.o"

    def begin(self):
        interface = self.topology["AGENT_IF"]
        self.here("ip", "link", "set", "dev", interface, "xdpdrv", "obj", self._object, "sec", "xdp")
        program = json.loads(self.here("ip", "-j", "link", "show", "dev", interface))[0]["xdp"]["prog"]["id"]
        (self._map,) = json.loads(run("bpftool", "-j", "prog", "show", "id", program))["map_ids"]

    def dropped(self):
        (entry,) = json.loads(run("bpftool", "-j", "map", "dump", "id", self._map))
        return sum(cpu["value"] for cpu in entry["formatted"]["values"])


def peers():
    return [Fixed("bare"), Fixed("headers"), Nft("input"), Nft("netdev"), Iptables("INPUT"), Iptables("PREROUTING", "-t", "raw")]


class Ours(Contestant):
    def __init__(self, hook, name="", before=()):
        """before: rules that match none of the frames and stand before the one that does."""
        super().__init__(hook + name)
        self._hook, self._before = hook, list(before)

    def begin(self):
        last = rule(
            "all", len(self._before) + 1, source_prefix=f"{NET}/16", protocol=frames.UDP, destination_port=PORT
        )
        hooks = {self.topology["AGENT_IF"]: self._hook}
        extra = filtered([*self._before, last])
        self._agent = self._stack.enter_context(Agent(self.topology["AGENT_NS"], hooks, [], extra=extra))
        shown = self._agent.show("interfaces")["interfaces"][0]
        if shown.get("hook") != self._hook:
            raise Failed(f"the agent is not at {self._hook}: {shown.get('problem')}")

    def dropped(self):
        return next(row["dropped"] for row in self._agent.ask("filter") if row.get("name") == "all")


def ours():
    few = [Ours(hook) for hook in ("xdp-native", "xdp-generic", "tcx")]
    many = [
        Ours("xdp-native", ", 10,000 prefixes", prefixes(MANY - 1)),
        Ours("xdp-native", ", 10,000 mixed", mixed(MANY - 1)),
        Ours("tcx", ", 10,000 mixed", mixed(MANY - 1)),
    ]
    return few + many
