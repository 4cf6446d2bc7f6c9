package org.pathgauge.probe;

import java.nio.ByteBuffer;
import org.pathgauge.bpf.abi.SynLayout;
import org.pathgauge.model.Probe;

/** The SYN of a tcp-syn probe: struct pg_syn, and nothing behind it. */
final class SynHead implements PacketHead {
    /** Nine words of header, SYN alone. */
    private static final short FLAGS = (short) 0x9002;

    private static final short WINDOW = (short) 64_240;

    /** RFC 9293 section 3.2: kind 2, length 4, then the size. */
    private static final int MSS = 0x0204_0000;

    private static final int MSS_V4 = 1460;
    private static final int MSS_V6 = 1440;

    /** RFC 2018: kind 4, length 2. */
    private static final short SACK_PERMITTED = 0x0402;

    /** RFC 7323 section 3: kind 8, length 10. */
    private static final short TIME_STAMP = 0x080a;

    private final boolean v6;
    private final SynNumbers numbers;

    SynHead(boolean v6, SynNumbers numbers) {
        this.v6 = v6;
        this.numbers = numbers;
    }

    @Override
    public int length() {
        return SynLayout.SIZE;
    }

    @Override
    public int zeros(Probe probe) {
        return 0;
    }

    @Override
    public boolean needsSource() {
        // A raw IPv6 socket makes the checksum itself (RFC 3542 section 3.1), a raw IPv4 one does not.
        return !v6;
    }

    @Override
    public void write(ByteBuffer memory, int at, ProbeSlot slot, int sequence, byte[] source, byte[] target) {
        memory.putShort(at + SynLayout.SOURCE, (short) numbers.port(slot.slot(), sequence));
        memory.putShort(at + SynLayout.DEST, (short) slot.probe().port().orElseThrow());
        memory.putInt(at + SynLayout.SEQ, numbers.number(slot.slot(), sequence));
        memory.putInt(at + SynLayout.ACK, 0);
        memory.putShort(at + SynLayout.FLAGS, FLAGS);
        memory.putShort(at + SynLayout.WINDOW, WINDOW);
        memory.putShort(at + SynLayout.CHECK, (short) 0);
        memory.putShort(at + SynLayout.URGENT, (short) 0);
        memory.putInt(at + SynLayout.MSS, MSS | (v6 ? MSS_V6 : MSS_V4));
        memory.putShort(at + SynLayout.SACK, SACK_PERMITTED);
        memory.putShort(at + SynLayout.TS, TIME_STAMP);
        memory.putInt(at + SynLayout.TS_VALUE, sequence);
        memory.putInt(at + SynLayout.TS_ECHO, 0);
        if (!v6) {
            int pseudo = words(source) + words(target) + Libc.IPPROTO_TCP + SynLayout.SIZE;
            int sum = pseudo + PacketHead.sum(memory, at, SynLayout.SIZE);
            memory.putShort(at + SynLayout.CHECK, PacketHead.complement(sum));
        }
    }

    private static int words(byte[] address) {
        return ((address[0] & 0xff) << 8 | address[1] & 0xff) + ((address[2] & 0xff) << 8 | address[3] & 0xff);
    }
}
