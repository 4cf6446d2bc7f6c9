package org.pathgauge.bpf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.pathgauge.bpf.Frame.cut;
import static org.pathgauge.bpf.Frame.ethernet;
import static org.pathgauge.bpf.Frame.extension;
import static org.pathgauge.bpf.Frame.join;
import static org.pathgauge.bpf.ProbeBench.AGENT;
import static org.pathgauge.bpf.ProbeBench.AGENT6;
import static org.pathgauge.bpf.ProbeBench.K0;
import static org.pathgauge.bpf.ProbeBench.K1;
import static org.pathgauge.bpf.ProbeBench.SYN_PORT;
import static org.pathgauge.bpf.ProbeBench.TARGET;
import static org.pathgauge.bpf.ProbeBench.TARGET6;

import java.nio.ByteBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pathgauge.bpf.abi.AbiLayout;
import org.pathgauge.bpf.abi.ProbeLayout;
import org.pathgauge.bpf.abi.StampLayout;
import org.pathgauge.bpf.abi.StatsLayout;

/** tcp-syn probes through the programs: what is stamped, what answers, and what poses as an answer. */
class ProbeSynTest {
    private static final int PORT = 443;
    private static final int NEXT_TCP = 6;
    private static final int SYN_ACK = 0x12;
    private static final int RST_ACK = 0x14;
    private static final int ACK = 0x10;

    /** Eight slots: three bits. */
    private static final int SEQUENCE_BITS = 29;

    private static void addProbe(ProbeBench bench, int slot, String target) {
        bench.addProbe(slot, target);
        bench.programs.probes().setByte(slot, ProbeLayout.TYPE, (byte) AbiLayout.TYPE_TCP_SYN);
        bench.programs.probes().write(slot, ProbeLayout.PORT, new byte[] {PORT >> 8, (byte) PORT});
    }

    /** The permutation once more, from its description. */
    private static int number(int slot, int seq) {
        int meaning = slot << SEQUENCE_BITS | seq & (1 << SEQUENCE_BITS) - 1;
        int left = meaning >>> 16;
        int right = meaning & 0xffff;
        for (int round = 0; round < 4; round++) {
            byte[] message = ByteBuffer.allocate(8)
                    .putInt(0xfffffff0 + round)
                    .putInt(right)
                    .array();
            int mixed = left ^ (int) SipHash24.hash(K0, K1, message) & 0xffff;
            left = right;
            right = mixed;
        }
        return left << 16 | right;
    }

    private static int port(int slot, int seq) {
        return SYN_PORT + (slot * 37 + seq & 63);
    }

    private static byte[] summed(byte[] segment, String source, String destination) {
        byte[] pseudo = join(
                Frame.address(source),
                Frame.address(destination),
                ByteBuffer.allocate(8).putInt(segment.length).putInt(NEXT_TCP).array());
        Frame.putShort(segment, 16, ~Frame.sum(join(pseudo, segment)));
        return segment;
    }

    private static byte[] packet(String source, String destination, byte[] extensions, int next, byte[] segment) {
        if (source.indexOf(':') < 0) {
            return Frame.ipv4(source, destination, new byte[0], 0, NEXT_TCP, segment);
        }
        return Frame.ipv6(source, destination, next, join(extensions, segment));
    }

    private static byte[] syn(boolean v6, int slot, int seq, int source) {
        byte[] segment = ByteBuffer.allocate(36)
                .putShort((short) source)
                .putShort((short) PORT)
                .putInt(number(slot, seq))
                .putInt(0)
                .putShort((short) 0x9002)
                .putShort((short) 64240)
                .putInt(0)
                .putInt(0x020405b4)
                .putInt(0x0402080a)
                .putInt(seq)
                .putInt(0)
                .array();
        String from = v6 ? AGENT6 : AGENT;
        String to = v6 ? TARGET6 : TARGET;
        return packet(from, to, new byte[0], NEXT_TCP, summed(segment, from, to));
    }

    private static byte[] answer(String from, int port, int flags, int number, int ourPort) {
        String to = from.indexOf(':') < 0 ? AGENT : AGENT6;
        byte[] segment = ByteBuffer.allocate(20)
                .putShort((short) port)
                .putShort((short) ourPort)
                .putInt(12345)
                .putInt(number + 1)
                .putShort((short) (0x5000 + flags))
                .putShort((short) 64240)
                .putInt(0)
                .array();
        return summed(segment, from, to);
    }

    private static byte[] answer(boolean v6, int slot, int seq, int flags) {
        String from = v6 ? TARGET6 : TARGET;
        byte[] segment = answer(from, PORT, flags, number(slot, seq), port(slot, seq));
        return packet(from, v6 ? AGENT6 : AGENT, new byte[0], NEXT_TCP, segment);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void synAckIsMeasuredAndPassed(boolean xdp) {
        try (ProbeBench bench = new ProbeBench(xdp)) {
            addProbe(bench, 3, TARGET);
            addProbe(bench, 4, TARGET6);
            for (int seq : new int[] {1, 2, -1}) {
                assertEquals(AbiLayout.EGRESS_STAMPED, bench.egress(ethernet(syn(false, 3, seq, port(3, seq)))));
                assertEquals(seq, bench.programs.stamps().getInt(ProbeBench.stamp(3, seq), StampLayout.SEQ));
                assertEquals(AbiLayout.PASS_SYN_ACK, bench.ingress(ethernet(answer(false, 3, seq, SYN_ACK))));
            }
            assertEquals(3, bench.stat(3, StatsLayout.SENT));
            assertEquals(3, bench.stat(3, StatsLayout.RECEIVED));
            assertEquals(AbiLayout.EGRESS_STAMPED, bench.egress(ethernet(syn(true, 4, 7, port(4, 7)))));
            assertEquals(AbiLayout.PASS_SYN_ACK, bench.ingress(ethernet(answer(true, 4, 7, SYN_ACK), 0x8100)));
            assertEquals(1, bench.stat(4, StatsLayout.RECEIVED));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void resetIsARefusalOnce(boolean xdp) {
        try (ProbeBench bench = new ProbeBench(xdp)) {
            addProbe(bench, 3, TARGET);
            bench.egress(ethernet(syn(false, 3, 1, port(3, 1))));
            assertEquals(AbiLayout.PASS_REFUSED, bench.ingress(ethernet(answer(false, 3, 1, RST_ACK))));
            assertEquals(AbiLayout.PASS_REFUSED, bench.ingress(ethernet(answer(false, 3, 1, RST_ACK))));
            assertEquals(1, bench.stat(3, StatsLayout.REFUSED));
            assertEquals(0, bench.stat(3, StatsLayout.RECEIVED));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsNoAnswerIsToldApart(boolean xdp) {
        try (ProbeBench bench = new ProbeBench(xdp)) {
            addProbe(bench, 3, TARGET);
            bench.egress(ethernet(syn(false, 3, 1, port(3, 1))));
            // Truncated, foreign, of a wrong kind.
            byte[] good = ethernet(answer(false, 3, 1, SYN_ACK));
            assertEquals(AbiLayout.PASS_MALFORMED, bench.ingress(cut(good, 14 + 20 + 12)));
            assertEquals(AbiLayout.PASS_OTHER, bench.ingress(ethernet(answer(false, 3, 1, ACK))));
            assertEquals(
                    AbiLayout.PASS_OTHER,
                    bench.ingress(ethernet(packet(
                            TARGET, AGENT, new byte[0], 6, answer(TARGET, PORT, SYN_ACK, number(3, 1), 39_999)))));
            // A header that is shorter than any, and one that is longer than its segment.
            for (int words : new int[] {4, 6}) {
                byte[] segment = answer(TARGET, PORT, words - 5 << 12 | SYN_ACK, number(3, 1), port(3, 1));
                assertEquals(
                        AbiLayout.PASS_MALFORMED,
                        bench.ingress(ethernet(packet(TARGET, AGENT, new byte[0], 6, segment))));
            }
            // A number of ours to another of our ports, and from another host or port.
            assertEquals(
                    AbiLayout.PASS_FORGED,
                    bench.ingress(ethernet(packet(
                            TARGET, AGENT, new byte[0], 6, answer(TARGET, PORT, SYN_ACK, number(3, 1), port(3, 2))))));
            assertEquals(
                    AbiLayout.PASS_FORGED,
                    bench.ingress(ethernet(packet(
                            "192.0.2.9",
                            AGENT,
                            new byte[0],
                            6,
                            answer("192.0.2.9", PORT, SYN_ACK, number(3, 1), port(3, 1))))));
            assertEquals(
                    AbiLayout.PASS_FORGED,
                    bench.ingress(ethernet(packet(
                            TARGET, AGENT, new byte[0], 6, answer(TARGET, 444, SYN_ACK, number(3, 1), port(3, 1))))));
            assertEquals(2, bench.stat(3, StatsLayout.FORGED));
            // Never sent.
            assertEquals(AbiLayout.PASS_STALE, bench.ingress(ethernet(answer(false, 3, 2, SYN_ACK))));
            assertEquals(AbiLayout.PASS_STALE, bench.ingress(ethernet(answer(false, 5, 2, SYN_ACK))));
            // A bit turned over.
            byte[] corrupt = good.clone();
            corrupt[14 + 20 + 15] ^= 1;
            assertEquals(AbiLayout.PASS_CORRUPT, bench.ingress(corrupt));
            assertEquals(1, bench.stat(3, StatsLayout.CORRUPT));
            // And the one that is right, twice.
            assertEquals(AbiLayout.PASS_SYN_ACK, bench.ingress(good));
            assertEquals(AbiLayout.PASS_DUPLICATE, bench.ingress(good));
            assertEquals(1, bench.stat(3, StatsLayout.RECEIVED));
            assertEquals(1, bench.stat(3, StatsLayout.DUPLICATES));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void answersBehindExtensionHeadersAndWithAPartialSumCount(boolean xdp) {
        try (ProbeBench bench = new ProbeBench(xdp)) {
            addProbe(bench, 3, TARGET6);
            bench.egress(ethernet(syn(true, 3, 1, port(3, 1))));
            bench.egress(ethernet(syn(true, 3, 2, port(3, 2))));
            byte[] segment = answer(TARGET6, PORT, SYN_ACK, number(3, 1), port(3, 1));
            byte[] behind = packet(TARGET6, AGENT6, join(extension(60, 1), extension(NEXT_TCP, 2)), 0, segment);
            assertEquals(AbiLayout.PASS_SYN_ACK, bench.ingress(ethernet(behind)));
            byte[] left = answer(TARGET6, PORT, SYN_ACK, number(3, 2), port(3, 2));
            byte[] pseudo = join(
                    Frame.address(TARGET6),
                    Frame.address(AGENT6),
                    ByteBuffer.allocate(8).putInt(20).putInt(NEXT_TCP).array());
            Frame.putShort(left, 16, Frame.sum(pseudo));
            assertEquals(
                    AbiLayout.PASS_SYN_ACK,
                    bench.ingress(ethernet(packet(TARGET6, AGENT6, new byte[0], NEXT_TCP, left))));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void errorThatQuotesEightBytesOfASynTellsItsProbe(boolean xdp) {
        try (ProbeBench bench = new ProbeBench(xdp)) {
            addProbe(bench, 3, TARGET);
            byte[] quote = cut(syn(false, 3, 1, port(3, 1)), 28);
            byte[] error = Frame.ipv4("203.0.113.1", AGENT, new byte[0], Frame.icmp(11, 0, 0, quote));
            assertEquals(AbiLayout.PASS_ICMP_ERROR, bench.ingress(ethernet(error)));
            assertEquals(1, bench.programs.icmpErrors().size());
            byte[] other = quote.clone();
            other[19] ^= 1;
            assertEquals(
                    AbiLayout.PASS_STALE,
                    bench.ingress(
                            ethernet(Frame.ipv4("203.0.113.1", AGENT, new byte[0], Frame.icmp(11, 0, 0, other)))));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void synThatTheAgentDidNotWriteIsNotStamped(boolean xdp) {
        try (ProbeBench bench = new ProbeBench(xdp)) {
            addProbe(bench, 3, TARGET);
            assertEquals(AbiLayout.EGRESS_FORGED, bench.egress(ethernet(syn(false, 3, 1, port(3, 2)))));
            assertEquals(AbiLayout.EGRESS_UNKNOWN, bench.egress(ethernet(syn(false, 5, 1, port(5, 1)))));
            assertEquals(AbiLayout.EGRESS_OTHER, bench.egress(ethernet(syn(false, 3, 1, 39_999))));
            assertEquals(0, bench.stat(3, StatsLayout.SENT));
        }
    }
}
