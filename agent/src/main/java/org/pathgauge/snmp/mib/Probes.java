package org.pathgauge.snmp.mib;

import java.util.Optional;
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
}
