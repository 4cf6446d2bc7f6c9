package org.pathgauge.probe;

import java.nio.ByteBuffer;
import org.pathgauge.bpf.abi.AbiLayout;
import org.pathgauge.bpf.abi.PayloadLayout;
import org.pathgauge.model.Probe;

/** An ICMP or ICMPv6 echo request with struct pg_payload. */
final class EchoHead implements PacketHead {
    private static final int ICMP_HEADER = 8;
    private static final int LENGTH = ICMP_HEADER + PayloadLayout.SIZE;
    private static final byte ECHO_REQUEST = 8;
    private static final byte ECHO_REQUEST_V6 = (byte) 128;

    private final boolean v6;
    private final short icmpId;
    private final SipHash hash;

    /**
     * @param v6 whether it is ICMPv6
     * @param icmpId identifier of all our echo requests, as a number
     */
    EchoHead(boolean v6, int icmpId, SipHash hash) {
        this.v6 = v6;
        this.icmpId = (short) icmpId;
        this.hash = hash;
    }

    @Override
    public int length() {
        return LENGTH;
    }

    @Override
    public int zeros(Probe probe) {
        return probe.size() - PayloadLayout.SIZE;
    }

    @Override
    public void write(ByteBuffer memory, int at, ProbeSlot slot, int sequence, byte[] source, byte[] target) {
        memory.put(at, v6 ? ECHO_REQUEST_V6 : ECHO_REQUEST);
        memory.put(at + 1, (byte) 0);
        memory.putShort(at + 2, (short) 0);
        memory.putShort(at + 4, icmpId);
        memory.putShort(at + 6, (short) sequence);
        int payload = at + ICMP_HEADER;
        memory.putInt(payload + PayloadLayout.MAGIC, AbiLayout.MAGIC);
        memory.putInt(payload + PayloadLayout.SLOT, slot.slot());
        memory.putInt(payload + PayloadLayout.SEQ, sequence);
        memory.putInt(payload + PayloadLayout.RESERVED, 0);
        memory.putLong(payload + PayloadLayout.TOKEN, hash.token(slot.slot(), sequence));
        if (!v6) {
            // The kernel fills in ICMPv6 checksums only. Zeros behind the head add nothing to the sum.
            memory.putShort(at + 2, PacketHead.complement(PacketHead.sum(memory, at, LENGTH)));
        }
    }
}
