"""Frames made by hand and put on a veth pair arrive whole, and just as many as were sent."""

import json
import unittest

from pgtest import frames
from pgtest.network import Topology
from pgtest.procs import await_true, run

SOURCES = 250
NET = "10.64.0.0"

# Counters in front of all that could refuse a frame, and behind the checks of the IP layer.
RULES = """table inet counts {{
  chain seen {{
    type filter hook input priority 0
    ip saddr {net}/16 udp dport 9 counter
    ip saddr 10.64.0.7 counter
    udp dport 7 counter
    tcp dport 7 counter
    icmpv6 type echo-request icmpv6 id 77 counter
    icmp type echo-request icmp id 77 counter
  }}
}}
"""


class FramesTest(unittest.TestCase):
    def test_live_frames_and_single_ones(self):
        with Topology(1) as topology:
            interface, node = topology["AGENT_IF"], topology["NODE1_NS"]
            # Live frames reach a veth that polls; no route leads back to their sources.
            run(*topology.agent("ethtool", "-K", interface, "gro", "on"))
            for name in ("all", interface):
                run(*topology.agent("sysctl", "-qw", f"net.ipv4.conf.{name}.rp_filter=0"))
            run(*topology.agent("ip", "route", "add", f"{NET}/16", "via", topology["NODE1_V4"]))
            run(*topology.agent("nft", "-f", "-"), stdin=RULES.format(net=NET))
            link = frames.link_between(topology)
            v4, v6 = topology["AGENT_V4"], topology["AGENT_V6"]
            live = frames.ip_frame(link, NET, v4, frames.UDP, frames.udp(NET, v4, 1000, 9, b"live"))
            self.assertEqual(frames.ETHERNET_LEAST, len(live))
            # The checksum of the datagram is right for the first source only.
            live = live[:40] + b"\0\0" + live[42:]
            sent, seconds = frames.blast(node, "eth0", live, count=1000, sources=SOURCES)
            self.assertEqual(1000, sent)
            self.assertGreater(seconds, 0)
            with frames.Sender(node) as sender:
                for source, target, icmp in (
                    (topology["NODE1_V4"], v4, frames.ICMP),
                    (topology["NODE1_V6"], v6, frames.ICMPV6),
                ):
                    datagrams = (frames.udp(source, target, 1000, 7, wrong=wrong) for wrong in (False, True))
                    segments = [(frames.UDP, datagram) for datagram in datagrams]
                    segments.append((frames.TCP, frames.tcp(source, target, 1000, 7)))
                    segments.append((icmp, frames.echo_request(source, target, 77, 1, b"echo")))
                    for protocol, segment in segments:
                        sender.send(frames.ip_frame(link, source, target, protocol, segment))
                self.assertEqual(8, sender.sent)
            # UDP, one of the sources, both families' UDP right and wrong, their TCP, their echo.
            expected = [1000, 1000 // SOURCES, 4, 2, 1, 1]
            await_true("all frames are counted", lambda: counters(topology) == expected, 10)
            snmp, snmp6 = (run(*topology.agent("cat", f"/proc/net/{name}")) for name in ("snmp", "snmp6"))
            named = [line.split() for line in snmp.splitlines() if line.startswith("Udp:")]
            udp4 = dict(zip(*named))
            udp6 = dict(line.split() for line in snmp6.splitlines())
            self.assertEqual(("1", "1"), (udp4["InCsumErrors"], udp6["Udp6InCsumErrors"]))


def counters(topology):
    """Packets by rule, in the rules' order."""
    ruleset = json.loads(run(*topology.agent("nft", "-j", "list", "ruleset")))["nftables"]
    parts = [part for entry in ruleset if "rule" in entry for part in entry["rule"]["expr"]]
    return [part["counter"]["packets"] for part in parts if "counter" in part]
