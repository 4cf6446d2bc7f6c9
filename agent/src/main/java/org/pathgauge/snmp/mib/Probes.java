package org.pathgauge.snmp.mib;

import java.util.Optional;
import java.util.function.Predicate;
import org.pathgauge.model.ProbeStats;
import org.pathgauge.model.Snapshot;

/** Finds probes by the unsigned sub-identifiers of requests, which may exceed every index of ours. */
final class Probes {
    private Probes() {}

    /** The probe that the first part of an index names. */
    static Optional<ProbeStats> at(Snapshot snapshot, Index index) {
        long wanted = index.floor(0);
        return wanted > Integer.MAX_VALUE ? Optional.empty() : snapshot.probe((int) wanted);
    }

    /** Position of the first probe whose index is at least {@code floor}. */
    static int from(Snapshot snapshot, long floor) {
        return floor > Integer.MAX_VALUE ? snapshot.probes().size() : snapshot.lowerBound((int) floor);
    }

    /** Finds the first row of one probe that lies behind an index. */
    @FunctionalInterface
    interface Rows<T> {
        /**
         * @param behind what is left of the index to lie behind: {@link Index#NONE} for a probe that is behind all of it
         */
        Optional<Table.Row<T>> after(ProbeStats probe, Index behind);
    }

    /** The first row behind an index of a table whose rows are those of one probe after the other. */
    static <T> Optional<Table.Row<T>> after(Snapshot snapshot, Index index, Rows<T> rows) {
        return after(snapshot, index, probe -> true, rows);
    }

    /**
     * The same, where most probes may have no row.
     *
     * @param worthwhile whether a probe may have one; the first two, of which one has it in a walk, are not asked about
     */
    static <T> Optional<Table.Row<T>> after(
            Snapshot snapshot, Index index, Predicate<ProbeStats> worthwhile, Rows<T> rows) {
        int tried = 0;
        for (int at = from(snapshot, Math.max(0, index.floor(0)));
                at < snapshot.probes().size();
                at++) {
            ProbeStats probe = snapshot.probes().get(at);
            if (tried++ >= 2 && !worthwhile.test(probe)) {
                continue;
            }
            Optional<Table.Row<T>> row = rows.after(probe, probe.probe().index() > index.floor(0) ? Index.NONE : index);
            if (row.isPresent()) {
                return row;
            }
        }
        return Optional.empty();
    }
}
