"""Conversations over TCP: both applications, the capture, the dropper and the kernel tell the same story."""

import unittest

from pgtest.network import Topology
from pgtest.procs import await_true
from pgtruth import talks


class TalksTest(unittest.TestCase):
    """Before the agent is held against these witnesses, they are held against each other."""

    def test_witnesses_agree(self):
        calm, lossy = talks.drawn(3, quick=True)
        with Topology(1, "--relay") as topology:
            talks.prepare(topology)
            topology.relay("--delay", 1000, "--jitter", "uniform,500", "--keep-order")
            sides = talks.sides(topology, "v4")
            with talks.watched(topology) as capture, sides["outbound"] as out, sides["inbound"] as back:
                for side in (out, back):
                    side.serve(calm + lossy)
                for side in (out, back):
                    side.talk(calm)
                seen = [side.talked() for side in (out, back)]
                topology.drop("--match", "all", "--every", 20)
                out.talk(lossy)
                seen[0] += out.talked()
                dropped = topology.counts()["drop"]["dropped"]
                topology.drop("--off")
                connections = await_true("the capture is whole", lambda: self.whole(capture, topology), 20, 0.5)
        for side, told in zip((out, back), seen):
            self.check(told, connections[side.address], calm + lossy if side is out else calm, side is out)
        repeated = sum(c.up.again for port in range(7060, 7063) for c in connections[out.address][port])
        self.assertGreater(dropped, 10)
        # What is lost is sent again, but for acknowledgements that later ones make good.
        self.assertGreater(repeated, dropped / 3)

    def whole(self, capture, topology):
        """Captured connections by server's address once nothing more comes."""
        before = capture.path.stat().st_size
        await_true("two seconds", iter([False] * 20 + [True]).__next__, 30)
        if capture.path.stat().st_size != before:
            return None
        return {a: talks.captured(capture.path, a) for a in (topology["NODE1_V4"], topology["AGENT_V4"])}

    def check(self, told, connections, plans, outbound):
        self.assertEqual(len(plans), len(told))
        at = {}
        for plan, seen in zip(plans, told):
            number = at.setdefault(plan["port"], 0)
            at[plan["port"]] += 1
            captured = connections[plan["port"]][number]
            with self.subTest(plan=plan):
                if plan["ending"] == "none":
                    silent = plan["port"] == talks.SILENT
                    self.assertEqual("ETIMEDOUT" if silent else "ECONNREFUSED", seen["outcome"])
                    self.assertEqual(2 if silent else 1, len(captured.syns))
                    continue
                self.assertEqual("reset" if plan["ending"] == "reset" else "closed", seen["outcome"])
                self.assertEqual((plan["up"], plan["down"]), (seen["sent"], seen["received"]))
                self.assertEqual((plan["up"], plan["down"]), (captured.up.octets, captured.down.octets))
                self.assertEqual(seen["outcome"] == "reset", captured.reset is not None)
                # The application sees a little more than the wire: its system calls and its waking up.
                self.assertLess(captured.accepted - captured.syns[-1], seen["took"])
                # The relay, behind where it is captured, holds each frame for 0.5 ms at the least, there and back.
                own = captured.up if outbound else captured.down
                self.assertGreater(min(own.rtts), 900_000)
