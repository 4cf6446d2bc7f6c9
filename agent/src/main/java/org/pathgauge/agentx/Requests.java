package org.pathgauge.agentx;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.pathgauge.agentx.PduReader.Range;
import org.pathgauge.model.Snapshot;
import org.pathgauge.snmp.mib.Found;
import org.pathgauge.snmp.mib.MibTree;
import org.pathgauge.snmp.mib.Reading;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.snmp4j.PDU;
import org.snmp4j.smi.Null;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.Variable;

/** Answers the master's requests to read (RFC 2741 section 7.2.3). Used by one thread. */
final class Requests {
    private static final Logger LOG = LoggerFactory.getLogger(Requests.class);

    /** What a response to GetBulk may be long. The master puts it into one SNMP message, which is shorter. */
    private static final int MAX_BULK_OCTETS = 65_536;

    private final MibTree tree;
    private final Readings readings;

    Requests(MibTree tree, Supplier<Snapshot> snapshots, Duration timeout, LongSupplier nanos) {
        this.tree = tree;
        this.readings = new Readings(snapshots, timeout, nanos);
    }

    /** Lets go of what no request needs any more. */
    void expire() {
        readings.expire();
    }

    /** Answers Get, GetNext or GetBulk; {@code in} is behind the context. */
    void answer(Header request, PduReader in, PduWriter out) throws AgentXException {
        int nonRepeaters = 0;
        int repetitions = 0;
        if (request.type() == Header.GET_BULK) {
            nonRepeaters = in.twoOctets();
            repetitions = in.twoOctets();
        }
        List<Range> ranges = in.ranges();
        out.response(request, PDU.noError, 0);
        try {
            Reading reading = readings.of(request.transactionId());
            switch (request.type()) {
                case Header.GET -> {
                    for (Range range : ranges) {
                        out.variable(range.start(), tree.get(reading, range.start()));
                    }
                }
                case Header.GET_NEXT -> {
                    for (Range range : ranges) {
                        add(out, next(reading, range));
                    }
                }
                default -> bulk(reading, ranges, nonRepeaters, repetitions, out);
            }
        } catch (RuntimeException e) {
            LOG.error("An AgentX request failed", e);
            out.undo();
            out.response(request, PDU.genErr, ranges.isEmpty() ? 0 : 1);
        }
        out.end();
    }

    private static void add(PduWriter out, Found object) {
        out.variable(object.name(), object.value());
    }

    private Found next(Reading reading, Range range) {
        if (range.include()) {
            Variable here = tree.get(reading, range.start());
            if (!here.isException()) {
                return new Found(range.start(), here);
            }
        }
        Optional<Found> found = tree.next(reading, range.start(), oid -> true);
        return found.filter(object -> within(range, object.name()))
                .orElseGet(() -> new Found(range.start(), Null.endOfMibView));
    }

    private static boolean within(Range range, OID oid) {
        return range.end().isEmpty() || oid.compareTo(range.end().get()) < 0;
    }

    private void bulk(Reading reading, List<Range> ranges, int nonRepeaters, int repetitions, PduWriter out) {
        int single = Math.min(nonRepeaters, ranges.size());
        for (Range range : ranges.subList(0, single)) {
            add(out, next(reading, range));
        }
        Range[] row = ranges.subList(single, ranges.size()).toArray(Range[]::new);
        boolean more = row.length > 0;
        for (int repetition = 0; more && repetition < repetitions && out.length() < MAX_BULK_OCTETS; repetition++) {
            more = false;
            for (int column = 0; column < row.length; column++) {
                Found next = next(reading, row[column]);
                add(out, next);
                row[column] = new Range(next.name(), false, row[column].end());
                more |= !next.value().isException();
            }
        }
    }
}
