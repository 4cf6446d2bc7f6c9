package org.pathgauge.snmp.mib;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.pathgauge.model.ProbeStats;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.SnapshotFixtures;
import org.pathgauge.model.Window;
import org.pathgauge.model.WindowLength;
import org.pathgauge.model.WindowLimits;
import org.snmp4j.smi.OID;

/** What is computed, how often, and that nobody gets another snapshot's window. */
class WindowCacheTest {
    private static final MibTree TREE = new MibTree(PathGaugeViews.all());
    private static final OID WINDOW_TABLE = PathGaugeMib.oid(1, 2, 2, 1);

    private final AtomicInteger computed = new AtomicInteger();

    private Snapshot counting(int probes) {
        Snapshot all = SnapshotFixtures.snapshot(
                1, IntStream.rangeClosed(1, probes).map(i -> 7 * i).toArray());
        return with(all, all.probes().stream().map(this::counting).toList());
    }

    private static Snapshot with(Snapshot s, List<ProbeStats> probes) {
        return s.but().probes(probes).build();
    }

    private ProbeStats counting(ProbeStats s) {
        Map<WindowLength, Optional<Window>> made = new EnumMap<>(WindowLength.class);
        ProbeStats.Windows windows = length -> {
            computed.incrementAndGet();
            // The fixture takes its time.
            return made.computeIfAbsent(length, s::window);
        };
        return new ProbeStats(s.probe(), s.state(), s.stateReason(), s.address(), s.totals(), s.icmpErrors(), windows);
    }

    /** One request an object, as snmpwalk does. */
    private static int walk(Snapshot snapshot, WindowCache cache) {
        int objects = 0;
        OID at = WINDOW_TABLE;
        while (true) {
            Found next = TREE.next(new Reading(() -> snapshot, cache), at, oid -> true)
                    .orElseThrow();
            if (!next.name().startsWith(WINDOW_TABLE)) {
                return objects;
            }
            at = next.name();
            objects++;
        }
    }

    @Test
    void walkDownColumnsComputesEachWindowOnce() {
        Snapshot snapshot = counting(50);
        assertTrue(walk(snapshot, new WindowCache()) > 50 * 4 * 20);
        assertEquals(50 * WindowLength.values().length, computed.get());
    }

    @Test
    void columnThatNoProbeHasIsSearchedOnce() {
        Snapshot all = SnapshotFixtures.snapshot(
                1, IntStream.range(0, 1_500).map(i -> 7 * i + 6).toArray());
        Snapshot sparse = with(all, all.probes().stream().map(this::counting).toList());
        WindowCache cache = new WindowCache();
        OID lossPeriods = new OID(WINDOW_TABLE.getValue(), new int[] {13});
        Found first = next(sparse, cache, lossPeriods);
        assertTrue(first.name().get(WINDOW_TABLE.size()) > 14, first + " is of a column that is not defined");
        int once = computed.get();
        assertTrue(once >= 1_500 * WindowLength.values().length, once + " windows computed");
        assertEquals(first, next(sparse, cache, lossPeriods));
        assertTrue(computed.get() <= once + 1, computed.get() - once + " windows computed again");
    }

    @Test
    void columnThatNoWindowCanHaveIsNotSearched() {
        Snapshot all = SnapshotFixtures.snapshot(
                1, IntStream.range(0, 500).map(i -> 7 * i + 6).toArray());
        WindowLimits noSamples = new WindowLimits(900, true, true, true, false);
        List<ProbeStats> limited = all.probes().stream()
                .map(this::counting)
                .map(stats -> limited(stats, noSamples))
                .toList();
        OID pdv = new OID(WINDOW_TABLE.getValue(), new int[] {29, Integer.MAX_VALUE});
        Snapshot snapshot = with(all, limited);
        Reading reading = new Reading(() -> snapshot, new WindowCache());
        assertEquals(Optional.empty(), new WindowTable().next(reading, pdv));
        assertTrue(computed.get() <= 2 * 2 * WindowLength.values().length, computed + " windows computed");
    }

    private static ProbeStats limited(ProbeStats s, WindowLimits limits) {
        ProbeStats.Windows windows = new ProbeStats.Windows() {
            @Override
            public Optional<Window> window(WindowLength length) {
                return s.window(length);
            }

            @Override
            public WindowLimits limits() {
                return limits;
            }
        };
        return new ProbeStats(s.probe(), s.state(), s.stateReason(), s.address(), s.totals(), s.icmpErrors(), windows);
    }

    @Test
    void whatAWindowHasIsWithinItsLimits() {
        int windows = 0;
        for (ProbeStats probe :
                SnapshotFixtures.snapshot(1, 1, 2, 3, 4, 5, 6, 7, 8).probes()) {
            for (WindowLength length : WindowLength.values()) {
                Optional<Window> window = probe.window(length);
                window.ifPresent(WindowCacheTest::assertWithinLimits);
                windows += window.isPresent() ? 1 : 0;
            }
        }
        assertTrue(windows > 20, windows + " windows");
    }

    private static void assertWithinLimits(Window w) {
        WindowLimits tight = new WindowLimits(
                w.sent(),
                w.rttMinNanos().isPresent(),
                w.ipdvMinNanos().isPresent(),
                w.jitterNanos().isPresent(),
                w.pdvMaxNanos().isPresent());
        int traits = WindowTraits.of(w);
        for (int bit = 0; bit < Integer.SIZE; bit++) {
            assertTrue((traits & 1 << bit) == 0 || WindowTraits.within(tight, 1 << bit), bit + " of " + w);
        }
    }

    private static Found next(Snapshot snapshot, WindowCache cache, OID after) {
        return TREE.next(new Reading(() -> snapshot, cache), after, oid -> true).orElseThrow();
    }

    @Test
    void moreWindowsThanPlacesStillLeaveSomeInPlace() {
        Snapshot snapshot = counting(1_500);
        int objects = walk(snapshot, new WindowCache());
        assertTrue(computed.get() < objects * 3 / 4, computed + " windows computed for " + objects + " objects");
    }

    @Test
    void windowOfEarlierSnapshotIsNotGivenOutInLaterOne() {
        WindowCache cache = new WindowCache();
        ProbeStats first = SnapshotFixtures.snapshot(1, 7).probes().getFirst();
        ProbeStats later = counting(first);
        cache.window(first, WindowLength.MINUTE_1);
        cache.window(later, WindowLength.MINUTE_1);
        assertEquals(1, computed.get());
        // And back, since a slow reader may still hold the earlier one.
        cache.window(first, WindowLength.MINUTE_1);
        cache.window(later, WindowLength.MINUTE_1);
        assertEquals(2, computed.get());
    }

    @Test
    void probesThatShareOnePlaceKeepTheirOwnWindows() {
        WindowCache cache = new WindowCache();
        Snapshot snapshot = SnapshotFixtures.snapshot(1, 7, 7 + 1_024, 7 + 2_048);
        for (int round = 0; round < 20; round++) {
            for (ProbeStats probe : snapshot.probes()) {
                assertEquals(
                        probe.window(WindowLength.MINUTES_5).map(w -> w.rttSumNanos()),
                        cache.window(probe, WindowLength.MINUTES_5).map(w -> w.rttSumNanos()));
            }
        }
    }
}
