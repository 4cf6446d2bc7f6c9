"""One-shot tests of the packaged agent: the command line and NETCONF, against the dropper's count and five nodes."""

import json
import signal
import subprocess
import unittest

from pgtest.agent import PATHGAUGE, Agent
from pgtest.network import Topology
from pgtest.procs import await_true, in_netns, run

NS = "urn:pathgauge:yang:pathgauge-probes"
ALL, FAILED, SOME, NONE = 0, 1, 5, 6


class OneShotTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.topology = cls.enterClassContext(Topology(5, "--relay"))
        hooks = {cls.topology["AGENT_IF"]: "tcx"}
        cls.agent = cls.enterClassContext(Agent(cls.topology["AGENT_NS"], hooks, []))

        def netconf_answers():
            cls.agent.check_alive()
            try:
                with cls.agent.netconf():
                    return True
            except OSError:
                return False

        await_true("NETCONF answers", netconf_answers, seconds=60, every=0.5)

    def setUp(self):
        self.topology.delay(None)
        self.topology.drop("--none")

    def start(self, *arguments):
        command = in_netns(self.topology["AGENT_NS"], PATHGAUGE, "probe", *arguments, "--state", self.agent.state)
        return subprocess.Popen(
            [str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def probe(self, *arguments):
        """Exit code, standard output and standard error of "pathgauge probe"."""
        with self.start(*arguments) as process:
            out, err = process.communicate(timeout=120)
            return process.returncode, out, err

    def test_lost_packets_are_those_that_the_dropper_took(self):
        for family in ("V4", "V6"):
            with self.subTest(family=family):
                self.topology.drop("--every", 7)
                before = self.topology.counts()["drop"]["dropped"]
                code, out, err = self.probe(
                    self.topology[f"NODE1_{family}"], "-n", 200, "-i", "2ms", "--timeout", "500ms", "--json"
                )
                result = json.loads(out)
                dropped = self.topology.counts()["drop"]["dropped"] - before
                self.topology.drop("--none")
                self.assertEqual("", err)
                self.assertEqual(SOME, code)
                self.assertEqual(200, result["sent"])
                self.assertGreater(dropped, 20)
                self.assertEqual(dropped, result["lost"])
                self.assertEqual(200 - dropped, result["received"])
                fates = [packet["outcome"] for packet in result["results"]]
                self.assertEqual(list(range(1, 201)), [packet["sequence"] for packet in result["results"]])
                self.assertEqual(dropped, fates.count("lost"))
                # Statistics by the definitions, from the single results.
                rtts = sorted(p["rttNanos"] for p in result["results"] if p["outcome"] == "received")
                self.assertEqual(rtts[0], result["rttMinNanos"])
                self.assertEqual(rtts[-1], result["rttMaxNanos"])
                self.assertEqual(rtts[99], result["rttP50Nanos"])
                self.assertAlmostEqual(sum(rtts) / len(rtts), result["rttMeanNanos"], delta=1)
                self.assertNotIn("rttP95Nanos", result, "a seventh is lost, so the rank falls among lost ones")

    def test_five_bursts_of_a_thousand_are_outstanding_at_once(self):
        # Longer than it takes to send them all, so that every packet is on its way before the first reply.
        self.topology.delay(1_000_000)
        running = [
            self.start(self.topology[f"NODE{node}_V4"], "-n", 1000, "--burst", "--timeout", "10s", "--json")
            for node in range(1, 6)
        ]
        for process in running:
            with process:
                out, err = process.communicate(timeout=120)
                self.assertEqual((ALL, ""), (process.returncode, err), out)
                result = json.loads(out)
                self.assertEqual(1000, result["sent"])
                self.assertEqual(1000, result["received"])
                self.assertEqual(0, result["unsent"] + result["late"] + result["duplicates"] + result["stale"])
                self.assertGreaterEqual(result["rttMinNanos"], 2_000_000_000)
                first, last = (seconds(result["results"][at]["sent"]) for at in (0, -1))
                self.assertLess(last - first, 2, "all left before the first reply could come")

    def test_each_packet_is_a_line_and_the_summary_follows(self):
        code, out, err = self.probe(self.topology["NODE2_V4"], "-n", 3, "-i", 10)
        self.assertEqual((ALL, ""), (code, err))
        lines = out.splitlines()
        self.assertIn("3 packets 10 ms apart", lines[0])
        for number in range(1, 4):
            self.assertTrue(lines[number].startswith(f"{number}: reply from {self.topology['NODE2_V4']} after "), out)
        self.assertRegex(out, r"received +3\n")
        _, quiet, _ = self.probe(self.topology["NODE2_V4"], "-n", 3, "-i", 10, "-q")
        self.assertNotIn("reply from", quiet)
        self.assertRegex(quiet, r"received +3\n")

    def test_interrupt_ends_the_test_and_prints_what_is_known(self):
        with self.start(self.topology["NODE1_V4"], "-n", 60000, "-i", "20ms") as process:
            for line in process.stdout:
                if line.startswith("5: "):
                    break
            # The launcher becomes the Java process.
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=60)
            self.assertEqual((ALL, ""), (process.returncode, err), out)
            self.assertIn("The test was ended before its time.", out)
            self.assertRegex(out, r"lost +0\n")

    def test_exit_code_tells_failure(self):
        code, _, err = self.probe(self.topology["NODE1_V4"], "-n", 5000, "--burst")
        self.assertEqual(FAILED, code)
        self.assertIn("count of a burst is 5000, but must be 1 to 4096", err)
        code, _, err = self.probe("nowhere.invalid", "-n", 1)
        self.assertEqual(FAILED, code)
        self.assertIn("nowhere.invalid", err)
        self.topology.drop("--all")
        code, out, _ = self.probe(self.topology["NODE1_V4"], "-n", 2, "-i", 1, "--timeout", 50, "-q")
        self.assertEqual(NONE, code)
        self.assertRegex(out, r"loss/% +100.0000\n")
        # Documentation addresses (RFC 5737) have no route here.
        code, out, _ = self.probe("203.0.113.1", "-n", 2)
        self.assertEqual(NONE, code)
        self.assertIn("Not sent: ENETUNREACH", out)

    def test_run_test_over_netconf(self):
        from ncclient.operations import RPCError
        from ncclient.xml_ import to_ele

        def dispatch(session, inside):
            reply = session.dispatch(to_ele(f'<run-test xmlns="{NS}">{inside}</run-test>'))
            return reply._root if hasattr(reply, "_root") else to_ele(str(reply))

        with self.agent.netconf() as session:
            target = self.topology["NODE3_V6"]
            root = dispatch(session, f"<target>{target}</target><count>1000</count><burst/><results>true</results>")
            value = {child.tag.split("}")[1]: child.text for child in root}
            self.assertEqual(("1000", "1000", "0"), (value["sent"], value["received"], value["loss-ratio"]))
            results = root.findall(f"{{{NS}}}result")
            self.assertEqual(1000, len(results))
            rtts = sorted(int(result.find(f"{{{NS}}}rtt").text) for result in results)
            self.assertEqual(rtts[0], int(value["rtt-min"]))
            percentiles = {
                entry.find(f"{{{NS}}}percentile").text: int(entry.find(f"{{{NS}}}rtt").text)
                for entry in root.findall(f"{{{NS}}}rtt-percentile")
            }
            self.assertEqual(rtts[989], percentiles["p99"])
            self.assertEqual(rtts[998], percentiles["p99.9"])
            for inside, tag in (
                ("", "missing-element"),
                (f"<target>{target}</target><count>0</count>", "invalid-value"),
                (f"<target>{target}</target><speed>1</speed>", "unknown-element"),
                (f"<target>{target}</target><count>65000</count>", "invalid-value"),
            ):
                with self.assertRaises(RPCError, msg=inside) as refused:
                    dispatch(session, inside)
                self.assertEqual(tag, refused.exception.tag, inside)

    def test_budget_is_shared_with_other_tests(self):
        target = self.topology["NODE1_V4"]
        self.topology.drop("--all")
        waiting = [self.start(target, "-n", 4096, "--burst", "--timeout", "60s") for _ in range(4)]
        try:
            for process in waiting:
                self.assertTrue(process.stdout.readline().startswith("Probing"))
            # 4 x 4,096 of 20,000 a second are taken as long as these wait for replies.
            code, _, err = self.probe(target, "-n", 4096, "--burst")
            self.assertEqual(FAILED, code)
            self.assertIn("the budget packets-per-second is 20000", err)
        finally:
            for process in waiting:
                process.send_signal(signal.SIGINT)
            outputs = [process.communicate(timeout=60)[0] for process in waiting]
        for process, out in zip(waiting, outputs, strict=True):
            self.assertEqual(NONE, process.returncode)
            self.assertRegex(out, r"undecided +4096\n")


def seconds(stamp):
    """Seconds since the epoch of a time stamp in nanoseconds, of which a float keeps the microseconds."""
    return float(run("date", "--utc", "--date", stamp, "+%s.%N"))


if __name__ == "__main__":
    unittest.main()
