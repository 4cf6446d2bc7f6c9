package org.pathgauge.bpf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.pathgauge.bpf.Frame.cut;
import static org.pathgauge.bpf.Frame.ethernet;
import static org.pathgauge.bpf.Frame.extension;
import static org.pathgauge.bpf.Frame.icmp;
import static org.pathgauge.bpf.Frame.ipv4;
import static org.pathgauge.bpf.Frame.ipv6;
import static org.pathgauge.bpf.Frame.join;
import static org.pathgauge.bpf.ProbeBench.AGENT;
import static org.pathgauge.bpf.ProbeBench.AGENT6;
import static org.pathgauge.bpf.ProbeBench.IFACE;
import static org.pathgauge.bpf.ProbeBench.TARGET;
import static org.pathgauge.bpf.ProbeBench.TARGET6;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pathgauge.bpf.abi.AbiLayout;
import org.pathgauge.bpf.abi.GuardAbiLayout;
import org.pathgauge.bpf.abi.PatternConfigLayout;
import org.pathgauge.bpf.abi.PatternFaultsLayout;
import org.pathgauge.bpf.abi.PatternSourceLayout;

/** What the ingress programs count of each kind of frame while patterns are looked for. */
class PatternLookTest {
    private static final byte[] NONE = {};
    private static final int SYN = 0x02;
    private static final int RST = 0x04;
    private static final int ACK = 0x10;
    private static final int FIN_PSH_URG = 0x29;
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int ICMP = 1;
    private static final int MORE_FRAGMENTS = 0x2000;

    /** Loaded once for each hook: the verifier takes its time. */
    private static final Map<Boolean, ProbeBench> BENCHES = new HashMap<>();

    private ProbeBench bench;
    private PatternMaps maps;
    private long[] faults;

    @AfterAll
    static void unload() {
        BENCHES.values().forEach(ProbeBench::close);
        BENCHES.clear();
    }

    private void use(boolean xdp) {
        bench = BENCHES.computeIfAbsent(xdp, ProbeBench::new);
        bench.programs.need(IngressPart.PATTERNS, true);
        maps = bench.programs.patternMaps();
        maps.config().zero(0);
        maps.config().setLong(0, PatternConfigLayout.SEED, 0x1234_5678_9abc_def0L);
        maps.config().write(0, PatternConfigLayout.MASK4, new byte[] {-1, -1, -1, 0});
        maps.config().write(0, PatternConfigLayout.MASK6, new byte[] {-1, -1, -1, -1, -1, -1});
        for (int i = 0; i < GuardAbiLayout.PATTERN_COUNTS; i++) {
            maps.config().setInt(0, PatternConfigLayout.FROM + 4 * i, -1);
        }
        maps.config().setInt(0, PatternConfigLayout.PORTS_FROM, -1);
        for (int i = 0; i < GuardAbiLayout.PATTERN_EPOCHS; i++) {
            maps.sketch().zero(i);
        }
        maps.suspects().forEach(entry -> maps.forgetSuspect(entry.key()));
        faults = maps.faults();
    }

    @AfterEach
    void unmap() {
        maps.close();
    }

    private long fault(int offset) {
        return maps.faults()[offset / Long.BYTES] - faults[offset / Long.BYTES];
    }

    private static byte[] tcp(int flags, int port, int seq, int ack) {
        return ByteBuffer.allocate(20)
                .putShort((short) 50_000)
                .putShort((short) port)
                .putInt(seq)
                .putInt(ack)
                .putShort((short) (0x5000 | flags))
                .array();
    }

    private static byte[] udp() {
        return ByteBuffer.allocate(12)
                .putShort((short) 53)
                .putShort((short) 4000)
                .putShort((short) 12)
                .array();
    }

    private static byte[] frame4(int protocol, int fragment, byte[] payload) {
        return ethernet(ipv4(TARGET, AGENT, NONE, fragment, protocol, payload));
    }

    private static byte[] frame6(int next, byte[] payload) {
        return ethernet(Frame.ipv6(TARGET6, AGENT6, next, payload));
    }

    /** What the frame raised: SYNs, handshakes, ICMP, UDP. */
    private long[] seen(byte[] frame) {
        long[] before = maps.totals(IFACE);
        bench.ingress(frame);
        long[] after = maps.totals(IFACE);
        Arrays.setAll(after, i -> after[i] - before[i]);
        return after;
    }

    private void assertSeen(byte[] frame, long... expected) {
        assertArrayEquals(expected, seen(frame));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void eachKindOfFrameCountsAsWhatItIs(boolean xdp) {
        use(xdp);
        byte[] echo = icmp(Frame.ECHO_V4, 0, 0x00070001, new byte[32]);
        byte[] echo6 = icmp(Frame.ECHO_V6, 0, 0x00070001, new byte[32]);
        byte[] syn = tcp(SYN, 80, 1, 0);
        assertSeen(frame4(TCP, 0, syn), 1, 0, 0, 0);
        assertSeen(ethernet(ipv4(TARGET, AGENT, new byte[8], 0, TCP, syn), 0x88a8, 0x8100), 1, 0, 0, 0);
        assertSeen(frame6(TCP, syn), 1, 0, 0, 0);
        assertSeen(frame6(0, join(extension(TCP, 1), syn)), 1, 0, 0, 0);
        assertSeen(frame4(TCP, 0, tcp(SYN | ACK, 80, 1, 1)), 0, 0, 0, 0);
        assertSeen(frame4(TCP, 0, tcp(ACK, 80, 1, 1)), 0, 0, 0, 0);
        assertSeen(frame4(TCP, 0, tcp(RST, 80, 1, 0)), 0, 0, 0, 0);
        assertSeen(frame4(TCP, 0, tcp(FIN_PSH_URG, 80, 1, 0)), 0, 0, 0, 0);
        assertSeen(ethernet(ipv4(TARGET, AGENT, NONE, echo)), 0, 0, 1, 0);
        assertSeen(ethernet(ipv6(TARGET6, AGENT6, Frame.NEXT_ICMPV6, NONE, echo6)), 0, 0, 1, 0);
        assertSeen(ethernet(ipv6(TARGET6, AGENT6, 60, extension(Frame.NEXT_ICMPV6, 2), echo6)), 0, 0, 1, 0);
        assertSeen(frame4(UDP, 0, udp()), 0, 0, 0, 1);
        assertSeen(frame6(UDP, udp()), 0, 0, 0, 1);
        assertSeen(frame4(132, 0, udp()), 0, 0, 0, 0);
        byte[] arp = new byte[60];
        Frame.putShort(arp, 12, 0x0806);
        assertSeen(arp, 0, 0, 0, 0);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void fragmentsCountAsTheirProtocolButTcpIsNotLookedInto(boolean xdp) {
        use(xdp);
        assertSeen(frame4(UDP, 100, new byte[64]), 0, 0, 0, 1);
        assertSeen(frame4(ICMP, MORE_FRAGMENTS, new byte[64]), 0, 0, 1, 0);
        assertSeen(frame4(TCP, MORE_FRAGMENTS, tcp(SYN, 80, 1, 0)), 0, 0, 0, 0);
        assertSeen(frame6(Frame.NEXT_FRAGMENT, join(extension(UDP, 1), udp())), 0, 0, 0, 1);
        assertSeen(frame6(Frame.NEXT_FRAGMENT, join(extension(58, 1), new byte[8])), 0, 0, 1, 0);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatIsCutOffIsCountedAsUnreadable(boolean xdp) {
        use(xdp);
        byte[] syn = frame4(TCP, 0, tcp(SYN, 80, 1, 0));
        assertSeen(cut(syn, syn.length - 1), 0, 0, 0, 0);
        assertEquals(1, fault(PatternFaultsLayout.UNREADABLE));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void repliesToProbesAreNotCountedButTheirCopiesAre(boolean xdp) {
        use(xdp);
        bench.addProbe(1, TARGET);
        assertEquals(AbiLayout.EGRESS_STAMPED, bench.egress(ProbeBench.request(1, 1)));
        assertSeen(ProbeBench.reply(1, 1), 0, 0, 0, 0);
        assertSeen(ProbeBench.reply(1, 1), 0, 0, 1, 0);
        assertEquals(AbiLayout.EGRESS_STAMPED, bench.egress(ProbeBench.request(1, 2)));
        bench.age(1, 2, 2 * ProbeBench.TIMEOUT);
        assertSeen(ProbeBench.reply(1, 2), 0, 0, 0, 0);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void handshakeIsCompletedByTheAckOfOurSynAckAlone(boolean xdp) {
        use(xdp);
        byte[] synAck = ethernet(ipv4(AGENT, TARGET, NONE, 0, TCP, tcp(SYN | ACK, 50_000, 7000, 1001)));
        byte[] guessed = frame4(TCP, 0, tcp(ACK, 80, 1001, 7002));
        byte[] right = frame4(TCP, 0, tcp(ACK, 80, 1001, 7001));
        assertSeen(right, 0, 0, 0, 0);
        assertEquals(AbiLayout.EGRESS_OTHER, bench.egress(synAck));
        assertSeen(guessed, 0, 0, 0, 0);
        assertSeen(frame4(TCP, 0, tcp(RST | ACK, 80, 1001, 7001)), 0, 0, 0, 0);
        assertSeen(right, 0, 1, 0, 0);
        assertSeen(right, 0, 0, 0, 0);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void upperInterfaceCountsNothingASecondTime(boolean xdp) {
        use(xdp);
        bench.announce(IFACE | AbiLayout.IFACE_UPPER);
        assertSeen(frame4(UDP, 0, udp()), 0, 0, 0, 0);
        bench.announce(IFACE);
        assertSeen(frame4(UDP, 0, udp()), 0, 0, 0, 1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void exemptSourcesAreNotCounted(boolean xdp) {
        use(xdp);
        maps.addExempt(Frame.address("198.51.0.0"), 16);
        maps.addExempt(Frame.address("2001:db8:1::"), 48);
        maps.config().setInt(0, PatternConfigLayout.EXEMPT, 1);
        assertSeen(frame4(UDP, 0, udp()), 0, 0, 0, 0);
        assertSeen(frame6(UDP, udp()), 0, 0, 0, 0);
        maps.exempt().forEach(maps::removeExempt);
        assertSeen(frame4(UDP, 0, udp()), 0, 0, 0, 1);
        assertSeen(frame6(UDP, udp()), 0, 0, 0, 1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void prefixIsWrittenDownFromItsThresholdOnAndNotBefore(boolean xdp) {
        use(xdp);
        maps.config().setInt(0, PatternConfigLayout.FROM + 4 * GuardAbiLayout.PATTERN_UDP, 3);
        maps.config().setInt(0, PatternConfigLayout.EPOCH, 6);
        bench.ingress(frame4(UDP, 0, udp()));
        bench.ingress(frame4(UDP, 0, udp()));
        assertEquals(List.of(), maps.suspects());
        bench.ingress(frame4(UDP, 0, udp()));
        BpfMap.Entry only = maps.suspects().get(0);
        assertEquals(1, maps.suspects().size());
        ByteBuffer key = ByteBuffer.wrap(only.key()).order(ByteOrder.nativeOrder());
        assertEquals(1, key.getInt(PatternSourceLayout.IFINDEX), "test runs come from the loopback");
        assertEquals(2, key.getInt(PatternSourceLayout.FAMILY));
        assertArrayEquals(
                Frame.address("198.51.100.0"),
                Arrays.copyOfRange(only.key(), PatternSourceLayout.PREFIX, PatternSourceLayout.PREFIX + 4));
        assertEquals(6, epochOf(only));
        // In the next epoch it is below its threshold again, until it is not.
        maps.config().setInt(0, PatternConfigLayout.EPOCH, 7);
        bench.ingress(frame4(UDP, 0, udp()));
        assertEquals(6, epochOf(maps.suspects().get(0)));
        bench.ingress(frame4(UDP, 0, udp()));
        bench.ingress(frame4(UDP, 0, udp()));
        assertEquals(7, epochOf(maps.suspects().get(0)));
    }

    private static int epochOf(BpfMap.Entry entry) {
        return ByteBuffer.wrap(entry.value()).order(ByteOrder.nativeOrder()).getInt();
    }

    @Test
    void prefixThatWasForgottenIsWrittenDownAgainWhileItGoesOn() {
        use(true);
        maps.config().setInt(0, PatternConfigLayout.FROM + 4 * GuardAbiLayout.PATTERN_UDP, 10);
        byte[] frame = frame4(UDP, 0, udp());
        bench.programs.ingress(true).testRun(frame, NONE, 1000);
        BpfMap.Entry entry = maps.suspects().get(0);
        maps.forgetSuspect(entry.key());
        bench.programs.ingress(true).testRun(frame, NONE, 128);
        assertEquals(1, maps.suspects().size());
    }

    @Test
    void sourceIsAScannerByItsPortsNotByItsSyns() {
        use(true);
        maps.config().setInt(0, PatternConfigLayout.PORTS_FROM, 20);
        bench.programs.ingress(true).testRun(frame4(TCP, 0, tcp(SYN, 443, 1, 0)), NONE, 10_000);
        assertEquals(List.of(), maps.suspects());
        for (int port = 1; port <= 60; port++) {
            bench.ingress(frame4(TCP, 0, tcp(SYN, port, 1, 0)));
        }
        assertEquals(1, maps.suspects().size());
    }

    @Test
    void sourcesBeyondTheMapsRoomAreCounted() {
        use(true);
        maps.config().setInt(0, PatternConfigLayout.FROM + 4 * GuardAbiLayout.PATTERN_UDP, 1);
        for (int i = 0; i < GuardAbiLayout.PATTERN_SUSPECTS + 5; i++) {
            byte[] ip = ipv4("10." + (i >> 8) + "." + (i & 255) + ".1", AGENT, NONE, 0, UDP, udp());
            bench.programs.ingress(true).testRun(ethernet(ip), NONE, 1);
        }
        assertEquals(GuardAbiLayout.PATTERN_SUSPECTS, maps.suspects().size());
        assertEquals(5, fault(PatternFaultsLayout.SUSPECTS_FULL));
    }
}
