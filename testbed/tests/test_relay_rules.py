"""What the relay does by rule: held against its own log, its counters, captures on both sides, and the seed."""

import collections
import json
import math
import pathlib
import socket
import tempfile
import unittest

from pgtest.capture import Capture
from pgtest.network import Topology
from pgtest.procs import Failed, await_true, entered, run

MASK = 2**64 - 1
# The streams of impairment.c.
LOSS, BURST_STATE, BURST_LOSS, DUPLICATE, OVERTAKE, SWAP, STRAGGLE, JITTER, JITTER_ANGLE = range(1, 10)
THERE, BACK = 0, 1


def mix(z):
    """The finaliser of splitmix64, written from its definition."""
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


def draw(seed, direction, stream, count):
    """What the relay draws, from its documentation: by seed, direction, kind of decision and count of the frame."""
    key = mix((seed + 16 * direction + stream) & MASK)
    return (mix((key + (count + 1) * 0x9E3779B97F4A7C15) & MASK) >> 11) / 2**53


class RulesTest(unittest.TestCase):
    PINGS = 300
    SEED = 11
    SWAP_PATIENCE_NANOS = 500_000_000

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="pgrelay")
        cls.addClassCleanup(cls.folder.cleanup)
        cls.log = pathlib.Path(cls.folder.name) / "relay.jsonl"
        cls.topology = cls.enterClassContext(Topology(1, "--relay"))
        cls.topology.relay("--log", cls.log, "--delay", 0)
        # Neighbours know each other from here on.
        run(*cls.topology.agent("ping", "-q", "-c", 2, "-W", 5, cls.topology["NODE1_V4"]), check=False)
        run(*cls.topology.agent("ping", "-c", 1, "-W", 5, cls.topology["NODE1_V4"]))

    Seen = collections.namedtuple("Seen", "into out lines counts")

    def send(self, *rules, interval=0.004, size=56):
        """Pings under these rules: sequences captured before and behind the relay, log lines and counts, each way."""
        self.topology.relay("--match", "echo", "--seed", self.SEED, *rules)
        skip = len(self.log.read_text().splitlines())
        before = self.topology.counts()["relay"]
        ping = self.topology.agent(
            "ping", "-q", "-i", interval, "-c", self.PINGS, "-W", 1, "-s", size, self.topology["NODE1_V4"]
        )
        with Capture(self.topology["RELAY_NS"], "a") as near, Capture(self.topology["RELAY_NS"], "b") as far:
            run(*ping, check=False)
            self.topology.relay("--match", "echo", "--delay", 0)
            after = await_true("all frames have left", self.drained)
            near.stop()
            far.stop()
        lines = [json.loads(line) for line in self.log.read_text().splitlines()[skip:]]
        seen = []
        for number, (name, kind) in enumerate((("a_to_b", "request"), ("b_to_a", "reply"))):
            sides = [[e.sequence for e in side.echoes() if e.kind == kind] for side in (near, far)]
            counts = {k: after[name][k] - before[name][k] for k in after[name] if isinstance(after[name][k], int)}
            mine = [line for line in lines if line["direction"] == name and "sequence" in line]
            seen.append(self.Seen(*(sides if number == THERE else sides[::-1]), mine, counts))
            self.witnesses_agree(seen[-1])
        self.assertEqual(self.PINGS, len(seen[THERE].into))
        return seen

    def drained(self):
        counts = self.topology.counts()["relay"]
        return all(counts[name]["queued"] == 0 for name in ("a_to_b", "b_to_a")) and counts

    def witnesses_agree(self, seen):
        """What the log and the counters say is what the captures saw."""
        sent = [line for line in seen.lines if line["fate"] == "sent"]
        self.assertEqual(seen.out, [line["sequence"] for line in sorted(sent, key=lambda line: line["departure_ns"])])
        self.assertEqual(len(seen.into), seen.counts["matched"])
        for fate in ("lost_random", "lost_every", "lost_burst", "queue_full"):
            self.assertEqual(sum(line["fate"] == fate for line in seen.lines), seen.counts[fate], fate)
        lost = sum(seen.counts[fate] for fate in ("lost_random", "lost_every", "lost_burst", "queue_full"))
        self.assertEqual(len(seen.into) - lost + seen.counts["duplicated"], len(seen.out))
        for field in ("overflowed", "kernel_dropped", "unfit", "send_errors"):
            self.assertEqual(0, seen.counts[field], field)

    def lost(self, seen):
        """Counts, from 0, of the frames that went in and did not come out."""
        return [n for n, sequence in enumerate(seen.into) if sequence not in set(seen.out)]

    def drawn(self, share, stream, direction, frames):
        return [n for n in range(frames) if draw(self.SEED, direction, stream, n) < share]

    def test_random_loss_is_as_the_seed_says_and_differs_by_direction(self):
        there, back = self.send("--loss", 0.2)
        self.assertEqual(self.drawn(0.2, LOSS, THERE, self.PINGS), self.lost(there))
        self.assertEqual(self.drawn(0.2, LOSS, BACK, len(back.into)), self.lost(back))
        self.assertNotEqual(self.lost(there)[:10], self.lost(back)[:10])

    def test_every_nth_is_lost_one_way(self):
        there, back = self.send("--back", "--loss-every", 9)
        self.assertEqual([], self.lost(there))
        self.assertEqual([n for n in range(self.PINGS) if n % 9 == 8], self.lost(back))

    def test_bursts_follow_gilbert_and_elliott(self):
        there, _ = self.send("--there", "--loss-burst", "0.05,0.3,0.9")
        expected, bad = [], False
        for n in range(self.PINGS):
            if draw(self.SEED, THERE, BURST_STATE, n) < (0.3 if bad else 0.05):
                bad = not bad
            if bad and draw(self.SEED, THERE, BURST_LOSS, n) < 0.9:
                expected.append(n)
        self.assertEqual(expected, self.lost(there))
        self.assertTrue(any(b - a == 1 for a, b in zip(expected, expected[1:])), "no burst in this seed")

    def test_duplicates(self):
        there, back = self.send("--there", "--duplicate", 0.1)
        twice = [n for n, sequence in enumerate(there.into) if there.out.count(sequence) == 2]
        self.assertEqual(self.drawn(0.1, DUPLICATE, THERE, self.PINGS), twice)
        self.assertEqual(len(back.into), self.PINGS + len(twice))

    def test_overtaking_frames_leave_at_once(self):
        there, _ = self.send("--there", "--delay", 30_000, "--overtake", 0.1)
        fast = [line["count"] for line in there.lines if line.get("overtook")]
        self.assertEqual(self.drawn(0.1, OVERTAKE, THERE, self.PINGS), sorted(fast))
        self.assertEqual(len(fast), there.counts["overtook"])
        for line in there.lines:
            held = 0 if line.get("overtook") else 30_000_000
            self.assertEqual(line["arrival_ns"] + held, line["due_ns"])
        self.assertNotEqual(there.into, there.out)
        self.assertEqual(sorted(there.into), sorted(there.out))

    def test_swapped_frames_change_places_with_their_successors(self):
        there, back = self.send("--there", "--swap", 0.1)
        expected = list(there.into)
        n = 0
        chosen = set(self.drawn(0.1, SWAP, THERE, self.PINGS))
        arrived = {line["count"]: line["arrival_ns"] for line in there.lines}
        while n < self.PINGS - 1:
            # Where ping paused for so long, the frame left without waiting for its successor.
            if n in chosen and arrived[n + 1] - arrived[n] < self.SWAP_PATIENCE_NANOS:
                expected[n], expected[n + 1] = expected[n + 1], expected[n]
                n += 1
            n += 1
        self.assertEqual(expected, there.out)
        self.assertEqual(back.into, back.out)

    def test_stragglers_take_longer_and_hold_nobody_up(self):
        there, _ = self.send("--there", "--delay", 1000, "--straggle", "0.05,40000", "--keep-order")
        for line in there.lines:
            held = 41_000_000 if draw(self.SEED, THERE, STRAGGLE, line["count"]) < 0.05 else 1_000_000
            self.assertEqual(line["arrival_ns"] + held, line["due_ns"])
        self.assertEqual(sum(line.get("straggled", False) for line in there.lines), there.counts["straggled"])

    def test_jitter_follows_its_distribution(self):
        def normal(u, n):
            deviation = math.sqrt(-2 * math.log(1 - u)) * math.cos(2 * math.pi * draw(self.SEED, THERE, JITTER_ANGLE, n))
            return 4_000_000 + 2_000_000 * min(max(deviation, -4), 4)

        shapes = {
            "uniform": lambda u, n: 4_000_000 + 2_000_000 * (2 * u - 1),
            "normal": normal,
            "pareto": lambda u, n: 4_000_000 + 2_000_000 * min((1 - u) ** (-1 / 3) - 1, 20),
        }
        for kind, shape in shapes.items():
            with self.subTest(kind):
                there, _ = self.send("--there", "--delay", 4000, "--jitter", f"{kind},2000")
                for line in there.lines:
                    n = line["count"]
                    expected = max(0, shape(draw(self.SEED, THERE, JITTER, n), n))
                    self.assertAlmostEqual(expected, line["due_ns"] - line["arrival_ns"], delta=2)
                there, _ = self.send("--there", "--delay", 4000, "--jitter", f"{kind},2000", "--keep-order")
                self.assertEqual(there.into, there.out)

    def test_truncated_jitter_is_never_negative(self):
        there, _ = self.send("--there", "--delay", 500, "--jitter", "normal,2000")
        delays = [line["due_ns"] - line["arrival_ns"] for line in there.lines]
        self.assertEqual(0, min(delays))

    def test_rate_limit_queues_and_drops_its_tail(self):
        # 1,042 bytes every 2 ms are 4.2 Mbit/s; 0.5 Mbit/s pass.
        there, back = self.send("--there", "--rate", "500,3000,8000", interval=0.002, size=1000)
        full_at, expected = 0, []
        for line in sorted(there.lines, key=lambda line: line["count"]):
            self.assertEqual(1042, line["bytes"])
            # A bucket of 3,000 bytes that fills with 16,000 ns a byte.
            leaves = max(line["arrival_ns"], full_at - (3000 - 1042) * 16_000)
            if leaves > line["arrival_ns"] and (leaves - line["arrival_ns"]) / 16_000 + 1042 > 8000:
                expected.append(line["count"])
                continue
            full_at = max(full_at, leaves) + 1042 * 16_000
            self.assertEqual(leaves, line["due_ns"])
        self.assertEqual(expected, self.lost(there))
        self.assertEqual(len(expected), there.counts["queue_full"])
        self.assertGreater(len(expected), 0)
        self.assertEqual(0, back.counts["queue_full"])

    def test_rules_for_echoes_leave_neighbour_discovery_alone(self):
        self.topology.relay("--match", "echo", "--loss", 1)
        run(*self.topology.agent("ip", "neigh", "flush", "dev", self.topology["AGENT_IF"]))
        run(*self.topology.agent("ping", "-c", 1, "-W", 1, self.topology["NODE1_V4"]), check=False)
        known = run(*self.topology.agent("ip", "neigh", "show", self.topology["NODE1_V4"]))
        self.assertIn("lladdr", known)

    def test_changed_rules_lose_nothing_and_wrong_ones_change_nothing(self):
        self.topology.relay("--delay", 20_000)
        ping = self.topology.agent("ping", "-q", "-i", 0.002, "-c", 200, "-W", 2, self.topology["NODE1_V4"])
        with Capture(self.topology["AGENT_NS"], self.topology["AGENT_IF"]) as capture:
            first = run("bash", "-c", " ".join(ping) + " >/dev/null & echo $!").strip()
            for micros in (0, 3000, 100):
                self.topology.relay("--delay", micros)
            with self.assertRaisesRegex(Failed, "--loss needs a probability"):
                self.topology.relay("--loss", 2)
            self.assertEqual(100_000, self.topology.counts()["relay"]["a_to_b"]["delay_ns"])
            await_true("ping ends", lambda: not pathlib.Path(f"/proc/{first}").exists())
            capture.stop()
        kinds = collections.Counter(e.kind for e in capture.echoes())
        self.assertEqual({"request": 200, "reply": 200}, dict(kinds))

    def test_vlan_tags_pass(self):
        self.topology.relay("--delay", 100)
        tagged = bytes.fromhex("ffffffffffff 020000000001 8100 a123 88b5") + b"pathgauge" + bytes(60)
        with entered(self.topology["NODE1_NS"]):
            sniffer = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x0003))
        with sniffer, entered(self.topology["AGENT_NS"]):
            sniffer.bind(("eth0", 0x0003))
            sniffer.setsockopt(263, 8, 1)  # SOL_PACKET, PACKET_AUXDATA
            sniffer.settimeout(10)
            with socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0) as sender:
                sender.bind((self.topology["AGENT_IF"], 0))
                sender.send(tagged)
            while True:
                frame, auxiliary, _, _ = sniffer.recvmsg(2000, 200)
                if b"pathgauge" in frame:
                    break
        # The kernel takes the tag out of the frame, and tells it beside.
        self.assertEqual(tagged[:12] + tagged[16:], frame)
        data = next(data for level, kind, data in auxiliary if level == 263 and kind == 8)
        self.assertEqual(0xA123, int.from_bytes(data[16:18], "little"))
        self.assertEqual(0, self.topology.counts()["relay"]["a_to_b"]["unfit"])
