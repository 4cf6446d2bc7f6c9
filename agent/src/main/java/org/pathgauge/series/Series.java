package org.pathgauge.series;

import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.pathgauge.model.Probe;
import org.pathgauge.model.ProbeResult;
import org.pathgauge.model.TestPlan;
import org.pathgauge.model.TestSeries;
import org.pathgauge.model.TestSeries.Fate;
import org.pathgauge.model.TestSeries.Packet;
import org.pathgauge.model.TestSeries.Status;
import org.pathgauge.model.TestSpec;

/** What the tests of one probe found. Its user sees to it that one thread at a time is in it. */
final class Series {
    private static final long LAST_INDEX = 0xffff_ffffL;
    private static final long MICROS2_PER_MILLI2 = 1_000_000;

    private final Clock clock;
    private final Deque<Packet> history = new ArrayDeque<>();
    private Probe probe;
    private Status status = Status.DISABLED;
    private Optional<InetAddress> address = Optional.empty();
    private Optional<Instant> lastReply = Optional.empty();
    private long nextIndex = 1;
    private long sent;
    private long received;
    private long failed;
    private long failedInRow;
    private long minNanos;
    private long maxNanos;
    private long sumNanos;
    private long sumSquaresMicros2;

    Series(Probe probe, Clock clock) {
        this.probe = probe;
        this.clock = clock;
    }

    Probe probe() {
        return probe;
    }

    TestPlan plan() {
        return probe.tests().orElseThrow();
    }

    void probe(Probe changed) {
        probe = changed;
        trim();
    }

    Status status() {
        return status;
    }

    void status(Status next) {
        status = next;
    }

    /** One test of the plan. */
    static TestSpec spec(Probe probe) {
        return new TestSpec(
                probe.target(),
                probe.family(),
                probe.type(),
                probe.port(),
                probe.tests().orElseThrow().count(),
                Optional.of(probe.interval()),
                probe.timeout(),
                probe.size(),
                probe.dscp(),
                probe.ttl(),
                probe.sourceInterface(),
                probe.sourceAddress());
    }

    /** A new test: its figures begin anew, the history goes on. */
    void begin() {
        address = Optional.empty();
        lastReply = Optional.empty();
        sent = 0;
        received = 0;
        failed = 0;
        failedInRow = 0;
        sumNanos = 0;
        sumSquaresMicros2 = 0;
    }

    void aimedAt(InetAddress aimed) {
        address = Optional.of(aimed);
    }

    /** Takes a packet's fate; true when so many failed in a row that it is to be told. */
    boolean decided(ProbeResult result) {
        sent++;
        return switch (result.outcome()) {
            case RECEIVED -> {
                replied(result.rttNanos().orElseThrow());
                yield false;
            }
            case REFUSED -> failed(Fate.REFUSED, result.rttNanos());
            case LATE, LOST -> failed(Fate.LOST, OptionalLong.of(probe.timeout().toNanos()));
        };
    }

    private void replied(long nanos) {
        minNanos = received == 0 ? nanos : Math.min(minNanos, nanos);
        maxNanos = received == 0 ? nanos : Math.max(maxNanos, nanos);
        received++;
        failedInRow = 0;
        sumNanos += nanos;
        long micros = Duration.ofNanos(nanos).toNanos() / 1_000;
        sumSquaresMicros2 += micros * micros;
        Instant now = clock.instant();
        lastReply = Optional.of(now);
        remember(Fate.RECEIVED, OptionalLong.of(nanos), now);
    }

    /** Takes a failure that is no reply's; true as for {@link #decided}. */
    boolean failed(Fate fate, OptionalLong nanos) {
        failed++;
        failedInRow++;
        remember(fate, nanos, clock.instant());
        // RFC 4560, pingCtlTrapProbeFailureFilter: counting begins anew behind each notification.
        if (failedInRow >= Math.max(1, plan().probeFailures())) {
            failedInRow = 0;
            return true;
        }
        return false;
    }

    boolean testFailed() {
        return failed >= Math.max(1, plan().testFailures());
    }

    private void remember(Fate fate, OptionalLong nanos, Instant now) {
        history.add(new Packet(nextIndex, fate, nanos, now));
        nextIndex = nextIndex == LAST_INDEX ? 1 : nextIndex + 1;
        trim();
    }

    private void trim() {
        while (history.size() > plan().historyRows()) {
            history.remove();
        }
    }

    TestSeries now() {
        return new TestSeries(
                probe.name(),
                status,
                address,
                sent,
                received,
                ifReceived(minNanos),
                ifReceived(maxNanos),
                ifReceived(received == 0 ? 0 : sumNanos / received),
                ifReceived(Math.round((double) sumSquaresMicros2 / MICROS2_PER_MILLI2)),
                lastReply,
                List.copyOf(history));
    }

    private OptionalLong ifReceived(long value) {
        return received == 0 ? OptionalLong.empty() : OptionalLong.of(value);
    }
}
