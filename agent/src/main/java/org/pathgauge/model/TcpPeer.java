package org.pathgauge.model;

import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The TCP connections between one remote peer and one service, in one direction: a row of the passive measurement.
 *
 * @param index short integer; 1 and 2 are the remainders of inbound and outbound connections, peers follow. Kept while
 *     the row lives and not given to another one before the agent starts again
 * @param direction who opened the connections
 * @param key whose connections; empty for the remainder, which has what is in no other row
 * @param discontinuity when counting began
 * @param active connections that are established now
 * @param totals since the discontinuity
 * @param windows of the lengths that are complete, shortest first
 * @param owner process of the local sockets, of the newest connection; empty when unknown
 */
public record TcpPeer(
        int index,
        Direction direction,
        Optional<Key> key,
        Instant discontinuity,
        long active,
        TcpCounters totals,
        List<TcpWindow> windows,
        Optional<Owner> owner) {

    public TcpPeer {
        windows = List.copyOf(windows);
    }

    /** Who opened a connection. */
    public enum Direction {
        INBOUND("inbound"),
        OUTBOUND("outbound");

        private final String yangName;

        Direction(String yangName) {
            this.yangName = yangName;
        }

        public String yangName() {
            return yangName;
        }
    }

    /**
     * Whose connections a row counts.
     *
     * @param peer remote host, or the configured prefix it lies in
     * @param prefixLength bits of the prefix; 32 or 128 for a host
     * @param port TCP port of the service: the local one of inbound connections, the remote one of outbound ones
     * @param namespace inode number of the local socket's network namespace
     */
    public record Key(InetAddress peer, int prefixLength, int port, long namespace) {}

    /**
     * A process that owns a socket.
     *
     * @param pid as seen in the initial pid namespace
     * @param comm name of its thread, at most 15 octets
     * @param unit systemd unit or container, from its cgroup; empty when neither
     */
    public record Owner(int pid, String comm, String unit) {}

    /** The window of a length, when it is complete. */
    public Optional<TcpWindow> window(WindowLength length) {
        return windows.stream().filter(w -> w.length() == length).findFirst();
    }
}
