"""What managers do to the packaged agent over SNMP: they set, acknowledge and shelve, follow alarms and links, and talk rubbish."""

import contextlib
import json
import random
import socket
import unittest

from pgtest.agent import SNMP_USER, Agent, free_udp_port, oid, probe, threshold
from pgtest.network import Topology
from pgtest.procs import Failed, await_true, entered, run
from pgtest.traps import TrapReceiver

SYSTEM = "1.3.6.1.2.1.1"
IF_TRAP_ENABLE = "1.3.6.1.2.1.31.1.1.1.14"
IN_PACKETS, IN_BAD_VERSIONS, IN_PARSE_ERRORS = (f"1.3.6.1.2.1.11.{n}.0" for n in (1, 3, 6))
ACK, SHELVED, UN_SHELVED = 2, 4, 5
ALARMS = 8
FLAPS = 3
SEED = 32473


class ManagersTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.topology = cls.enterClassContext(Topology(1))
        cls.topology.drop("--all")
        limits = [threshold(f"loss-{n}", "loss", 100_000 + n, 10_000, consecutive=1) for n in range(ALARMS)]
        probes = [
            probe("deaf", cls.topology["NODE1_V4"], interval=100, timeout=500, threshold=limits),
            probe("spare", cls.topology["NODE1_V6"]),
        ]
        port = free_udp_port()
        everything = {f"{what}-view": "all" for what in ("read", "write", "notify")}
        snmp = {
            "tcp": {"listen": [{"address": "127.0.0.1", "port": 1161}]},
            "vacm": {"group": [{"name": "writers", "user": [SNMP_USER]} | everything]},
            # Each raise and each clear is passed on.
            "notifications": {"alarm-limit": 0},
        }
        hooks = {cls.topology["AGENT_IF"]: "auto"}
        cls.agent = cls.enterClassContext(
            Agent(cls.topology["AGENT_NS"], hooks, probes, trap_port=port, snmp=snmp)
        )  # fmt: skip
        cls.traps = cls.enterClassContext(TrapReceiver(cls.agent, port))
        await_true("the agent listens for NETCONF", cls.listens, 60)

    @classmethod
    def listens(cls):
        with contextlib.suppress(ConnectionRefusedError):
            cls.agent.connect_netconf().close()
            return True

    def get(self, name):
        return self.agent.snmp("snmpget", "-Oqve", name).strip().strip('"')

    def set(self, *variables):
        self.agent.snmp("snmpset", *(str(part) for variable in variables for part in variable))

    def refused(self, reason, *variables):
        with self.assertRaises(Failed) as refusal:
            self.set(*variables)
        self.assertIn(reason, str(refusal.exception))

    def file(self):
        return json.loads(self.agent.config.read_text())

    def row(self, name):
        """Index of the probe."""
        return next(n for (n,), text in self.agent.walk("pathGaugeProbeName").items() if text == name)

    def test_probe_is_changed_and_the_file_with_it(self):
        row = self.row("spare")

        def column(name, kind, value):
            return f"{oid(f'pathGaugeProbe{name}')}.{row}", kind, value

        self.set(
            column("Enabled", "i", 2), column("Interval", "u", 250), column("Timeout", "u", 900),
            column("Size", "u", 200), column("Dscp", "u", 46), column("Ttl", "u", 9), column("Samples", "i", 2),
        )  # fmt: skip
        written = next(p for p in self.file()["pathgauge-probes:probes"]["probe"] if p["name"] == "spare")
        wanted = {
            "enabled": False, "interval": 250, "timeout": 900, "size": 200, "dscp": 46, "ttl": 9, "samples": False
        }  # fmt: skip
        self.assertEqual(wanted, {name: written.get(name) for name in wanted})
        await_true("the table shows it", lambda: self.get(column("Interval", "u", 0)[0]) == "250", 20)
        self.refused("wrongValue", column("Ttl", "u", 10), column("Dscp", "u", 64))
        self.refused("noCreation", column("Ttl", "u", 10), (f"{oid('pathGaugeProbeTtl')}.99", "u", 9))
        self.refused("notWritable", (f"{oid('pathGaugeProbeName')}.{row}", "s", "other"))
        self.assertEqual("9", self.get(column("Ttl", "u", 0)[0]), "nothing of what was refused")

    def test_name_of_the_system_is_set_by_pysnmp_too(self):
        from pysnmp import hlapi

        user = hlapi.UsmUserData(
            SNMP_USER, self.agent.auth, self.agent.priv,
            authProtocol=hlapi.usmHMAC192SHA256AuthProtocol, privProtocol=hlapi.usmAesCfb128Protocol,
        )  # fmt: skip
        kernels = self.get(f"{SYSTEM}.5.0")
        engine, context = hlapi.SnmpEngine(), hlapi.ContextData()
        for name in ("gauge über Köln", ""):
            variable = hlapi.ObjectType(hlapi.ObjectIdentity(f"{SYSTEM}.5.0"), hlapi.OctetString(name.encode()))
            with entered(self.agent.netns):
                transport = hlapi.UdpTransportTarget(("127.0.0.1", self.agent.snmp_port), timeout=5)
                failure, status, at, _ = next(hlapi.setCmd(engine, user, transport, context, variable))
            self.assertFalse(failure, failure)
            self.assertEqual(0, int(status), f"{status} at {at}")
            shown = bytes.fromhex(self.agent.snmp("snmpget", "-Oqvx", f"{SYSTEM}.5.0").strip().replace('"', ""))
            self.assertEqual(name or kernels, shown.decode())
            kept = self.file()["pathgauge-system:agent"]["snmp"].get("name", "")
            self.assertEqual(name, kept)

    def test_link_that_goes_down_and_up_is_told_once_each(self):
        name = f"{self.topology.prefix}l"[:15]
        ip = self.topology.agent("ip", "link")
        run(*ip, "add", name, "type", "veth", "peer", "name", f"{name[:14]}p")
        try:
            for end in (name, f"{name[:14]}p"):
                run(*ip, "set", end, "up")
            entry = json.loads(run(*self.topology.agent("ip", "-j", "link", "show", name)))[0]["ifindex"]

            def status():
                with contextlib.suppress(Failed):
                    return self.get(f"1.3.6.1.2.1.2.2.1.8.{entry}")

            await_true("the interface is up", lambda: status() == "1", 20)
            self.set((f"{IF_TRAP_ENABLE}.{entry}", "i", 1))
            run(*ip, "set", name, "down")
            await_true("the interface is down", lambda: status() == "2", 20)
            run(*ip, "set", name, "up")
            await_true("both are told", lambda: len(self.links(entry)) >= 2, 20)
            self.assertEqual(["linkDown", "linkUp"], self.links(entry))
        finally:
            run(*ip, "del", name)

    def links(self, entry):
        """Which notifications came of an interface, in order."""
        return [
            trap["SNMPv2-MIB::snmpTrapOID.0"].rpartition("::")[2]
            for trap in self.traps.traps()
            if f"IF-MIB::ifIndex.{entry}" in trap
        ]

    def test_alarms_are_acknowledged_and_flap_without_loss(self):
        def raised():
            states = self.agent.walk("pathGaugeAlarmState")
            return sorted(i for (i,) in states) if list(states.values()) == ["2"] * ALARMS else None

        ids = await_true("the alarms are raised", raised, 60, every=0.5)
        self.acknowledge_while_locked(ids[0])
        operator, put_aside = oid("pathGaugeAlarmOperatorState"), oid("pathGaugeShelvedOperatorState")
        for _ in range(FLAPS):
            self.set(*((f"{operator}.{i}", "i", SHELVED) for i in ids))
            await_true("all lie on shelves", lambda: len(self.agent.walk("pathGaugeShelvedState")) == ALARMS, 20)
            self.assertEqual({}, self.agent.walk("pathGaugeAlarmState"))
            self.set(*((f"{put_aside}.{i}", "i", UN_SHELVED) for i in ids))
            await_true("none lies there", lambda: not self.agent.walk("pathGaugeShelvedState"), 20)
        self.assertEqual(ALARMS, len(raised() or ()))
        self.assertNotIn("shelf", json.dumps(self.file()))
        expected = ["pathGaugeAlarmRaised", "pathGaugeAlarmCleared"] * FLAPS + ["pathGaugeAlarmRaised"]
        await_true(
            "all is told", lambda: sum(map(len, self.alarms().values())) >= ALARMS * len(expected), 30
        )  # fmt: skip
        self.assertEqual({i: expected for i in ids}, self.alarms())

    def acknowledge_while_locked(self, alarm):
        """An acknowledgement is no configuration."""
        state = f"{oid('pathGaugeAlarmOperatorState')}.{alarm}"
        ttl = f"{oid('pathGaugeProbeTtl')}.{self.row('deaf')}"
        with self.agent.netconf() as session, session.locked("running"):
            self.refused("resourceUnavailable", (ttl, "u", 9))
            self.refused("resourceUnavailable", (state, "i", SHELVED))
            self.set((state, "i", ACK))
            await_true("it is acknowledged", lambda: self.get(state) == str(ACK), 20)

    def alarms(self):
        """alarm -> what was told of it, in order."""
        told = {}
        for trap in self.traps.traps():
            if alarm := trap.get("PATHGAUGE-MIB::pathGaugeNotifyAlarmId.0"):
                what = trap["SNMPv2-MIB::snmpTrapOID.0"].rpartition("::")[2]
                told.setdefault(int(alarm), []).append(what)
        return told

    def test_rubbish_is_counted_and_stops_nothing(self):
        before = {name: int(self.get(name)) for name in (IN_PACKETS, IN_BAD_VERSIONS, IN_PARSE_ERRORS)}
        chance = random.Random(SEED)
        good = bytes.fromhex("302602010104067075626c6963a019020101020100020100300e300c06082b060102010101000500")
        no_ber = [b"\x30\x84\xff\xff\xff\xff\x02", b"GET / HTTP/1.0\r\n\r\n", bytes(8000), good[:-7], b"\x30\x80" * 900]
        noise = [bytes(chance.randrange(256) for _ in range(chance.randrange(1, 1400))) for _ in range(200)]
        version_1 = good.replace(b"\x02\x01\x01\x04", b"\x02\x01\x00\x04", 1)
        address = ("127.0.0.1", self.agent.snmp_port)
        with entered(self.agent.netns), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
            asking.connect(address)
            for at, message in enumerate((*no_ber, version_1, *noise)):
                asking.send(message)
                if at % 20 == 0:
                    # What waits to be read must fit in what the kernel keeps for the socket.
                    self.get(IN_PACKETS)
        for message in (*no_ber, *noise[:20]):
            with entered(self.agent.netns):
                connection = socket.create_connection(address, 10)
            # The agent ends it as soon as it is sure; what it had not read then makes that a reset.
            with connection, contextlib.suppress(ConnectionError):
                connection.sendall(message)
                with contextlib.suppress(OSError):
                    # After a reset: not connected, which Python takes for no ConnectionError.
                    connection.shutdown(socket.SHUT_WR)
                self.assertEqual(b"", connection.recv(100))

        def counted():
            now = {name: int(self.get(name)) for name in before}
            return (
                now[IN_BAD_VERSIONS] > before[IN_BAD_VERSIONS]
                and now[IN_PARSE_ERRORS] - before[IN_PARSE_ERRORS] >= len(no_ber)
                and now[IN_PACKETS] - before[IN_PACKETS] >= len(noise)
            )

        await_true("it is counted", counted, 30)
        self.assertEqual("lo", self.agent.snmp("snmpget", "-Oqv", "1.3.6.1.2.1.31.1.1.1.1.1").strip().strip('"'))


if __name__ == "__main__":
    unittest.main()
