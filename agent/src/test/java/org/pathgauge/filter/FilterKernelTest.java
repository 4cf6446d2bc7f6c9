package org.pathgauge.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.pathgauge.filter.Rules.rule;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pathgauge.bpf.Frame;
import org.pathgauge.bpf.ProbeBench;
import org.pathgauge.bpf.abi.AbiLayout;
import org.pathgauge.model.Filter;
import org.pathgauge.model.FilterRule;

/** What each kind of rule does with each kind of frame, at XDP and at traffic control. */
class FilterKernelTest {
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int SCTP = 132;
    private static final FilterBench BENCH = new FilterBench();
    private static final Packet V4 = Packet.of("192.0.2.9", "198.51.100.1", UDP, 5000, 53);
    private static final Packet V6 = Packet.of("2001:db8::9", "2001:db8:1::1", TCP, 5000, 443);

    @AfterAll
    static void close() {
        BENCH.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void prefixesMatchWhatTheyHold(boolean xdp) {
        FilterBench bench = BENCH.at(xdp);
        bench.configure(
                rule("host", 1).from("192.0.2.9/32").drop(),
                rule("net", 2).to("203.0.113.0/25").drop(),
                rule("six", 3).from("2001:db8::/47").to("2001:db8:1::/64").drop());
        assertTrue(bench.drops(V4.frame()));
        assertTrue(bench.drops(V6.frame()));
        assertFalse(
                bench.drops(Packet.of("192.0.2.8", "198.51.100.1", UDP, 1, 2).frame()));
        assertTrue(bench.drops(Packet.of("10.0.0.1", "203.0.113.127", 47).frame()));
        assertFalse(bench.drops(Packet.of("10.0.0.1", "203.0.113.128", 47).frame()));
        assertFalse(bench.drops(
                Packet.of("2001:db8:2::", "2001:db8:1::1", TCP, 1, 2).frame()));
        assertEquals(1, bench.hits("host").dropped());
        assertEquals(V4.frame().length, bench.hits("host").droppedOctets());
        assertEquals(1, bench.hits("net").matched());
        assertTrue(bench.hits("six").last().isPresent());
    }

    @Test
    void anIpv4AddressWithinAnIpv6OneIsOfIpv6() {
        FilterBench bench = BENCH.at(true);
        byte[] mapped = new byte[16];
        mapped[10] = mapped[11] = -1;
        mapped[12] = 10;
        var rule = rule("mapped", 1).from(FilterRule.Prefix.of(mapped, 104)).drop();
        bench.configure(rule);
        assertEquals("from ::ffff:a00:0/104", rule.matchText());
        assertFalse(bench.drops(Packet.of("10.0.0.1", "198.51.100.1", UDP, 1, 2).frame()));
        assertFalse(bench.drops(V6.frame()));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void portsMatchTheirRangesAndOnlyWhereThereArePorts(boolean xdp) {
        FilterBench bench = BENCH.at(xdp);
        bench.configure(
                rule("dns", 1).protocol(UDP).ports(53, 53).drop(),
                rule("high", 2).protocol(TCP).sourcePorts(1023, 40_001).drop(),
                rule("all", 3).protocol(SCTP).ports(0, 65_535).drop());
        assertTrue(bench.drops(V4.frame()));
        assertTrue(bench.drops(V6.frame()));
        assertTrue(bench.drops(Packet.of("10.0.0.1", "10.0.0.2", TCP, 1023, 1).frame()));
        assertTrue(bench.drops(Packet.of("10.0.0.1", "10.0.0.2", TCP, 40_001, 1).frame()));
        assertFalse(bench.drops(Packet.of("10.0.0.1", "10.0.0.2", TCP, 1022, 1).frame()));
        assertFalse(
                bench.drops(Packet.of("10.0.0.1", "10.0.0.2", TCP, 40_002, 1).frame()));
        assertFalse(bench.drops(Packet.of("10.0.0.1", "10.0.0.2", TCP, 1, 53).frame()), "another protocol");
        Packet sctp = Packet.of("10.0.0.1", "10.0.0.2", SCTP, 0, 65_535);
        assertTrue(bench.drops(sctp.frame()));
        assertTrue(bench.drops(sctp.fragment(0)), "the first fragment has the ports");
        assertFalse(bench.drops(sctp.fragment(3)), "later ones have none");
        assertFalse(bench.drops(Frame.cut(sctp.frame(), 14 + 20 + 3)), "cut within the ports");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void framesOfEveryKindAreLookedInto(boolean xdp) {
        FilterBench bench = BENCH.at(xdp);
        bench.configure(
                rule("v4", 1).from("192.0.2.0/24").protocol(UDP).ports(53, 53).drop(),
                rule("v6", 2)
                        .from("2001:db8::/32")
                        .protocol(TCP)
                        .ports(443, 443)
                        .drop(),
                rule("gre", 3).protocol(47).drop());
        for (Packet packet : List.of(V4, V6)) {
            assertTrue(bench.drops(packet.frame(0x8100)));
            assertTrue(bench.drops(packet.frame(0x88a8, 0x8100)));
            assertTrue(bench.drops(packet.withOptions()));
            assertTrue(bench.drops(packet.fragment(0)));
            assertFalse(bench.drops(packet.fragment(9)));
            assertFalse(bench.drops(packet.frame(0x88a8, 0x8100, 0x8100)), "a third tag is not looked behind");
        }
        assertTrue(bench.drops(Packet.of("10.0.0.1", "10.0.0.2", 47).fragment(9)), "a fragment's protocol is known");
        assertTrue(bench.drops(Packet.of("2001:db8::1", "2001:db8::2", 47).fragment(9)));
        byte[] arp = new byte[60];
        Frame.putShort(arp, 12, 0x0806);
        bench.configure(rule("everything", 1).drop());
        assertFalse(bench.drops(arp), "only IP");
        if (xdp) {
            // Test runs of the others refuse it.
            assertFalse(bench.drops(Frame.cut(V4.frame(), 14 + 19)), "no whole IP header");
        }
        assertTrue(bench.drops(Frame.cut(V4.frame(), 14 + 20)));
        assertTrue(bench.drops(Frame.cut(V6.frame(), 14 + 40)));
        bench.announce(FilterBench.IFACE | AbiLayout.IFACE_L3);
        assertTrue(bench.drops(V4.ip()), "without an Ethernet header");
    }

    @Test
    void segmentsThatAreMergedCountAsThePacketsOfTheWire() {
        FilterBench bench = BENCH.at(false);
        bench.configure(rule("merged", 1).protocol(TCP).drop());
        byte[] tcp = new byte[32 + 3000];
        tcp[12] = (byte) (32 / 4 << 4);
        byte[] frame = Frame.ethernet(Frame.ipv4("192.0.2.1", "192.0.2.2", new byte[0], 0, TCP, tcp));
        assertTrue(bench.drops(frame, Frame.merged(3)));
        assertEquals(3, bench.hits("merged").dropped());
        assertEquals(frame.length + 2 * (14 + 20 + 32), bench.hits("merged").droppedOctets());
    }

    @Test
    void portsAreSeenOfWhatIsMergedWithoutALength() {
        FilterBench bench = BENCH.at(false);
        bench.configure(rule("https", 1).protocol(TCP).ports(443, 443).drop());
        Packet v4 = Packet.of("192.0.2.9", "198.51.100.1", TCP, 5000, 443);
        byte[] payload = Frame.cutFront(V6.ip(), 40);
        byte[] behindOption = Frame.ethernet(
                Frame.ipv6("2001:db8::9", "2001:db8:1::1", 0, Frame.join(Frame.extension(TCP, 1), payload)));
        for (byte[] frame : List.of(v4.frame(), V6.frame(), behindOption)) {
            byte[] merged = Frame.withoutLength(frame);
            assertTrue(bench.drops(merged, Frame.merged(2)));
            assertFalse(bench.drops(merged), "a packet of no length");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theFirstRuleInOrderHasThePacketAlone(boolean xdp) {
        FilterBench bench = BENCH.at(xdp);
        bench.configure(
                rule("wide", 30).from("192.0.0.0/8").drop(),
                rule("friend", 10).from("192.0.2.9/32").count(),
                rule("off", 5).off(),
                rule("net", 20).from("192.0.2.0/24").drop());
        assertFalse(bench.drops(V4.frame()));
        assertTrue(bench.drops(Packet.of("192.0.2.10", "198.51.100.1", 1).frame()));
        assertEquals(1, bench.hits("friend").matched());
        assertEquals(0, bench.hits("friend").dropped());
        assertEquals(1, bench.hits("net").matched());
        assertEquals(0, bench.hits("wide").matched());
        assertEquals(0, bench.hits("off").matched());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void interfacesAreToldApartAndAPacketIsSeenOnce(boolean xdp) {
        FilterBench bench = BENCH.at(xdp);
        bench.configure(
                rule("here", 1).at(FilterBench.NAME).from("192.0.2.9/32").drop(),
                rule("there", 2).at("eth7").drop(),
                rule("anywhere", 3).from("2001:db8::/32").drop());
        assertTrue(bench.drops(V4.frame()));
        assertTrue(bench.drops(V6.frame()));
        assertTrue(bench.hits("there").problem().contains("eth7 is not watched"), "problem");
        bench.announce(FilterBench.IFACE | AbiLayout.IFACE_UPPER);
        assertTrue(bench.drops(V4.frame()), "the rule names the interface");
        assertFalse(bench.drops(V6.frame()), "it came by below");
        bench.configure(rule("there", 2).at("eth7").drop());
        assertFalse(bench.drops(V4.frame()), "another interface");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void answersToProbesAreSubjectToNoRule(boolean xdp) {
        try (ProbeBench probes = new ProbeBench(xdp)) {
            PacketFilter filter =
                    new PacketFilter(probes.programs, () -> 0, n -> java.time.Instant.EPOCH, () -> Management.NONE);
            probes.addProbe(0, ProbeBench.TARGET);
            filter.prepare(List.of(rule("all", 1).drop()), Management.NONE, true)
                    .apply();
            probes.programs.program("pg_egress").testRun(ProbeBench.request(0, 1), new byte[0], 1);
            long[] before = probes.programs.ifaceCounters(ProbeBench.IFACE);
            var ingress = probes.programs.ingress(xdp);
            ingress.testRun(ProbeBench.reply(0, 1), new byte[0], 1);
            int duplicate =
                    ingress.testRun(ProbeBench.reply(0, 1), new byte[0], 1).returnValue();
            byte[] forged = ProbeBench.reply(0, 2);
            ingress.testRun(forged, new byte[0], 1);
            long[] after = probes.programs.ifaceCounters(ProbeBench.IFACE);
            assertEquals(1, after[AbiLayout.DROP_REPLY] - before[AbiLayout.DROP_REPLY], "the reply");
            assertEquals(1, after[AbiLayout.PASS_DUPLICATE] - before[AbiLayout.PASS_DUPLICATE], "the duplicate");
            assertEquals(1, after[AbiLayout.DROP_FILTER] - before[AbiLayout.DROP_FILTER], "what was never asked for");
            assertEquals(xdp ? 2 : -1, duplicate);
            filter.close();
        } catch (FilterException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void countsGoOnWhenOtherRulesChange() {
        FilterBench bench = BENCH.at(true);
        bench.configure(
                rule("a", 1).from("192.0.2.9/32").drop(),
                rule("b", 2).from("2001:db8::/32").drop());
        bench.drops(V4.frame());
        bench.drops(V6.frame());
        Filter.Hits before = bench.hits("a");
        bench.pass(5_000_000_000L);
        bench.configure(
                rule("c", 1).from("10.0.0.0/8").drop(),
                rule("a", 7).from("192.0.2.9/32").count(),
                rule("b", 8).from("2001:db8::/33").drop());
        bench.drops(V4.frame());
        assertEquals(2, bench.hits("a").matched());
        assertEquals(1, bench.hits("a").dropped());
        assertEquals(before.discontinuity(), bench.hits("a").discontinuity());
        assertEquals(0, bench.hits("b").matched(), "it matches other packets now");
        assertTrue(bench.hits("b").discontinuity().isAfter(before.discontinuity()));
        bench.configure();
        assertTrue(bench.programs.parts().isEmpty(), "no rule, no filtering program");
        assertFalse(bench.drops(V4.frame()));
    }

    @Test
    void whatComesBetweenPreparingAndApplyingCountsToo() throws FilterException {
        FilterBench bench = BENCH.at(true);
        bench.filter.tick(Map.of());
        PacketFilter.Change change = bench.filter.prepare(
                List.of(rule("here", 1)
                        .at(FilterBench.NAME)
                        .from("192.0.2.9/32")
                        .drop()),
                Management.NONE,
                true);
        bench.tick();
        assertEquals(
                Map.of(),
                bench.filter.put(List.of(new AutomaticRules.Wanted(
                        "flood",
                        Rules.prefix("2001:db8::/32"),
                        OptionalInt.empty(),
                        Optional.empty(),
                        FilterRule.Action.DROP,
                        0,
                        0,
                        Duration.ofMinutes(1)))));
        try {
            change.apply();
            assertTrue(bench.drops(V4.frame()), "at the interface that came");
            assertTrue(bench.drops(V6.frame()), "by the automatic rule that came");
        } finally {
            bench.filter.remove(List.of("flood"));
        }
    }

    /** Cells in the rule set itself, crowded there, in one block, in many; packets on the short and on the long way. */
    @ParameterizedTest
    @ValueSource(ints = {9, 500, 700, 10_000})
    void rulesOfManyShapesAreAllFound(int count) {
        FilterBench bench = BENCH.at(true);
        List<FilterRule> rules = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rules.add(rule("r" + count + "-" + i, 1 + i)
                    .from("10." + i / 2500 + "." + i / 10 % 250 + "." + i % 10 * 16 + "/" + (28 + i % 4))
                    .drop());
        }
        bench.configure(rules);
        for (int i = 0; i < count; i++) {
            String source = rules.get(i).source().orElseThrow().address().getHostAddress();
            int protocol = i / 4 % 2 == 0 ? 17 : 1;
            assertTrue(bench.drops(Packet.of(source, "10.9.9.9", protocol).frame()), source);
            assertFalse(bench.drops(Packet.of(source.replaceFirst("^10", "11"), "10.9.9.9", protocol)
                    .frame()));
        }
        assertEquals(
                count,
                bench.tick().rules().stream().filter(h -> h.dropped() == 1).count());
    }
}
