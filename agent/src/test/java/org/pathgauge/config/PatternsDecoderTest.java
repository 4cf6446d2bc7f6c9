package org.pathgauge.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pathgauge.model.Detection;
import org.pathgauge.model.Detection.Limit;
import org.pathgauge.model.Detection.Limits;
import org.pathgauge.model.FilterRule;
import org.pathgauge.model.Patterns.Kind;

class PatternsDecoderTest {
    private static Detection decode(String container) throws ConfigException {
        return ConfigDecoder.decode("{\"pathgauge-patterns:patterns\": " + container + "}", name -> 0)
                .traffic()
                .patterns();
    }

    @Test
    void isOffWithoutAWord() {
        Detection off = ConfigDecoder.defaults().traffic().patterns();
        assertFalse(off.enabled());
        assertFalse(off.rule().enabled());
        assertEquals(Optional.empty(), off.limits(Kind.SYN_FLOOD));
        assertEquals(Duration.ofSeconds(10), off.interval());
    }

    @Test
    void clearLimitIsHalfTheLimitUnlessGiven() throws Exception {
        Detection on = decode("""
                {"enabled": true, "syn-flood": {"limit": 31, "interface-clear-limit": 7},
                 "port-scan": {"clear-limit": 9}, "udp-flood": {"enabled": false}}
                """);
        assertEquals(
                Optional.of(new Limits(new Limit(31, 15), Optional.of(new Limit(2000, 7)))), on.limits(Kind.SYN_FLOOD));
        assertEquals(Optional.of(new Limits(new Limit(100, 9), Optional.empty())), on.limits(Kind.PORT_SCAN));
        assertEquals(Optional.empty(), on.limits(Kind.UDP_FLOOD));
        assertEquals(
                Optional.of(new Limits(new Limit(5000, 2500), Optional.of(new Limit(20_000, 10_000)))),
                on.limits(Kind.ICMP_FLOOD));
    }

    @Test
    void automaticRuleIsDecoded() throws Exception {
        assertEquals(
                new Detection.AutomaticRule(true, FilterRule.Action.RATE_LIMIT, 7, Duration.ofSeconds(30), 2),
                decode("""
                        {"automatic-rule": {"enabled": true, "action": "rate-limit", "rate": 7, "expiry": 30,
                          "max-rules": 2}}
                        """).rule());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"icmp-flood\": {\"clear-limit\": 5001}}",
                "{\"icmp-flood\": {\"limit\": 10, \"clear-limit\": 11}}",
                "{\"syn-flood\": {\"interface-clear-limit\": 2001}}",
                "{\"port-scan\": {\"clear-limit\": 101}}",
            })
    void clearLimitAboveTheLimitIsRefused(String container) {
        String document = "{\"pathgauge-patterns:patterns\": " + container + "}";
        ConfigException e = assertThrows(ConfigException.class, () -> TestModels.VALIDATOR.validate(document));
        assertTrue(e.getMessage().contains("clear-limit must not be above"), e.getMessage());
    }

    @Test
    void clearLimitUpToTheDefaultLimitIsTaken() throws Exception {
        TestModels.VALIDATOR.validate("{\"pathgauge-patterns:patterns\": {\"icmp-flood\": {\"clear-limit\": 5000}}}");
    }
}
