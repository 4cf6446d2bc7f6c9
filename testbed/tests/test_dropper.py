"""The dropper loses just what its rule says, and its counts equal what captures on both sides see."""

import unittest

from pgtest.capture import Capture
from pgtest.network import Topology
from pgtest.procs import Failed, run

MASK = 2**64 - 1


def dropper_hash(seed, count):
    """splitmix64, written from its definition: what dropper.h computes."""
    z = (seed + (count + 1) * 0x9E3779B97F4A7C15) & MASK
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


class DropperTest(unittest.TestCase):
    PINGS = 200

    def lost(self, rule, family="V4", direction="ingress"):
        """Pings through a dropper at the node's ingress; (sequences lost by capture, counts)."""
        with Topology(1) as topology:
            target = topology[f"NODE1_{family}"]
            run(*topology.agent("ping", "-c", 1, "-W", 5, target))
            topology.drop("--direction", direction, *rule)
            with Capture(topology["AGENT_NS"], topology["AGENT_IF"]) as near:
                with Capture(topology["NODE1_NS"], "eth0") as far:
                    run(*topology.agent("ping", "-q", "-i", 0.005, "-c", self.PINGS, "-W", 1, target), check=False)
                    counts = topology.counts(direction=direction)["drop"]
                    near.stop()
                    far.stop()
            requests = [e.sequence for e in near.echoes() if e.kind == "request"]
            answered = {e.sequence for e in near.echoes() if e.kind == "reply"}
            arrived = [e.sequence for e in far.echoes() if e.kind == "request"]
        self.assertEqual(list(range(1, self.PINGS + 1)), requests)
        self.assertEqual(requests, arrived)
        self.assertEqual(self.PINGS, counts["matched"])
        missing = [sequence for sequence in requests if sequence not in answered]
        self.assertEqual(len(missing), counts["dropped"])
        return missing, counts

    def test_every_nth_is_lost(self):
        for family in ("V4", "V6"):
            with self.subTest(family=family):
                missing, counts = self.lost(("--every", 7), family)
                self.assertEqual([s for s in range(1, self.PINGS + 1) if s % 7 == 0], missing)
                size = 98 if family == "V4" else 118
                self.assertEqual(len(missing) * size, counts["dropped_bytes"])

    def test_bursts_are_lost_one_way(self):
        for direction in ("ingress", "egress"):
            with self.subTest(direction=direction):
                missing, _ = self.lost(("--every", 20, "--burst", 3), direction=direction)
                # 17, 18 and 19 of each twenty, counted from 0; ping counts from 1.
                self.assertEqual([s for s in range(1, self.PINGS + 1) if (s - 1) % 20 >= 17], missing)

    def test_a_burst_longer_than_its_period_is_refused(self):
        with Topology(1) as topology, self.assertRaisesRegex(Failed, "--burst needs --every"):
            topology.drop("--every", 3, "--burst", 4)

    def test_seeded_share_is_lost_as_the_seed_says(self):
        missing, _ = self.lost(("--share", 0.25, "--seed", 42))
        expected = [n + 1 for n in range(self.PINGS) if dropper_hash(42, n) < 2**62]
        self.assertEqual(expected, missing)
        self.assertGreater(len(missing), 0)

    def test_all_and_none(self):
        missing, _ = self.lost(("--all",))
        self.assertEqual(self.PINGS, len(missing))
        missing, _ = self.lost(("--none",))
        self.assertEqual([], missing)

    def test_a_changed_rule_goes_on_counting_and_off_removes_it(self):
        with Topology(1) as topology:
            ping = topology.agent("ping", "-q", "-i", 0.005, "-c", 10, "-W", 1, topology["NODE1_V4"])
            topology.drop("--every", 5)
            run(*ping)
            topology.drop("--none")
            run(*ping)
            counts = topology.counts()["drop"]
            self.assertEqual((20, 2), (counts["matched"], counts["dropped"]))
            topology.drop("--off")
            self.assertIsNone(topology.counts()["drop"])
            run(*ping)
