package org.pathgauge.netconf;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import org.pathgauge.credentials.PasswordHash;
import org.pathgauge.model.AddressText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges passwords.
 *
 * <p>Guessing is slow: a source may be wrong five times, and once more each half minute; a source is an IPv4 address or an
 * IPv6 prefix of 64 bits. An unknown user, and one without a password, costs as much time as a known one. One hash is
 * computed at a time, so that guesses take no more than one processor.
 */
final class Passwords {
    static final int WRONG_MAX = 5;

    private static final Logger LOG = LoggerFactory.getLogger(Passwords.class);
    private static final long FORGIVEN_NANOS = 30_000_000_000L;
    private static final int SOURCES_MAX = 1_024;
    private static final int PREFIX_OCTETS = 8;

    /** What a source may still do: wrong passwords, and since when that number holds. */
    private record Allowance(int left, long since) {
        Allowance at(long now) {
            long forgiven = (now - since) / FORGIVEN_NANOS;
            return left + forgiven >= WRONG_MAX
                    ? new Allowance(WRONG_MAX, now)
                    : new Allowance((int) (left + forgiven), since + forgiven * FORGIVEN_NANOS);
        }
    }

    private final Logins logins;
    private final LongSupplier nanos;
    private final Semaphore hashing = new Semaphore(1, true);
    /** The sources that were wrong lately; bounded, the longest silent are forgotten first. */
    private final Map<ByteBuffer, Allowance> sources = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Allowance> eldest) {
            return size() > SOURCES_MAX;
        }
    };

    Passwords(Logins logins, LongSupplier nanos) {
        this.logins = logins;
        this.nanos = nanos;
    }

    /** Whether somebody may log in. May take long. */
    boolean admit(Users users, String user, String password, InetAddress from) {
        ByteBuffer source = source(from);
        if (!take(source)) {
            logins.throttledPassword();
            LOG.warn("Password over SSH from {} not looked at: too many were wrong", AddressText.of(from));
            return false;
        }
        // The hash wipes what it was given.
        byte[] octets = password.getBytes(StandardCharsets.UTF_8);
        boolean right;
        hashing.acquireUninterruptibly();
        try {
            right = PasswordHash.matches(octets, users.passwordHash(user));
        } finally {
            hashing.release();
        }
        if (right) {
            giveBack(source);
        } else {
            logins.wrongPassword();
            LOG.warn("Wrong password over SSH from {}", AddressText.of(from));
        }
        return right;
    }

    private static ByteBuffer source(InetAddress from) {
        byte[] octets = from.getAddress();
        return ByteBuffer.wrap(octets.length > PREFIX_OCTETS ? Arrays.copyOf(octets, PREFIX_OCTETS) : octets);
    }

    /** Takes one from the allowance before the password is judged, so that guesses at once do not count as one. */
    private synchronized boolean take(ByteBuffer source) {
        long now = nanos.getAsLong();
        Allowance allowance =
                sources.getOrDefault(source, new Allowance(WRONG_MAX, now)).at(now);
        boolean any = allowance.left() > 0;
        sources.put(source, any ? new Allowance(allowance.left() - 1, allowance.since()) : allowance);
        return any;
    }

    private synchronized void giveBack(ByteBuffer source) {
        sources.computeIfPresent(source, (s, a) -> new Allowance(Math.min(WRONG_MAX, a.left() + 1), a.since()));
    }
}
