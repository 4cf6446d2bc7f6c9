package org.pathgauge.snmp.mib;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.pathgauge.model.AddressText;
import org.snmp4j.smi.Counter64;
import org.snmp4j.smi.Gauge32;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.UnsignedInteger32;
import org.snmp4j.smi.Variable;

/** Turns the model's values into the types of PATHGAUGE-MIB. */
public final class Values {
    /** The largest Gauge32, where a gauge stays instead of wrapping (RFC 2578 section 7.1.7). */
    public static final long GAUGE_MAX = 0xffff_ffffL;

    private static final long NANOS_PER_TENTH = 100;
    private static final int NAME_OCTETS = 255;
    private static final int TEXT_OCTETS = 1023;
    private static final int TRUE = 1;
    private static final int FALSE = 2;

    private Values() {}

    public static Optional<Variable> gauge(long value) {
        return Optional.of(new Gauge32(Math.clamp(value, 0, GAUGE_MAX)));
    }

    static Optional<Variable> gauge(OptionalLong value) {
        return value.isPresent() ? gauge(value.getAsLong()) : Optional.empty();
    }

    static Optional<Variable> unsigned(long value) {
        return Optional.of(new UnsignedInteger32(Math.clamp(value, 0, GAUGE_MAX)));
    }

    static Optional<Variable> unsigned(OptionalInt value) {
        return value.isPresent() ? unsigned(value.getAsInt()) : Optional.empty();
    }

    static Optional<Variable> counter(long value) {
        return Optional.of(new Counter64(value));
    }

    static Optional<Variable> integer(int value) {
        return Optional.of(new Integer32(value));
    }

    /** TruthValue of SNMPv2-TC. */
    static Optional<Variable> truth(boolean value) {
        return integer(value ? TRUE : FALSE);
    }

    /** PathGaugeDelay: nanoseconds to tenths of a microsecond, rounded to the nearest. */
    static Optional<Variable> delay(long nanos) {
        return gauge(tenths(nanos));
    }

    static Optional<Variable> delay(OptionalLong nanos) {
        return nanos.isPresent() ? delay(nanos.getAsLong()) : Optional.empty();
    }

    /** PathGaugeSignedDelay: nanoseconds to tenths of a microsecond, rounded to the nearest. */
    static Optional<Variable> signedDelay(OptionalLong nanos) {
        return nanos.isPresent()
                ? integer(Math.clamp(tenths(nanos.getAsLong()), Integer.MIN_VALUE, Integer.MAX_VALUE))
                : Optional.empty();
    }

    /** Tenths of a microsecond, rounded half away from zero, so that opposite delays stay opposite. */
    static long tenths(long nanos) {
        long whole = nanos / NANOS_PER_TENTH;
        long rest = nanos % NANOS_PER_TENTH;
        return whole + (2 * Math.abs(rest) >= NANOS_PER_TENTH ? Long.signum(nanos) : 0);
    }

    /** PathGaugeName. */
    public static Optional<Variable> name(String value) {
        return Optional.of(new OctetString(utf8(value, NAME_OCTETS)));
    }

    /** PathGaugeText. */
    public static Optional<Variable> text(String value) {
        return text(value, TEXT_OCTETS);
    }

    /** A text cut off at a number of octets, between two characters. */
    public static Optional<Variable> text(String value, int octets) {
        return Optional.of(new OctetString(utf8(value, octets)));
    }

    private static byte[] utf8(String value, int limit) {
        byte[] octets = value.getBytes(StandardCharsets.UTF_8);
        if (octets.length <= limit) {
            return octets;
        }
        int end = limit;
        while ((octets[end] & 0xc0) == 0x80) {
            end--;
        }
        return Arrays.copyOf(octets, end);
    }

    /** DateAndTime of SNMPv2-TC, in UTC with the offset said, to a tenth of a second. */
    public static Optional<Variable> time(Instant instant) {
        OffsetDateTime t = instant.atOffset(ZoneOffset.UTC);
        return Optional.of(new OctetString(new byte[] {
            (byte) (t.getYear() >>> 8),
            (byte) t.getYear(),
            (byte) t.getMonthValue(),
            (byte) t.getDayOfMonth(),
            (byte) t.getHour(),
            (byte) t.getMinute(),
            (byte) t.getSecond(),
            (byte) (t.getNano() / 100_000_000),
            '+',
            0,
            0
        }));
    }

    static Optional<Variable> address(InetAddress address) {
        return name(AddressText.of(address));
    }
}
