package org.pathgauge.model;

import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How the tests of one {@link TestPlan} go, in one snapshot.
 *
 * @param probe name of the probe
 * @param status what the newest test is doing
 * @param address the address that it probes; empty before there is one
 * @param sent its packets whose fate is decided, those that could not be sent not among them
 * @param received its replies in time
 * @param minNanos smallest round-trip time; empty when nothing was received, as are the next three
 * @param maxNanos largest round-trip time
 * @param meanNanos mean round-trip time
 * @param sumSquaresMillis2 sum of the squared round-trip times, ms²
 * @param lastReply when its newest reply came
 * @param history the newest packets of all tests, oldest first
 */
public record TestSeries(
        String probe,
        Status status,
        Optional<InetAddress> address,
        long sent,
        long received,
        OptionalLong minNanos,
        OptionalLong maxNanos,
        OptionalLong meanNanos,
        OptionalLong sumSquaresMillis2,
        Optional<Instant> lastReply,
        List<Packet> history) {

    public TestSeries {
        history = List.copyOf(history);
    }

    /** What a series is doing; the names of pingResultsOperStatus. */
    public enum Status {
        /** A test runs, or the next one waits for its time. */
        ENABLED,
        /** Stopped. */
        DISABLED,
        /** The only test is done. */
        COMPLETED
    }

    /** The fate of a packet, or why there was none. */
    public enum Fate {
        RECEIVED,
        LOST,
        REFUSED,
        UNSENT,
        UNRESOLVED
    }

    /**
     * One packet.
     *
     * @param index counts the packets of all tests from 1, and wraps to 1 behind 2^32-1
     * @param fate what became of it
     * @param nanos from its departure to its reply, or to its timeout; empty when it was not sent
     * @param time when its fate was decided
     */
    public record Packet(long index, Fate fate, OptionalLong nanos, Instant time) {}

    /** What may be told of a series as it happens. */
    public enum Event {
        PROBE_FAILED,
        TEST_FAILED,
        TEST_COMPLETED
    }
}
