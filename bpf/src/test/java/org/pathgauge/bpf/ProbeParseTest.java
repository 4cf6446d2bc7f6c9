package org.pathgauge.bpf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pathgauge.bpf.abi.AbiLayout;
import org.pathgauge.bpf.abi.IfaceLayout;
import org.pathgauge.bpf.abi.StatsLayout;

/** Where the ICMP header is found, and that what cannot be read is passed; at both hooks. */
class ProbeParseTest {
    private static final int HOP_BY_HOP = 0;
    private static final int ROUTING = 43;
    private static final int AUTHENTICATION = 51;
    private static final int DESTINATION = 60;
    private static final int TCP = 6;
    private static final int MORE_FRAGMENTS = 0x2000;
    private static final byte[] NONE = {};

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void findsRepliesBehindTagsOptionsAndExtensionHeaders(boolean xdp) {
        try (ProbeBench bench = bench(xdp)) {
            byte[] v4 = v4(NONE, reply4(1));
            matched(bench, 1, Frame.ethernet(v4, 0x8100));
            matched(bench, 2, Frame.ethernet(v4(NONE, reply4(2)), 0x88a8, 0x8100));
            matched(bench, 3, Frame.ethernet(v4(new byte[40], reply4(3)), 0x88a8, 0x8100));
            matched(bench, 4, Frame.ethernet(v4(new byte[4], reply4(4))));
            matched6(bench, 5, v6(HOP_BY_HOP, Frame.extension(Frame.NEXT_ICMPV6, 1), reply6(5)));
            byte[] several = Frame.join(
                    Frame.extension(ROUTING, 1),
                    Frame.extension(DESTINATION, 3),
                    Frame.extension(Frame.NEXT_ICMPV6, 32));
            matched6(bench, 6, v6(HOP_BY_HOP, several, reply6(6)));
            byte[] authenticated = new byte[24];
            authenticated[0] = Frame.NEXT_ICMPV6;
            authenticated[1] = 4;
            matched6(bench, 7, v6(AUTHENTICATION, authenticated, reply6(7)));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void packetsOfInterfacesWithoutEthernetBeginWithTheIpHeader(boolean xdp) {
        try (ProbeBench bench = bench(xdp)) {
            bench.announce(ProbeBench.IFACE | AbiLayout.IFACE_L3);
            assertEquals(AbiLayout.EGRESS_STAMPED, bench.egress(Frame.cutFront(ProbeBench.request(0, 1), 14)));
            assertEquals(AbiLayout.DROP_REPLY, bench.ingress(v4(NONE, reply4(1))));
            bench.egress(Frame.cutFront(ProbeBench.request6(1, 2), 14));
            assertEquals(AbiLayout.DROP_REPLY, bench.ingress(v6(Frame.NEXT_ICMPV6, NONE, reply6(2))));
            assertEquals(AbiLayout.PASS_MALFORMED, bench.ingress(new byte[40]));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void fragmentsAreNeverLookedInto(boolean xdp) {
        try (ProbeBench bench = bench(xdp)) {
            bench.egress(ProbeBench.request(0, 1));
            for (int fragment : new int[] {MORE_FRAGMENTS, 1, 185, MORE_FRAGMENTS | 185}) {
                byte[] ip = Frame.ipv4(ProbeBench.TARGET, ProbeBench.AGENT, NONE, fragment, 1, reply4(1));
                assertEquals(AbiLayout.PASS_FRAGMENT, bench.ingress(Frame.ethernet(ip)));
            }
            byte[] dontFragment = Frame.ipv4(ProbeBench.TARGET, ProbeBench.AGENT, NONE, 0x4000, TCP, new byte[20]);
            assertEquals(AbiLayout.PASS_OTHER, bench.ingress(Frame.ethernet(dontFragment)));
            byte[] header = Frame.extension(Frame.NEXT_ICMPV6, 1);
            byte[] direct = v6(Frame.NEXT_FRAGMENT, header, reply6(1));
            assertEquals(AbiLayout.PASS_FRAGMENT, bench.ingress(Frame.ethernet(direct)));
            byte[] behind = v6(HOP_BY_HOP, Frame.join(Frame.extension(Frame.NEXT_FRAGMENT, 1), header), reply6(1));
            assertEquals(AbiLayout.PASS_FRAGMENT, bench.ingress(Frame.ethernet(behind)));
            assertEquals(0, bench.stat(0, StatsLayout.RECEIVED));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsNotOursIsPassed(boolean xdp) {
        try (ProbeBench bench = bench(xdp)) {
            byte[] arp = new byte[60];
            Frame.putShort(arp, 12, 0x0806);
            assertEquals(AbiLayout.PASS_OTHER, bench.ingress(arp));
            byte[] tcp = Frame.ipv4(ProbeBench.TARGET, ProbeBench.AGENT, NONE, 0, TCP, new byte[20]);
            assertEquals(AbiLayout.PASS_OTHER, bench.ingress(Frame.ethernet(tcp)));
            assertEquals(AbiLayout.PASS_OTHER, bench.ingress(Frame.ethernet(tcp, 0x88a8, 0x8100, 0x8100)));
            assertEquals(AbiLayout.PASS_OTHER, bench.ingress(ProbeBench.request(0, 1)), "a request");
            byte[] foreign = ProbeBench.message(Frame.REPLY_V4, 0, 1, 56);
            foreign[4] ^= 1;
            assertEquals(AbiLayout.PASS_OTHER, bench.ingress(Frame.ethernet(v4(NONE, foreign))), "identifier");
            byte[] nine = Frame.extension(Frame.NEXT_ICMPV6, 1);
            for (int i = 0; i < 8; i++) {
                nine = Frame.join(Frame.extension(DESTINATION, 1), nine);
            }
            assertEquals(AbiLayout.PASS_OTHER, bench.ingress(Frame.ethernet(v6(DESTINATION, nine, reply6(1)))));
            byte[] badVersion = v4(NONE, reply4(1));
            badVersion[0] = 0x35;
            assertEquals(AbiLayout.PASS_MALFORMED, bench.ingress(ethernet4(badVersion)));
            badVersion[0] = 0x44;
            assertEquals(AbiLayout.PASS_MALFORMED, bench.ingress(ethernet4(badVersion)));
            badVersion[0] = 0x45;
            Frame.putShort(badVersion, 2, 19);
            assertEquals(AbiLayout.PASS_MALFORMED, bench.ingress(ethernet4(badVersion)));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void paddingOfShortFramesIsNoPartOfTheMessage(boolean xdp) {
        try (ProbeBench bench = bench(xdp)) {
            bench.egress(ProbeBench.request(0, 1));
            byte[] message = ProbeBench.message(Frame.REPLY_V4, 0, 1, 24);
            byte[] frame = Frame.ethernet(v4(NONE, message));
            byte[] padded = Arrays.copyOf(frame, frame.length + 10);
            Arrays.fill(padded, frame.length, padded.length, (byte) 0xee);
            assertEquals(AbiLayout.DROP_REPLY, bench.ingress(padded));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void everyTruncationIsPassed(boolean xdp) {
        try (ProbeBench bench = bench(xdp)) {
            bench.egress(ProbeBench.request(0, 1));
            bench.egress(ProbeBench.request6(1, 1));
            byte[][] frames = {
                Frame.ethernet(v4(new byte[8], reply4(1)), 0x88a8, 0x8100),
                Frame.ethernet(v6(HOP_BY_HOP, Frame.extension(Frame.NEXT_ICMPV6, 2), reply6(1)), 0x8100),
            };
            Set<Integer> verdicts = new TreeSet<>();
            for (byte[] frame : frames) {
                for (int length = 15; length < frame.length; length++) {
                    verdicts.add(bench.ingress(Frame.cut(frame, length)));
                    assertEquals(AbiLayout.EGRESS_OTHER, bench.egress(Frame.cut(frame, length)));
                }
            }
            assertEquals(Set.of(AbiLayout.PASS_CORRUPT, AbiLayout.PASS_MALFORMED), verdicts);
            assertEquals(0, bench.stat(0, StatsLayout.RECEIVED) + bench.stat(1, StatsLayout.RECEIVED));
            assertTrue(bench.stat(0, StatsLayout.CORRUPT) > 0);
            assertEquals(AbiLayout.DROP_REPLY, bench.ingress(frames[0]));
            assertEquals(AbiLayout.DROP_REPLY, bench.ingress(frames[1]));
        }
    }

    @Test
    void mergedSegmentsCountAsThePacketsOfTheWire() {
        try (ProbeBench bench = bench(false)) {
            byte[] tcp = new byte[32 + 3000];
            tcp[12] = (byte) (32 / 4 << 4);
            byte[] frame = Frame.ethernet(Frame.ipv4(ProbeBench.TARGET, ProbeBench.AGENT, NONE, 0, TCP, tcp));
            receiveMerged(bench, frame, 3);
            assertEquals(3, count(bench, IfaceLayout.PACKETS, AbiLayout.PASS_OTHER));
            assertEquals(frame.length + 2 * (14 + 20 + 32), count(bench, IfaceLayout.BYTES, AbiLayout.PASS_OTHER));
        }
    }

    /** Beyond 64 KiB; a test run's packet is shorter, but states its length no better. */
    @Test
    void segmentsThatAreMergedWithoutALengthAreAsLongAsTheirBuffer() {
        try (ProbeBench bench = bench(false)) {
            byte[] tcp = new byte[32 + 3000];
            tcp[12] = (byte) (32 / 4 << 4);
            byte[] alone =
                    Frame.withoutLength(Frame.ethernet(Frame.ipv6(ProbeBench.TARGET6, ProbeBench.AGENT6, TCP, tcp)));
            byte[] jumbo = {TCP, 0, (byte) 0xc2, 4, 0, 0, 0x0b, (byte) 0xe0};
            byte[] behindOption = Frame.withoutLength(Frame.ethernet(
                    Frame.ipv6(ProbeBench.TARGET6, ProbeBench.AGENT6, HOP_BY_HOP, Frame.join(jumbo, tcp))));
            byte[] v4 = Frame.withoutLength(
                    Frame.ethernet(Frame.ipv4(ProbeBench.TARGET, ProbeBench.AGENT, NONE, 0, TCP, tcp)));
            receiveMerged(bench, alone, 3);
            receiveMerged(bench, behindOption, 3);
            receiveMerged(bench, v4, 3);
            assertEquals(9, count(bench, IfaceLayout.PACKETS, AbiLayout.PASS_OTHER));
            // The option was on no wire.
            assertEquals(
                    2 * (alone.length + 2 * (14 + 40 + 32)) + v4.length + 2 * (14 + 20 + 32),
                    count(bench, IfaceLayout.BYTES, AbiLayout.PASS_OTHER));
            assertEquals(0, count(bench, IfaceLayout.PACKETS, AbiLayout.PASS_MALFORMED));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsNotMergedHasTheLengthThatItStates(boolean xdp) {
        try (ProbeBench bench = bench(xdp)) {
            bench.egress(ProbeBench.request(0, 1));
            bench.egress(ProbeBench.request6(1, 1));
            byte[][] frames = {
                Frame.ethernet(v4(NONE, reply4(1))),
                Frame.ethernet(v6(Frame.NEXT_ICMPV6, NONE, reply6(1))),
                Frame.ethernet(v6(HOP_BY_HOP, Frame.extension(Frame.NEXT_ICMPV6, 1), reply6(1))),
            };
            for (byte[] frame : frames) {
                assertEquals(AbiLayout.PASS_MALFORMED, bench.ingress(Frame.withoutLength(frame)));
            }
        }
    }

    private static ProbeBench bench(boolean xdp) {
        ProbeBench bench = new ProbeBench(xdp);
        bench.addProbe(0, ProbeBench.TARGET);
        bench.addProbe(1, ProbeBench.TARGET6);
        return bench;
    }

    private static void receiveMerged(ProbeBench bench, byte[] frame, int segments) {
        bench.programs.program("pg_tcx_ingress").testRun(frame, Frame.merged(segments), 1);
    }

    private static long count(ProbeBench bench, int counters, int verdict) {
        return bench.programs.ifaceCounters(ProbeBench.IFACE)[counters / Long.BYTES + verdict];
    }

    private static void matched(ProbeBench bench, int seq, byte[] frame) {
        bench.egress(ProbeBench.request(0, seq));
        assertEquals(AbiLayout.DROP_REPLY, bench.ingress(frame), "sequence " + seq);
    }

    private static void matched6(ProbeBench bench, int seq, byte[] ip) {
        bench.egress(ProbeBench.request6(1, seq));
        assertEquals(AbiLayout.DROP_REPLY, bench.ingress(Frame.ethernet(ip, 0x8100)), "sequence " + seq);
    }

    private static byte[] reply4(int seq) {
        return ProbeBench.message(Frame.REPLY_V4, 0, seq, 56);
    }

    private static byte[] reply6(int seq) {
        return ProbeBench.message(Frame.REPLY_V6, 1, seq, 56);
    }

    private static byte[] v4(byte[] options, byte[] icmp) {
        return Frame.ipv4(ProbeBench.TARGET, ProbeBench.AGENT, options, icmp);
    }

    private static byte[] v6(int next, byte[] extensions, byte[] icmp) {
        return Frame.ipv6(ProbeBench.TARGET6, ProbeBench.AGENT6, next, extensions, icmp);
    }

    /** Keeps the Ethernet type of IPv4 whatever the version field says. */
    private static byte[] ethernet4(byte[] ip) {
        byte[] frame = Frame.ethernet(ip);
        Frame.putShort(frame, 12, 0x0800);
        return frame;
    }
}
