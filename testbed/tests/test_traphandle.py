"""nms-integration/traps/pathgauge-traphandle: what snmptrapd writes, what is fed, and what is said of bad input."""

import http.server
import importlib.machinery
import importlib.util
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import threading
import unittest

from pgtest.mibtext import MibText
from pgtest.procs import REPO

PROGRAM = REPO / "nms-integration" / "traps" / "pathgauge-traphandle"
HEAD = "UDP: [192.0.2.7]:49275->[127.0.0.1]:162\n"
# As snmptrapd writes it with the MIB loaded, and without any.
NAMED = f"""{HEAD}{HEAD}SNMPv2-MIB::sysUpTime.0 0:0:00:17.22
SNMPv2-MIB::snmpTrapOID.0 PATHGAUGE-MIB::pathGaugeAlarmRaised
PATHGAUGE-MIB::pathGaugeNotifyAlarmId.0 1
PATHGAUGE-MIB::pathGaugeAlarmProbeName.1 a; b|c "d"
PATHGAUGE-MIB::pathGaugeNotifyProbeAddress.0 198.18.71.11
PATHGAUGE-MIB::pathGaugeAlarmMetric.1 unreachable
PATHGAUGE-MIB::pathGaugeAlarmValue.1 4294967295
PATHGAUGE-MIB::pathGaugeAlarmRising.1 0
PATHGAUGE-MIB::pathGaugeAlarmFalling.1 0
PATHGAUGE-MIB::pathGaugeAlarmSeverity.1 critical
PATHGAUGE-MIB::pathGaugeAlarmText.1 probe a; b|c "d", threshold so "silent" here: no reply in one window of 10s
PATHGAUGE-MIB::pathGaugeAlarmResourceKind.1 probe
PATHGAUGE-MIB::pathGaugeAlarmResourceName.1 a; b|c "d"
PATHGAUGE-MIB::pathGaugeAlarmResourceIndex.1 1
PATHGAUGE-MIB::pathGaugeAlarmTypeId.1 probeUnreachable
PATHGAUGE-MIB::pathGaugeAlarmQualifier.1 so "silent" here
PATHGAUGE-MIB::pathGaugeAlarmUnit.1 none
PATHGAUGE-MIB::pathGaugeAlarmLimit.1 4294967295
"""
NUMBERED = rf"""{HEAD}{HEAD}iso.3.6.1.2.1.1.3.0 0:0:00:27.18
iso.3.6.1.6.3.1.1.4.1.0 iso.3.6.1.4.1.32473.1.0.2
iso.3.6.1.4.1.32473.1.1.4.2.0 1
iso.3.6.1.4.1.32473.1.1.4.1.1.3.1 "a; b|c \"d\""
iso.3.6.1.4.1.32473.1.1.4.3.0 "198.18.71.11"
iso.3.6.1.4.1.32473.1.1.4.1.1.5.1 8
iso.3.6.1.4.1.32473.1.1.4.1.1.12.1 4294967295
iso.3.6.1.4.1.32473.1.1.4.1.1.7.1 0
iso.3.6.1.4.1.32473.1.1.4.1.1.8.1 0
iso.3.6.1.4.1.32473.1.1.4.1.1.10.1 4
iso.3.6.1.4.1.32473.1.1.4.1.1.16.1 "probe a; b|c \"d\", threshold so \"silent\" here: cleared, replies again"
iso.3.6.1.4.1.32473.1.1.4.1.1.17.1 1
iso.3.6.1.4.1.32473.1.1.4.1.1.18.1 "a; b|c \"d\""
iso.3.6.1.4.1.32473.1.1.4.1.1.19.1 1
iso.3.6.1.4.1.32473.1.1.4.1.1.20.1 4
iso.3.6.1.4.1.32473.1.1.4.1.1.21.1 "so \"silent\" here"
iso.3.6.1.4.1.32473.1.1.4.1.1.22.1 5
iso.3.6.1.4.1.32473.1.1.4.1.1.23.1 4294967295
"""
# The row of owner "noc" and test "berlin", whose index is both names with their lengths.
ROW = "3.110.111.99.6.98.101.114.108.105.110"
PING = f"""{HEAD}{HEAD}.1.3.6.1.2.1.1.3.0 0:0:00:47.18
.1.3.6.1.6.3.1.1.4.1.0 .1.3.6.1.2.1.80.0.KIND
.1.3.6.1.2.1.80.1.2.1.3.{ROW} 1
.1.3.6.1.2.1.80.1.2.1.4.{ROW} "C6 12 00 0B "
.1.3.6.1.2.1.80.1.3.1.7.{ROW} 0
.1.3.6.1.2.1.80.1.3.1.8.{ROW} 15
"""


class Receiver(http.server.BaseHTTPRequestHandler):
    """Alertmanager's and Icinga's API, as far as they are asked."""

    def do_POST(self):
        content = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.posted.append((self.path, self.headers.get("Authorization"), content))
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


class TraphandleTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="pgtraphandle")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.config = self.folder / "traphandle.conf"

    def handle(self, text, config, *options, status=0):
        """What the program writes to standard output, or to standard error when it fails."""
        self.config.write_text(config)
        done = subprocess.run(
            [PROGRAM, "--config", self.config, *options], input=text, capture_output=True, text=True, timeout=30
        )
        self.assertEqual(status, done.returncode, done.stderr)
        self.assertNotIn("Traceback", done.stderr)
        return done.stderr if status else done.stdout

    def said(self, text, more=""):
        return json.loads(self.handle(text, "[zabbix]\nfile = /nowhere/at/all\n" + more, "--print"))

    def server(self, status=200):
        server = http.server.HTTPServer(("127.0.0.1", 0), Receiver)
        server.posted, server.status = [], status
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        return server, f"http://127.0.0.1:{server.server_port}"

    def test_names_and_numbers_say_the_same(self):
        named, numbered = self.said(NAMED), self.said(NUMBERED)
        self.assertEqual("raised", named.pop("state"))
        self.assertEqual("cleared", numbered.pop("state"))
        self.assertIn("no reply in one window", named.pop("text"))
        self.assertIn('so "silent" here: cleared', numbered.pop("text"))
        self.assertEqual(named, numbered)
        self.assertEqual('a; b|c "d"', named["resource"])
        self.assertEqual("192.0.2.7", named["source"])
        self.assertEqual(("probeUnreachable", "critical", None), (named["type"], named["severity"], named["value"]))

    def test_tables_are_those_of_the_mib(self):
        loader = importlib.machinery.SourceFileLoader("traphandle", str(PROGRAM))
        sys.dont_write_bytecode, before = True, sys.dont_write_bytecode
        self.addCleanup(setattr, sys, "dont_write_bytecode", before)
        program = importlib.util.module_from_spec(importlib.util.spec_from_loader("traphandle", loader))
        loader.exec_module(program)
        mib = MibText()
        text = (REPO / "mib/src/main/resources/mib/PATHGAUGE-MIB").read_text()
        root = ".".join(map(str, mib.oids["pathGaugeMIB"]))
        for number, (name, key) in program.PATHGAUGE.items():
            if key:
                self.assertEqual(f"{root}.{number}", ".".join(map(str, mib.oids[name])))
                words = [""] + [label for _, label in sorted(mib.labels(name).items())]
                self.assertEqual(words if len(words) > 1 else None, program.ENUMERATIONS.get(key), name)
            else:
                self.assertIn(f"::= {{ pathGaugeNotifications {number.split('.')[1]} }}", text.split(f"\n{name} NOT")[1][:1500])

    def test_octets_that_cannot_be_printed(self):
        said = self.said(NUMBERED.replace(r'"so \"silent\" here"', '"6B C3 B6 6C 6E "'))
        self.assertEqual("köln", said["qualifier"])
        self.assertEqual("41 42", self.said(NUMBERED.replace(r'"so \"silent\" here"', '"41 42"'))["qualifier"])

    def test_value_of_several_lines(self):
        said = self.said(NAMED.replace('so "silent" here: no', "first\nsecond: no"))
        self.assertIn("first\nsecond: no reply", said["text"])

    def test_dns_names_and_other_roots(self):
        other = NUMBERED.replace("1.32473.1.", "1.99999.5.")
        said = self.said(other, "[mib]\nroot = .1.3.6.1.4.1.99999.5\n[hosts]\n192.0.2.7 = edge\n")
        self.assertEqual(("cleared", "edge"), (said["state"], said["host"]))
        self.assertEqual("1.3.6.1.4.1.99999.5.0.2", self.said(other)["trap"])

    def test_zabbix(self):
        file = self.folder / "zabbix"
        for text in (NAMED, NUMBERED, NAMED.replace('so "', "x\n10:00 ZBXTRAP 10.0.0.1\ny")):
            self.handle(text, f"[zabbix]\nfile = {file}\n")
        self.handle(f"{HEAD}{HEAD}.1.3.6.1.6.3.1.1.4.1.0 .1.3.6.1.6.3.1.1.5.1\n", f"[zabbix]\nfile = {file}\n")
        text = file.read_text()
        self.assertEqual(4, text.count("ZBXTRAP"), text)
        self.assertEqual(4, text.count(" ZBXTRAP 192.0.2.7\n"), text)
        self.assertIn(r'pathgauge raised kind="probe" resource="a; b|c \"d\"" type="probeUnreachable"', text)
        self.assertIn("pathgauge cleared", text)
        self.assertIn("trap 1.3.6.1.6.3.1.1.5.1", text)

    def test_alertmanager(self):
        server, url = self.server()
        for text in (NAMED, NUMBERED):
            self.handle(text, f"[alertmanager]\nurl = {url}\nhold_hours = 1\n[hosts]\n192.0.2.7 = edge\n")
        (path, _, [raised]), (_, _, [cleared]) = server.posted
        self.assertEqual("/api/v2/alerts", path)
        # Labels are an alert's identity.
        self.assertEqual(raised["labels"], cleared["labels"])
        self.assertEqual("edge", raised["labels"]["agent"])
        self.assertGreater(raised["endsAt"], raised["startsAt"])
        self.assertLess(cleared["endsAt"], raised["endsAt"])
        self.assertGreaterEqual(cleared["endsAt"], raised["startsAt"])

    def pipe(self):
        path = self.folder / "commands"
        os.mkfifo(path)
        descriptor = os.open(path, os.O_RDWR | os.O_NONBLOCK)
        self.addCleanup(os.close, descriptor)
        return path, lambda: os.read(descriptor, 1 << 16).decode()

    def test_nagios_shows_the_worst_of_a_service(self):
        path, read = self.pipe()
        config = f"[nagios]\ncommand_file = {path}\nstate = {self.folder}/state\n"
        lossy = NAMED.replace("probeUnreachable", "probeLoss").replace("critical", "minor")
        for text, status in ((lossy, 1), (NAMED, 2), (NUMBERED, 1), (lossy.replace("Raised", "Cleared"), 0)):
            self.handle(text, config)
            line = read()
            self.assertEqual(1, line.count("\n"))
            command, host, service, state, output = line.split(";", 4)
            self.assertRegex(command, r"^\[\d+\] PROCESS_SERVICE_CHECK_RESULT$")
            self.assertEqual(("192.0.2.7", 'PathGauge probe a, b|c "d"', status), (host, service, int(state)))
            self.assertNotIn("|", output)

    def test_icinga_by_its_api(self):
        server, url = self.server()
        (self.folder / "password").write_text("secret\n")
        self.handle(
            NAMED,
            f"[icinga2]\nurl = {url}\nuser = pathgauge\npassword_file = {self.folder}/password\n"
            f"service = path {{resource}} {{qualifier}}\nstate = {self.folder}/state\n",
        )
        [(path, login, result)] = server.posted
        self.assertEqual("/v1/actions/process-check-result", path)
        self.assertEqual("Basic cGF0aGdhdWdlOnNlY3JldA==", login)
        self.assertEqual('192.0.2.7!path a; b|c "d" so "silent" here', result["service"])
        self.assertEqual(2, result["exit_status"])

    def test_one_that_fails_does_not_keep_from_the_others(self):
        _, url = self.server(status=500)
        os.mkfifo(self.folder / "nobody")
        file = self.folder / "zabbix"
        told = self.handle(
            NAMED,
            f"[zabbix]\nfile = {file}\n[alertmanager]\nurl = {url}\n"
            f"[nagios]\ncommand_file = {self.folder}/nobody\nstate = {self.folder}/state\n",
            status=1,
        )
        self.assertIn("answers 500", told)
        self.assertIn("nagios: ", told)
        self.assertIn("ZBXTRAP", file.read_text())
        # What could not be told is not kept as told.
        self.assertFalse((self.folder / "state" / "nagios.json").exists())

    def test_ping_mib(self):
        for kind, state in ((1, "raised"), (2, "raised"), (3, "cleared")):
            said = self.said(PING.replace("KIND", str(kind)))
            self.assertEqual((state, "noc:berlin", "ping"), (said["state"], said["resource"], said["kind"]))
            self.assertIn("0 of 15 probes answered", said["text"])
            self.assertEqual("198.18.0.11", said["address"])
        named = PING.replace(f".1.3.6.1.2.1.80.1.3.1.8.{ROW}", 'DISMAN-PING-MIB::pingResultsSentProbes."noc"."berlin"')
        self.assertEqual("noc:berlin", self.said(named.replace("KIND", "2"))["resource"])

    def test_bad_input(self):
        config = "[zabbix]\nfile = /nowhere\n"
        for text, words in (
            ("", "has 0 lines"),
            (HEAD * 2 + "what is this\n", "is no variable"),
            (HEAD * 2 + ".1.3.6.1.2.1.1.3.0 1\n", "no snmpTrapOID.0"),
            (NAMED.replace("PATHGAUGE-MIB::pathGaugeAlarmSeverity.1 critical\n", ""), "lacks pathGaugeAlarmSeverity"),
            (NAMED.replace("Severity.1 critical", "Severity.1 9"), "pathGaugeAlarmSeverity is '9'"),
            (NAMED.replace("AlarmId.0 1", "AlarmId.0 x"), "should be a number"),
            (PING.replace("KIND", "2").replace(ROW, "9.1"), "without a variable of its row"),
        ):
            self.assertIn(words, self.handle(text, config, status=2))

    def test_bad_configuration(self):
        for config, words in (
            ("", "feeds nobody"),
            ("[zabix]\nfile = x\n", "no section [zabix]"),
            ("[zabbix]\n", "[zabbix] needs file"),
            ("[alertmanager]\nurl = http://x\nhold_hours = soon\n", "[alertmanager]: "),
            ("[nagios]\nservice = {what}\ncommand_file = x\n", "service names what"),
            ("[nagios]\n", "needs command_file"),
            ("file = x\n", "no section headers"),
        ):
            self.assertIn(words, self.handle(NAMED, config, status=2))
        self.config.unlink()
        done = subprocess.run([PROGRAM, "--config", self.config], input=NAMED, capture_output=True, text=True)
        self.assertEqual(2, done.returncode)
        self.assertIn("cannot read the configuration", done.stderr)

    def test_example(self):
        example = (REPO / "nms-integration/traps/traphandle.conf").read_text()
        self.assertIn("feeds zabbix, alertmanager, icinga2, nagios", self.handle("", example, "--check"))


if __name__ == "__main__":
    unittest.main()
