"""SNMP, NETCONF and the command line tell the same numbers of one pinned snapshot."""

import unittest

from pgtest.agent import Agent, probe
from pgtest.network import Topology

PROBES = "urn:pathgauge:yang:pathgauge-probes"
XDP = "urn:pathgauge:yang:pathgauge-xdp"
SYSTEM = "urn:pathgauge:yang:pathgauge-system"

# show --json, MIB column after pathGaugeProbe, YANG leaf of statistics/totals
TOTALS = [
    ("sent", "Sent", "sent"),
    ("received", "Received", "received"),
    ("late", "Late", "late"),
    ("duplicates", "Duplicates", "duplicates"),
    ("corrupt", "Corrupt", "corrupt"),
    ("forged", "Forged", "forged"),
    ("stale", "Stale", "stale"),
    ("reordered", "Reordered", "reordered"),
    ("unsent", "Unsent", "unsent"),
    ("icmpErrors", "IcmpErrors", "icmp-errors"),
    ("samplesLost", "SamplesLost", "samples-lost"),
    ("rttSumNanos", "RttSum", "rtt-sum"),
    ("rttSumSquaresMicros2", "RttSumSquares", "rtt-sum-squares"),
]
# show --json, MIB column after pathGaugeWindow, YANG leaf of the window
COUNTS = [
    ("slots", "Slots", "slots"),
    ("sent", "Sent", "sent"),
    ("received", "Received", "received"),
    ("lost", "Lost", "lost"),
    ("late", "Late", "late"),
    ("duplicates", "Duplicates", "duplicates"),
    ("reordered", "Reordered", "reordered"),
    ("unsent", "Unsent", "unsent"),
    ("lossPpm", "LossRatio", "loss-ratio"),
    ("lossPeriods", "LossPeriods", "loss-periods"),
    ("longestLossBurst", "LongestLossBurst", "longest-loss-burst"),
    ("ipdvCount", "IpdvPairs", "ipdv-count"),
]
DELAYS = [
    ("rttMinNanos", "RttMin", "rtt-min"),
    ("rttMaxNanos", "RttMax", "rtt-max"),
    ("rttMeanNanos", "RttMean", "rtt-mean"),
    ("rttStddevNanos", "RttStddev", "rtt-stddev"),
    ("ipdvMinNanos", "IpdvMin", "ipdv-min"),
    ("ipdvMaxNanos", "IpdvMax", "ipdv-max"),
    ("ipdvMeanAbsNanos", "IpdvMeanAbs", "ipdv-mean-abs"),
    ("jitterNanos", "Jitter", "rfc3550-jitter"),
    ("pdvP95Nanos", "PdvP95", "pdv-p95"),
    ("pdvMaxNanos", "PdvMax", "pdv-max"),
]
INTERFACE = [
    ("droppedPackets", "DroppedPackets", "dropped-packets"),
    ("droppedOctets", "DroppedOctets", "dropped-octets"),
    ("passedPackets", "PassedPackets", "passed-packets"),
    ("passedOctets", "PassedOctets", "passed-octets"),
    ("stamped", "Stamped", "egress-stamped"),
    ("egressForged", "EgressForged", "egress-forged"),
    ("egressUnknown", "EgressUnknown", "egress-unknown"),
]


def leaf(element, namespace, path):
    """The number at a path of leaf names below an element, None where there is none."""
    found = element.find("/".join(f"{{{namespace}}}{part}" for part in path.split("/")))
    return None if found is None else int(found.text)


def number(text):
    return None if text is None else int(text)


class AgreementTest(unittest.TestCase):
    def test_three_views_of_one_snapshot(self):
        with Topology(1) as topology:
            topology.drop("--every", 9)
            probes = [
                probe("v4", topology["NODE1_V4"], interval=100, timeout=500),
                probe("v6", topology["NODE1_V6"], interval=100, timeout=500),
            ]
            with Agent(topology["AGENT_NS"], {topology["AGENT_IF"]: "xdp-native"}, probes) as agent:
                agent.await_first_window()
                pinned = agent.pin()
                shown = agent.show("probes")
                self.assertEqual(pinned, shown["snapshot"])
                self.compare(agent, pinned, shown["probes"], agent.show("interfaces")["interfaces"])

    def compare(self, agent, pinned, probes, interfaces):
        with agent.netconf() as session:
            data = session.get().data
        self.assertEqual(pinned, leaf(data, SYSTEM, "agent/state/snapshot-number"))
        self.assertEqual(str(pinned), agent.walk("pathGaugeAgentSnapshotNumber")[(0,)])
        compared = 0
        by_name = {p.find(f"{{{PROBES}}}name").text: p for p in data.iter(f"{{{PROBES}}}probe")}
        for shown in probes:
            yang = by_name[shown["name"]]
            row = (shown["index"],)
            for key, column, path in TOTALS:
                compared += self.same(
                    f"{shown['name']} {key}",
                    shown["totals"].get(key),
                    number(agent.walk(f"pathGaugeProbe{column}").get(row)),
                    leaf(yang, PROBES, f"statistics/totals/{path}"),
                )
            window = next(
                w
                for w in yang.iter(f"{{{PROBES}}}window")
                if w.find(f"{{{PROBES}}}length") is not None and w.find(f"{{{PROBES}}}length").text == "10s"
                and w.find(f"{{{PROBES}}}sent") is not None
            )  # fmt: skip
            row = min(key for key in agent.walk("pathGaugeWindowSent") if key[0] == shown["index"])
            for key, column, path in COUNTS:
                compared += self.same(
                    f"{shown['name']} window {key}",
                    shown["windows"]["10s"].get(key),
                    number(agent.walk(f"pathGaugeWindow{column}").get(row)),
                    leaf(window, PROBES, path),
                )
            for key, column, path in DELAYS:
                nanos = shown["windows"]["10s"].get(key)
                self.assertEqual(nanos, leaf(window, PROBES, path), f"{shown['name']} {key}")
                tenths = number(agent.walk(f"pathGaugeWindow{column}").get(row))
                self.assertEqual(nanos is None, tenths is None, f"{shown['name']} {key}")
                if nanos is not None:
                    # The MIB counts tenths of a microsecond.
                    self.assertLessEqual(abs(tenths * 100 - nanos), 100, f"{shown['name']} {key}")
                compared += 1
        for shown in interfaces:
            yang = next(
                i for i in data.iter(f"{{{XDP}}}interface") if i.find(f"{{{XDP}}}name").text == shown["name"]
            )
            for key, column, path in INTERFACE:
                compared += self.same(
                    f"{shown['name']} {key}",
                    shown.get(key),
                    number(agent.walk(f"pathGaugeIf{column}").get((shown["ifIndex"],))),
                    leaf(yang, XDP, f"state/{path}"),
                )
        self.assertGreater(interfaces[0]["droppedPackets"], 0)
        # Two probes' totals and windows, and the interface: fewer would mean that something was not there.
        self.assertGreater(compared, 70)

    def same(self, what, shown, snmp, netconf):
        self.assertEqual((shown, shown), (snmp, netconf), f"{what}: show, (SNMP, NETCONF)")
        return 1
