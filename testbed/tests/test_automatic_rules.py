"""Rules that patterns make: they stand for their time, and none cuts off a manager that is connected."""

import contextlib
import itertools
import socket
import threading
import unittest

from pgtest import frames
from pgtest.agent import Agent
from pgtest.network import Topology
from pgtest.procs import await_true, entered, in_netns, run
from pgtruth import attacks

EXPIRY = 3
RATE = 1000  # packets a second, of each flood
STRANGERS = "203.0.113."
PATTERNS = {
    "pathgauge-patterns:patterns": {
        "enabled": True,
        "interval": 1,
        "clear-after": 1,
        "udp-flood": {"limit": RATE // 2},
        "automatic-rule": {"enabled": True, "expiry": EXPIRY},
    }
}


class Reached(Agent):
    """An agent whose managers come over the network."""

    def __init__(self, topology):
        self.address = topology["AGENT_V4"]
        listen = [{"address": address, "port": 1161} for address in ("127.0.0.1", self.address)]
        super().__init__(
            topology["AGENT_NS"], {topology["AGENT_IF"]: "tcx"}, [], extra=PATTERNS, snmp={"listen": listen}
        )

    def document(self, probes):
        made = super().document(probes)
        netconf = made["pathgauge-system:agent"]["netconf"]
        netconf["listen"].append({"address": self.address, "port": self.netconf_port})
        return made


def reach(netns, agent):
    """A connection to NETCONF from another namespace; None while nobody listens."""
    with entered(netns), contextlib.suppress(ConnectionRefusedError):
        return socket.create_connection((agent.address, agent.netconf_port), 10)


@contextlib.contextmanager
def floods(topology, network):
    """UDP from strangers, UDP and SYNs from hosts of a network that nobody has, while the context lasts."""
    link, target = frames.link_between(topology), topology["AGENT_V4"]
    neighbours = [f"{network}{n}" for n in range(100, 150)]
    kinds = (
        attacks.udp_flood(link, attacks.hosts(STRANGERS, 50), target),
        attacks.udp_flood(link, neighbours, target),
        attacks.syn_flood(link, neighbours, target),
    )
    over = threading.Event()

    def flood():
        with frames.Sender(topology["NODE1_NS"]) as sender:
            all_kinds = itertools.chain.from_iterable(zip(*kinds, strict=True))
            sender.send_at(len(kinds) * RATE, itertools.takewhile(lambda _: not over.is_set(), all_kinds))

    thread = threading.Thread(target=flood)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


class AutomaticRuleTest(unittest.TestCase):
    def test_stands_for_its_time_and_spares_managers(self):
        with Topology(1) as topology, Reached(topology) as agent:
            node = topology["NODE1_V4"]
            managers = f"{node.rsplit('.', 1)[0]}.0/24"
            network = managers.removesuffix("0/24")
            get = ("snmpget", "-m", "", *agent.snmp_options(), f"{agent.address}:{agent.snmp_port}", "1.3.6.1.2.1.1.5.0")
            way = await_true("NETCONF listens", lambda: reach(topology["NODE1_NS"], agent), 60)
            run(*in_netns(topology["NODE1_NS"], *get))
            with agent.netconf(way) as session:
                with floods(topology, network):
                    await_true("the strangers' rule drops", lambda: self.rule(agent).get("dropped"), 30)
                    first = self.rule(agent)["expires"]
                    await_true("it is made anew", lambda: self.rule(agent).get("expires", first) > first, 30)
                    await_true("NETCONF is spared", lambda: self.told(agent, f"syn-flood-{managers}", "cut off NETCONF"), 30)
                    await_true("SNMP is spared", lambda: self.told(agent, f"udp-flood-{managers}", "cut off SNMP"), 30)
                    self.assertIn(managers, agent.show("patterns")["patterns"]["problem"])
                    # Both managers work on amid what looks like their own flood.
                    self.assertIn("automatic-rule", session.get_config("running").data_xml)
                    run(*in_netns(topology["NODE1_NS"], *get))
                self.assertEqual([], [row for row in self.rules(agent) if managers in row["name"]])
                await_true("the strangers' rule is over", lambda: not self.rules(agent), 30)

    def rules(self, agent):
        agent.check_alive()
        return [row for row in agent.ask("filter") if "flood" in row.get("name", "")]

    def rule(self, agent):
        """The rule about the strangers, as the command line shows it."""
        return next((row for row in self.rules(agent) if f"{STRANGERS}0/24" in row["name"]), {})

    def told(self, agent, rule, why):
        """Whether the log tells why a rule was not made."""
        lines = agent.log.read_text().splitlines()
        return [line for line in lines if f"No automatic filter rule {rule}" in line and why in line]
