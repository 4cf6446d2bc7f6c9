"""DISMAN-PING-MIB of the packaged agent: tests made, run and removed by SET, with two clients that are not ours."""

import contextlib
import importlib.machinery  # noqa: F401  pysnmp 4.4.12 looks for both and forgets to import them
import importlib.util  # noqa: F401
import json
import unittest

from pgtest.agent import SNMP_USER, Agent, free_udp_port, probe
from pgtest.network import Topology
from pgtest.procs import Failed, await_true, entered
from pgtest.traps import TrapReceiver

PING = "1.3.6.1.2.1.80"
CTL, RESULTS, HISTORY = f"{PING}.1.2.1", f"{PING}.1.3.1", f"{PING}.1.4.1"
PROBES = "urn:pathgauge:yang:pathgauge-probes"
ENABLED, COMPLETED = 1, 3
ACTIVE, CREATE_AND_GO, DESTROY = 1, 4, 6
COUNT = 3


def mend_bits():
    """Lets pysnmp load BITS with names as the MIBs packaged for it declare them, which its own 4.4.12 stumbles over."""
    from pysnmp.proto.rfc1902 import Bits

    plain = Bits.subtype

    def subtype(bits, *arguments, namedValues=None, **constraints):
        if namedValues is None:
            return plain(bits, *arguments, **constraints)
        return type(bits).withNamedBits(**dict(namedValues.items()))()

    Bits.subtype = subtype


class WritingAgent(Agent):
    """An agent whose SNMP user may set everything."""

    def document(self, probes):
        document = super().document(probes)
        snmp = document["pathgauge-system:agent"]["snmp"]
        everything = {f"{what}-view": "all" for what in ("read", "write", "notify")}
        snmp["vacm"] = {"group": [{"name": "writers", "user": [SNMP_USER]} | everything]}
        return document


def index(*names):
    """The index of a row: each name with its length before it."""
    return ".".join(str(part) for name in names for part in (len(name), *name.encode()))


class DismanTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.topology = cls.enterClassContext(Topology(1))
        hooks = {cls.topology["AGENT_IF"]: "auto"}
        probes = [probe("london", cls.topology["NODE1_V4"])]
        port = free_udp_port()
        cls.agent = cls.enterClassContext(WritingAgent(cls.topology["AGENT_NS"], hooks, probes, trap_port=port))
        cls.traps = cls.enterClassContext(TrapReceiver(cls.agent, port))
        cls.await_tables()

    @classmethod
    def await_tables(cls):
        """SNMP answers before the models are read, which these tables and NETCONF need."""
        await_true("the tables have rows", lambda: cls.get(CTL, 23, "", "london") == str(ACTIVE), 60)
        await_true("the agent listens for NETCONF", cls.listens, 60)

    @classmethod
    def listens(cls):
        with contextlib.suppress(ConnectionRefusedError):
            cls.agent.connect_netconf().close()
            return True

    @classmethod
    def get(cls, entry, column, *row):
        return cls.agent.snmp("snmpget", "-Oqv", "-Oe", f"{entry}.{column}.{index(*row)}").strip()

    def set(self, *row, **columns):
        """Sets columns of pingCtlTable, given as c8=("i", 1), in one request."""
        arguments = []
        for name, (kind, value) in columns.items():
            arguments += [f"{CTL}.{name[1:]}.{index(*row)}", kind, str(value)]
        self.agent.snmp("snmpset", *arguments)

    def create(self, *row, **columns):
        target = "".join(f"{int(part):02x}" for part in self.topology["NODE1_V4"].split("."))
        self.set(*row, c3=("i", 1), c4=("x", target), **columns, c23=("i", CREATE_AND_GO))

    def refused(self, reason, *row, **columns):
        with self.assertRaises(Failed) as refusal:
            self.set(*row, **columns)
        self.assertIn(reason, str(refusal.exception))

    def await_completed(self, *row):
        await_true("the test is completed", lambda: self.get(RESULTS, 1, *row) == str(COMPLETED), 30)

    def netconf_names(self, session):
        data = session.get_config("running", ("subtree", f'<probes xmlns="{PROBES}"/>')).data_ele
        return [element.text for element in data.iter(f"{{{PROBES}}}name")]

    def file_names(self):
        document = json.loads(self.agent.config.read_text())
        return [entry["name"] for entry in document["pathgauge-probes:probes"]["probe"]]

    def test_test_is_made_run_told_kept_and_removed(self):
        row = ("noc", "paris")
        self.create(*row, c7=("u", COUNT), c13=("x", "20"), c8=("i", ENABLED))
        self.await_completed(*row)
        self.assertEqual([str(COUNT)] * 2, [self.get(RESULTS, column, *row) for column in (7, 8)])
        least, most, mean = (int(self.get(RESULTS, column, *row)) for column in (4, 5, 6))
        self.assertTrue(1 <= least <= mean <= most <= 3000, (least, mean, most))
        statuses = self.agent.snmp("snmpwalk", "-Oqn", "-Oe", f"{HISTORY}.3.{index(*row)}").splitlines()
        self.assertEqual([f".{HISTORY}.3.{index(*row)}.{n} 1" for n in range(1, COUNT + 1)], statuses)
        told = f"mib-2.80.1.3.1.7.{index(*row)}"

        def completed():
            return [t for t in self.traps.traps() if any(name.endswith(told) for name in t)]

        await_true("pingTestCompleted arrives", completed, 20)
        trap = completed()[0]
        self.assertTrue(next(v for n, v in trap.items() if "snmpTrapOID" in n).endswith("80.0.3"), trap)
        self.assertEqual(str(COUNT), next(v for n, v in trap.items() if n.endswith(told)))

        with self.agent.netconf() as session:
            self.assertIn("noc:paris", self.netconf_names(session))
            self.assertIn("noc:paris", self.file_names())
            self.refused("wrongValue", *row, c7=("u", 16))
            self.refused("wrongType", *row, c7=("i", 3))
            self.refused("inconsistentValue", *row, c3=("i", 2))
            self.refused("inconsistentName", "noc", "rome", c7=("u", 3))
            self.refused("notWritable", "", "london", c23=("i", DESTROY))
            with session.locked("running"):
                self.refused("resourceUnavailable", *row, c7=("u", 5))
            self.set(*row, c7=("u", 5))

        self.create("noc", "gone", c12=("i", 2))
        self.assertNotIn("noc:gone", self.file_names())
        self.agent.stop()
        self.agent.start()
        self.agent.await_snmp()
        self.await_tables()
        self.assertEqual("5", self.get(CTL, 7, *row))
        self.assertIn("No Such", self.get(CTL, 7, "noc", "gone"))

        self.set(*row, c23=("i", DESTROY))
        self.assertIn("No Such", self.get(CTL, 23, *row))
        self.assertNotIn("noc:paris", self.file_names())
        with self.agent.netconf() as session:
            self.assertNotIn("noc:paris", self.netconf_names(session))

    def test_client_that_knows_the_mib_makes_a_test(self):
        """pysnmp, by the names of the MIB it has."""
        from pysnmp import hlapi

        mend_bits()
        engine = hlapi.SnmpEngine()
        user = hlapi.UsmUserData(
            SNMP_USER, self.agent.auth, self.agent.priv,
            authProtocol=hlapi.usmHMAC192SHA256AuthProtocol, privProtocol=hlapi.usmAesCfb128Protocol,
        )  # fmt: skip
        context = hlapi.ContextData()
        row = ("py", "test")

        def ask(command, *variables):
            objects = []
            for name, value in variables:
                identity = hlapi.ObjectIdentity("DISMAN-PING-MIB", name, *row).addMibSource("pysnmp_mibs")
                objects.append(hlapi.ObjectType(identity, value) if value is not None else hlapi.ObjectType(identity))
            with entered(self.agent.netns):
                transport = hlapi.UdpTransportTarget(("127.0.0.1", self.agent.snmp_port), timeout=5)
                failure, status, at, answer = next(command(engine, user, transport, context, *objects))
            self.assertFalse(failure, failure)
            self.assertEqual(0, int(status), f"{status} at {at}")
            return [value for _, value in answer]

        ask(
            hlapi.setCmd,
            ("pingCtlTargetAddressType", "ipv4"),
            ("pingCtlTargetAddress", bytes(int(part) for part in self.topology["NODE1_V4"].split("."))),
            ("pingCtlProbeCount", 2),
            ("pingCtlAdminStatus", "enabled"),
            ("pingCtlRowStatus", "createAndGo"),
        )
        self.await_completed(*row)
        status, responses, kind = ask(
            hlapi.getCmd, ("pingCtlRowStatus", None), ("pingResultsProbeResponses", None), ("pingCtlType", None)
        )
        self.assertEqual(("active", 2), (status.prettyPrint(), int(responses)))
        self.assertEqual(f"{PING}.3.1", ".".join(map(str, tuple(kind))), "pingIcmpEcho")
        ask(hlapi.setCmd, ("pingCtlRowStatus", "destroy"))


if __name__ == "__main__":
    unittest.main()
