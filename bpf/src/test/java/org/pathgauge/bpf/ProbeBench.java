package org.pathgauge.bpf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.pathgauge.bpf.abi.AbiLayout;
import org.pathgauge.bpf.abi.BankLayout;
import org.pathgauge.bpf.abi.ClockLayout;
import org.pathgauge.bpf.abi.IfaceLayout;
import org.pathgauge.bpf.abi.ProbeLayout;
import org.pathgauge.bpf.abi.SampleLayout;
import org.pathgauge.bpf.abi.StampLayout;
import org.pathgauge.bpf.abi.StatsLayout;

/** The loaded programs on a test bench: no interface, requests and replies by BPF_PROG_TEST_RUN. */
public final class ProbeBench implements AutoCloseable {
    public static final long K0 = 0x0706050403020100L;
    public static final long K1 = 0x0f0e0d0c0b0a0908L;
    public static final int ID = 0xbeef;
    public static final int SYN_PORT = 40_000;
    public static final int PROBES = 8;
    public static final int STAMPS = 64;
    public static final int BANKS = 4;
    public static final int IFACE = 5;
    public static final String AGENT = "192.0.2.1";
    public static final String TARGET = "198.51.100.7";
    public static final String AGENT6 = "2001:db8::1";
    public static final String TARGET6 = "2001:db8:1::7";
    public static final long TIMEOUT = 5_000_000_000L;

    /** Test runs come from the loopback interface. */
    private static final int IFINDEX = 1;

    private static final int TC_PASS = -1;
    private static final int TC_DROP = 2;
    private static final int XDP_DROP = 1;
    private static final int XDP_PASS = 2;

    /** A raw sample as the ring buffer gave it. */
    record Sample(int slot, int seq, int verdict, long egress, long ingress) {
        long rtt() {
            return Math.max(1, ingress - egress);
        }
    }

    public final ProbePrograms programs;
    private final boolean xdp;

    public ProbeBench(boolean xdp) {
        this.xdp = xdp;
        programs = ProbePrograms.load(
                new ProbePrograms.Setup(PROBES, PROBES * STAMPS, PROBES * BANKS, K0, K1, ID, SYN_PORT));
        announce(IFACE);
        // Just after a slot's begin, so that a test does not meet the slot's end by chance.
        long begin = 1_800_000_000_000_000_000L;
        programs.clock().setLong(0, ClockLayout.WALL_OFFSET_NS, begin - System.nanoTime());
    }

    public void announce(int value) {
        programs.ifaceIndex().setInt(IFINDEX, 0, value);
    }

    public void addProbe(int slot, String target) {
        byte[] address = Frame.address(target);
        MappedArray probes = programs.probes();
        probes.zero(slot);
        probes.write(slot, ProbeLayout.TARGET, address);
        probes.setLong(slot, ProbeLayout.TIMEOUT_NS, TIMEOUT);
        probes.setInt(slot, ProbeLayout.STAMP_BASE, slot * STAMPS);
        probes.setInt(slot, ProbeLayout.STAMP_MASK, STAMPS - 1);
        probes.setInt(slot, ProbeLayout.BANK_BASE, slot * BANKS);
        probes.setInt(slot, ProbeLayout.BANK_MASK, BANKS - 1);
        probes.setByte(slot, ProbeLayout.SAMPLES, (byte) 1);
        probes.setByte(slot, ProbeLayout.FAMILY, (byte) (address.length == 4 ? 2 : 10));
    }

    public static byte[] payload(int slot, int seq, int size) {
        byte[] key = ByteBuffer.allocate(8).putInt(slot).putInt(seq).array();
        return ByteBuffer.allocate(size)
                .putInt(AbiLayout.MAGIC)
                .put(key)
                .putInt(0)
                .putLong(SipHash24.hash(K0, K1, key))
                .array();
    }

    public static byte[] message(int type, int slot, int seq, int size) {
        return Frame.icmp(type, 0, ID << 16 | seq & 0xffff, payload(slot, seq, size));
    }

    public static byte[] request(int slot, int seq) {
        return Frame.ethernet(Frame.ipv4(AGENT, TARGET, new byte[0], message(Frame.ECHO_V4, slot, seq, 56)));
    }

    public static byte[] reply(int slot, int seq) {
        return Frame.ethernet(Frame.ipv4(TARGET, AGENT, new byte[0], message(Frame.REPLY_V4, slot, seq, 56)));
    }

    public static byte[] request6(int slot, int seq) {
        return Frame.ethernet(
                Frame.ipv6(AGENT6, TARGET6, Frame.NEXT_ICMPV6, new byte[0], message(Frame.ECHO_V6, slot, seq, 56)));
    }

    public static byte[] reply6(int slot, int seq) {
        return Frame.ethernet(
                Frame.ipv6(TARGET6, AGENT6, Frame.NEXT_ICMPV6, new byte[0], message(Frame.REPLY_V6, slot, seq, 56)));
    }

    /** Sends a frame through the egress program and returns what it decided. */
    int egress(byte[] frame) {
        long[] before = programs.ifaceCounters(IFACE);
        assertEquals(TC_PASS, programs.egress().testRun(frame, new byte[0], 1).returnValue());
        return onlyRise(before, programs.ifaceCounters(IFACE), IfaceLayout.EGRESS, AbiLayout.EGRESSES);
    }

    /** Receives a frame and returns the verdict, having checked its count, its bytes and the action. */
    int ingress(byte[] frame) {
        long[] before = programs.ifaceCounters(IFACE);
        int action = programs.ingress(xdp).testRun(frame, new byte[0], 1).returnValue();
        long[] after = programs.ifaceCounters(IFACE);
        int verdict = onlyRise(before, after, IfaceLayout.PACKETS, AbiLayout.VERDICTS);
        int bytes = IfaceLayout.BYTES / Long.BYTES + verdict;
        assertEquals(frame.length, after[bytes] - before[bytes], "bytes of verdict " + verdict);
        boolean dropped =
                verdict == AbiLayout.DROP_REPLY || verdict == AbiLayout.DROP_FILTER || verdict == AbiLayout.DROP_RATE;
        assertEquals(xdp ? (dropped ? XDP_DROP : XDP_PASS) : (dropped ? TC_DROP : TC_PASS), action);
        return verdict;
    }

    /** Moves a probe's sending into the past. */
    void age(int slot, int seq, long nanos) {
        int index = stamp(slot, seq);
        long egress = programs.stamps().getLong(index, StampLayout.EGRESS_NS);
        programs.stamps().setLong(index, StampLayout.EGRESS_NS, egress - nanos);
    }

    public static int stamp(int slot, int seq) {
        return slot * STAMPS + (seq & STAMPS - 1);
    }

    long stat(int slot, int offset) {
        return programs.stats().getLong(slot, offset);
    }

    int reordered(int slot) {
        return programs.stats().getInt(slot, StatsLayout.REORDERED);
    }

    /** The number of the one bank of a probe that is in use. */
    int bank(int slot) {
        List<Integer> used = new ArrayList<>();
        for (int i = slot * BANKS; i < (slot + 1) * BANKS; i++) {
            if (programs.banks().getInt(i, BankLayout.SLOT_NUMBER) != 0) {
                used.add(i);
            }
        }
        assertEquals(1, used.size(), "banks in use");
        return used.get(0);
    }

    List<Sample> samples() {
        List<Sample> samples = new ArrayList<>();
        programs.samples()
                .drain(
                        (data, at, length) -> samples.add(new Sample(
                                data.getInt(at + SampleLayout.SLOT),
                                data.getInt(at + SampleLayout.SEQ),
                                data.getInt(at + SampleLayout.VERDICT),
                                data.getLong(at + SampleLayout.EGRESS_NS),
                                data.getLong(at + SampleLayout.INGRESS_NS))),
                        Integer.MAX_VALUE);
        return samples;
    }

    private static int onlyRise(long[] before, long[] after, int offset, int length) {
        int risen = -1;
        for (int i = 0; i < length; i++) {
            int word = offset / Long.BYTES + i;
            if (after[word] != before[word]) {
                assertEquals(-1, risen, "two counters rose");
                assertEquals(1, after[word] - before[word]);
                risen = i;
            }
        }
        return risen;
    }

    @Override
    public void close() {
        programs.close();
    }
}
