"""What NETCONF reads back is what others say: the configuration as its file has it, interfaces as ip shows them."""

import collections
import contextlib
import json
import unittest

from pgtest.agent import ALL_PERMITTED, Agent, probe, threshold
from pgtest.network import Topology
from pgtest.procs import await_true, run

NC = "urn:ietf:params:xml:ns:netconf:base:1.0"
PROBES = "urn:pathgauge:yang:pathgauge-probes"
INTERFACES = "urn:ietf:params:xml:ns:yang:ietf-interfaces"
# Leaf of ietf-interfaces -> direction and counter of ip -s -s -j link; these only rise, and far from 32 bits here.
COUNTERS = {
    "in-octets": ("rx", "bytes"),
    "in-errors": ("rx", "errors"),
    "in-multicast-pkts": ("rx", "multicast"),
    "out-octets": ("tx", "bytes"),
    "out-unicast-pkts": ("tx", "packets"),
    "out-errors": ("tx", "errors"),
}
# Leaves of a probe that are columns of pathGaugeProbeTable in the same unit.
SNMP_LEAVES = ("target", "enabled", "interval", "timeout", "size", "dscp", "ttl")
CONFIGURED = ALL_PERMITTED | {
    "pathgauge-filter:filter": {
        "rule": [{"name": "odd <one> & 'two'", "order": 7, "action": "count", "protocol": 17,
                  "source-prefix": "198.51.100.0/24"}],
    },
    "pathgauge-drops:drops": {"enabled": True},
}  # fmt: skip


def of_document(value, path=()):
    """Every leaf of an RFC 7951 document: path of names without modules, and the value as text."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from of_document(inner, (*path, name.split(":")[-1]))
    elif isinstance(value, list) and value != [None]:
        for inner in value:
            yield from of_document(inner, path)
    else:
        yield path, {True: "true", False: "false"}.get(value, "" if value == [None] else str(value))


def of_tree(element, path=()):
    """The same of XML."""
    inner = [child for child in element if isinstance(child.tag, str)]
    for child in inner:
        yield from of_tree(child, (*path, child.tag.split("}")[-1]))
    # A container without anything in it is as good as none.
    if not inner and (element.text or "").strip():
        yield path, element.text


class ReadBackTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.topology = cls.enterClassContext(Topology(1))
        target = cls.topology["NODE1_V4"]
        probes = [
            probe("one", target, interval=500, threshold=[threshold("some loss", "loss", 10000, 0)]),
            probe("t'w\"o <&>", target, enabled=False, dscp=46, samples=True),
        ]
        hooks = {cls.topology["AGENT_IF"]: "auto"}
        cls.agent = cls.enterClassContext(Agent(cls.topology["AGENT_NS"], hooks, probes, extra=CONFIGURED))
        # SNMP answers before the models are read, which NETCONF needs.
        await_true("the agent listens for NETCONF", cls.listens, 60)

    @classmethod
    def listens(cls):
        cls.agent.check_alive()
        with contextlib.suppress(ConnectionRefusedError):
            cls.agent.connect_netconf().close()
            return True

    def read_back(self, session):
        """The running configuration as NETCONF has it equals the file; gives it."""
        document = collections.Counter(of_document(json.loads(self.agent.config.read_text())))
        running = collections.Counter(of_tree(session.get_config("running").data_ele))
        self.assertEqual({}, dict(document - running), "in the file alone")
        self.assertEqual({}, dict(running - document), "over NETCONF alone")
        self.assertGreater(len(running), 20)
        return running

    def test_configuration_is_the_same_over_netconf_and_in_the_file(self):
        with self.agent.netconf() as session:
            before = self.read_back(session)
            inside = f'<probe><name>new "&amp;"</name><target>{self.topology["NODE1_V4"]}</target></probe>'
            session.edit_config(
                target="running",
                config=f'<nc:config xmlns:nc="{NC}"><probes xmlns="{PROBES}">{inside}</probes></nc:config>',
            )
            after = self.read_back(session)
            new = {("probes", "probe", "name"): 'new "&"', ("probes", "probe", "target"): self.topology["NODE1_V4"]}
            self.assertEqual(collections.Counter(new.items()), after - before)
            await_true(
                "the new probe is in a snapshot",
                lambda: 'new "&"' in [p["name"] for p in self.agent.show("probes")["probes"]],
                20,
            )

    def test_configuration_is_the_same_over_snmp(self):
        """The columns of configuration of PATHGAUGE-MIB and DISMAN-PING-MIB, with the defaults of the models."""
        with self.agent.netconf() as session:
            probes = session.get_config(
                "running", ("subtree", f'<probes xmlns="{PROBES}"/>'), with_defaults="report-all"
            ).data_ele.findall(f".//{{{PROBES}}}probe")
        walks = {leaf: self.agent.walk(f"pathGaugeProbe{leaf.capitalize()}") for leaf in SNMP_LEAVES}
        # net-snmp writes a quote within a text behind a backslash.
        rows = {text.replace('\\"', '"'): row for row, text in self.agent.walk("pathGaugeProbeName").items()}
        self.assertLessEqual({"one", "t'w\"o <&>"}, set(rows))
        for entry in probes:
            leaves = {child.tag.split("}")[-1]: child.text for child in entry}
            name = leaves["name"]
            with self.subTest(name):
                truth = {"true": "1", "false": "2"}
                for leaf in SNMP_LEAVES:
                    self.assertEqual(truth.get(leaves[leaf], leaves[leaf]), walks[leaf][rows[name]], leaf)
                index = ".".join(map(str, [0, len(name), *name.encode()]))
                ping = {
                    5: leaves["size"],
                    6: str(-(-int(leaves["timeout"]) // 1000)),
                    8: truth[leaves["enabled"]],
                    22: str(int(leaves["dscp"]) << 2),
                    23: "1",
                }
                for column, value in ping.items():
                    got = self.agent.snmp("snmpget", "-Oqv", "-Oe", f"1.3.6.1.2.1.80.1.2.1.{column}.{index}").strip()
                    self.assertEqual(value, got, f"column {column} of pingCtlTable")

    def links(self):
        shown = json.loads(run(*self.topology.agent("ip", "-s", "-s", "-d", "-j", "link")))
        return {link["ifname"]: link for link in shown}

    def interfaces(self, session):
        data = session.get(("subtree", f'<interfaces xmlns="{INTERFACES}"/>')).data_ele
        entries = data.findall(f".//{{{INTERFACES}}}interface")
        return {next(e.text for e in entry if e.tag.endswith("}name")): entry for entry in entries}

    def test_interfaces_are_those_of_ip(self):
        def leaf(entry, path):
            return entry.findtext("/".join(f"{{{INTERFACES}}}{name}" for name in path.split("/")))

        def counted(entry, name):
            return int(leaf(entry, f"statistics/{name}"))

        with self.agent.netconf() as session:
            before = self.links()

            def caught_up():
                """What is published is a moment old; probes go on, so it comes to be newer than what ip said."""
                shown = self.interfaces(session)
                old = [
                    (name, counter)
                    for name, link in before.items()
                    for counter, (side, key) in COUNTERS.items()
                    if name not in shown or counted(shown[name], counter) < link["stats64"][side][key]
                ]
                return None if old else shown

            shown = await_true("the counters come to what ip said", caught_up, 30, every=0.5)
            after = self.links()
        self.assertEqual(set(after), set(shown))
        for name, link in after.items():
            with self.subTest(name):
                entry = shown[name]
                self.assertEqual(str(link["ifindex"]), leaf(entry, "if-index"))
                self.assertEqual("UP" in link["flags"], leaf(entry, "admin-status") == "up")
                # A loopback has none, which ip writes as zeros.
                address = None if "LOOPBACK" in link["flags"] else link["address"]
                self.assertEqual(address, leaf(entry, "phys-address"))
                for counter, (side, key) in COUNTERS.items():
                    self.assertLessEqual(counted(entry, counter), link["stats64"][side][key], counter)
        busy = self.topology["AGENT_IF"]
        self.assertGreater(counted(shown[busy], "out-octets"), 0, "the probes went out there")


if __name__ == "__main__":
    unittest.main()
