package org.pathgauge.snmp.mib;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.pathgauge.model.NetworkInterface;
import org.snmp4j.smi.Counter32;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.TimeTicks;
import org.snmp4j.smi.Variable;

/** A table of IF-MIB (RFC 2863) with a row for each interface of the host, by ifIndex. */
abstract class IfRows extends Table<IfRows.Shown> {
    private static final long COUNTER32_MASK = 0xffff_ffffL;

    /** An interface with what its columns need of the snapshot. */
    record Shown(NetworkInterface of, boolean sinceStart) {}

    IfRows(OID entry, List<Column<Shown>> columns) {
        super(entry, columns);
    }

    static Column<Shown> column(int id, String name, Function<NetworkInterface, Optional<Variable>> value) {
        return new Column<>(id, "if" + name, shown -> value.apply(shown.of));
    }

    /** The low half of a counter of 64 bits, which wraps as RFC 2578 section 7.1.6 says. */
    static Optional<Variable> counter32(long value) {
        return Optional.of(new Counter32(value & COUNTER32_MASK));
    }

    /** 0 for what was so before the engine started (RFC 2863: ifLastChange, ifCounterDiscontinuityTime). */
    static Optional<Variable> ticks(Optional<TimeTicks> time) {
        return Optional.of(time.orElseGet(() -> new TimeTicks(0)));
    }

    @Override
    protected Optional<Shown> find(Reading reading, Index index) {
        return index.size() == 1
                ? first(reading, index.floor(0) - 1).filter(shown -> index.is(shown.of.ifIndex()))
                : Optional.empty();
    }

    @Override
    protected Optional<Row<Shown>> after(Reading reading, Index index) {
        return first(reading, index.floor(0)).map(shown -> new Row<>(new int[] {shown.of.ifIndex()}, shown));
    }

    private static Optional<Shown> first(Reading reading, long after) {
        return reading.snapshot()
                .hostInterfaceAfter(after)
                .map(i -> new Shown(
                        i, !i.discontinuity().isAfter(reading.snapshot().started())));
    }
}
