package org.pathgauge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.Optional;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * One value by its names in the three views.
 *
 * @param json member of {@code show --json}
 * @param mib end of the object's descriptor
 * @param yang leaf
 * @param tenths whether the MIB has it in tenths of a microsecond, where the others have nanoseconds
 */
record View(String json, String mib, String yang, boolean tenths) {
    static final List<View> TOTALS = List.of(
            plain("sent", "Sent", "sent"),
            plain("received", "Received", "received"),
            plain("late", "Late", "late"),
            plain("duplicates", "Duplicates", "duplicates"),
            plain("corrupt", "Corrupt", "corrupt"),
            plain("forged", "Forged", "forged"),
            plain("stale", "Stale", "stale"),
            plain("reordered", "Reordered", "reordered"),
            plain("unsent", "Unsent", "unsent"),
            plain("icmpErrors", "IcmpErrors", "icmp-errors"),
            plain("samplesLost", "SamplesLost", "samples-lost"),
            plain("rttSumNanos", "RttSum", "rtt-sum"),
            plain("rttSumSquaresMicros2", "RttSumSquares", "rtt-sum-squares"),
            delay("lastRttNanos", "LastRtt", "last-rtt"),
            delay("jitterNanos", "Jitter", "rfc3550-jitter"));

    static final List<View> WINDOW = List.of(
            plain("slots", "Slots", "slots"),
            plain("sent", "Sent", "sent"),
            plain("received", "Received", "received"),
            plain("lost", "Lost", "lost"),
            plain("late", "Late", "late"),
            plain("duplicates", "Duplicates", "duplicates"),
            plain("reordered", "Reordered", "reordered"),
            plain("unsent", "Unsent", "unsent"),
            plain("lossPpm", "LossRatio", "loss-ratio"),
            plain("lossPeriods", "LossPeriods", "loss-periods"),
            plain("longestLossBurst", "LongestLossBurst", "longest-loss-burst"),
            delay("rttMinNanos", "RttMin", "rtt-min"),
            delay("rttMaxNanos", "RttMax", "rtt-max"),
            delay("rttMeanNanos", "RttMean", "rtt-mean"),
            delay("rttStddevNanos", "RttStddev", "rtt-stddev"),
            delay("rttP50Nanos", "RttP50", "p50"),
            delay("rttP90Nanos", "RttP90", "p90"),
            delay("rttP95Nanos", "RttP95", "p95"),
            delay("rttP99Nanos", "RttP99", "p99"),
            delay("rttP999Nanos", "RttP999", "p99.9"),
            plain("ipdvCount", "IpdvPairs", "ipdv-count"),
            delay("ipdvMinNanos", "IpdvMin", "ipdv-min"),
            delay("ipdvMaxNanos", "IpdvMax", "ipdv-max"),
            delay("ipdvMeanAbsNanos", "IpdvMeanAbs", "ipdv-mean-abs"),
            delay("jitterNanos", "Jitter", "rfc3550-jitter"),
            delay("pdvP95Nanos", "PdvP95", "pdv-p95"),
            delay("pdvMaxNanos", "PdvMax", "pdv-max"));

    static final List<View> INTERFACE = List.of(
            plain("droppedPackets", "DroppedPackets", "dropped-packets"),
            plain("droppedOctets", "DroppedOctets", "dropped-octets"),
            plain("passedPackets", "PassedPackets", "passed-packets"),
            plain("passedOctets", "PassedOctets", "passed-octets"),
            plain("stamped", "Stamped", "egress-stamped"),
            plain("egressForged", "EgressForged", "egress-forged"),
            plain("egressUnknown", "EgressUnknown", "egress-unknown"));

    private static View plain(String json, String mib, String yang) {
        return new View(json, mib, yang, false);
    }

    private static View delay(String json, String mib, String yang) {
        return new View(json, mib, yang, true);
    }

    /** Fails unless all three have the same value, or none has one. */
    void check(String where, JsonObject shown, String snmp, Element data) {
        Optional<String> expected = Optional.ofNullable(shown.get(json)).map(v -> v.getAsString());
        assertEquals(expected, percentile() ? percentile(data) : child(data, yang), where + " in NETCONF");
        Optional<String> scaled = expected.map(v -> tenths ? Long.toString(tenths(Long.parseLong(v))) : v);
        Optional<String> walked = Optional.ofNullable(snmp);
        assertEquals(scaled, walked, where + " in SNMP");
    }

    private static long tenths(long nanos) {
        return Long.signum(nanos) * ((Math.abs(nanos) + 50) / 100);
    }

    private boolean percentile() {
        return json.startsWith("rttP");
    }

    private Optional<String> percentile(Element window) {
        for (Node n = window.getFirstChild(); n != null; n = n.getNextSibling()) {
            if ("rtt-percentile".equals(n.getLocalName())
                    && child((Element) n, "percentile").filter(yang::equals).isPresent()) {
                return child((Element) n, "rtt");
            }
        }
        return Optional.empty();
    }

    static Optional<String> child(Element below, String name) {
        for (Node n = below.getFirstChild(); n != null; n = n.getNextSibling()) {
            if (name.equals(n.getLocalName())) {
                return Optional.of(n.getTextContent());
            }
        }
        return Optional.empty();
    }
}
