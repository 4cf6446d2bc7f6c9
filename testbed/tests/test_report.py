"""The report's own arithmetic: periods, gaps, outages and the ranking. The report of a real run is proven by nms-integration."""

import math
import re
import subprocess
import sys
import unittest
import zoneinfo

from pgtest.procs import REPO

FOLDER = REPO / "nms-integration" / "report"
sys.path.insert(0, str(FOLDER))

from pgreport import chart, page, period  # noqa: E402
from pgreport.model import Path, Report, Step  # noqa: E402

ZURICH = zoneinfo.ZoneInfo("Europe/Zurich")
# 2026-11-23 13:00:00 in Zürich.
START = 1_795_435_200
PERIOD = period.Period(START, START + 100, ZURICH)


def answered(number, lost=0, rtt=0.010):
    values = {"min": rtt / 2, "p50": rtt, "p90": rtt * 2, "p95": rtt * 3, "p99": rtt * 4, "max": rtt * 5}
    return Step(START + 10 * number, START + 10 * number + 10, 100, lost, values)


def silent(number):
    return Step(START + 10 * number, START + 10 * number + 10, 100, 100)


def unknown(number):
    return Step(START + 10 * number, START + 10 * number + 10)


class Periods(unittest.TestCase):
    NOW = START + 7200.0

    def parse(self, last=None, begin=None, end=None, zone="Europe/Zurich"):
        return period.parse(last, begin, end, zone, self.NOW)

    def test_times_are_of_the_zone(self):
        found = self.parse(begin="2026-11-23T13:00", end="2026-11-23T13:00:00Z")
        self.assertEqual((found.start, found.end), (START, START + 3600))
        self.assertEqual(str(found), "2026-11-23 13:00:00 CET to 2026-11-23 14:00:00 CET")

    def test_a_length_until_now(self):
        found = self.parse(last="90m")
        self.assertEqual((found.start, found.end), (self.NOW - 5400, self.NOW))
        self.assertEqual(self.parse().seconds, 86_400)

    def test_what_is_wrong_is_told(self):
        for given, message in (
            ({"last": "3 days"}, "no length of time"),
            ({"last": "0h"}, "no length of time"),
            ({"last": "1h", "begin": "2026-11-23"}, "exclude each other"),
            ({"begin": "yesterday"}, "no time such as"),
            ({"begin": "2026-11-24"}, "ends before it begins|in the future"),
            ({"begin": "2026-11-23T13:00", "end": "2026-11-23T12:00"}, "ends before it begins"),
            ({"last": "20s"}, "at least 30 s"),
            ({"zone": "Mars"}, "no time zone 'Mars'"),
        ):
            with self.subTest(given), self.assertRaisesRegex(period.Wrong, message):
                self.parse(**given)

    def test_steps_are_few_and_whole(self):
        for seconds, step in ((240, 10), (3000, 10), (3600, 60), (86_400, 300), (7 * 86_400, 3600), (365 * 86_400, 172_800)):
            when = period.Period(START, START + seconds, ZURICH)
            with self.subTest(seconds):
                self.assertEqual(when.step(), step)
                self.assertLessEqual(len(when.grid(step)), 300)
        # A period that begins within a step leaves it out: nothing is known of all of it.
        self.assertEqual(period.Period(START + 3, START + 42, ZURICH).grid(10), [START + 20, START + 30, START + 40])

    def test_lengths_for_people(self):
        told = [period.duration(s) for s in (0, 59, 60, 200, 7500, 270_000)]
        self.assertEqual(told, ["0 s", "59 s", "1 min", "3 min 20 s", "2 h 5 min", "3 d 3 h"])


class Paths(unittest.TestCase):
    def test_a_percentile_among_lost_packets_is_infinite(self):
        step = answered(0, lost=6)
        self.assertEqual((step.of("p50"), step.of("p90"), step.of("p95")), (0.010, 0.020, math.inf))
        self.assertEqual(answered(0, lost=5).of("p95"), 0.030)
        self.assertEqual((silent(0).of("p50"), silent(0).shown("p50")), (math.inf, None))

    def test_what_is_unknown_is_neither_loss_nor_zero(self):
        path = Path("p", "", "", [answered(0), unknown(1), answered(2)])
        self.assertEqual((path.loss, path.silent(10), path.lossy()), (0.0, [], []))
        self.assertAlmostEqual(path.measured, 2 / 3)
        nothing = Path("p", "", "", [unknown(0)])
        self.assertEqual((nothing.loss, nothing.worst(), nothing.typical("p50")), (None, None, None))

    def test_outages_are_runs_of_silent_steps(self):
        path = Path("p", "", "", [answered(0), silent(1), silent(2), answered(3, 50), unknown(4), silent(5)])
        found = [(o.start - START, o.end - START, o.over, o.lost) for o in path.silent(10)]
        self.assertEqual(found, [(10, 30, True, 200), (50, 60, False, 100)])
        self.assertEqual([(o.start - START, o.end - START, o.lost, o.sent) for o in path.lossy()], [(30, 40, 50, 100)])

    def test_the_worst_is_first(self):
        quick, slow = Path("quick", "", "", [answered(0)]), Path("slow", "", "", [answered(0, rtt=0.5)])
        lossy, unmeasured = Path("lossy", "", "", [answered(0, 40)]), Path("none", "", "", [unknown(0)])
        ranked = Report("", 10, "", [quick, unmeasured, slow, lossy]).ranked()
        self.assertEqual([path.name for path in ranked], ["lossy", "slow", "quick", "none"])


class Pages(unittest.TestCase):
    def test_gaps_are_drawn_as_gaps(self):
        path = Path("p", "", "", [answered(0), silent(1), unknown(2), answered(3)])
        drawn = chart.smoke(path, PERIOD, 0)
        self.assertEqual(len(re.findall(r'stroke-width="2.4"', drawn)), 2)
        # One gap in between; another to the end of the period.
        self.assertEqual(drawn.count('height="156.0" fill="url(#unknown)"'), 2)
        self.assertEqual(drawn.count('fill="#7a0019"'), 1)

    def test_names_are_text(self):
        path = Path("<b>&", "", "<script>", [answered(0)])
        text = page.page(Report("<i>", 10, "x", [path]), PERIOD, "<u>", START, 5)
        for tag in ("<b>&", "<script>", "<i>", "<u>"):
            self.assertNotIn(tag, text.replace("<b>2026", ""))
        self.assertIn("Not known: drops", text)

    def test_delays_have_three_digits(self):
        told = [chart.seconds(v) for v in (None, math.inf, 41.25e-6, 0.012, 0.1234, 1.5, 0.0)]
        self.assertEqual(told, ["–", "∞", "41.2 µs", "12.0 ms", "123 ms", "1.50 s", "0.00 µs"])

    def test_the_command_tells_what_it_needs(self):
        said = subprocess.run([FOLDER / "pathgauge-report"], capture_output=True, text=True, timeout=60)
        self.assertEqual(said.returncode, 2)
        self.assertIn("--html FILE", said.stderr)


if __name__ == "__main__":
    unittest.main()
