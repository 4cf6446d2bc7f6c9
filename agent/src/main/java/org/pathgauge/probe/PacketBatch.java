package org.pathgauge.probe;

import com.sun.jna.Native;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.pathgauge.bpf.abi.AbiLayout;
import org.pathgauge.bpf.abi.PayloadLayout;
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
 *   48 flags            56 sent length             head      32 bytes  ICMP header, struct pg_payload
 * </pre>
 *
 * What follows the payload is zero and shared by all messages. Not thread-safe.
 */
final class PacketBatch {
    static final int CAPACITY = 128;
    static final int MESSAGE = 64;

    private static final int ADDRESS = 32;
    private static final int IOVECS = 32;
    private static final int CONTROL = 96;
    private static final int HEAD = 32;
    private static final int LARGEST = 65_536;
    private static final int CMSG_HEADER = 16;
    private static final int ICMP_HEADER = 8;
    private static final byte ECHO_REQUEST = 8;
    private static final byte ECHO_REQUEST_V6 = (byte) 128;

    private final boolean v6;
    private final short icmpId;
    private final SipHash hash;
    private final ByteBuffer memory;
    private final ByteBuffer head;
    private final long base;
    private final ProbeSlot[] slots = new ProbeSlot[CAPACITY];
    private final int[] sequences = new int[CAPACITY];
    private int size;

    /**
     * @param v6 whether the packets are ICMPv6
     * @param icmpId identifier of all our echo requests, as a number
     */
    PacketBatch(boolean v6, int icmpId, SipHash hash) {
        this.v6 = v6;
        this.icmpId = (short) icmpId;
        this.hash = hash;
        int perMessage = MESSAGE + ADDRESS + IOVECS + CONTROL + HEAD;
        ByteBuffer all = ByteBuffer.allocateDirect(CAPACITY * perMessage + LARGEST);
        memory = all.order(ByteOrder.nativeOrder());
        head = all.duplicate().order(ByteOrder.BIG_ENDIAN);
        base = com.sun.jna.Pointer.nativeValue(Native.getDirectBufferPointer(all));
        for (int i = 0; i < CAPACITY; i++) {
            prepare(i);
        }
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
        memory.putLong(iovecsAt(i) + 8, HEAD);
        memory.putLong(iovecsAt(i) + 16, base + zerosAt());
        memory.putShort(addressAt(i), (short) (v6 ? Libc.AF_INET6 : Libc.AF_INET));
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
     * @param source address bytes to send from; of length 0 for the kernel's choice
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
        memory.putLong(iovecsAt(i) + 24, probe.size() - PayloadLayout.SIZE);
        memory.putLong(i * MESSAGE + 40, control(i, probe, sourceIndex, source));
        head(i, slot.slot(), sequence);
    }

    private void head(int i, int slot, int sequence) {
        int at = headAt(i);
        head.put(at, v6 ? ECHO_REQUEST_V6 : ECHO_REQUEST);
        head.put(at + 1, (byte) 0);
        head.putShort(at + 2, (short) 0);
        head.putShort(at + 4, icmpId);
        head.putShort(at + 6, (short) sequence);
        int payload = at + ICMP_HEADER;
        head.putInt(payload + PayloadLayout.MAGIC, AbiLayout.MAGIC);
        head.putInt(payload + PayloadLayout.SLOT, slot);
        head.putInt(payload + PayloadLayout.SEQ, sequence);
        head.putInt(payload + PayloadLayout.RESERVED, 0);
        head.putLong(payload + PayloadLayout.TOKEN, hash.token(slot, sequence));
        if (!v6) {
            // The kernel fills in ICMPv6 checksums only. Zeros behind the head add nothing to the sum.
            head.putShort(at + 2, checksum(at));
        }
    }

    private short checksum(int at) {
        int sum = 0;
        for (int i = 0; i < HEAD; i += 2) {
            sum += head.getShort(at + i) & 0xffff;
        }
        sum = (sum & 0xffff) + (sum >>> 16);
        sum = (sum & 0xffff) + (sum >>> 16);
        return (short) ~sum;
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
