package org.pathgauge.snmp.mib;

import java.util.Optional;
import org.pathgauge.model.TcpPeer;
import org.pathgauge.model.TcpTraffic;

/** Finds TCP rows by the unsigned sub-identifiers of requests, which may exceed every index of ours. */
final class TcpPeers {
    private TcpPeers() {}

    /** The row that the first part of an index names. */
    static Optional<TcpPeer> at(Reading reading, Index index) {
        long wanted = index.floor(0);
        return wanted > Integer.MAX_VALUE
                ? Optional.empty()
                : reading.snapshot().traffic().tcp().peer((int) wanted);
    }

    /** Finds the first row of one peer that lies behind an index. */
    @FunctionalInterface
    interface Rows<T> {
        /**
         * @param behind what is left of the index to lie behind: {@link Index#NONE} for a peer that is behind all of it
         */
        Optional<Table.Row<T>> after(TcpPeer peer, Index behind);
    }

    /** The first row behind an index of a table whose rows are those of one peer after the other. */
    static <T> Optional<Table.Row<T>> after(Reading reading, Index index, Rows<T> rows) {
        TcpTraffic tcp = reading.snapshot().traffic().tcp();
        long floor = Math.max(0, index.floor(0));
        if (floor > Integer.MAX_VALUE) {
            return Optional.empty();
        }
        for (int at = tcp.lowerBound((int) floor); at < tcp.peers().size(); at++) {
            TcpPeer peer = tcp.peers().get(at);
            Optional<Table.Row<T>> row = rows.after(peer, peer.index() > index.floor(0) ? Index.NONE : index);
            if (row.isPresent()) {
                return row;
            }
        }
        return Optional.empty();
    }
}
