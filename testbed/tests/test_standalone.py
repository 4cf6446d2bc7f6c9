"""What a host without snmpd answers to an NMS that knows nothing of us: IF-MIB, every transport, every address."""

import contextlib
import json
import pathlib
import re
import socket
import threading
import unittest

from pgtest.agent import Agent, probe
from pgtest.network import Topology
from pgtest.procs import await_true, entered, run

COMMUNITY = "watchers"
PORT = 1161
SECOND_V4 = "198.19.250.1"
SECOND_V6 = "fd00:77::1"
IF_TABLE = "1.3.6.1.2.1.2.2.1"
IF_X_TABLE = "1.3.6.1.2.1.31.1.1.1"
IF_NUMBER = "1.3.6.1.2.1.2.1.0"
TABLE_CHANGED = "1.3.6.1.2.1.31.1.5.0"
# Column -> what of ip -s -s -d -j link it must not be behind of, nor ahead of a later look.
COUNTERS = {
    f"{IF_X_TABLE}.6": lambda s: s["rx"]["bytes"],
    f"{IF_X_TABLE}.7": lambda s: s["rx"]["packets"] - s["rx"]["multicast"],
    f"{IF_X_TABLE}.8": lambda s: s["rx"]["multicast"],
    f"{IF_X_TABLE}.10": lambda s: s["tx"]["bytes"],
    f"{IF_X_TABLE}.11": lambda s: s["tx"]["packets"],
    f"{IF_TABLE}.13": lambda s: s["rx"]["dropped"],
    f"{IF_TABLE}.14": lambda s: s["rx"]["errors"],
    f"{IF_TABLE}.19": lambda s: s["tx"]["dropped"],
    f"{IF_TABLE}.20": lambda s: s["tx"]["errors"],
}


def question(community):
    """GET of sysUpTime.0 in version 2c."""

    def tlv(tag, content):
        return bytes([tag, len(content)]) + content

    variable = tlv(0x30, tlv(6, bytes([0x2B, 6, 1, 2, 1, 1, 3, 0])) + tlv(5, b""))
    pdu = tlv(0xA0, tlv(2, b"\x07") + tlv(2, b"\x00") + tlv(2, b"\x00") + tlv(0x30, variable))
    return tlv(0x30, tlv(2, b"\x01") + tlv(4, community.encode()) + pdu)


class StandaloneAgent(Agent):
    """An agent that listens on all addresses, over UDP and TCP."""

    def document(self, probes):
        document = super().document(probes)
        snmp = document["pathgauge-system:agent"]["snmp"]
        snmp["listen"] = [{"address": "::", "port": self.snmp_port}]
        snmp["tcp"] = {"listen": [{"address": "::", "port": self.snmp_port}]}
        snmp["community"] = [COMMUNITY]
        return document


class StandaloneTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.topology = cls.enterClassContext(Topology(1))
        probes = [probe("one", cls.topology["NODE1_V4"], interval=200)]
        hooks = {cls.topology["AGENT_IF"]: "auto"}
        cls.agent = cls.enterClassContext(StandaloneAgent(cls.topology["AGENT_NS"], hooks, probes, PORT))

    def ip(self, *arguments):
        return run(*self.topology.agent("ip", *arguments))

    def links(self):
        return {link["ifname"]: link for link in json.loads(self.ip("-s", "-s", "-d", "-j", "link"))}

    def column(self, column):
        """ifIndex -> value as it is printed."""
        values = {}
        for line in self.agent.snmp("snmpbulkwalk", "-Onqe", column).splitlines():
            found = re.match(rf"\.{re.escape(column)}\.(\d+) ?(.*)$", line)
            if found:
                values[int(found[1])] = found[2].strip('" ')
        return values

    def get(self, oid):
        return self.agent.snmp("snmpget", "-Oqvt", oid).strip()

    def test_interfaces_are_those_of_ip(self):
        before = self.links()

        def caught_up():
            """What is published is a moment old, and comes to be newer than what ip said."""
            shown = {column: self.column(column) for column in COUNTERS}
            behind = [
                (link["ifname"], column)
                for link in before.values()
                for column, told in COUNTERS.items()
                if int(shown[column].get(link["ifindex"], -1)) < told(link["stats64"])
            ]
            return None if behind else shown

        shown = await_true("the counters come to what ip said", caught_up, 30, every=0.5)
        after = self.links()
        self.assertEqual(str(len(after)), self.get(IF_NUMBER))
        names = self.column(f"{IF_X_TABLE}.1")
        self.assertEqual({link["ifindex"]: name for name, link in after.items()}, names)
        mtus = self.column(f"{IF_TABLE}.4")
        admin = self.column(f"{IF_TABLE}.7")
        addresses = self.column(f"{IF_TABLE}.6")
        for name, link in after.items():
            with self.subTest(name):
                index = link["ifindex"]
                for column, told in COUNTERS.items():
                    self.assertLessEqual(int(shown[column][index]), told(link["stats64"]), column)
                self.assertEqual(str(link["mtu"]), mtus[index])
                self.assertEqual("1" if "UP" in link["flags"] else "2", admin[index])
                address = "" if "LOOPBACK" in link["flags"] else link["address"].upper().replace(":", " ")
                self.assertEqual(address, addresses[index])
        busy = after[self.topology["AGENT_IF"]]["ifindex"]
        self.assertGreater(int(shown[f"{IF_X_TABLE}.10"][busy]), 0, "the probes went out there")
        table = self.agent.snmp("snmptable", "-Ci", "-CB", "IF-MIB::ifXTable", names=True)
        self.assertIn(self.topology["AGENT_IF"], table)

    def test_rows_come_and_go_with_interfaces(self):
        name = f"{self.topology.prefix}x"[:15]

        def row():
            return next((index for index, shown in self.column(f"{IF_X_TABLE}.1").items() if shown == name), None)

        self.ip("link", "add", name, "type", "bridge")
        try:
            self.ip("link", "set", name, "alias", "to the far end", "promisc", "on", "up")
            index = await_true("the new interface has a row", row, 20)
            await_true("it is up", lambda: self.column(f"{IF_TABLE}.7").get(index) == "1", 20)
            self.assertEqual("to the far end", self.column(f"{IF_X_TABLE}.18")[index])
            self.assertEqual("1", self.column(f"{IF_X_TABLE}.16")[index], "promiscuous")
            self.assertEqual("2", self.column(f"{IF_X_TABLE}.17")[index], "no connector")
            since = int(self.get(f"{IF_X_TABLE}.19.{index}"))
            self.assertGreater(since, 0, "its counters begin when it came")
            self.assertEqual(since, int(self.get(TABLE_CHANGED)))
            self.assertEqual("0", self.get(f"{IF_X_TABLE}.19.1"), "the loopback was there before the agent")
        finally:
            self.ip("link", "del", name)
        await_true("its row is gone", lambda: row() is None, 20)
        await_true("the table says so", lambda: int(self.get(TABLE_CHANGED)) > since, 20)

    def test_walks_end_well_while_interfaces_come_and_go(self):
        name = f"{self.topology.prefix}y"[:15]
        stop = threading.Event()
        toggled = []

        def toggle():
            while not stop.is_set():
                self.ip("link", "add", name, "type", "bridge")
                stop.wait(0.4)
                self.ip("link", "del", name)
                toggled.append(name)
                stop.wait(0.4)

        toggling = threading.Thread(target=toggle)
        toggling.start()
        try:
            for _ in range(12):
                # Both clients fail when an identifier does not rise.
                self.agent.snmp("snmpwalk", "-Onq", "1.3.6.1.2.1.2")
                self.agent.snmp("snmpbulkwalk", "-Onq", "1.3.6.1.2.1.31")
        finally:
            stop.set()
            toggling.join()
        self.assertGreater(len(toggled), 0)

    def test_host_tells_how_long_it_runs(self):
        before, told, after = self.uptime(), int(self.get("1.3.6.1.2.1.25.1.1.0")), self.uptime()
        self.assertLessEqual(before, told)
        self.assertLessEqual(told, after)

    @staticmethod
    def uptime():
        """Hundredths of seconds since the host started."""
        return round(float(pathlib.Path("/proc/uptime").read_text().split()[0]) * 100)

    def answered(self, address):
        """Whether a connected socket, which takes answers from the address alone that it asked, gets one."""
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        with entered(self.topology["NODE1_NS"]), socket.socket(family, socket.SOCK_DGRAM) as asking:
            asking.settimeout(2)
            asking.connect((address, PORT))
            # The first packets may wait for neighbour discovery, and a new IPv6 address for being found unique.
            with contextlib.suppress(TimeoutError, OSError):
                asking.send(question(COMMUNITY))
                return len(asking.recv(1000)) > len(question(COMMUNITY))
        return False

    def test_every_address_answers_for_itself_over_every_transport(self):
        interface = self.topology["AGENT_IF"]
        self.ip("address", "add", f"{SECOND_V4}/24", "dev", interface)
        self.ip("address", "add", f"{SECOND_V6}/64", "dev", interface, "nodad")
        node = self.topology["NODE1_IF"]
        run(*self.topology.node(1, "ip", "address", "add", "198.19.250.2/24", "dev", node))
        run(*self.topology.node(1, "ip", "address", "add", "fd00:77::2/64", "dev", node, "nodad"))
        for address in (self.topology["AGENT_V4"], SECOND_V4, self.topology["AGENT_V6"], SECOND_V6):
            with self.subTest(address):
                await_true(f"{address} answers from {address}", lambda a=address: self.answered(a), 20)
                v6 = ":" in address
                for transport in ("udp6", "tcp6") if v6 else ("udp", "tcp"):
                    where = f"{transport}:[{address}]:{PORT}" if v6 else f"{transport}:{address}:{PORT}"
                    command = ["snmpget", "-m", "", "-v2c", "-c", COMMUNITY, "-Oqv", "-t", "2", "-r", "3", where]
                    name = run(*self.topology.node(1, *command, f"{IF_X_TABLE}.1.1"))
                    self.assertEqual("lo", name.strip().strip('"'), where)


if __name__ == "__main__":
    unittest.main()
