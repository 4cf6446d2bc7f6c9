package org.pathgauge.probe;

import com.sun.jna.Native;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.pathgauge.model.Probe;

/**
 * Native memory for the packets of one sendmmsg call, filled in place.
 *
 * <p>Layouts are those of every 64-bit Linux:
 *
 * <pre>
 *   struct mmsghdr, 64 bytes                       per message, beside it
 *    0 name pointer     16 iovec pointer           address   28 bytes  sockaddr_in or sockaddr_in6
 *    8 name length      24 iovec count             iovecs    32 bytes  head, zeros
 *   32 control pointer  40 control length          control   88 bytes  three cmsgs
 *   48 flags            56 sent length             head      40 bytes  as the PacketHead writes it
 * </pre>
 *
 * What follows the head is zero and shared by all messages. Not thread-safe.
 */
final class PacketBatch {
    static final int CAPACITY = 128;
    static final int MESSAGE = 64;

    private static final int ADDRESS = 32;
    private static final int IOVECS = 32;
    private static final int CONTROL = 96;
    static final int HEAD = 40;
    private static final int LARGEST = 65_536;
    private static final int CMSG_HEADER = 16;

    private final boolean v6;
    private final boolean tcp;
    private final PacketHead form;
    private final ByteBuffer memory;
    private final ByteBuffer head;
    private final long base;
    private final ProbeSlot[] slots = new ProbeSlot[CAPACITY];
    private final int[] sequences = new int[CAPACITY];
    private int size;

    private PacketBatch(boolean v6, boolean tcp, PacketHead form) {
        this.v6 = v6;
        this.tcp = tcp;
        this.form = form;
        int perMessage = MESSAGE + ADDRESS + IOVECS + CONTROL + HEAD;
        ByteBuffer all = ByteBuffer.allocateDirect(CAPACITY * perMessage + LARGEST);
        memory = all.order(ByteOrder.nativeOrder());
        head = all.duplicate().order(ByteOrder.BIG_ENDIAN);
        base = com.sun.jna.Pointer.nativeValue(Native.getDirectBufferPointer(all));
        for (int i = 0; i < CAPACITY; i++) {
            prepare(i);
        }
    }

    /** A batch of echo requests. */
    static PacketBatch echo(boolean v6, PacketMarks marks) {
        return new PacketBatch(v6, false, new EchoHead(v6, marks.icmpId(), marks.hash()));
    }

    /** A batch of SYNs. */
    static PacketBatch syn(boolean v6, PacketMarks marks) {
        return new PacketBatch(v6, true, new SynHead(v6, marks.synNumbers()));
    }

    private static int addressAt(int i) {
        return CAPACITY * MESSAGE + i * ADDRESS;
    }

    private static int iovecsAt(int i) {
        return addressAt(CAPACITY) + i * IOVECS;
    }

    private static int controlAt(int i) {
        return iovecsAt(CAPACITY) + i * CONTROL;
    }

    private static int headAt(int i) {
        return controlAt(CAPACITY) + i * HEAD;
    }

    private static int zerosAt() {
        return headAt(CAPACITY);
    }

    /** Writes what never changes: pointers and the message headers' lengths. */
    private void prepare(int i) {
        int message = i * MESSAGE;
        memory.putLong(message, base + addressAt(i));
        memory.putInt(message + 8, v6 ? 28 : 16);
        memory.putLong(message + 16, base + iovecsAt(i));
        memory.putLong(message + 24, 2);
        memory.putLong(message + 32, base + controlAt(i));
        memory.putLong(iovecsAt(i), base + headAt(i));
        memory.putLong(iovecsAt(i) + 8, form.length());
        memory.putLong(iovecsAt(i) + 16, base + zerosAt());
        memory.putShort(addressAt(i), (short) (v6 ? Libc.AF_INET6 : Libc.AF_INET));
    }

    /** Whether it is of IPv6. */
    boolean v6() {
        return v6;
    }

    /** Whether it is of TCP. */
    boolean tcp() {
        return tcp;
    }

    /** Whether {@link #add} needs the source address. */
    boolean needsSource() {
        return form.needsSource();
    }

    int size() {
        return size;
    }

    boolean full() {
        return size == CAPACITY;
    }

    void clear() {
        size = 0;
    }

    ProbeSlot slot(int i) {
        return slots[i];
    }

    int sequence(int i) {
        return sequences[i];
    }

    /** Address of the array of struct mmsghdr. */
    long messages() {
        return base;
    }

    /**
     * Adds a probe packet.
     *
     * @param target address bytes, 4 or 16
     * @param sourceIndex index of the interface to send through, 0 for the routing table's choice
     * @param source address bytes to send from; of length 0 for the kernel's choice, but see {@link #needsSource}
     */
    void add(ProbeSlot slot, int sequence, InetAddress address, byte[] target, int sourceIndex, byte[] source) {
        int i = size++;
        Probe probe = slot.probe();
        slots[i] = slot;
        sequences[i] = sequence;
        memory.put(addressAt(i) + (v6 ? 8 : 4), target);
        if (v6) {
            memory.putInt(addressAt(i) + 24, address instanceof Inet6Address six ? six.getScopeId() : 0);
        }
        memory.putLong(iovecsAt(i) + 24, form.zeros(probe));
        memory.putLong(i * MESSAGE + 40, control(i, probe, sourceIndex, source));
        form.write(head, headAt(i), slot, sequence, source, target);
    }

    /** Writes the control messages; returns their length. */
    private int control(int i, Probe probe, int sourceIndex, byte[] source) {
        int at = controlAt(i);
        int level = v6 ? Libc.IPPROTO_IPV6 : Libc.IPPROTO_IP;
        cmsg(at, Integer.BYTES, level, v6 ? Libc.IPV6_HOPLIMIT : Libc.IP_TTL);
        memory.putInt(at + CMSG_HEADER, probe.ttl());
        cmsg(at + 24, Integer.BYTES, level, v6 ? Libc.IPV6_TCLASS : Libc.IP_TOS);
        memory.putInt(at + 24 + CMSG_HEADER, probe.dscp() << 2);
        if (sourceIndex == 0 && source.length == 0) {
            return 48;
        }
        int data = at + 48 + CMSG_HEADER;
        if (v6) {
            // struct in6_pktinfo: address, index
            cmsg(at + 48, 20, level, Libc.IPV6_PKTINFO);
            memory.putLong(data, 0);
            memory.putLong(data + 8, 0);
            memory.put(data, source);
            memory.putInt(data + 16, sourceIndex);
            return 88;
        }
        // struct in_pktinfo: index, local address, header address
        cmsg(at + 48, 12, level, Libc.IP_PKTINFO);
        memory.putInt(data, sourceIndex);
        memory.putInt(data + 4, 0);
        memory.put(data + 4, source);
        memory.putInt(data + 8, 0);
        return 80;
    }

    private void cmsg(int at, int length, int level, int type) {
        memory.putLong(at, CMSG_HEADER + length);
        memory.putInt(at + 8, level);
        memory.putInt(at + 12, type);
    }
}
