"""The demo does what it promises, and leaves nothing behind however it ends."""

import contextlib
import io
import os
import pathlib
import signal
import subprocess
import tempfile
import time
import unittest

import fivenodes
from demo import Demo
from pgtest.agent import Agent, free_udp_port
from pgtest.network import Topology
from pgtest.procs import TESTBED, Failed, await_true, run
from pgtest.traps import TrapReceiver
from test_topology import traces

PREFIX = "pgdemo"
MARK = f"PATHGAUGE_DEMO_TEST={os.getpid()}"


class DemoTest(unittest.TestCase):
    def demo(self, *options):
        """A started demo and the file of its output."""
        output = tempfile.NamedTemporaryFile("r", prefix="pgdemo")
        self.addCleanup(output.close)
        # By way of the entry, as users start it; the build is there, so nothing is set up again.
        started = subprocess.Popen(
            [TESTBED / "demo", *options],
            stdin=subprocess.DEVNULL,
            stdout=open(output.name, "w"),
            stderr=subprocess.STDOUT,
            env=os.environ | dict([MARK.split("=")]),
        )
        self.addCleanup(self.end, started)
        return started, output

    def end(self, started):
        if started.poll() is None:
            started.terminate()
        started.wait(60)

    def assert_nothing_left(self):
        self.assertEqual([], traces(PREFIX))
        self.assertEqual([], self.agents())

    def agents(self):
        """Agents that a demo of this test started: they inherit its environment."""
        found = []
        for environment in pathlib.Path("/proc").glob("[0-9]*/environ"):
            try:
                if MARK.encode() in environment.read_bytes() and environment.parent.name != str(os.getpid()):
                    found.append(environment.parent.name)
            except OSError:
                continue
        return found

    def test_whole_demo(self):
        started, output = self.demo()
        status = started.wait(300)
        text = output.read()
        self.assertEqual(0, status, text[-3000:])
        for wanted in (
            "pathGaugeProbeLastRtt", "<rtt-sum>", ": equal.", "pathGaugeAlarmRaised", "pathGaugeAlarmCleared",
            "Everything is removed",
        ):  # fmt: skip
            self.assertIn(wanted, text)
        self.assertNotIn("set up", text)
        self.assert_nothing_left()

    def test_stay_tells_how_to_connect_and_goes_on_term(self):
        started, output = self.demo("--stay")

        def told():
            if started.poll() is not None:
                raise Failed(f"the demo ended: {output.read()[-3000:]}")
            output.seek(0)
            text = output.read()
            return "AGENT_PID=" in text and text

        text = await_true("the lines that tell how to connect", told, seconds=120, every=0.5)
        values = dict(line.split("=", 1) for line in text.splitlines() if line[:1].isupper() and "=" in line)
        answer = run(
            "snmpget", "-v3", "-l", values["SNMP_LEVEL"], "-u", values["SNMP_USER"],
            "-a", values["SNMP_AUTH_PROTOCOL"], "-A", values["SNMP_AUTH_PASSPHRASE"],
            "-x", values["SNMP_PRIV_PROTOCOL"], "-X", values["SNMP_PRIV_PASSPHRASE"],
            "-M", values["MIBDIRS"], "-m", values["MIBS"], "-Oqv",
            f"{values['SNMP_ADDRESS']}:{values['SNMP_PORT']}", "PATHGAUGE-MIB::pathGaugeProbeAddress.1",
        )  # fmt: skip
        self.assertEqual(values["NODE_ADDRESS"], answer.strip())
        from ncclient import manager

        with manager.connect(
            host=values["NETCONF_ADDRESS"],
            port=int(values["NETCONF_PORT"]),
            username=values["NETCONF_USER"],
            key_filename=values["NETCONF_KEY_FILE"],
            password="",
            hostkey_verify=False,
            allow_agent=False,
            look_for_keys=False,
        ) as session:
            self.assertIn("urn:ietf:params:netconf:base:1.1", session.server_capabilities)
        run("ping", "-c", 1, "-W", 5, "-I", values["INTERFACE"], values["NODE_ADDRESS"])
        started.send_signal(signal.SIGTERM)
        self.assertEqual(0, started.wait(60), output.read()[-3000:])
        self.assert_nothing_left()

    def test_interrupted_demo_leaves_nothing(self):
        for moment, number in ((0.5, signal.SIGINT), (1.5, signal.SIGTERM), (4, signal.SIGHUP), (9, signal.SIGINT)):
            with self.subTest(moment=moment):
                started, output = self.demo()
                time.sleep(moment)
                started.send_signal(number)
                self.assertNotEqual(0, started.wait(60), output.read()[-3000:])
                self.assert_nothing_left()

    def test_killed_demo_is_cleaned_by_the_next(self):
        started, _ = self.demo("--stay")
        await_true("its network", lambda: traces(PREFIX), seconds=60)
        started.kill()
        started.wait()
        again, output = self.demo("--stay")
        await_true("it runs again", lambda: "2. The agent" in open(output.name).read(), seconds=60)
        again.terminate()
        again.wait(60)
        self.assert_nothing_left()


class FiveNodesTest(unittest.TestCase):
    """What --five shows, in a network of its own beside the other demo."""

    def test_bursts_arrive_and_one_broken_path_raises_one_alarm(self):
        told = io.StringIO()
        with contextlib.ExitStack() as stack:
            topology = stack.enter_context(Topology(5))
            trap_port = free_udp_port()
            hooks = {topology["AGENT_IF"]: "xdp-native"}
            probes = fivenodes.probes(topology)
            agent = stack.enter_context(Agent(topology["AGENT_NS"], hooks, probes, trap_port=trap_port))
            receiver = stack.enter_context(TrapReceiver(agent, trap_port))
            stack.enter_context(contextlib.redirect_stdout(told))
            fivenodes.show(Demo(topology, agent, receiver))
        text = told.getvalue()
        self.assertEqual(5, text.count("pathGaugeProbeLastRtt."), text)
        self.assertRegex(text, rf"{topology['NODE5_V4']} +1000 +1000 ")
        self.assertIn("pathGaugeAlarmProbeName.1 = node-3", text)
