package org.pathgauge.snmp.disman;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.pathgauge.model.Probe;
import org.pathgauge.model.ProbeResult;
import org.pathgauge.model.ProbeStats;
import org.pathgauge.model.ProbeType;
import org.pathgauge.model.TestSeries;
import org.pathgauge.model.TestSeries.Fate;
import org.pathgauge.model.TestSeries.Packet;
import org.pathgauge.snmp.mib.Reading;
import org.pathgauge.snmp.mib.Values;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.Variable;

/** pingProbeHistoryTable: of a probe with tests the packets of its tests, of any other its newest results. */
final class PingHistoryTable extends PingTable {
    private static final int RESPONSE = 2;
    private static final int STATUS = 3;
    private static final int LAST_RC = 4;
    private static final int TIME = 5;

    /** OperationResponseStatus of RFC 4560. */
    private static final int RESPONSE_RECEIVED = 1;

    private static final int UNKNOWN = 2;
    private static final int INTERNAL_ERROR = 3;
    private static final int REQUEST_TIMED_OUT = 4;
    private static final int UNABLE_TO_RESOLVE_DNS_NAME = 10;

    /** Types of ICMP (RFC 792) and ICMPv6 (RFC 4443). */
    private static final int ECHO_REPLY = 0;

    private static final int ECHO_REPLY_V6 = 129;
    private static final long LAST_INDEX = 0xffff_ffffL;

    PingHistoryTable(PingRows rows) {
        super(PingMib.HISTORY_ENTRY, RESPONSE, TIME, rows);
    }

    private static List<Packet> packets(Reading reading, PingRows.Row row) {
        if (row.probe().isEmpty()) {
            return List.of();
        }
        Probe probe = row.probe().get();
        return probe.tests().isPresent()
                ? rising(reading.snapshot()
                        .tests(probe.name())
                        .map(TestSeries::history)
                        .orElse(List.of()))
                : reading.snapshot()
                        .probe(probe.index())
                        .map(PingHistoryTable::results)
                        .orElse(List.of());
    }

    /** By rising index, also while the newest have begun at 1 again. */
    private static List<Packet> rising(List<Packet> packets) {
        if (packets.isEmpty() || packets.getFirst().index() < packets.getLast().index()) {
            return packets;
        }
        return packets.stream().sorted(Comparator.comparingLong(Packet::index)).toList();
    }

    private static List<Packet> results(ProbeStats stats) {
        List<Packet> packets = new ArrayList<>();
        for (ProbeResult result : stats.windows().results()) {
            Fate fate =
                    switch (result.outcome()) {
                        case RECEIVED -> Fate.RECEIVED;
                        case REFUSED -> Fate.REFUSED;
                        case LATE, LOST -> Fate.LOST;
                    };
            long nanos = fate == Fate.LOST
                    ? stats.probe().timeout().toNanos()
                    : result.rttNanos().orElse(0);
            // Sequence numbers begin at 0, indexes at 1.
            long index = result.sequence() == LAST_INDEX ? LAST_INDEX : result.sequence() + 1;
            packets.add(new Packet(
                    index, fate, OptionalLong.of(nanos), result.sent().plusNanos(nanos)));
        }
        return rising(packets);
    }

    @Override
    Optional<Variable> value(Reading reading, PingRows.Row row, int column, OID rest) {
        if (rest.size() != 1) {
            return Optional.empty();
        }
        List<Packet> packets = packets(reading, row);
        int at = atOrBehind(packets, rest.getUnsigned(0));
        return at < packets.size() && packets.get(at).index() == rest.getUnsigned(0)
                ? value(row.probe().orElseThrow(), packets.get(at), column)
                : Optional.empty();
    }

    private static Optional<Variable> value(Probe probe, Packet packet, int column) {
        return switch (column) {
            case RESPONSE ->
                packet.nanos().isPresent()
                        ? PingResultsTable.millis(packet.nanos())
                        : Optional.of(PingColumns.unsigned(0));
            case STATUS ->
                Optional.of(new Integer32(
                        switch (packet.fate()) {
                            case RECEIVED -> RESPONSE_RECEIVED;
                            case LOST -> REQUEST_TIMED_OUT;
                            case REFUSED -> UNKNOWN;
                            case UNSENT -> INTERNAL_ERROR;
                            case UNRESOLVED -> UNABLE_TO_RESOLVE_DNS_NAME;
                        }));
            case LAST_RC -> Optional.of(new Integer32(replyCode(probe, packet)));
            default -> Values.time(packet.time());
        };
    }

    /** The type of the ICMP message that answered; 0 also where the method has no codes or nothing answered. */
    private static int replyCode(Probe probe, Packet packet) {
        boolean v6 = PingColumns.literal(probe.target())
                .map(a -> PingColumns.type(a) == PingColumns.IPV6)
                .orElse(probe.family() == Probe.AddressFamily.IPV6);
        return packet.fate() == Fate.RECEIVED && probe.type() == ProbeType.ICMP_ECHO && v6 ? ECHO_REPLY_V6 : ECHO_REPLY;
    }

    @Override
    Optional<OID> restAfter(Reading reading, PingRows.Row row, OID rest) {
        List<Packet> packets = packets(reading, row);
        int at = rest.size() == 0 ? 0 : atOrBehind(packets, rest.getUnsigned(0));
        if (at < packets.size() && rest.size() > 0 && packets.get(at).index() == rest.getUnsigned(0)) {
            at++;
        }
        return rest(packets, at);
    }

    @Override
    Optional<OID> firstRest(Reading reading, PingRows.Row row) {
        return rest(packets(reading, row), 0);
    }

    private static Optional<OID> rest(List<Packet> packets, int at) {
        return at < packets.size()
                ? Optional.of(new OID(new int[] {(int) packets.get(at).index()}))
                : Optional.empty();
    }

    private static int atOrBehind(List<Packet> packets, long index) {
        int low = 0;
        int high = packets.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (packets.get(middle).index() < index) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
