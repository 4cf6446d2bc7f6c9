package org.pathgauge.tcp;

import java.util.OptionalLong;
import org.pathgauge.collect.SparseCounts;
import org.pathgauge.model.Distribution;
import org.pathgauge.model.Histogram;
import org.pathgauge.model.TcpCounters;

/** What connections did in some time: a growing {@link TcpCounters}. */
final class Counts {
    static final int OPENED = 0;
    static final int FAILED = 1;
    static final int REFUSED = 2;
    static final int RESET = 3;
    static final int CLOSED = 4;
    static final int OCTETS_IN = 5;
    static final int OCTETS_OUT = 6;
    static final int SEGMENTS_OUT = 7;
    static final int RETRANSMITTED = 8;
    static final int CONNECT_NANOS = 9;
    static final int RTT_NANOS = 10;
    static final int SESSION_NANOS = 11;
    static final int SUMS = 12;

    private static final int PER_OCTAVE = Histogram.RTT_PER_OCTAVE;
    private static final long NANOS_PER_MICRO = 1_000;

    private final long[] sums = new long[SUMS];
    private final SparseCounts connect = new SparseCounts();
    private final SparseCounts rtt = new SparseCounts();
    private final SparseCounts session = new SparseCounts();
    private int rttMinMicros;
    private int srttMicros;

    long sum(int which) {
        return sums[which];
    }

    void add(int which, long n) {
        sums[which] += n;
    }

    SparseCounts connect() {
        return connect;
    }

    SparseCounts rtt() {
        return rtt;
    }

    SparseCounts session() {
        return session;
    }

    /** Lowers the least round-trip time; 0 is none. */
    void lowerRtt(int micros) {
        if (micros != 0 && (rttMinMicros == 0 || Integer.compareUnsigned(micros, rttMinMicros) < 0)) {
            rttMinMicros = micros;
        }
    }

    /** Sets the newest smoothed round-trip time; 0 is none. */
    void smoothed(int micros) {
        if (micros != 0) {
            srttMicros = micros;
        }
    }

    /** Adds what happened later. */
    void add(Counts later) {
        for (int i = 0; i < SUMS; i++) {
            sums[i] += later.sums[i];
        }
        connect.addAll(later.connect);
        rtt.addAll(later.rtt);
        session.addAll(later.session);
        lowerRtt(later.rttMinMicros);
        smoothed(later.srttMicros);
    }

    TcpCounters toModel() {
        return new TcpCounters(
                sums[OPENED],
                sums[FAILED],
                sums[REFUSED],
                sums[RESET],
                sums[CLOSED],
                sums[OCTETS_IN],
                sums[OCTETS_OUT],
                sums[SEGMENTS_OUT],
                sums[RETRANSMITTED],
                nanos(rttMinMicros),
                nanos(srttMicros),
                new Distribution(connect.toHistogram(PER_OCTAVE), sums[CONNECT_NANOS]),
                new Distribution(rtt.toHistogram(PER_OCTAVE), sums[RTT_NANOS]),
                new Distribution(
                        session.toHistogram(Histogram.SESSION_FIRST_EXPONENT, PER_OCTAVE), sums[SESSION_NANOS]));
    }

    private static OptionalLong nanos(int micros) {
        return micros == 0 ? OptionalLong.empty() : OptionalLong.of(Integer.toUnsignedLong(micros) * NANOS_PER_MICRO);
    }
}
