package org.pathgauge.snmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.snmp4j.smi.OID;

/** Views of RFC 3415 against its text, and the search in intervals against the families themselves. */
class ViewTest {
    private static OID oid(String text) {
        return new OID(text);
    }

    @Test
    void theLongestSubtreeThatHoldsAnObjectDecides() {
        View view = new View("v", List.of("1.3.6", "1.3.6.1.2.1.2"), List.of("1.3.6.1.2"));
        assertTrue(view.contains(oid("1.3.6")));
        assertTrue(view.contains(oid("1.3.6.1.1.9")));
        assertFalse(view.contains(oid("1.3.6.1.2")));
        assertFalse(view.contains(oid("1.3.6.1.2.1.1.3.0")));
        assertTrue(view.contains(oid("1.3.6.1.2.1.2.2.1")));
        assertFalse(view.contains(oid("1.3.6.1.2.1.3")));
        assertTrue(view.contains(oid("1.3.6.1.3")));
        assertFalse(view.contains(oid("1.3.7")));
        assertFalse(view.contains(oid("1.3")));
    }

    @Test
    void wildcardsStandForAnyNumber() {
        View view = new View("row", List.of("1.3.6.1.2.1.2.2.1.*.3"), List.of("1.3.6.1.2.1.2.2.1.7.3"));
        assertTrue(view.contains(oid("1.3.6.1.2.1.2.2.1.2.3")));
        assertFalse(view.contains(oid("1.3.6.1.2.1.2.2.1.2.4")));
        assertFalse(view.contains(oid("1.3.6.1.2.1.2.2.1.7.3")));
        assertFalse(view.contains(oid("1.3.6.1.2.1.2.2.1.7")));
        assertEquals(Optional.of(oid("1.3.6.1.2.1.2.2.1.2.4")), view.beyond(oid("1.3.6.1.2.1.2.2.1.2.4")));
    }

    @Test
    void hiddenTablesAreSkippedAtOnce() {
        View view = new View("v", List.of("1.3.6.1.2.1.1.3.0", "1.3.6.1.2.1.31"), List.of());
        assertEquals(Optional.of(oid("1.3.6.1.2.1.1.3")), view.beyond(oid("1.3.6.1.2.1.1.1.0")));
        assertEquals(Optional.of(oid("1.3.6.1.2.1.30.4294967295")), view.beyond(oid("1.3.6.1.2.1.2.2.1.1.1")));
        assertEquals(Optional.empty(), view.beyond(oid("1.3.6.1.2.1.32")));
        assertEquals(Optional.empty(), View.NONE.beyond(oid("1.3")));
    }

    @Test
    void greatestSubIdentifierHasNoNeighbour() {
        View view = new View("v", List.of("1.4294967295.4294967295"), List.of());
        assertTrue(view.contains(oid("1.4294967295.4294967295.5")));
        assertFalse(view.contains(oid("1.4294967295.4294967294.5")));
        assertFalse(view.contains(oid("2")));
    }

    /** Answers by intervals must be those by families, and nothing visible may lie where a walk jumps. */
    @Test
    void intervalsAgreeWithFamilies() {
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            List<String> include = draw(random, 1 + random.nextInt(4));
            List<String> exclude = new ArrayList<>(draw(random, random.nextInt(4)));
            exclude.removeAll(include);
            View view = new View("v", include, exclude);
            List<OID> all = IntStream.range(0, 60)
                    .mapToObj(i -> oid(draw(random, 1).get(0)))
                    .sorted()
                    .toList();
            for (OID one : all) {
                boolean expected = view.families().stream()
                        .filter(family -> family.holds(one))
                        .findFirst()
                        .map(View.Family::included)
                        .orElse(false);
                assertEquals(expected, view.contains(one), () -> include + " without " + exclude + ": " + one);
                if (!expected) {
                    Optional<OID> beyond = view.beyond(one);
                    assertTrue(
                            all.stream()
                                    .filter(o -> o.compareTo(one) > 0
                                            && (beyond.isEmpty() || o.compareTo(beyond.get()) <= 0))
                                    .noneMatch(view::contains),
                            () -> include + " without " + exclude + ": from " + one + " to " + beyond);
                }
            }
        }
    }

    private static List<String> draw(Random random, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> {
                    StringBuilder text = new StringBuilder("1");
                    for (int length = random.nextInt(4); length > 0; length--) {
                        text.append('.').append(random.nextInt(3));
                    }
                    return text.toString();
                })
                .toList();
    }
}
