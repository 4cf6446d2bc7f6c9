package org.pathgauge.oneshot;

import java.net.InetAddress;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.pathgauge.metrics.DelaySamples;
import org.pathgauge.metrics.PacketRun;
import org.pathgauge.model.IcmpError;
import org.pathgauge.model.TestResult;
import org.pathgauge.model.TestSpec;
import org.pathgauge.model.Window.Percentile;

/** Makes the result of a test that has ended. */
final class Results {
    private static final int P95_PPM = 950_000;

    /** What the packets' own stamps do not tell; times are monotonic ns. */
    record Outside(
            long start,
            long end,
            boolean stopped,
            long late,
            long duplicates,
            long corrupt,
            long forged,
            long stale,
            long refused,
            long unsent,
            long undecided,
            List<IcmpError> errors,
            String problem) {}

    private Results() {}

    static TestResult of(TestSpec spec, InetAddress address, PacketLog log, Surroundings around, Outside outside) {
        PacketRun run = log.run();
        DelaySamples delays = run.delays();
        return new TestResult(
                spec,
                address,
                around.wallClock(outside.start()),
                around.wallClock(outside.end()),
                outside.stopped(),
                run.sent(),
                run.received(),
                run.sent() - run.received(),
                outside.late(),
                outside.duplicates(),
                run.reordered(),
                outside.unsent(),
                outside.undecided(),
                outside.corrupt(),
                outside.forged(),
                outside.stale(),
                outside.refused(),
                run.lossPpm(),
                run.losses().periods(),
                run.losses().longest(),
                new TestResult.Rtt(
                        run.rttMinNanos(),
                        run.rttMeanNanos(),
                        run.rttMaxNanos(),
                        run.rttStddevNanos(),
                        percentiles(run)),
                new TestResult.Ipdv(run.ipdvCount(), run.ipdvMinNanos(), run.ipdvMaxNanos(), run.ipdvMeanAbsNanos()),
                run.jitterNanos(),
                delays.pdvPercentileNanos(P95_PPM),
                delays.pdvMaxNanos(),
                outside.errors(),
                outside.problem(),
                log.results(around::wallClock));
    }

    private static Map<Percentile, Long> percentiles(PacketRun run) {
        Map<Percentile, Long> defined = new EnumMap<>(Percentile.class);
        for (Percentile percentile : Percentile.values()) {
            if (run.sent() >= percentile.samplesNeeded()) {
                run.rttPercentileNanos(percentile.ppm()).ifPresent(value -> defined.put(percentile, value));
            }
        }
        return defined;
    }
}
