package org.pathgauge.snmp.disman;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.pathgauge.model.NetworkInterface;
import org.pathgauge.model.Probe;
import org.pathgauge.model.ProbeType;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.TestPlan;
import org.pathgauge.snmp.mib.PathGaugeMib;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.UnsignedInteger32;
import org.snmp4j.smi.Variable;

/** The columns of pingCtlTable: their numbers, their values for a probe, their defaults. */
final class PingColumns {
    static final int TARGET_TYPE = 3;
    static final int TARGET = 4;
    static final int DATA_SIZE = 5;
    static final int TIMEOUT = 6;
    static final int PROBE_COUNT = 7;
    static final int ADMIN_STATUS = 8;
    static final int DATA_FILL = 9;
    static final int FREQUENCY = 10;
    static final int MAX_ROWS = 11;
    static final int STORAGE_TYPE = 12;
    static final int TRAP_GENERATION = 13;
    static final int PROBE_FAILURE_FILTER = 14;
    static final int TEST_FAILURE_FILTER = 15;
    static final int TYPE = 16;
    static final int DESCR = 17;
    static final int SOURCE_TYPE = 18;
    static final int SOURCE = 19;
    static final int IF_INDEX = 20;
    static final int BYPASS = 21;
    static final int DS_FIELD = 22;
    static final int ROW_STATUS = 23;

    /** InetAddressType (RFC 4001). */
    static final int UNKNOWN = 0;

    static final int IPV4 = 1;
    static final int IPV6 = 2;
    static final int IPV6Z = 4;
    static final int DNS = 16;

    /** pingCtlAdminStatus, and TruthValue. */
    static final int YES = 1;

    static final int NO = 2;

    /** StorageType (RFC 2579). */
    static final int VOLATILE = 2;

    static final int NON_VOLATILE = 3;
    private static final int READ_ONLY = 5;

    /** RowStatus (RFC 2579). */
    static final int ACTIVE = 1;

    static final int NOT_IN_SERVICE = 2;
    static final int NOT_READY = 3;
    static final int CREATE_AND_GO = 4;
    static final int CREATE_AND_WAIT = 5;
    static final int DESTROY = 6;

    /** BITS of pingCtlTrapGeneration. */
    static final int PROBE_FAILURE = 0x80;

    static final int TEST_FAILURE = 0x40;
    static final int TEST_COMPLETION = 0x20;

    static final int IPV4_OCTETS = 4;
    static final int IPV6_OCTETS = 16;

    /** An address and behind it the index of the zone, which on Linux is that of an interface. */
    static final int IPV6Z_OCTETS = 20;

    /** The default of pingCtlTimeOut is longer than that of our own model. */
    static final int TIMEOUT_SECONDS = 3;

    private static final Map<Integer, Variable> DEFAULTS = Map.ofEntries(
            Map.entry(TARGET_TYPE, integer(UNKNOWN)),
            Map.entry(TARGET, new OctetString()),
            Map.entry(DATA_SIZE, unsigned(0)),
            Map.entry(TIMEOUT, unsigned(TIMEOUT_SECONDS)),
            Map.entry(PROBE_COUNT, unsigned(1)),
            Map.entry(ADMIN_STATUS, integer(NO)),
            Map.entry(DATA_FILL, new OctetString(new byte[1])),
            Map.entry(FREQUENCY, unsigned(0)),
            Map.entry(MAX_ROWS, unsigned(50)),
            Map.entry(STORAGE_TYPE, integer(NON_VOLATILE)),
            Map.entry(TRAP_GENERATION, new OctetString(new byte[1])),
            Map.entry(PROBE_FAILURE_FILTER, unsigned(1)),
            Map.entry(TEST_FAILURE_FILTER, unsigned(1)),
            Map.entry(TYPE, PingMib.ICMP_ECHO),
            Map.entry(DESCR, new OctetString()),
            Map.entry(SOURCE_TYPE, integer(UNKNOWN)),
            Map.entry(SOURCE, new OctetString()),
            Map.entry(IF_INDEX, integer(0)),
            Map.entry(BYPASS, integer(NO)),
            Map.entry(DS_FIELD, unsigned(0)));

    private PingColumns() {}

    /** A column of a row that is not active yet. */
    static Variable ofDraft(Map<Integer, Variable> columns, int column) {
        if (column == ROW_STATUS) {
            return integer(complete(columns) ? NOT_IN_SERVICE : NOT_READY);
        }
        Variable set = columns.get(column);
        return set != null ? set : DEFAULTS.get(column);
    }

    /** Whether a row has all that it needs to become active: a target. */
    static boolean complete(Map<Integer, Variable> columns) {
        return target(columns).isPresent();
    }

    /** The target that two columns name; empty when they do not fit each other, or there is none yet. */
    static Optional<String> target(Map<Integer, Variable> columns) {
        return address(ofDraft(columns, TARGET_TYPE).toInt(), (OctetString) ofDraft(columns, TARGET), true);
    }

    /** The text of an InetAddress (RFC 4001); a zone is its number there. */
    static Optional<String> address(int type, OctetString address, boolean names) {
        byte[] octets = address.getValue();
        boolean fits =
                switch (type) {
                    case IPV4 -> octets.length == IPV4_OCTETS;
                    case IPV6 -> octets.length == IPV6_OCTETS;
                    case IPV6Z -> names && octets.length == IPV6Z_OCTETS;
                    case DNS -> names && octets.length > 0;
                    default -> false;
                };
        if (!fits) {
            return Optional.empty();
        }
        if (type == DNS) {
            return Optional.of(new String(octets, StandardCharsets.US_ASCII));
        }
        try {
            String zone = type == IPV6Z ? "%" + ByteBuffer.wrap(octets).getInt(IPV6_OCTETS) : "";
            byte[] plain = type == IPV6Z ? Arrays.copyOf(octets, IPV6_OCTETS) : octets;
            return Optional.of(InetAddress.getByAddress(plain).getHostAddress() + zone);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(octets.length + " octets are an address", e);
        }
    }

    /** A column of a probe. */
    static Variable of(Probe probe, Snapshot snapshot, int resultsKept, int column) {
        Optional<TestPlan> plan = probe.tests();
        return switch (column) {
            case TARGET_TYPE ->
                integer(
                        zone(probe.target()).isPresent()
                                ? IPV6Z
                                : literal(probe.target()).map(PingColumns::type).orElse(DNS));
            case TARGET ->
                literal(probe.target())
                        .map(a -> new OctetString(zone(probe.target())
                                .map(zone -> zoned(a, zone, snapshot))
                                .orElse(a.getAddress())))
                        .orElseGet(() -> text(probe.target()));
            case DATA_SIZE -> unsigned(probe.size());
            case TIMEOUT -> unsigned(seconds(probe.timeout()));
            case PROBE_COUNT -> unsigned(plan.map(TestPlan::count).orElse(1));
            case ADMIN_STATUS -> integer(plan.map(TestPlan::enabled).orElse(probe.enabled()) ? YES : NO);
            case FREQUENCY -> unsigned(seconds(plan.map(TestPlan::frequency).orElse(probe.interval())));
            case MAX_ROWS -> unsigned(plan.map(TestPlan::historyRows).orElse(probe.samples() ? resultsKept : 0));
            case STORAGE_TYPE ->
                integer(plan.map(p -> p.storage() == TestPlan.Storage.VOLATILE ? VOLATILE : NON_VOLATILE)
                        .orElse(READ_ONLY));
            case TRAP_GENERATION -> bits(plan.map(TestPlan::notifyOf));
            case PROBE_FAILURE_FILTER ->
                unsigned(plan.map(TestPlan::probeFailures).orElse(1));
            case TEST_FAILURE_FILTER ->
                unsigned(plan.map(TestPlan::testFailures).orElse(1));
            case TYPE -> probe.type() == ProbeType.ICMP_ECHO ? PingMib.ICMP_ECHO : PathGaugeMib.TCP_SYN;
            case DESCR -> text(plan.map(TestPlan::description).orElse(""));
            case SOURCE_TYPE ->
                integer(probe.sourceAddress().map(PingColumns::type).orElse(UNKNOWN));
            case SOURCE ->
                probe.sourceAddress().map(a -> new OctetString(a.getAddress())).orElseGet(OctetString::new);
            case IF_INDEX ->
                integer(probe.sourceInterface()
                        .flatMap(name -> snapshot.hostInterfaces().stream()
                                .filter(i -> i.name().equals(name))
                                .findFirst())
                        .map(NetworkInterface::ifIndex)
                        .orElse(0));
            case DS_FIELD -> unsigned((long) probe.dscp() << 2);
            case ROW_STATUS -> integer(plan.map(TestPlan::active).orElse(true) ? ACTIVE : NOT_IN_SERVICE);
            default -> DEFAULTS.get(column);
        };
    }

    /** The zone of an IPv6 address, by its interface's name. */
    private static Optional<String> zone(String target) {
        int percent = target.indexOf('%');
        return percent < 0 || literal(target).isEmpty() ? Optional.empty() : Optional.of(target.substring(percent + 1));
    }

    /** An InetAddressIPv6z; an interface that is not there has the zone 0. */
    private static byte[] zoned(InetAddress address, String zone, Snapshot snapshot) {
        int index = snapshot.hostInterfaces().stream()
                .filter(i -> i.name().equals(zone))
                .findFirst()
                .map(NetworkInterface::ifIndex)
                .orElse(0);
        return ByteBuffer.allocate(IPV6Z_OCTETS)
                .put(address.getAddress())
                .putInt(index)
                .array();
    }

    private static Variable bits(Optional<TestPlan.Notify> notify) {
        int bits = notify.map(n -> (n.probeFailure() ? PROBE_FAILURE : 0)
                        | (n.testFailure() ? TEST_FAILURE : 0)
                        | (n.testCompletion() ? TEST_COMPLETION : 0))
                .orElse(0);
        return new OctetString(new byte[] {(byte) bits});
    }

    /** Up to the next second, because 0 would mean something else. */
    private static long seconds(Duration duration) {
        return duration.plusSeconds(1).minusNanos(1).toSeconds();
    }

    /** The address that a target is, without its zone; empty when it is a name. Nothing is looked up. */
    static Optional<InetAddress> literal(String target) {
        boolean v4 = target.chars().allMatch(c -> c == '.' || c >= '0' && c <= '9');
        if (!v4 && target.indexOf(':') < 0) {
            return Optional.empty();
        }
        int zone = target.indexOf('%');
        try {
            return Optional.of(InetAddress.getByName(zone < 0 ? target : target.substring(0, zone)));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    static int type(InetAddress address) {
        return address.getAddress().length == IPV4_OCTETS ? IPV4 : IPV6;
    }

    static Variable integer(int value) {
        return new Integer32(value);
    }

    static Variable unsigned(long value) {
        return new UnsignedInteger32(value);
    }

    static OctetString text(String text) {
        return new OctetString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Whether an identifier is one of our types of probes; what the standard has no name for is ours. */
    static Optional<ProbeType> probeType(OID type) {
        if (type.equals(PingMib.ICMP_ECHO) || type.equals(PathGaugeMib.ICMP_ECHO)) {
            return Optional.of(ProbeType.ICMP_ECHO);
        }
        return type.equals(PathGaugeMib.TCP_SYN) ? Optional.of(ProbeType.TCP_SYN) : Optional.empty();
    }
}
