package org.pathgauge.probe;

import java.nio.ByteBuffer;
import org.pathgauge.model.Probe;

/** What stands behind the IP header of a probe's packet: the form of one probe type in one address family. */
interface PacketHead {
    /** Octets that {@link #write} writes; at most {@value PacketBatch#HEAD}. */
    int length();

    /** Octets of zeros that follow. */
    int zeros(Probe probe);

    /**
     * Writes the head.
     *
     * @param memory big endian
     * @param at where in memory
     * @param source address bytes that the packet goes out from, known if {@link #needsSource}
     * @param target address bytes
     */
    void write(ByteBuffer memory, int at, ProbeSlot slot, int sequence, byte[] source, byte[] target);

    /** Whether the packet's source address must be known: its checksum covers it, and the kernel does not make it. */
    default boolean needsSource() {
        return false;
    }

    /** The ones' complement sum of 16-bit words, not complemented, RFC 1071. */
    static int sum(ByteBuffer memory, int at, int length) {
        int sum = 0;
        for (int i = 0; i < length; i += Short.BYTES) {
            sum += memory.getShort(at + i) & 0xffff;
        }
        return sum;
    }

    /** The checksum field that goes with a sum. */
    static short complement(int sum) {
        int folded = (sum & 0xffff) + (sum >>> 16);
        folded = (folded & 0xffff) + (folded >>> 16);
        return (short) ~folded;
    }
}
