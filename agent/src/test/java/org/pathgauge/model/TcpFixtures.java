package org.pathgauge.model;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.pathgauge.model.TcpPeer.Direction;
import org.pathgauge.model.TcpPeer.Key;
import org.pathgauge.model.TcpPeer.Owner;

/**
 * Makes TCP rows for tests of views: deterministic, every counter with a value of its own.
 *
 * <p>1 and 2 are the remainders, 1 without anything; 3 is inbound, 4 outbound to a prefix, 6 outbound over IPv6 with an
 * owner that is unknown and nothing but failures, 9 inbound over IPv6 and too young for a window. Gaps are on purpose.
 */
public final class TcpFixtures {
    private static final Instant SINCE = SnapshotFixtures.STARTED.plusSeconds(3);
    private static final long NAMESPACE = 4_026_531_840L;

    private TcpFixtures() {}

    /** The measurement, running. */
    public static TcpTraffic tcp() {
        return new TcpTraffic(
                true,
                "no owner of some sockets: the kernel has no cgroup of them",
                SINCE,
                List.of(
                        remainder(1, Direction.INBOUND, none(), List.of()),
                        remainder(2, Direction.OUTBOUND, some(2, 3_000), windows(2)),
                        row(3, Direction.INBOUND, key("192.0.2.7", 32, 22), some(3, 400), windows(3), "sshd"),
                        row(4, Direction.OUTBOUND, key("198.51.100.0", 24, 443), some(4, 500), windows(4), "curl"),
                        row(6, Direction.OUTBOUND, key("2001:db8::6", 128, 25), failures(), failedWindows(), ""),
                        row(9, Direction.INBOUND, key("2001:db8:9::", 64, 443), some(9, 12), List.of(), "o\"d")),
                123,
                67,
                45);
    }

    private static TcpPeer remainder(int index, Direction direction, TcpCounters totals, List<TcpWindow> windows) {
        return new TcpPeer(index, direction, Optional.empty(), SINCE, index - 1, totals, windows, Optional.empty());
    }

    private static TcpPeer row(
            int index, Direction direction, Key key, TcpCounters totals, List<TcpWindow> windows, String command) {
        Optional<Owner> owner = command.isEmpty()
                ? Optional.empty()
                : Optional.of(new Owner(1_000 + index, command, index == 3 ? "ssh.service" : ""));
        return new TcpPeer(index, direction, Optional.of(key), SINCE.plusSeconds(index), index, totals, windows, owner);
    }

    private static Key key(String peer, int prefixLength, int port) {
        try {
            return new Key(InetAddress.getByName(peer), prefixLength, port, NAMESPACE + prefixLength);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(peer + " is no address", e);
        }
    }

    private static List<TcpWindow> windows(int index) {
        return Arrays.stream(WindowLength.values())
                .map(length -> window(length, some(index, length.seconds() / 5)))
                .toList();
    }

    private static List<TcpWindow> failedWindows() {
        return List.of(window(WindowLength.SECONDS_10, none()), window(WindowLength.MINUTE_1, failures()));
    }

    private static TcpWindow window(WindowLength length, TcpCounters counters) {
        return new TcpWindow(
                length, SnapshotFixtures.TIME.minusSeconds(length.seconds()), SnapshotFixtures.TIME, counters);
    }

    /** Counters of so many connections. */
    private static TcpCounters some(int index, long opened) {
        return new TcpCounters(
                opened,
                index + 1,
                index + 2,
                index + 3,
                opened - 1,
                5_000_000_000L + opened,
                6_000_000_000L + opened,
                7_000_000L + opened,
                index * 1_000L + 7,
                OptionalLong.of(200_049 + index),
                OptionalLong.of(300_051 + index),
                distribution(opened, 400_000 + index, 900_000),
                distribution(3 * opened, 200_049 + index, 5_000_000),
                sessions(opened - 1, 20_000_000_000L, 600_000_000_000L + index));
    }

    /** Three attempts without an answer, one refused. */
    private static TcpCounters failures() {
        TcpCounters none = none();
        return new TcpCounters(
                0,
                3,
                1,
                0,
                0,
                0,
                0,
                4,
                2,
                none.rttMinNanos(),
                none.srttNanos(),
                none.connect(),
                none.rtt(),
                none.session());
    }

    private static TcpCounters none() {
        Distribution empty = Distribution.empty(Histogram.RTT_PER_OCTAVE);
        Distribution sessions = sessions(0, 0, 0);
        return new TcpCounters(
                0, 0, 0, 0, 0, 0, 0, 0, 0, OptionalLong.empty(), OptionalLong.empty(), empty, empty, sessions);
    }

    private static Distribution distribution(long samples, long min, long max) {
        return new Distribution(
                SnapshotFixtures.histogram(Histogram.RTT_PER_OCTAVE, samples, min, max), samples * (min + max) / 2);
    }

    /** As {@link #distribution}, with bounds 1,024 times as high. */
    private static Distribution sessions(long samples, long min, long max) {
        Histogram small = SnapshotFixtures.histogram(Histogram.RTT_PER_OCTAVE, samples, min / 1_024, max / 1_024);
        short[] buckets = new short[small.size()];
        long[] counts = new long[small.size()];
        for (int i = 0; i < buckets.length; i++) {
            buckets[i] = (short) small.bucketAt(i);
            counts[i] = small.countAt(i);
        }
        return new Distribution(
                new Histogram(Histogram.SESSION_FIRST_EXPONENT, Histogram.RTT_PER_OCTAVE, buckets, counts),
                samples * (min + max) / 2);
    }
}
