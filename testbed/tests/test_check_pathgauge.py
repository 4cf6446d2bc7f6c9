"""nms-integration/plugins/check_pathgauge: states, undefined values, bad arguments, an agent that is dead."""

import calendar
import contextlib
import importlib.machinery
import importlib.util
import io
import os
import pathlib
import re
import stat
import subprocess
import sys
import tempfile
import unittest

from pgtest.agent import free_udp_port
from pgtest.mibtext import MibText
from pgtest.procs import REPO, await_true
from pgtest.snmptable import Snmpd

FOLDER = REPO / "nms-integration" / "plugins"
PROGRAM = FOLDER / "check_pathgauge"
ACCESS = ["-H", "192.0.2.1", "-P", "2c", "-C", "public"]
OK, WARNING, CRITICAL, UNKNOWN = range(4)
STARTING, UP, UNREACHABLE, CANNOT_SEND, UNRESOLVED, DISABLED = range(1, 7)
LOSS, P50, P95, P99, P999, JITTER, FLAGS = 12, 19, 21, 22, 23, 29, 24
# DateAndTime: noon UTC, and a minute later by a clock that is an hour ahead.
DATE = bytes([0x07, 0xEA, 11, 23, 12, 0, 0, 0, ord("+"), 0, 0])
LATER = bytes([0x07, 0xEA, 11, 23, 13, 1, 0, 0, ord("+"), 1, 0])


def program():
    loader = importlib.machinery.SourceFileLoader("check_pathgauge", str(PROGRAM))
    sys.dont_write_bytecode, before = True, sys.dont_write_bytecode
    try:
        module = importlib.util.module_from_spec(importlib.util.spec_from_loader("check_pathgauge", loader))
        loader.exec_module(module)
    finally:
        sys.dont_write_bytecode = before
    return module


class FakeSnmp:
    """An agent that is a mapping of identifiers, below the MIB's root but for those in full, to values."""

    def __init__(self, module, values):
        self._module, self._values = module, values

    def __call__(self, options):
        return self

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def oid(self, name, *index):
        return ".".join(map(str, (self._module.OBJECTS[name], *index)))

    def get(self, wanted):
        return {key: self._values.get(oid) for key, oid in wanted.items()}

    def walk(self, name):
        base = self.oid(name) + "."
        return {oid[len(base) :]: value for oid, value in self._values.items() if oid.startswith(base)}


def probe(number, name, state=UP, window=60, reason="", **columns):
    """Rows of a probe; columns: c12=..., of its window."""
    rows = {f"1.2.1.1.2.{number}": name.encode(), f"1.2.1.1.7.{number}": state, f"1.2.1.1.8.{number}": reason.encode()}
    return rows | {f"1.2.2.1.{column[1:]}.{number}.{window}": value for column, value in columns.items()}


def alarm(number, severity, resource, state=2, operator=1):
    texts = {16: f"probe {resource}, threshold t".encode(), 18: resource.encode()}
    numbers = {10: severity, 11: state, 17: 1, 25: operator}
    return {f"1.4.1.1.{column}.{number}": value for column, value in (texts | numbers).items()}


HEALTHY = {"c12": 2500, "c19": 123_400, "c21": 234_500, "c22": 345_600, "c24": b"\x00", "c29": 1000}


class StatesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.module = program()

    def check(self, values, mode, *arguments):
        """(state, output) of a check of an agent with these values."""
        self.module.Snmp = FakeSnmp(self.module, values)
        output = io.StringIO()
        with contextlib.redirect_stdout(output):
            state = self.module.main([mode, *ACCESS, *arguments])
        return state, output.getvalue()

    def test_values_in_their_units(self):
        state, output = self.check(probe(1, "path", **HEALTHY), "probe", "-n", "path")
        self.assertEqual(OK, state)
        self.assertTrue(output.startswith("PATHGAUGE PROBE OK - path is up, loss 0.250 %, p50 12.340 ms, "), output)
        self.assertEqual(
            "loss=0.25%;;;0;100 p50=12.34ms;;;0 p95=23.45ms;;;0 p99=34.56ms;;;0 jitter=0.1ms;;;0\n", output.split(" | ")[1]
        )

    def test_limits(self):
        values = probe(1, "path", **HEALTHY)
        for limits, expected in (
            (["-w", "loss=1"], OK),
            (["-w", "loss=0.2"], WARNING),
            (["-w", "loss=0.2,p95=1", "-c", "p95=23.45"], WARNING),
            (["-c", "p95=23.4"], CRITICAL),
            (["-w", "p50=20:"], WARNING),
            (["-w", "p50=@10:20"], WARNING),
            (["-c", "p50=~:10"], CRITICAL),
            (["-c", "p50=~:13"], OK),
            (["-w", "", "-c", ""], OK),
        ):
            with self.subTest(limits):
                state, output = self.check(values, "probe", "-n", "path", *limits)
                self.assertEqual(expected, state, output)
        state, output = self.check(values, "probe", "-n", "path", "-w", "loss=0.2", "-c", "loss=5")
        self.assertIn("loss 0.250 % (limit 0.2)", output)
        self.assertIn("loss=0.25%;0.2;5;0;100", output)

    def test_states_of_a_probe(self):
        for state, expected in (
            (STARTING, UNKNOWN), (UP, OK), (UNREACHABLE, CRITICAL), (CANNOT_SEND, CRITICAL), (UNRESOLVED, CRITICAL),
            (DISABLED, WARNING),
        ):  # fmt: skip
            with self.subTest(state):
                verdict, output = self.check(probe(1, "path", state, reason="no route."), "probe", "-n", "path")
                self.assertEqual(expected, verdict, output)
                self.assertIn("(no route)", output)
                self.assertIn("loss=U;;;0;100 p50=U;;;0", output)
        self.assertEqual(OK, self.check(probe(1, "path", DISABLED), "probe", "-n", "path", "--disabled", "ok")[0])

    def test_infinite_is_above_every_limit(self):
        values = probe(1, "path", c12=600_000, c19=100, c24=b"\x30", c29=1)
        state, output = self.check(values, "probe", "-n", "path", "-c", "p95=200", "-w", "p99=1")
        self.assertEqual(CRITICAL, state)
        self.assertIn("p95 infinite (among lost packets) (limit 200)", output)
        self.assertIn("p95=U;;200;0 p99=U;1;;0", output)
        self.assertEqual(OK, self.check(values, "probe", "-n", "path")[0])

    def test_undefined_is_neither_ok_nor_zero(self):
        values = probe(1, "path", **HEALTHY)
        state, output = self.check(values, "probe", "-n", "path", "-w", "p999=5")
        self.assertEqual(UNKNOWN, state)
        self.assertIn("p999 not defined, too few packets in 60 s: choose a longer --window", output)
        self.assertIn("p999=U;5;;0", output)
        # What is known to be bad comes first.
        self.assertEqual(CRITICAL, self.check(values, "probe", "-n", "path", "-w", "p999=5", "-c", "loss=0.1")[0])

    def test_all_probes(self):
        values = probe(1, "a b|c='x'", **HEALTHY) | probe(2, "down", UNREACHABLE, c12=1_000_000)
        state, output = self.check(values, "probe")
        self.assertEqual(CRITICAL, state)
        first, second = output.splitlines()
        self.assertTrue(first.startswith("PATHGAUGE PROBE CRITICAL - down is unreachable"), first)
        self.assertEqual(1, output.count("|"), output)
        self.assertIn("'a b/c_''x''/loss'=0.25%;;;0;100", first)
        self.assertIn("down/loss=100%;;;0;100", first)
        self.assertTrue(second.startswith("OK: a b/c='x' is up"), second)

    def test_probe_by_number(self):
        values = probe(1, "path", **HEALTHY) | probe(2, "other", **HEALTHY)
        self.assertEqual(OK, self.check(values, "probe", "-n", "path", "-i", "1")[0])
        state, output = self.check(values, "probe", "-n", "path", "-i", "2")
        self.assertEqual(UNKNOWN, state)
        self.assertIn("probe number 2 is 'other' and not 'path'", output)
        self.assertIn("there is no probe with number 9", self.check(values, "probe", "-n", "path", "-i", "9")[1])

    def test_what_is_not_there(self):
        for values, mode, arguments, said in (
            (probe(1, "path"), "probe", ["-n", "paht"], "has no probe 'paht'; it has: path"),
            ({"1.1.4.0": 0}, "probe", [], "has no probes that we may see"),
            ({}, "probe", [], "without the objects of PATHGAUGE-MIB: does another agent listen there"),
            ({}, "alarms", [], "without the objects of PATHGAUGE-MIB"),
            ({}, "agent", [], "without pathGaugeAgentSnapshotTime"),
            ({"1.5.1.1.0": 2, "1.5.1.2.0": b""}, "tcp", [], "does not measure TCP: switch tcp on"),
            ({"1.6.1.1.0": 2, "1.6.1.2.0": b"no BTF"}, "drops", [], "does not measure drops: no BTF"),
            ({"1.6.1.1.0": 1}, "drops", [], "shows drops of no interface"),
            ({"1.6.1.1.0": 1, "1.6.2.1.2.3": b"eth0"}, "drops", ["--interface", "eth1"], "watches no interface 'eth1'"),
        ):
            with self.subTest(said):
                state, output = self.check(values, mode, *arguments)
                self.assertEqual(UNKNOWN, state)
                self.assertIn(said, output)

    def test_alarms(self):
        raised = alarm(1, 4, "a") | alarm(2, 1, "b") | alarm(3, 3, "c", state=1)
        state, output = self.check(raised, "alarms")
        self.assertEqual(CRITICAL, state)
        self.assertIn("- critical: probe a, threshold t (and 1 more) | warning=1;;;0 minor=0;;;0 major=0;;;0 critical=1;;;0", output)
        self.assertEqual(WARNING, self.check(raised, "alarms", "--resource", "b")[0])
        self.assertEqual(OK, self.check(raised, "alarms", "--resource", "c")[0])
        self.assertEqual(OK, self.check(raised, "alarms", "--kind", "interface")[0])
        self.assertEqual(OK, self.check(raised, "alarms", "--resource", "b", "--severity", "minor")[0])
        self.assertIn("- critical: probe b", self.check(alarm(1, 3, "a") | alarm(2, 4, "b"), "alarms")[1])
        handled = alarm(1, 4, "a", operator=2)
        self.assertEqual(OK, self.check(handled, "alarms")[0])
        self.assertIn("handled=1", self.check(handled, "alarms")[1])
        self.assertEqual(CRITICAL, self.check(handled, "alarms", "--acknowledged")[0])

    def test_tcp(self):
        values = {"1.5.1.1.0": 1}
        for index, address, port, direction in ((7, b"192.0.2.9", 443, 1), (8, b"192.0.2.8", 53, 2)):
            values |= {f"1.5.2.1.3.{index}": address, f"1.5.2.1.5.{index}": port, f"1.5.2.1.2.{index}": direction}
        values |= {f"1.5.3.1.{c}.7.60": v for c, v in {4: 6, 5: 1, 6: 1, 11: 30_000, 17: 50_000, 22: 100_000}.items()}
        state, output = self.check(values, "tcp", "-w", "retransmissions=5")
        self.assertEqual(OK, state)
        self.assertIn("rows=2;;;0 opened=6;;;0 retransmissions=3%;5;;0 failed=25%;;;0;100 connect_p50=U", output)
        self.assertIn("rtt_p99=10ms", output)
        state, output = self.check(values, "tcp", "-c", "failed=20")
        self.assertEqual(CRITICAL, state)
        self.assertIn("inbound 192.0.2.9 port 443: failed 25.000 % (limit 20)", output)
        self.assertEqual(OK, self.check(values, "tcp", "--tcp-port", "53", "-c", "failed=20")[0])
        for wanted in (["--tcp-port", "80"], ["--peer", "192.0.2.7"], ["--peer", "192.0.2.8", "--direction", "inbound"]):
            self.assertEqual(UNKNOWN, self.check(values, "tcp", *wanted)[0])
            self.assertEqual(OK, self.check(values, "tcp", *wanted, "--absent", "ok")[0])

    def test_drops(self):
        values = {"1.6.1.1.0": 1, "1.6.2.1.2.3": b"eth0", "1.6.2.1.2.4": b"eth1", "1.6.2.1.4.3": 77}
        values |= {"1.6.6.1.4.3.60": 120, "1.6.6.1.5.3.60": 6}
        state, output = self.check(values, "drops", "--interface", "eth0", "-w", "dropped=1", "-c", "dropped=10")
        self.assertEqual(WARNING, state)
        self.assertIn("eth0: dropped 2.00/s (limit 1), benign 0.10/s | dropped=2;1;10;0 benign=0.1;;;0 total=77c;;;0", output)
        self.assertEqual(OK, self.check(values, "drops")[0])
        state, output = self.check(values, "drops", "-w", "dropped=10")
        self.assertEqual(UNKNOWN, state)
        self.assertIn("eth1: dropped not defined, no window of 60 s is complete yet", output)
        self.assertIn("eth1/dropped=U;10;;0", output)

    def test_agent(self):
        values = {f"1.1.{n}.0": 0 for n in range(4, 17)} | {"1.1.2.0": DATE, "1.1.3.0": DATE, "1.1.4.0": 3, "1.1.7.0": 99}
        values |= {f"1.{n}.0": b"" for n in ("5.1.2", "6.1.2", "7.1.1", "8.1.2")} | {"1.3.1.1.4.2": b"", "1.3.1.1.1.2": b"eth0"}
        now = self.module.NOW
        state, output = self.check(values | {now: DATE}, "agent")
        self.assertEqual(OK, state, output)
        self.assertIn("age=0s;5;30;0", output)
        self.assertIn("packets_sent=99c", output)
        state, output = self.check(values | {now: LATER}, "agent")
        self.assertEqual(CRITICAL, state, output)
        self.assertIn("60 s is the age of the newest snapshot", output)
        self.assertEqual(OK, self.check(values | {now: LATER}, "agent", "-w", "age=100", "-c", "age=100")[0])
        state, output = self.check(values, "agent")
        self.assertEqual(UNKNOWN, state, output)
        self.assertIn("age is not defined: let the user's read-view have hrSystemDate", output)
        self.assertIn("age=U", output)
        for oid, text in (("1.6.1.2.0", "drops: broken"), ("1.3.1.1.4.2", "interface eth0: broken")):
            state, output = self.check(values | {now: DATE, oid: b"broken"}, "agent")
            self.assertEqual(WARNING, state)
            self.assertIn(text, output)

    def test_what_net_snmp_prints(self):
        text = (
            '.1.3.1 = Hex-STRING: 61 20 \n.1.3.2 = ""\n.1.3.3 = Gauge32: 5\n.1.3.4 = INTEGER: -3\n.1.3.5 = Counter64: 18446744073709551615\n'
            ".1.3.6 = No Such Instance currently exists at this OID\n.1.3.7 = No Such Object available on this agent at this OID\n"
            ".1.3.8 = Timeticks: (12) 0:00:00.12\n.1.3.9 = No more variables left in this MIB View (It is past the end of the MIB tree)\n"
        )
        expected = [b"a ", b"", 5, -3, 18446744073709551615, None, None, 12, None]
        self.assertEqual({f"1.3.{n}": value for n, value in enumerate(expected, 1)}, self.module.parsed(text))

    def test_dates(self):
        self.assertEqual(calendar.timegm((2026, 11, 23, 12, 0, 0)), self.module.seconds(DATE))
        self.assertEqual(60, self.module.seconds(LATER) - self.module.seconds(DATE))
        self.assertIsNone(self.module.seconds(b"short"))

    def test_tables_are_those_of_the_mib(self):
        mib = MibText()
        root = mib.oids["pathGaugeMIB"]
        self.assertEqual(self.module.ROOT, ".".join(map(str, root)))
        for name, number in self.module.OBJECTS.items():
            self.assertEqual(number, ".".join(map(str, mib.oids[name][len(root) :])), name)
        for name, words in (
            ("pathGaugeProbeState", self.module.STATES), ("pathGaugeAlarmSeverity", self.module.SEVERITIES),
            ("pathGaugeAlarmResourceKind", self.module.KINDS), ("pathGaugeTcpPeerDirection", self.module.DIRECTIONS),
            ("pathGaugeAlarmOperatorState", self.module.OPERATORS),
        ):  # fmt: skip
            self.assertEqual(list(words[1:]), [label for _, label in sorted(mib.labels(name).items())], name)
        bits = [label for _, label in sorted(mib.labels("pathGaugeWindowRttInfinite").items())]
        self.assertEqual(list(self.module.INFINITE), bits)


class ProgramTest(unittest.TestCase):
    """The program itself, with net-snmp's."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="pgcheck")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def run_it(self, *arguments, **variables):
        done = subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, timeout=30, env=os.environ | variables)
        self.assertEqual("", done.stderr)
        return done.returncode, done.stdout

    def assert_unknown(self, text, *arguments, **variables):
        state, output = self.run_it(*arguments, **variables)
        self.assertEqual(UNKNOWN, state, output)
        self.assertIn(text, output)
        self.assertIn("UNKNOWN - ", output)

    def test_bad_arguments(self):
        self.assert_unknown("the following arguments are required: mode, -H/--hostname. Try --help")
        self.assert_unknown("argument mode: invalid choice: 'prob'", "prob", *ACCESS)
        self.assert_unknown("is no threshold: say METRIC=RANGE with one of loss, p50", "probe", *ACCESS, "-w", "5")
        self.assert_unknown("'loos=1' is no threshold", "probe", *ACCESS, "-c", "loos=1")
        self.assert_unknown("'1:x' is no range", "probe", *ACCESS, "-c", "loss=1:x")
        self.assert_unknown("begins above its end", "probe", *ACCESS, "-c", "loss=5:1")
        self.assert_unknown("alarms has no thresholds of ours", "alarms", *ACCESS, "-c", "loss=5")
        self.assert_unknown("--index is a number, and goes with --name", "probe", *ACCESS, "-i", "5")
        # Python 3.13 quotes it.
        self.assert_unknown("argument -W/--window: invalid choice: ", "probe", *ACCESS, "-W", "7")
        self.assert_unknown("--port 70000 is no UDP port", "probe", *ACCESS, "-p", "70000")
        self.assert_unknown("is not between 1 and 300 seconds", "probe", *ACCESS, "-t", "0")
        self.assert_unknown("version 3 needs a user: --secname", "probe", "-H", "192.0.2.1")
        self.assert_unknown("authpasswd is missing: --authpasswd", "probe", "-H", "192.0.2.1", "-U", "monitor")
        self.assert_unknown("community is missing: --community", "probe", "-H", "192.0.2.1", "-P", "2c")

    def test_help_and_version_are_unknown(self):
        for option in ("-h", "--help"):
            state, output = self.run_it(option)
            self.assertEqual(UNKNOWN, state)
            self.assertIn("--extra-opts", output)
        version = re.search(r"<version>([\d.]+)", (REPO / "pom.xml").read_text())[1]
        for option in ("-V", "--version"):
            self.assertEqual((UNKNOWN, f"check_pathgauge v{version} (PathGauge)\n"), self.run_it(option))

    def test_fault_of_its_own_is_unknown(self):
        module = program()
        module.MODES["agent"] = (lambda *_: {}["x"], module.AGENT)
        output = io.StringIO()
        with contextlib.redirect_stdout(output):
            self.assertEqual(UNKNOWN, module.main(["agent", *ACCESS]))
        self.assertIn("PATHGAUGE AGENT UNKNOWN - this plugin failed (KeyError: 'x'): run it by hand", output.getvalue())

    def test_secrets_go_when_the_nms_ends_it(self):
        folder = self.folder / "secrets"
        folder.mkdir()
        slow = self.folder / "snmpget"
        slow.write_text("#!/bin/sh\nexec sleep 30\n")
        slow.chmod(slow.stat().st_mode | stat.S_IXUSR)
        there = {"TMPDIR": str(folder), "PATH": f"{self.folder}:{os.environ['PATH']}"}
        with subprocess.Popen([PROGRAM, "agent", *ACCESS], stdout=subprocess.PIPE, text=True, env=os.environ | there) as started:
            await_true("it asks", lambda: list(folder.glob("*/snmp.conf")))
            started.terminate()
            self.assertIn("UNKNOWN - ended by signal 15", started.communicate(timeout=20)[0])
        self.assertEqual(UNKNOWN, started.returncode)
        self.assertEqual([], list(folder.iterdir()))

    def test_file_of_options(self):
        ini = self.folder / "check.ini"
        extra = ["agent", "-H", "192.0.2.1", f"--extra-opts=pathgauge@{ini}"]
        self.assert_unknown("cannot read", *extra)
        self.assert_unknown("names no file", "agent", "-H", "192.0.2.1", "--extra-opts=pathgauge")
        ini.write_text("[other]\nsecname=x\n")
        self.assert_unknown("has no section [pathgauge]; it has: other", *extra)
        ini.write_text("secname=x\n")
        self.assert_unknown("is no ini file", *extra)
        ini.write_text("[pathgauge]\nnonsense=x\n")
        self.assert_unknown("unrecognized arguments: --nonsense=x", *extra)
        # The command line has the last word.
        ini.write_text("[pathgauge]\nport=0\n")
        self.assert_unknown("--port 0 is no UDP port", *extra)
        self.assert_unknown("version 3 needs a user", *extra, "-p", "161")
        options = program().options_of(["agent", "-H", "h", f"--extra-opts=pathgauge@{FOLDER / 'pathgauge.ini'}"])
        self.assertEqual(("monitor", "SHA-256", "AES"), (options.secname, options.authproto, options.privproto))

    def test_secrets_are_on_no_command_line(self):
        spy = self.folder / "snmpget"
        seen = self.folder / "seen"
        spy.write_text(f'#!/bin/sh\necho "$@" >{seen}\nls -ld "$SNMPCONFPATH" >>{seen}\ncat "$SNMPCONFPATH/snmp.conf" >>{seen}\n')
        spy.chmod(spy.stat().st_mode | stat.S_IXUSR)
        access = ["-H", "192.0.2.1", "-U", "monitor", "-A", 'se"cr\\et one', "-X", "secret two"]
        state, _ = self.run_it("agent", *access, PATH=f"{self.folder}:{os.environ['PATH']}")
        self.assertEqual(UNKNOWN, state)
        command, directory, *lines = seen.read_text().splitlines()
        self.assertNotIn("secret", command)
        self.assertTrue(directory.startswith("drwx------"), directory)
        self.assertIn('defAuthPassphrase "se\\"cr\\\\et one"', lines)
        self.assertFalse(os.path.exists(directory.split()[-1]))

    def test_missing_client(self):
        # Its first line names Python by its full path, so that is found.
        self.assert_unknown("snmpget is missing on this machine: apt-get install snmp", "agent", *ACCESS, PATH=str(self.folder))

    def test_dead_agent(self):
        dead = ["-H", "127.0.0.1", "-p", free_udp_port(), "-P", "2c", "-C", "public", "-t", "1"]
        self.assert_unknown("over SNMP: is the agent running", "probe", *dead, "-n", "path")
        state, output = self.run_it("agent", *dead)
        self.assertEqual(CRITICAL, state)
        self.assertIn("over SNMP: is the agent running", output)

    def test_other_agent_and_wrong_credentials(self):
        odd = """se"cr\\et 'one' #x"""
        quoted = '"' + odd.replace("\\", "\\\\").replace('"', '\\"') + '"'
        with Snmpd(self.folder, f"createUser odd SHA-256 {quoted} AES {quoted}", "rouser odd priv -V all") as snmpd:
            there = ["-H", "127.0.0.1", "-p", snmpd.port, "-t", "5", "-U", "bench"]
            right = ["-A", "correct horse", "-X", "battery staple"]
            self.assert_unknown("does another agent listen there", "agent", *there, *right)
            self.assert_unknown("does another agent listen there", "agent", *there, "-U", "odd", "-A", odd, "-X", odd)
            self.assert_unknown("does another agent listen there", "agent", *there, "-P", "2c", "-C", "bench")
            self.assert_unknown("wrong authentication passphrase", "agent", *there, "-A", "wrong horse", *right[2:])
            self.assert_unknown("the agent does not know this user", "agent", *there, *right, "-U", "nobody")
            self.assert_unknown("a passphrase has at least 8 characters", "agent", *there, *right, "-X", "short")
        self.assert_unknown("unknown host", "agent", *ACCESS, "-H", "no-such-host.invalid")


if __name__ == "__main__":
    unittest.main()
