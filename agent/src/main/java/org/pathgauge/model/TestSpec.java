package org.pathgauge.model;

import java.math.BigDecimal;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a one-shot test is to send: a number of packets to one target, at a spacing or as one burst.
 *
 * @param target address or host name
 * @param family address family a host name is resolved to
 * @param type how the path is probed
 * @param port TCP port of the target, 1..65535; present for {@link ProbeType#TCP_SYN} and absent for the others
 * @param count packets, 1..{@value #MOST_PACKETS}; of a burst at most {@value #MOST_OUTSTANDING}, of
 *     one of SYNs {@value #MOST_SYNS}
 * @param spacing between two packets, 100 µs to 1 h; empty for a burst
 * @param timeout after which a reply is lost, 10 ms to 60 s (RFC 7680: Tmax)
 * @param size octets of the ICMP message behind its header: payload, 24..65000; means nothing for
 *     {@link ProbeType#TCP_SYN}
 * @param dscp differentiated services code point, 0..63
 * @param ttl time to live or hop limit, 1..255
 * @param sourceInterface interface to send through
 * @param sourceAddress address to send from
 */
public record TestSpec(
        String target,
        Probe.AddressFamily family,
        ProbeType type,
        OptionalInt port,
        int count,
        Optional<Duration> spacing,
        Duration timeout,
        int size,
        int dscp,
        int ttl,
        Optional<String> sourceInterface,
        Optional<InetAddress> sourceAddress) {

    /** Packets of one test. Each is kept singly, in 17 bytes. */
    public static final int MOST_PACKETS = 65_535;

    /** Packets that may be on their way at once. */
    public static final int MOST_OUTSTANDING = 4_096;

    /**
     * SYNs that may be on their way at once: each has a port of its own, and a port used again before its SYN's fate is
     * decided would be taken for the same connection.
     */
    public static final int MOST_SYNS = 64;

    private static final Duration LEAST_SPACING = Duration.ofNanos(100_000);
    private static final Duration LONGEST_SPACING = Duration.ofHours(1);
    private static final Duration LEAST_TIMEOUT = Duration.ofMillis(10);
    private static final Duration LONGEST_TIMEOUT = Duration.ofSeconds(60);

    /** A test of ten packets, 100 ms apart, as every interface offers it when nothing else is asked for. */
    public static TestSpec of(String target) {
        return new TestSpec(
                target,
                Probe.AddressFamily.ANY,
                ProbeType.ICMP_ECHO,
                OptionalInt.empty(),
                10,
                Optional.of(Duration.ofMillis(100)),
                Duration.ofSeconds(2),
                56,
                0,
                64,
                Optional.empty(),
                Optional.empty());
    }

    /** Whether all packets leave at once. */
    public boolean burst() {
        return spacing.isEmpty();
    }

    /** From the first packet to the last timeout. */
    public Duration longestRun() {
        return spacing.map(s -> s.multipliedBy(count - 1L))
                .orElse(Duration.ZERO)
                .plus(timeout);
    }

    /** Packets within one second at most; all of a burst. */
    public long packetsPerSecond() {
        return spacing.map(s -> Math.min(count, Math.ceilDiv(1_000_000_000L, s.toNanos())))
                .orElse((long) count);
    }

    /** The first thing that no test can have, in one sentence with its remedy; empty for a test that can be run. */
    public Optional<String> problem() {
        if (target.isBlank()) {
            return Optional.of("the target is empty: name an address or a host");
        }
        return range("count", count, 1, MOST_PACKETS)
                .or(() -> burst() ? range("count of a burst", count, 1, MOST_OUTSTANDING) : Optional.empty())
                .or(() -> spacing.flatMap(s -> range("spacing", s, LEAST_SPACING, LONGEST_SPACING)))
                .or(() -> range("timeout", timeout, LEAST_TIMEOUT, LONGEST_TIMEOUT))
                .or(() -> range("size", size, 24, 65_000))
                .or(() -> range("dscp", dscp, 0, 63))
                .or(() -> range("ttl", ttl, 1, 255))
                .or(this::portProblem)
                .or(this::synProblem)
                .or(this::familyProblem);
    }

    private Optional<String> portProblem() {
        if (type != ProbeType.TCP_SYN) {
            return port.isPresent()
                    ? Optional.of("a test of type " + type.yangName() + " has no port: leave it out, or choose tcp-syn")
                    : Optional.empty();
        }
        return port.isPresent()
                ? range("port", port.getAsInt(), 1, 65_535)
                : Optional.of("a test of type tcp-syn needs the TCP port that it connects to: name a port");
    }

    private Optional<String> synProblem() {
        if (type != ProbeType.TCP_SYN) {
            return Optional.empty();
        }
        long onTheirWay = spacing.map(s -> Math.min(count, Math.ceilDiv(timeout.toNanos(), s.toNanos())))
                .orElse((long) count);
        return onTheirWay <= MOST_SYNS
                ? Optional.empty()
                : Optional.of("the test could have " + onTheirWay + " SYNs on their way, but they leave from "
                        + MOST_SYNS + " ports: send at most " + MOST_SYNS + ", "
                        + (burst() ? "or at a spacing" : "make the spacing longer, or the timeout shorter"));
    }

    private Optional<String> familyProblem() {
        return sourceAddress
                .filter(a -> a instanceof Inet4Address
                        ? family == Probe.AddressFamily.IPV6
                        : family == Probe.AddressFamily.IPV4)
                .map(a -> "source address " + a.getHostAddress() + " is not of the family asked for: leave one out");
    }

    private static Optional<String> range(String what, long value, long least, long most) {
        return value < least || value > most
                ? Optional.of(what + " is " + value + ", but must be " + least + " to " + most)
                : Optional.empty();
    }

    private static Optional<String> range(String what, Duration value, Duration least, Duration most) {
        return value.compareTo(least) < 0 || value.compareTo(most) > 0
                ? Optional.of(what + " is " + millis(value) + " ms, but must be " + millis(least) + " to "
                        + millis(most) + " ms")
                : Optional.empty();
    }

    private static String millis(Duration value) {
        return BigDecimal.valueOf(value.toNanos())
                .movePointLeft(6)
                .stripTrailingZeros()
                .toPlainString();
    }
}
