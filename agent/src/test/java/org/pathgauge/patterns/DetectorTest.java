package org.pathgauge.patterns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.pathgauge.model.Detection;
import org.pathgauge.model.FilterRule;
import org.pathgauge.model.Patterns.Kind;

class DetectorTest {
    private static final Detection CONFIG = config(2);

    private final Detector detector = new Detector(0);
    private Instant now = Instant.parse("2026-11-23T08:00:00Z");

    static Detection config(int clearAfter) {
        return new Detection(
                true,
                Duration.ofSeconds(10),
                clearAfter,
                24,
                48,
                List.of(),
                Map.of(
                        Kind.UDP_FLOOD,
                        new Detection.Limits(
                                new Detection.Limit(100, 50), Optional.of(new Detection.Limit(1000, 500)))),
                0,
                0,
                new Detection.AutomaticRule(true, FilterRule.Action.DROP, 0, Duration.ofSeconds(30), 2));
    }

    static Source source(String address) {
        try {
            return new Source(3, new FilterRule.Prefix(InetAddress.getByName(address), 24));
        } catch (java.net.UnknownHostException e) {
            throw new IllegalArgumentException(address, e);
        }
    }

    static Detector.Reading udp(String address, long value) {
        return new Detector.Reading(Kind.UDP_FLOOD, source(address), value, true);
    }

    private void interval(Detector.Reading... readings) {
        now = now.plusSeconds(10);
        detector.decide(now, CONFIG, Arrays.asList(readings));
    }

    private Detector.Track only() {
        assertEquals(1, detector.listed().size());
        return detector.listed().getFirst();
    }

    @Test
    void beginsAtTheLimitAndEndsAfterEnoughIntervalsAtTheClearLimit() {
        interval(udp("10.0.0.0", 99));
        assertEquals(List.of(), detector.listed());
        interval(udp("10.0.0.0", 100));
        assertTrue(only().active());
        Instant begun = now;
        interval(udp("10.0.0.0", 50));
        assertTrue(only().active(), "one interval below is not enough");
        interval(udp("10.0.0.0", 51));
        interval(udp("10.0.0.0", 50));
        assertTrue(only().active(), "they must be in a row");
        interval(udp("10.0.0.0", 0));
        assertFalse(only().active());
        assertEquals(begun, only().first());
        assertEquals(begun, only().last());
    }

    @Test
    void patternThatComesAgainKeepsItsIndex() {
        interval(udp("10.0.0.0", 100));
        int index = only().index();
        interval(udp("10.0.0.0", 0));
        interval(udp("10.0.0.0", 0));
        assertFalse(only().active());
        interval(udp("10.0.0.0", 200));
        assertTrue(only().active());
        assertEquals(index, only().index());
        assertEquals(now, only().first());
    }

    @Test
    void wholeInterfaceHasItsOwnLimit() {
        interval(new Detector.Reading(Kind.UDP_FLOOD, Source.allOf(3), 999, true));
        assertEquals(List.of(), detector.listed());
        interval(new Detector.Reading(Kind.UDP_FLOOD, Source.allOf(3), 1000, true));
        assertEquals(1000, only().limit());
    }

    @Test
    void whatIsNotSuspiciousNeitherBeginsNorGoesOn() {
        interval(new Detector.Reading(Kind.UDP_FLOOD, source("10.0.0.0"), 1000, false));
        assertEquals(List.of(), detector.listed());
        interval(udp("10.0.0.0", 1000));
        interval(new Detector.Reading(Kind.UDP_FLOOD, source("10.0.0.0"), 1000, false));
        interval(new Detector.Reading(Kind.UDP_FLOOD, source("10.0.0.0"), 1000, false));
        assertFalse(only().active());
    }

    @Test
    void kindsThatAreNotLookedForAndSourcesThatVanishAreNotListed() {
        interval(new Detector.Reading(Kind.PORT_SCAN, source("10.0.0.0"), 1000, true), udp("10.0.1.0", 500));
        assertEquals(Kind.UDP_FLOOD, only().key().kind());
        interval();
        assertEquals(List.of(), detector.listed());
    }

    @Test
    void patternThatEndedIsListedForAWhile() {
        interval(udp("10.0.0.0", 100));
        for (int i = 0; i < Detector.LISTED_AFTER.toSeconds() / 10; i++) {
            interval(udp("10.0.0.0", 0));
            assertEquals(1, detector.listed().size());
        }
        interval(udp("10.0.0.0", 0));
        assertEquals(List.of(), detector.listed());
    }

    @Test
    void listIsBoundedAndWhatItHasNoRoomForIsCounted() {
        List<Detector.Reading> all = new ArrayList<>();
        for (int i = 0; i < Detector.MOST_LISTED + 3; i++) {
            all.add(udp("10." + i / 256 + "." + i % 256 + ".0", 100));
        }
        interval(all.toArray(Detector.Reading[]::new));
        assertEquals(Detector.MOST_LISTED, detector.listed().size());
        assertEquals(3, detector.unlisted());
        assertEquals(
                Detector.MOST_LISTED,
                detector.listed().stream().map(Detector.Track::index).distinct().count());
    }

    @Test
    void endedPatternMakesRoomForANewOne() {
        List<Detector.Reading> all = new ArrayList<>();
        for (int i = 0; i < Detector.MOST_LISTED; i++) {
            all.add(udp("10." + i / 256 + "." + i % 256 + ".0", 100));
        }
        interval(all.toArray(Detector.Reading[]::new));
        all.set(7, udp("10.0.7.0", 0));
        interval(all.toArray(Detector.Reading[]::new));
        all.add(udp("11.0.0.0", 0));
        interval(all.toArray(Detector.Reading[]::new));
        all.set(all.size() - 1, udp("11.0.0.0", 100));
        interval(all.toArray(Detector.Reading[]::new));
        assertEquals(0, detector.unlisted());
        assertTrue(detector.listed().stream().anyMatch(t -> t.key().source().equals(source("11.0.0.0"))));
        assertFalse(detector.listed().stream().anyMatch(t -> t.key().source().equals(source("10.0.7.0"))));
    }
}
