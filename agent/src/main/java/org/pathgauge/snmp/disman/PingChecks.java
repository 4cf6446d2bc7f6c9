package org.pathgauge.snmp.disman;

import java.util.function.IntPredicate;
import org.pathgauge.snmp.set.Assignment;
import org.pathgauge.snmp.set.SetException;
import org.pathgauge.snmp.set.TextLeaf;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.UnsignedInteger32;

/** What can be said of the value of one column of pingCtlTable alone: its type, length and range. */
final class PingChecks {
    private static final long MOST_DATA = 65_507;
    private static final long MOST_SECONDS = 60;
    private static final long MOST_PROBES = 15;
    private static final long MOST_ROWS = 1_000;
    private static final int MOST_FILL = 1_024;
    private static final int MOST_TEXT = 255;
    private static final int ECN = 3;
    private static final int ALL_BITS =
            PingColumns.PROBE_FAILURE | PingColumns.TEST_FAILURE | PingColumns.TEST_COMPLETION;

    private PingChecks() {}

    /** Checks a value in the order of RFC 3416 section 4.2.5: type, length, value. */
    static void check(int column, Assignment a) throws SetException {
        switch (column) {
            case PingColumns.TARGET_TYPE ->
                integer(
                        a,
                        t -> t == PingColumns.UNKNOWN
                                || t == PingColumns.IPV4
                                || t == PingColumns.IPV6
                                || t == PingColumns.IPV6Z
                                || t == PingColumns.DNS,
                        "unknown(0), ipv4(1), ipv6(2), ipv6z(4) or dns(16); IPv4 has no zones here");
            case PingColumns.SOURCE_TYPE ->
                integer(
                        a,
                        t -> t == PingColumns.UNKNOWN || t == PingColumns.IPV4 || t == PingColumns.IPV6,
                        "unknown(0), ipv4(1) or ipv6(2)");
            case PingColumns.TARGET, PingColumns.SOURCE -> octets(a, MOST_TEXT);
            case PingColumns.DATA_SIZE -> unsigned(a, 0, MOST_DATA);
            case PingColumns.TIMEOUT -> unsigned(a, 1, MOST_SECONDS);
            case PingColumns.PROBE_COUNT -> unsigned(a, 1, MOST_PROBES);
            case PingColumns.ADMIN_STATUS -> yesOrNo(a, "enabled(1) or disabled(2)");
            case PingColumns.DATA_FILL -> octets(a, MOST_FILL);
            case PingColumns.FREQUENCY -> unsigned(a, 0, 0xffff_ffffL);
            case PingColumns.MAX_ROWS -> unsigned(a, 0, MOST_ROWS);
            case PingColumns.STORAGE_TYPE ->
                integer(
                        a,
                        s -> s == PingColumns.VOLATILE || s == PingColumns.NON_VOLATILE,
                        "volatile(2) or nonVolatile(3)");
            case PingColumns.TRAP_GENERATION -> bits(a);
            case PingColumns.PROBE_FAILURE_FILTER, PingColumns.TEST_FAILURE_FILTER -> unsigned(a, 0, MOST_PROBES);
            case PingColumns.TYPE -> type(a);
            case PingColumns.DESCR -> TextLeaf.text(a, octets(a, MOST_TEXT));
            case PingColumns.IF_INDEX -> integer(a, i -> i >= 0, "an ifIndex, or 0 for none");
            case PingColumns.BYPASS -> {
                yesOrNo(a, "true(1) or false(2)");
                if (a.value().toInt() == PingColumns.YES) {
                    throw SetException.wrongValue(
                            a, "packets always follow the routes; name an interface by pingCtlIfIndex instead");
                }
            }
            case PingColumns.DS_FIELD -> {
                unsigned(a, 0, 0xff);
                if ((a.value().toInt() & ECN) != 0) {
                    throw SetException.wrongValue(
                            a, "the two lowest bits are not part of the DSCP (RFC 3168) and must be 0");
                }
            }
            case PingColumns.ROW_STATUS ->
                integer(
                        a,
                        s -> s >= PingColumns.ACTIVE && s <= PingColumns.DESTROY && s != PingColumns.NOT_READY,
                        "active(1), notInService(2), createAndGo(4), createAndWait(5) or destroy(6)");
            default -> throw SetException.notWritable(a, "pingCtlTable has no such column that can be written");
        }
    }

    private static void integer(Assignment a, IntPredicate allowed, String values) throws SetException {
        if (!(a.value() instanceof Integer32 value)) {
            throw SetException.wrongType(a, "the column is an INTEGER");
        }
        if (!allowed.test(value.getValue())) {
            throw SetException.wrongValue(a, value + " is not supported here: " + values);
        }
    }

    private static void yesOrNo(Assignment a, String values) throws SetException {
        integer(a, v -> v == PingColumns.YES || v == PingColumns.NO, values);
    }

    private static void unsigned(Assignment a, long least, long most) throws SetException {
        // Gauge32 and Unsigned32 are one type on the wire (RFC 2578 section 7.1.11); the library has a class for each.
        if (!(a.value() instanceof UnsignedInteger32 value) || value.getSyntax() != UNSIGNED_SYNTAX) {
            throw SetException.wrongType(a, "the column is an Unsigned32");
        }
        if (value.getValue() < least || value.getValue() > most) {
            throw SetException.wrongValue(a, value + " is not in the range " + least + ".." + most);
        }
    }

    private static final int UNSIGNED_SYNTAX = new UnsignedInteger32().getSyntax();

    private static OctetString octets(Assignment a, int most) throws SetException {
        if (!(a.value() instanceof OctetString value)) {
            throw SetException.wrongType(a, "the column is an OCTET STRING");
        }
        if (value.length() > most) {
            throw SetException.wrongLength(a, "the column has at most " + most + " octets");
        }
        return value;
    }

    private static void bits(Assignment a) throws SetException {
        byte[] octets = octets(a, MOST_TEXT).getValue();
        for (int i = 0; i < octets.length; i++) {
            if ((octets[i] & 0xff & ~(i == 0 ? ALL_BITS : 0)) != 0) {
                throw SetException.wrongValue(a, "only the bits 0, 1 and 2 have a meaning");
            }
        }
    }

    private static void type(Assignment a) throws SetException {
        if (!(a.value() instanceof OID type)) {
            throw SetException.wrongType(a, "the column is an OBJECT IDENTIFIER");
        }
        if (PingColumns.probeType(type).isEmpty()) {
            throw SetException.wrongValue(
                    a, "this type of probe is not known here: use pingIcmpEcho, pathGaugeIcmpEcho or pathGaugeTcpSyn");
        }
    }
}
