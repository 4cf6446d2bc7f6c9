package org.pathgauge.patterns;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.pathgauge.model.Detection;
import org.pathgauge.model.FilterRule;
import org.pathgauge.model.Patterns.Kind;

class RuleMakerTest {
    private static final Map<Integer, String> INTERFACES = Map.of(3, "eth0");
    private static final Detection.AutomaticRule OFF =
            new Detection.AutomaticRule(false, FilterRule.Action.DROP, 0, Duration.ofSeconds(30), 2);

    private final Map<String, RuleMaker.Rule> rules = new LinkedHashMap<>();
    private final List<String> asked = new ArrayList<>();
    private final Detector detector = new Detector(0);
    private Optional<String> refusal = Optional.empty();
    private long nanos;
    private int puts;

    private final RuleMaker maker = new RuleMaker(
            new RuleMaker.Filter() {
                @Override
                public Map<String, String> put(List<RuleMaker.Rule> wanted) {
                    puts++;
                    Map<String, String> refusals = new HashMap<>();
                    for (RuleMaker.Rule rule : wanted) {
                        asked.add(rule.name());
                        refusal.ifPresentOrElse(
                                why -> refusals.put(rule.name(), why), () -> rules.put(rule.name(), rule));
                    }
                    return refusals;
                }

                @Override
                public void remove(List<String> names) {
                    names.forEach(rules::remove);
                }
            },
            () -> nanos);

    private void flood(long value, String... addresses) {
        List<Detector.Reading> readings = new ArrayList<>();
        for (String address : addresses) {
            readings.add(DetectorTest.udp(address, value));
        }
        detector.decide(Instant.EPOCH, DetectorTest.config(1), readings);
        tick(DetectorTest.config(1).rule());
    }

    private void tick(Detection.AutomaticRule config) {
        maker.tick(detector.listed(), INTERFACES, config);
    }

    private Optional<String> ruleOf(String address) {
        return maker.of(new Detector.Key(Kind.UDP_FLOOD, DetectorTest.source(address)));
    }

    @Test
    void patternMakesOneRuleForItsPackets() {
        flood(100, "10.0.0.0");
        flood(100, "10.0.0.0");
        assertEquals(List.of("udp-flood-10.0.0.0/24-eth0"), asked);
        RuleMaker.Rule rule = rules.get("udp-flood-10.0.0.0/24-eth0");
        assertEquals(17, rule.protocol());
        assertEquals("eth0", rule.interfaceName());
        assertEquals(Duration.ofSeconds(30), rule.lifetime());
        assertEquals(Optional.of(rule.name()), ruleOf("10.0.0.0"));
    }

    @Test
    void ruleIsMadeAnewWhenThePatternOutlastsItAndNotWhenItIsOver() {
        flood(100, "10.0.0.0");
        nanos = Duration.ofSeconds(30).toNanos();
        tick(DetectorTest.config(1).rule());
        assertEquals(2, asked.size());
        flood(0, "10.0.0.0");
        assertEquals(1, rules.size(), "it stands for its time");
        nanos = Duration.ofSeconds(60).toNanos();
        tick(DetectorTest.config(1).rule());
        assertEquals(2, asked.size());
        assertEquals(Optional.empty(), ruleOf("10.0.0.0"));
    }

    @Test
    void refusalIsToldAndNotAskedForWithEachTick() {
        refusal = Optional.of("it would cut off SNMP");
        flood(100, "10.0.0.0");
        flood(100, "10.0.0.0");
        assertEquals(1, asked.size());
        assertEquals(1, maker.refused());
        assertEquals("no automatic rule udp-flood-10.0.0.0/24-eth0: it would cut off SNMP", maker.problem());
        assertEquals(Optional.empty(), ruleOf("10.0.0.0"));
        nanos = Duration.ofSeconds(30).toNanos();
        refusal = Optional.empty();
        tick(DetectorTest.config(1).rule());
        assertEquals("", maker.problem());
        assertEquals(1, rules.size());
    }

    @Test
    void thereAreNeverMoreRulesThanMayBe() {
        flood(100, "10.0.0.0", "10.0.1.0", "10.0.2.0");
        assertEquals(2, rules.size());
        assertEquals(1, maker.refused());
    }

    /** One change of the rules takes up to a tenth of a second, and nothing is measured meanwhile. */
    @Test
    void rulesOfOneIntervalAreMadeAtOnce() {
        flood(100, "10.0.0.0", "10.0.1.0");
        assertEquals(2, rules.size());
        assertEquals(1, puts);
    }

    @Test
    void wholeInterfaceMakesNone() {
        detector.decide(
                Instant.EPOCH,
                DetectorTest.config(1),
                List.of(new Detector.Reading(Kind.UDP_FLOOD, Source.allOf(3), 5000, true)));
        tick(DetectorTest.config(1).rule());
        assertEquals(1, detector.listed().size());
        assertEquals(List.of(), asked);
    }

    @Test
    void switchingOffRemovesThem() {
        flood(100, "10.0.0.0");
        tick(OFF);
        assertEquals(Map.of(), rules);
    }
}
