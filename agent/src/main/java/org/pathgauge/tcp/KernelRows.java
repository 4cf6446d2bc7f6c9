package org.pathgauge.tcp;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.pathgauge.bpf.MappedArray;
import org.pathgauge.bpf.abi.TcpAbiLayout;
import org.pathgauge.bpf.abi.TcpKeyLayout;
import org.pathgauge.bpf.abi.TcpOwnerLayout;
import org.pathgauge.bpf.abi.TcpRowLayout;
import org.pathgauge.collect.SparseCounts;
import org.pathgauge.model.TcpPeer.Direction;
import org.pathgauge.model.TcpPeer.Key;

/**
 * The rows that the kernel programs count in, see struct pg_tcp_row.
 *
 * <p>What a row holds is taken, not read: each word is exchanged with zero, so that it is counted once whatever the
 * programs do meanwhile, and no 32-bit word ever comes near its end.
 */
final class KernelRows {
    /** Offsets in the order of {@link Counts}. */
    private static final int[] SUMS = {
        TcpRowLayout.OPENED,
        TcpRowLayout.FAILED,
        TcpRowLayout.REFUSED,
        TcpRowLayout.RESET,
        TcpRowLayout.CLOSED,
        TcpRowLayout.OCTETS_IN,
        TcpRowLayout.OCTETS_OUT,
        TcpRowLayout.SEGMENTS_OUT,
        TcpRowLayout.RETRANSMITTED,
        TcpRowLayout.CONNECT_SUM_NS,
        TcpRowLayout.RTT_SUM_NS,
        TcpRowLayout.SESSION_SUM_NS,
    };

    /** Bits of an IPv4 address that is written as an IPv6 one. */
    private static final int MAPPED_BITS = 96;

    private final MappedArray rows;
    private final int[] buckets = new int[TcpAbiLayout.BUCKETS];

    KernelRows(MappedArray rows) {
        this.rows = rows;
    }

    /** The owner of a socket as the kernel tells it. */
    record KernelOwner(int pid, String comm, long cgroup) {}

    int size() {
        return rows.elements();
    }

    /** Monotonic time of what was counted last; 0 when nothing was. */
    long lastNanos(int row) {
        return rows.getLong(row, TcpRowLayout.LAST_NS);
    }

    int active(int row) {
        return rows.getInt(row, TcpRowLayout.ACTIVE);
    }

    void clearActive(int row) {
        if (active(row) != 0) {
            rows.setInt(row, TcpRowLayout.ACTIVE, 0);
        }
    }

    /** The key's bytes, as the index has it. */
    byte[] keyBytes(int row) {
        byte[] key = new byte[TcpKeyLayout.SIZE];
        rows.read(row, TcpRowLayout.KEY, key, 0, key.length);
        return key;
    }

    static Direction direction(byte[] key) {
        return key[TcpKeyLayout.DIRECTION] == TcpAbiLayout.OUTBOUND ? Direction.OUTBOUND : Direction.INBOUND;
    }

    static Key key(byte[] key) {
        ByteBuffer fields = ByteBuffer.wrap(key).order(ByteOrder.nativeOrder());
        byte[] address = new byte[TcpKeyLayout.PEER_LENGTH];
        fields.get(TcpKeyLayout.PEER, address);
        int bits = Byte.toUnsignedInt(key[TcpKeyLayout.BITS]);
        try {
            // An IPv4 address that is mapped into IPv6 becomes an Inet4Address here.
            InetAddress peer = InetAddress.getByAddress(address);
            return new Key(
                    peer,
                    peer instanceof Inet4Address ? bits - MAPPED_BITS : bits,
                    Short.toUnsignedInt(fields.getShort(TcpKeyLayout.PORT)),
                    Integer.toUnsignedLong(fields.getInt(TcpKeyLayout.NETNS)));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("16 bytes are an address", e);
        }
    }

    /** Takes all that was counted since the last time. */
    Counts take(int row) {
        Counts taken = new Counts();
        for (int i = 0; i < Counts.SUMS; i++) {
            if (rows.getLong(row, SUMS[i]) != 0) {
                taken.add(i, rows.exchangeLong(row, SUMS[i], 0));
            }
        }
        take(row, TcpRowLayout.CONNECT, taken.connect());
        take(row, TcpRowLayout.RTT, taken.rtt());
        take(row, TcpRowLayout.SESSION, taken.session());
        taken.lowerRtt(rows.exchangeInt(row, TcpRowLayout.RTT_SLOT_US, 0));
        taken.smoothed(rows.exchangeInt(row, TcpRowLayout.SRTT_US, 0));
        return taken;
    }

    private void take(int row, int histogram, SparseCounts into) {
        rows.readInts(row, histogram, buckets, 0, buckets.length);
        for (int i = 0; i < buckets.length; i++) {
            if (buckets[i] != 0) {
                into.add(i, Integer.toUnsignedLong(rows.exchangeInt(row, histogram + i * Integer.BYTES, 0)));
            }
        }
    }

    /** Least round-trip time of all sockets of the row, µs; 0 when there was none. */
    int rttMinMicros(int row) {
        return rows.getInt(row, TcpRowLayout.RTT_MIN_US);
    }

    /** Changes with the owner; odd while the kernel writes it. */
    int ownerSequence(int row) {
        return rows.getInt(row, TcpRowLayout.OWNER_SEQUENCE);
    }

    /** The newest owner; empty while nobody is known or the kernel is writing. */
    Optional<KernelOwner> owner(int row) {
        int sequence = ownerSequence(row);
        byte[] comm = new byte[TcpAbiLayout.COMM];
        int pid = rows.getInt(row, TcpRowLayout.OWNER + TcpOwnerLayout.PID);
        long cgroup = rows.getLong(row, TcpRowLayout.OWNER + TcpOwnerLayout.CGROUP);
        rows.read(row, TcpRowLayout.OWNER + TcpOwnerLayout.COMM, comm, 0, comm.length);
        if (pid == 0 || (sequence & 1) != 0 || sequence != ownerSequence(row)) {
            return Optional.empty();
        }
        int length = 0;
        while (length < comm.length && comm[length] != 0) {
            length++;
        }
        return Optional.of(new KernelOwner(pid, new String(comm, 0, length, StandardCharsets.UTF_8), cgroup));
    }

    /** Makes a row nobody's. */
    void clear(int row) {
        rows.zero(row);
    }
}
