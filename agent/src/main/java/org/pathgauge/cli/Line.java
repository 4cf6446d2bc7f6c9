package org.pathgauge.cli;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/**
 * A row of a table of statistics.
 *
 * @param title what it is called, with its unit
 * @param member the member of the JSON document it shows
 * @param format makes text of that member
 */
record Line(String title, String member, BiFunction<JsonObject, String, String> format) {
    /** What windows and one-shot tests tell of delays, in the same words. */
    private static final List<Line> DELAYS = List.of(
            new Line("RTT min/ms", "rttMinNanos", Units::millis),
            new Line("RTT mean/ms", "rttMeanNanos", Units::millis),
            new Line("RTT std. dev./ms", "rttStddevNanos", Units::millis),
            new Line("RTT p50/ms", "rttP50Nanos", Units::millis),
            new Line("RTT p90/ms", "rttP90Nanos", Units::millis),
            new Line("RTT p95/ms", "rttP95Nanos", Units::millis),
            new Line("RTT p99/ms", "rttP99Nanos", Units::millis),
            new Line("RTT p99.9/ms", "rttP999Nanos", Units::millis),
            new Line("RTT max/ms", "rttMaxNanos", Units::millis),
            new Line("IPDV min/ms", "ipdvMinNanos", Units::millis),
            new Line("IPDV max/ms", "ipdvMaxNanos", Units::millis),
            new Line("IPDV mean abs/ms", "ipdvMeanAbsNanos", Units::millis),
            new Line("RFC 3550 jitter/ms", "jitterNanos", Units::millis),
            new Line("PDV p95/ms", "pdvP95Nanos", Units::millis),
            new Line("PDV max/ms", "pdvMaxNanos", Units::millis));

    /** The given lines, and below them those of the delays. */
    static List<Line> beforeDelays(Line... counts) {
        return Stream.concat(Stream.of(counts), DELAYS.stream()).toList();
    }
}
