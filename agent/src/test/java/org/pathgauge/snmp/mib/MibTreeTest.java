package org.pathgauge.snmp.mib;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.SnapshotFixtures;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.Variable;

/** GETNEXT of every view against a sorted list of all objects. */
class MibTreeTest {
    private static final MibTree TREE = new MibTree(PathGaugeViews.all());
    private static final Snapshot SNAPSHOT = SnapshotFixtures.snapshot(7, 1, 2, 3, 5, 6, 7, 9, 10, 31, 65_536);
    private static final WindowCache WINDOWS = new WindowCache();
    private static final TreeMap<OID, Variable> ALL = walk();

    private static Optional<Found> next(OID after) {
        return TREE.next(new Reading(() -> SNAPSHOT, WINDOWS), after, oid -> true);
    }

    private static TreeMap<OID, Variable> walk() {
        TreeMap<OID, Variable> all = new TreeMap<>();
        Optional<Found> next = next(new OID("1"));
        while (next.isPresent()) {
            OID oid = next.get().name();
            assertTrue(all.isEmpty() || all.lastKey().compareTo(oid) < 0, oid + " does not rise");
            all.put(oid, next.get().value());
            next = next(oid);
        }
        return all;
    }

    @Test
    void getFindsEveryObjectOfWalk() {
        Reading reading = new Reading(() -> SNAPSHOT, WINDOWS);
        ALL.forEach((oid, value) -> assertEquals(value, TREE.get(reading, oid), oid::toString));
    }

    @Property
    void nextIsFirstBehindAnyIdentifier(@ForAll long seed) {
        Random random = new Random(seed);
        OID[] keys = ALL.keySet().toArray(new OID[0]);
        OID oid = new OID(keys[random.nextInt(keys.length)]);
        // Near what exists is where the mistakes are: cut off, go on, shift one part, exceed 2^31.
        for (int change = random.nextInt(3); change >= 0; change--) {
            switch (random.nextInt(4)) {
                case 0 -> oid.trim(random.nextInt(oid.size() - 1));
                case 1 -> oid.append(random.nextInt(3));
                case 2 -> {
                    int at = 1 + random.nextInt(oid.size() - 1);
                    oid.set(at, oid.get(at) + random.nextInt(3) - 1);
                }
                default -> oid.append(random.nextBoolean() ? -1 : Integer.MIN_VALUE);
            }
        }
        OID expected = ALL.higherKey(oid);
        assertEquals(Optional.ofNullable(expected), next(oid).map(Found::name), () -> "behind " + oid);
        assertEquals(
                ALL.containsKey(oid),
                !TREE.get(new Reading(() -> SNAPSHOT, WINDOWS), oid).isException(),
                oid::toString);
    }

    @Test
    void hiddenObjectsAreSkipped() {
        OID hidden = ALL.firstKey();
        OID second = ALL.higherKey(hidden);
        assertEquals(
                Optional.of(second),
                TREE.next(new Reading(() -> SNAPSHOT, WINDOWS), new OID("1"), oid -> !oid.equals(hidden))
                        .map(Found::name));
    }
}
