"""The evaluation's own arithmetic, its page and plots, and the naive prober that it compares with."""

import json
import pathlib
import shutil
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree

import evaluation
import flamegraph
from benchmarks import cpu, rtt
from benchmarks.figures import figure
from flamesvg import drawn
from pgtest.procs import TESTBED, Failed, run


class StatisticsTest(unittest.TestCase):
    def figures(self, rounds, packets=4):
        return {of["benchmark"]: of for of in rtt.of_scene("scene", rounds, packets)}

    def test_means_are_medians_of_rounds_and_extremes_of_all(self):
        ours = ([1, 1, 3, 3], [9, 9, 10, 12], [3, 3, 3, 3])
        peer = ([7, 7, 9, 9], [8, 10, 11, 11], [13, 10, 0, 1])
        found = self.figures([{"ours": a, "ping": b} for a, b in zip(ours, peer)])
        mean = found["rtt scene: mean vs ping"]
        self.assertEqual((3, 8, 0.5), (mean["ours"], mean["peer"], mean["ratio"]), "means are 2, 10, 3 and 8, 10, 6")
        self.assertEqual([0.25, 1], mean["spread"])
        most = found["rtt scene: max vs ping"]
        self.assertEqual((12, 13), (most["ours"], most["peer"]))
        self.assertNotIn("rtt scene: lost vs ping", found)

    def test_packets_without_a_reply_are_told(self):
        found = self.figures([{"ours": [1, 1, 1, 2], "ping": [1, 2]}, {"ours": [1, 1, 1, 2], "ping": [1, 2, 3, 4]}])
        lost = found["rtt scene: lost vs ping"]
        self.assertEqual((0, 250_000), (lost["ours"], lost["peer"]))

    def test_percentile_is_the_value_of_nearest_rank(self):
        self.assertEqual(99, rtt.percentile_99(list(range(100, 0, -1))))
        self.assertEqual(198, rtt.percentile_99(list(range(1, 201))))

    def test_everybody_begins_in_turn(self):
        order = []
        tools = {name: lambda name=name: order.append(name) for name in ("a", "b", "c")}
        for number in range(3):
            rtt.one_round(tools, number)
        self.assertEqual("abcbcacab", "".join(order))

    def test_a_peer_that_does_nothing_gives_no_ratio(self):
        self.assertIsNone(cpu.paired("idle", [(0.001, 0), (0.002, 0.00001)])["ratio"])
        self.assertEqual(2, cpu.paired("busy", [(0.002, 0.001), (0.004, 0.002)])["ratio"])


class PageTest(unittest.TestCase):
    def setUp(self):
        self.docs = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="pgpage")))
        shutil.copy(evaluation.DOCS / evaluation.PAGE, self.docs)

    def lines(self):
        """Figures as a run prints them: all that a scene and a phase have, with numbers of no meaning."""
        rounds = [dict(zip(("ours", *evaluation.TOOLS), ([1, 2], [2, 4, 8], [3, 9], [3, 4], [5000, 9000])))] * 2
        figures = [of for scene in evaluation.scenes() for of in rtt.of_scene(scene, rounds, 2)]
        parts = ("all", "user", "system", "programs")
        slices = [{name: dict.fromkeys(parts, 0.25) for name in (*evaluation.AGENTS, cpu.PEER)}]
        for phase, (every, _) in cpu.PHASES.items():
            of = cpu.Phase.__new__(cpu.Phase)
            of._slices, of._latency = slices, {name: [0.5] for name in slices[0]} if every else {}
            figures += of.figures(phase)
        for name in evaluation.AGENTS:
            figures += cpu.of_pages(name, [(0.125, 0.5)], (1000, 10), (2000, 40))
            figures.append(figure(f"cpu {name}: RSS", 90, 20, 4.5, "MB", None))
        return "\n".join(map(json.dumps, figures))

    def test_tables_and_plots_are_renewed(self):
        told = "Building\nkernel 6.18\nrtt: 2 %\ncommit 1234567, load average at the start 0.10\n"
        written = evaluation.renew(evaluation.Figures(self.lines()), told, self.docs)
        page = (self.docs / evaluation.PAGE).read_text()
        self.assertIn("run with kernel 6.18; commit 1234567, load average at the start 0.10.", page)
        self.assertIn("| ping | 4.67: 0.321 (0.321 – 0.321) |", page)
        self.assertIn("| naive, user space | 7,000: 1/4,670 (1/4,670 – 1/4,670) |", page)
        self.assertIn("| not scraped | 250 | 250 [250]: 1.00 (1.00 – 1.00) |", page)
        self.assertIn("| page's samples | 40.0 | 10.0: 0.250 |", page)
        for name in written[1:]:
            self.assertIn(f"({name})", page)
            ElementTree.parse(self.docs / name)
        again = evaluation.renew(evaluation.Figures(self.lines()), told, self.docs)
        self.assertEqual(written, again)
        self.assertEqual(page, (self.docs / evaluation.PAGE).read_text())

    def test_a_figure_that_is_missing_is_named(self):
        lines = "\n".join(line for line in self.lines().splitlines() if "p99 vs fping" not in line)
        with self.assertRaisesRegex(evaluation.Missing, "p99 vs fping"):
            evaluation.renew(evaluation.Figures(lines), "", self.docs)


class FlameTest(unittest.TestCase):
    STACKS = (
        (["[sender tid=7]", "org/pathgauge/Sender.run_[j]", "__sendmmsg", "do_syscall_64_[k]"], 60),
        (["[sender tid=7]", "org/pathgauge/Sender.run_[j]", "bpf_prog_0123456789abcdef_pg_egress?[bpf]_[k]"], 30),
        (["[tick tid=8]", "org/pathgauge/Tick.run_[1]"], 10),
    )

    def test_shares_are_those_of_the_samples(self):
        told = "\n".join(flamegraph.summary(self.STACKS))
        for line in ("60.0 %  kernel", "30.0 %  kernel programs", "10.0 %  Java", "90.0 %  sender", "10.0 %  tick"):
            self.assertIn(f" {line}\n", told)

    def test_widths_are_shares_and_names_are_short(self):
        root = ElementTree.fromstring(drawn(self.STACKS, flamegraph.kind_of))
        widths = {}
        for group in root.iter("{http://www.w3.org/2000/svg}g"):
            widths[group[0].text] = float(group[1].get("width"))
        self.assertEqual(899.5, widths["Sender.run, 90.0 %"])
        self.assertEqual(299.5, widths["pg_egress, 30.0 %"])
        self.assertEqual(99.5, widths["Tick.run, 10.0 %"])


class NaiveTest(unittest.TestCase):
    NAIVE = TESTBED / "target" / "naive"

    def test_each_reply_is_a_line(self):
        said = run(self.NAIVE, "--count", 5, "--spacing", 100, "127.0.0.1", "127.0.0.2").splitlines()
        for address in ("127.0.0.1", "127.0.0.2"):
            times = [int(line.split()[1]) for line in said if line.split()[0] == address]
            self.assertEqual(5, len(times), said)
            self.assertTrue(all(time > 0 for time in times), said)

    def test_all_at_once(self):
        self.assertEqual(300, len(run(self.NAIVE, "--count", 300, "--spacing", 0, "127.0.0.1").splitlines()))

    def test_misuse_is_told(self):
        for arguments, wanted in ((("--count", 0, "--spacing", 1, "127.0.0.1"), "1 to 15625"), (("--count", 1), "usage")):
            with self.assertRaisesRegex(Failed, wanted):
                run(self.NAIVE, *arguments)


if __name__ == "__main__":
    unittest.main()
