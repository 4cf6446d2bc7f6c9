package org.pathgauge.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.pathgauge.filter.Rules.rule;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.pathgauge.model.FilterRule;

/** Which rules may cut off the agent's own management. */
class LockoutTest {
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final Management MANAGEMENT = new Management(
            List.of(
                    new Management.Service("NETCONF", FilterBench.address("192.0.2.1"), 830, TCP),
                    new Management.Service("SNMP", FilterBench.address("0.0.0.0"), 161, UDP),
                    new Management.Service("OpenMetrics", FilterBench.address("127.0.0.1"), 9832, TCP)),
            List.of(new Management.Peer(
                    "NETCONF",
                    FilterBench.address("198.51.100.7"),
                    50_000,
                    FilterBench.address("192.0.2.1"),
                    830,
                    TCP)));

    private static String refusal(FilterRule... rules) {
        return new Lockout(List.of(rules), false)
                .find(MANAGEMENT)
                .map(FilterException::getMessage)
                .orElse("");
    }

    @Test
    void whatDropsEverythingIsRefusedAndSaysWhatItWouldCut() {
        String message = refusal(rule("all", 1).drop());
        assertTrue(message.contains("rule \"all\" would cut off NETCONF from 198.51.100.7"), message);
        assertTrue(message.contains("set force"), message);
        assertEquals("", refusal(rule("all", 1).force().drop()));
        assertEquals("", refusal(rule("all", 1).count()));
        assertTrue(refusal(rule("all", 1).limit(1, 1)).contains("cut off"));
    }

    @Test
    void peersAreProtectedWhateverTheirPrefix() {
        assertTrue(refusal(rule("net", 1).from("198.51.100.0/24").drop()).contains("198.51.100.7"));
        assertEquals("", refusal(rule("net", 1).from("198.51.101.0/24").drop()));
        assertEquals(
                "", refusal(rule("net", 1).from("198.51.100.0/24").protocol(UDP).drop()));
        assertEquals(
                "",
                refusal(
                        rule("friend", 1).from("198.51.100.7/32").count(),
                        rule("net", 2).from("198.51.100.0/24").drop()));
    }

    @Test
    void servicesAreProtectedFromRulesForEveryone() {
        assertTrue(refusal(rule("snmp", 1).protocol(UDP).ports(100, 200).drop()).contains("SNMP"));
        assertTrue(
                refusal(rule("half", 1).from("0.0.0.0/1").protocol(UDP).drop()).contains("SNMP"));
        assertEquals("", refusal(rule("dns", 1).protocol(UDP).ports(53, 53).drop()));
        assertEquals(
                "",
                refusal(rule("elsewhere", 1).to("192.0.2.2/32").protocol(TCP).drop()));
        assertEquals(
                "", refusal(rule("exporter", 1).protocol(TCP).ports(9832, 9832).drop()), "loopback is not watched");
        assertEquals(
                "",
                refusal(
                        rule("managers", 1)
                                .from("203.0.113.0/28")
                                .protocol(UDP)
                                .ports(161, 161)
                                .count(),
                        rule("snmp", 2).protocol(UDP).ports(161, 161).drop()));
        assertTrue(new Lockout(
                        List.of(rule("exporter", 1)
                                .protocol(TCP)
                                .ports(9832, 9832)
                                .drop()),
                        true)
                .find(MANAGEMENT)
                .isPresent());
    }

    @Test
    void coveredRulesAreFound() {
        var covered = Shadows.of(List.of(
                rule("net", 1).from("10.0.0.0/8").drop(),
                rule("host", 2).from("10.1.2.3/32").protocol(UDP).ports(5, 9).count(),
                rule("ports", 3).protocol(UDP).ports(1, 100).drop(),
                rule("port", 4).from("192.0.2.1/32").protocol(UDP).ports(7, 7).drop(),
                rule("wider", 5).protocol(UDP).ports(1, 101).drop(),
                rule("here", 6).at("eth0").from("10.0.0.0/8").drop()));
        assertEquals("net", covered.get("host").name());
        assertEquals("ports", covered.get("port").name());
        assertEquals(2, covered.size(), covered.toString());
    }

    @Test
    void automaticRulesGoByThemselvesAndNeverCutManagement() {
        try (FilterBench bench = new FilterBench()) {
            bench.at(true).managedBy(MANAGEMENT);
            AutomaticRules.Wanted wanted = new AutomaticRules.Wanted(
                    "flood",
                    Rules.prefix("203.0.113.0/24"),
                    java.util.OptionalInt.empty(),
                    Optional.of(FilterBench.NAME),
                    FilterRule.Action.DROP,
                    0,
                    0,
                    java.time.Duration.ofSeconds(60));
            assertEquals(Map.of(), bench.filter.put(List.of(wanted)));
            byte[] frame = Packet.of("203.0.113.9", "192.0.2.1", UDP, 1, 2).frame();
            assertTrue(bench.drops(frame));
            bench.configure(rule("friend", 1).from("203.0.113.9/32").count());
            assertEquals(false, bench.drops(frame), "the operator's rule comes first");
            bench.configure();
            assertEquals(1, bench.hits("flood").dropped());
            bench.pass(59_000_000_000L);
            assertEquals(Map.of(), bench.filter.put(List.of(wanted)), "for another minute");
            bench.pass(59_000_000_000L);
            assertTrue(bench.drops(frame));
            bench.pass(2_000_000_000L);
            assertTrue(bench.tick().rules().isEmpty());
            assertEquals(false, bench.drops(frame));
            AutomaticRules.Wanted bad = new AutomaticRules.Wanted(
                    "bad",
                    Rules.prefix("198.51.100.0/24"),
                    java.util.OptionalInt.empty(),
                    Optional.empty(),
                    FilterRule.Action.DROP,
                    0,
                    0,
                    java.time.Duration.ofSeconds(60));
            assertTrue(bench.filter.put(List.of(bad)).get("bad").contains("NETCONF"));
        }
    }
}
