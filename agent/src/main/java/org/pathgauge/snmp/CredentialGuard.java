package org.pathgauge.snmp;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.pathgauge.model.SnmpFaults;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.snmp4j.smi.Address;
import org.snmp4j.smi.TransportIpAddress;

/**
 * Counts messages with wrong credentials and damps the answers to them, by source: an agent that answers each guess is an
 * oracle to who guesses, and an amplifier to whose address is forged.
 *
 * <p>Only such answers are held back. A user with the right keys is answered from the same address all the same. Memory is
 * bounded: of more sources than fit, the one that was quiet longest is forgotten.
 */
final class CredentialGuard {
    /** How many sources are told apart. */
    static final int SOURCES = 1024;

    /** How many wrong messages of one source are answered at once; then one each second. */
    static final int BURST = 10;

    private static final int WORST = 10;
    private static final int PREFIX_OCTETS = 8;
    private static final double NANOS_PER_ANSWER = TimeUnit.SECONDS.toNanos(1);
    private static final long NANOS_PER_LINE = TimeUnit.MINUTES.toNanos(1);
    private static final Logger LOG = LoggerFactory.getLogger(CredentialGuard.class);

    /** What is wrong with a message. */
    enum Fault {
        COMMUNITY,
        USER,
        DIGEST,
        DECRYPTION,
        LEVEL
    }

    private static final class Source {
        private double answers = BURST;
        private long filled;
        private long messages;
    }

    private final LongSupplier nanos;
    private final Map<InetAddress, Source> sources = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<InetAddress, Source> eldest) {
            return size() > SOURCES;
        }
    };
    private final long[] counts = new long[Fault.values().length];
    private long unanswered;
    private long logged;
    private long loggedAt;

    CredentialGuard(LongSupplier nanos) {
        this.nanos = nanos;
        this.loggedAt = nanos.getAsLong() - NANOS_PER_LINE;
    }

    /**
     * Counts a message.
     *
     * @return whether it may be answered
     */
    synchronized boolean failed(Address peer, Fault fault) {
        counts[fault.ordinal()]++;
        long now = nanos.getAsLong();
        Source source = sources.computeIfAbsent(prefix(peer), p -> new Source());
        source.messages++;
        if (source.messages > 1) {
            source.answers = Math.min(BURST, source.answers + (now - source.filled) / NANOS_PER_ANSWER);
        }
        source.filled = now;
        boolean answer = source.answers >= 1;
        if (answer) {
            source.answers--;
        } else {
            unanswered++;
        }
        return answer;
    }

    /** Who has one IPv6 address has its whole prefix. */
    private static InetAddress prefix(Address peer) {
        InetAddress address =
                peer instanceof TransportIpAddress ip ? ip.getInetAddress() : InetAddress.getLoopbackAddress();
        if (!(address instanceof Inet6Address)) {
            return address;
        }
        byte[] octets = address.getAddress();
        Arrays.fill(octets, PREFIX_OCTETS, octets.length, (byte) 0);
        try {
            return InetAddress.getByAddress(octets);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an IPv6 address has 16 octets", e);
        }
    }

    /** Writes what came since the last line into the log, once a minute at most. Called each tick. */
    void tick() {
        SnmpFaults faults = faults();
        long now = nanos.getAsLong();
        if (faults.total() == logged || now - loggedAt < NANOS_PER_LINE) {
            return;
        }
        LOG.warn(
                "SNMP: {} messages with wrong credentials, {} in all (community {}, user {}, authentication {}, privacy {},"
                        + " too little security {}), {} of them not answered; most from {}",
                faults.total() - logged,
                faults.total(),
                faults.communities(),
                faults.users(),
                faults.digests(),
                faults.decryptions(),
                faults.levels(),
                faults.unanswered(),
                faults.sources().stream()
                        .findFirst()
                        .map(SnmpFaults.Source::address)
                        .orElse("nobody"));
        logged = faults.total();
        loggedAt = now;
    }

    /** What was counted. */
    synchronized SnmpFaults faults() {
        List<SnmpFaults.Source> worst = sources.entrySet().stream()
                .sorted(Comparator.comparingLong((Map.Entry<InetAddress, Source> e) -> -e.getValue().messages))
                .limit(WORST)
                .map(e -> new SnmpFaults.Source(text(e.getKey()), e.getValue().messages))
                .toList();
        return new SnmpFaults(
                counts[Fault.COMMUNITY.ordinal()],
                counts[Fault.USER.ordinal()],
                counts[Fault.DIGEST.ordinal()],
                counts[Fault.DECRYPTION.ordinal()],
                counts[Fault.LEVEL.ordinal()],
                unanswered,
                worst);
    }

    private static String text(InetAddress address) {
        return address instanceof Inet6Address ? address.getHostAddress() + "/64" : address.getHostAddress();
    }
}
