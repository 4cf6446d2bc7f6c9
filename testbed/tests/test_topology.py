"""Networks come up as described and go without a trace, also when interrupted."""

import os
import signal
import subprocess
import time
import unittest

from pgtest.network import Topology
from pgtest.procs import STATE, TESTBED, Failed, await_true, in_netns, run, unique_prefix


def traces(prefix):
    """Everything on this machine that carries the prefix."""
    namespaces = [line.split()[0] for line in run("ip", "netns", "list").splitlines()]
    links = [line.split()[1].split("@")[0] for line in run("ip", "-o", "link").splitlines()]
    found = [name for name in namespaces + links if name.rstrip(":").startswith(prefix)]
    folder = STATE / "topology" / prefix
    return found + ([str(folder)] if folder.exists() else [])


class TopologyTest(unittest.TestCase):
    def pings(self, topology, number):
        for address in (topology[f"NODE{number}_V4"], topology[f"NODE{number}_V6"]):
            run(*topology.agent("ping", "-c", 1, "-W", 5, address))

    def test_setup_1_reaches_its_node_and_leaves_nothing(self):
        for options in ((), ("--host",), ("--relay",), ("--host", "--relay")):
            with self.subTest(options=options):
                with Topology(1, *options) as topology:
                    self.pings(topology, 1)
                    self.assertEqual("--host" in options, topology["AGENT_NS"] == "")
                self.assertEqual([], traces(topology.prefix))

    def test_setup_2_reaches_five_nodes_and_leaves_nothing(self):
        with Topology(5, "--relay") as topology:
            self.assertEqual("5", topology["NODES"])
            for number in range(1, 6):
                self.pings(topology, number)
        self.assertEqual([], traces(topology.prefix))

    def test_mtu_of_the_thesis_holds_on_the_whole_path(self):
        with Topology(5, "--mtu", 3000) as topology:
            whole = ("ping", "-c", 1, "-W", 5, "-M", "do", topology["NODE3_V4"], "-s")
            run(*topology.agent(*whole, 3000 - 28))
            with self.assertRaises(Failed):
                run(*topology.agent(*whole, 3000 - 28 + 1))

    def test_down_twice_is_no_error(self):
        with Topology(1) as topology:
            pass
        run(TESTBED / "topology", "down", "--prefix", topology.prefix)
        self.assertEqual([], traces(topology.prefix))

    def test_up_twice_is_refused_and_harms_nothing(self):
        with Topology(1) as topology:
            with self.assertRaisesRegex(Failed, "is up already"):
                run(TESTBED / "topology", "up", 1, "--prefix", topology.prefix)
            self.pings(topology, 1)

    def test_down_ends_what_still_runs_in_the_namespaces(self):
        with Topology(1) as topology:
            left = subprocess.Popen(topology.node(1, "sleep", 600))
        self.assertIsNotNone(left.wait(10))
        self.assertEqual([], traces(topology.prefix))

    def test_interrupted_up_leaves_nothing(self):
        for moment in (0.01, 0.02, 0.03, 0.05, 0.08, 0.2, 0.4):
            with self.subTest(moment=moment):
                prefix = unique_prefix()
                up = subprocess.Popen(
                    [TESTBED / "topology", "up", "5", "--prefix", prefix],
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                )
                time.sleep(moment)
                up.send_signal(signal.SIGTERM)
                if up.wait(30) == 0:
                    run(TESTBED / "topology", "down", "--prefix", prefix)
                self.assertEqual([], traces(prefix))

    def test_killed_up_is_cleaned_by_down(self):
        prefix = unique_prefix()
        up = subprocess.Popen(
            [TESTBED / "topology", "up", "5", "--prefix", prefix],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            await_true("a namespace", lambda: os.path.exists(f"/run/netns/{prefix}-br"), every=0.01)
        finally:
            up.kill()
            up.wait()
        # What it was just starting may still be at work.
        await_true("quiet", lambda: not run("pgrep", "-f", f"ip .*{prefix}", check=False))
        run(TESTBED / "topology", "down", "--prefix", prefix)
        self.assertEqual([], traces(prefix))

    def test_a_namespace_of_another_is_not_taken(self):
        prefix = unique_prefix()
        run("ip", "netns", "add", f"{prefix}-n1")
        try:
            with self.assertRaisesRegex(Failed, "exists and is not ours"):
                run(TESTBED / "topology", "up", 1, "--prefix", prefix)
            run(*in_netns(f"{prefix}-n1", "true"))
        finally:
            run("ip", "netns", "del", f"{prefix}-n1")
