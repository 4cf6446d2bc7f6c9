"""The relay holds frames for its time by its own stamps, which captures on both its sides confirm."""

import hashlib
import json
import pathlib
import random
import sys
import tempfile
import unittest

from pgtest.capture import Capture
from pgtest.network import Topology
from pgtest.procs import Child, await_true, run


class RelayTest(unittest.TestCase):
    def test_delay_by_own_stamps_and_by_captures(self):
        # One way 3 ms, back 1 ms, so that a mixed-up direction shows.
        with tempfile.TemporaryDirectory(prefix="pgrelay") as folder, Topology(1, "--relay") as topology:
            log = pathlib.Path(folder) / "relay.csv"
            topology.delay(3000, "--back-us", 1000, "--log", log)
            ping = topology.agent("ping", "-q", "-i", 0.01, "-c", 100, "-W", 5, topology["NODE1_V4"])
            run(*topology.agent("ping", "-c", 1, "-W", 5, topology["NODE1_V4"]))
            before = topology.counts()["relay"]
            with Capture(topology["RELAY_NS"], "a") as near, Capture(topology["RELAY_NS"], "b") as far:
                run(*ping)
                after = topology.counts()["relay"]
                near.stop()
                far.stop()
            topology.delay(None)
            lines = [json.loads(line) for line in log.read_text().splitlines()]

        own = {"a_to_b": {}, "b_to_a": {}}
        for line in lines:
            arrival, due, departure = line["arrival_ns"], line["due_ns"], line["departure_ns"]
            own[line["direction"]][arrival] = (due, departure)
            wanted = {"a_to_b": 3_000_000, "b_to_a": 1_000_000}[line["direction"]]
            self.assertEqual(arrival + wanted, due)
            self.assertGreaterEqual(departure, due, "left too early")
        for name, entered, left in (("a_to_b", near, far), ("b_to_a", far, near)):
            kind = "request" if name == "a_to_b" else "reply"
            out = {e.sequence: e.time for e in left.echoes() if e.kind == kind}
            into = [e for e in entered.echoes() if e.kind == kind]
            self.assertEqual(100, len(into))
            self.assertEqual({e.sequence for e in into}, set(out), "lost in the relay")
            self.assertGreaterEqual(after[name]["sent"] - before[name]["sent"], 100)
            for field in ("overflowed", "kernel_dropped", "unfit", "send_errors", "queued"):
                self.assertEqual(0, after[name][field], field)
            self.assertLessEqual(after[name]["delay_min_ns"], after[name]["delay_mean_ns"])
            outside = 0
            for echo in into:
                # Both take the kernel's arrival stamp of the very frame.
                self.assertIn(echo.time, own[name], "arrival stamp differs from the capture's")
                departure = own[name][echo.time][1]
                self.assertGreaterEqual(out[echo.sequence], departure)
                outside += out[echo.sequence] - departure > 1_000_000
            # The own departure stamp is taken just before sending; a preemption in between is rare.
            self.assertLessEqual(outside, 5, "departure stamps are not what leaves")

    def test_bulk_tcp_with_offloads_passes_unharmed(self):
        receive = "import hashlib,socket,sys;l=socket.create_server((sys.argv[1],7));print('on',flush=True);"
        receive += "c=l.accept()[0];h=hashlib.sha256();[h.update(b) for b in iter(lambda:c.recv(65536),b'')];"
        receive += "print(h.hexdigest())"
        send = "import socket,sys;s=socket.create_connection((sys.argv[1],7));"
        send += "s.sendall(open(sys.argv[2],'rb').read());s.shutdown(1);s.recv(1)"
        with tempfile.TemporaryDirectory(prefix="pgrelay") as folder, Topology(1, "--relay") as topology:
            data = pathlib.Path(folder) / "data"
            data.write_bytes(random.Random(1).randbytes(20_000_000))
            out = pathlib.Path(folder) / "out"
            topology.delay(500)
            target = topology["NODE1_V4"]
            with out.open("wb") as sink:
                receiver = Child(*topology.node(1, sys.executable, "-c", receive, target), stdout=sink)
            with receiver:
                await_true("the receiver listens", lambda: out.read_text().startswith("on"))
                run(*topology.agent(sys.executable, "-c", send, target, data))
                receiver.process.wait(30)
            relayed = topology.counts()["relay"]["a_to_b"]
            self.assertEqual(hashlib.sha256(data.read_bytes()).hexdigest(), out.read_text().split()[1])
            # Offloads survive: frames are larger than the MTU, so there are fewer of them.
            self.assertGreater(relayed["sent_bytes"] / relayed["sent"], 1514)
