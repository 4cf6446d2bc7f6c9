"""The truth bench: its own mathematics against examples done by hand, and a quick run of it at all hooks."""

import collections
import json
import sys
import tempfile
import unittest

from pgtest.procs import TESTBED, Child, await_true
from pgtruth import delays, passing_tcp
from pgtruth.compare import nanos
from pgtruth.course import Course, Slot
from pgtruth.inject import resummed
from pgtruth.packets import Reply, Request, checksum, parse

MS = 10**6
KEYS = {"hook", "family", "metric", "expected", "measured", "bound", "within"}


class MathsTest(unittest.TestCase):
    def test_percentiles_count_lost_packets_as_infinite(self):
        values = list(range(1, 99))
        self.assertEqual(50, delays.percentile(values, 100, 500_000))
        self.assertEqual(95, delays.percentile(values, 100, 950_000))
        self.assertIsNone(delays.percentile(values, 100, 990_000), "the 99th of 100 is lost")
        self.assertIsNone(delays.percentile(values, 99, 990_000), "too few packets")

    def test_jitter_follows_rfc_3550(self):
        self.assertEqual([0, 16 / 16, 1 + (32 - 1) / 16], delays.rfc3550_jitter([100, 116, 84]))

    def test_variation_and_moments(self):
        self.assertEqual((95, 99), (delays.pdv(range(1, 101))[0] + 1, delays.pdv(range(1, 101))[1]))
        self.assertEqual((3, 2), delays.moments([1, 5]))

    def test_histogram_buckets_begin_where_the_reference_says(self):
        edges = {1023: 0, 1024: 1, 1151: 1, 1152: 2, 2047: 8, 2048: 9, 2**34 - 1: 192, 2**34: 193, 2**40: 193}
        for value, bucket in edges.items():
            self.assertEqual({bucket: 1}, delays.histogram([value], 8), value)
        self.assertEqual({4: 1, 5: 1}, delays.histogram([2047, 2048], 4))

    def test_time_of_day(self):
        self.assertEqual(1_600_000_000_000_000_120, nanos("2020-09-13T12:26:40.00000012Z"))

    def test_checksums_of_both_families(self):
        v4 = bytes(12) + b"\x08\0" + bytes.fromhex("45000034000040004001000001020304050607080000000000010002")
        v4 += bytes.fromhex("50474155 00000003 00000009 00000000 1122334455667788")
        v6 = bytes(12) + b"\x86\xdd" + bytes.fromhex("6000000000203a40") + bytes(15) + b"\1" + bytes(15) + b"\2"
        v6 += bytes.fromhex("8100000000010002 50474155 00000003 00000009 00000000 1122334455667788")
        for family, frame in (("v4", v4), ("v6", v6)):
            right = resummed(family, frame)
            reply = parse(5, right)
            self.assertEqual((family, 3, 9, True), (reply.family, reply.slot, reply.sequence, reply.intact))
            self.assertFalse(parse(5, right[:-1] + b"\0").intact)
            self.assertFalse(parse(5, frame).intact)
        self.assertEqual(0xFFFF, checksum(b"\xff\xff\0"))


class CourseTest(unittest.TestCase):
    """Ten packets 100 ms apart, answered 1 ms later but for what each test changes."""

    def course(self, sent, replies):
        requests = [Request(at * MS, "v4", "t", 0, number, b"token", 98) for number, at in enumerate(sent)]
        answers = [
            Reply(int(at * MS), "v4", source, 0, number, token, 98, intact)
            for number, at, source, token, intact in sorted(replies, key=lambda reply: reply[1])
        ]
        return Course(requests, answers, "t", 400 * MS, 2800 * MS)

    def answer(self, number, at, source="t", token=b"token", intact=True):
        return number, at, source, token, intact

    def test_each_reply_has_one_verdict(self):
        sent = [n * 100 for n in range(10)]
        replies = [
            self.answer(0, 1),
            self.answer(0, 2),
            self.answer(1, 350),
            self.answer(2, 201),
            self.answer(3, 801),
            self.answer(3, 802),
            self.answer(4, 401, intact=False),
            self.answer(5, 501, token=b"other"),
            self.answer(6, 601, source="stranger"),
            self.answer(0, 5000),
        ]
        course = self.course(sent, replies)
        expected = {"received": 3, "duplicate": 2, "late": 1, "corrupt": 1, "forged": 2, "stale": 1}
        self.assertEqual(collections.Counter(expected), course.verdicts)
        self.assertEqual([1], course.reordered)
        counts = Slot(course, 0, 1000 * MS).counts()
        self.assertEqual(10, counts["window.sent"])
        self.assertEqual(3, counts["window.received"])
        self.assertEqual(700_000, counts["window.loss-ratio"])
        self.assertEqual((1, 7), (counts["window.loss-periods"], counts["window.longest-loss-burst"]))
        self.assertEqual(2, counts["window.ipdv-pairs"])
        self.assertEqual((1, 2), (counts["window.late"], counts["window.duplicates"]))

    def test_a_slot_takes_what_left_in_it_and_doubts_its_edges(self):
        course = self.course([0, 100, 200], [self.answer(n, n * 100 + 1) for n in range(3)])
        slot = Slot(course, 50 * MS, 150 * MS)
        self.assertEqual([1], slot.sequences)
        self.assertEqual({}, slot.doubts())
        self.assertEqual(1, slot.counts()["window.ipdv-pairs"], "the pair counts in the slot of the later packet")
        self.assertIn("all", Slot(course, 100 * MS, 150 * MS).doubts())

    def test_what_was_due_and_did_not_leave(self):
        sent = [n * 100 for n in range(40) if n not in (7, 8, 20)]
        sent[5] += 99.5
        course = self.course(sent, [])
        missing = course.missing(100 * MS)
        self.assertEqual([7, 8, 20], [round(due / (100 * MS)) for due in missing])
        self.assertEqual(1, Slot(course, 1500 * MS, 2500 * MS).unsent(100 * MS))
        self.assertIsNone(Slot(course, 0, 1000 * MS).unsent(100 * MS), "what was due before the first packet is unknown")


class TalkedTest(unittest.TestCase):
    def test_of_a_connection_that_was_never_made_no_octets_are_expected(self):
        plan = {"up": 400_000, "down": 10}
        lost = (plan, {"outcome": "ETIMEDOUT"})
        self.assertEqual((0, 0), passing_tcp.octets([lost]))
        talked = [lost, (plan, {"outcome": "closed"}), (plan, {"outcome": "reset"})]
        self.assertEqual((800_000, 20), passing_tcp.octets(talked))


def quick_run(what):
    """(lines, exit status) of a quick run of the bench."""
    # Its standard error ends where ours does, so that a violation tells its circumstances.
    with tempfile.TemporaryFile("w+") as out:
        quick = [sys.executable, TESTBED / "lib" / "truth.py", what, "--quick"]
        with Child(*quick, stdout=out, stderr=sys.stderr) as bench:
            await_true("the quick run is done", lambda: not bench.alive(), 420, every=0.5)
        out.seek(0)
        return [json.loads(line) for line in out.read().splitlines()], bench.process.returncode


class QuickRunTest(unittest.TestCase):
    def compared(self, what):
        """Metrics by hook and family, after a run without a violation."""
        lines, status = quick_run(what)
        metrics = collections.defaultdict(set)
        for line in lines:
            self.assertEqual(KEYS, set(line))
            metrics[line["hook"], line["family"]].add(line["metric"])
        self.assertEqual([], [line for line in lines if not line["within"]])
        self.assertEqual(0, status)
        return metrics

    def test_probes(self):
        """Every published number is true at every hook, for IPv4 and IPv6."""
        metrics = self.compared("probes")
        for hook in ("xdp-native", "xdp-generic", "tcx"):
            for family in ("v4", "v6"):
                self.assertGreaterEqual(len(metrics[hook, family]), 25, f"{hook} {family}")

    def test_passing_traffic(self):
        """Connections, drops, hits of rules and patterns are what was done."""
        metrics = self.compared("traffic")
        for family in ("v4", "v6"):
            expected = {
                "tcp-peer.connect-sum", "tcp-peer.octets-in", "tcp-peer.octets-out", "tcp-peer.retransmitted",
                "tcp-peer.opened", "tcp-peer.refused", "tcp-peer.failed", "tcp-peer.reset",
            }  # fmt: skip
            expected |= {"drops-reason.packets"}
            self.assertLessEqual(expected, metrics["tcx", family])
        for hook in ("xdp-native", "tcx"):
            self.assertLessEqual({"suspect.active", "alarm.state"}, metrics[hook, "v4"])
        rules = {"filter-rule.matched", "filter-rule.matched-octets", "filter-rule.dropped", "filter-rule.dropped-octets"}
        for hook in ("xdp-native", "xdp-generic", "tcx"):
            for family in ("v4", "v6"):
                self.assertLessEqual(rules, metrics[hook, family])
