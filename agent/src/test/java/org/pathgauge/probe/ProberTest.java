package org.pathgauge.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.pathgauge.ProbeBuilder.probe;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.pathgauge.model.Change;
import org.pathgauge.model.Probe;
import org.pathgauge.model.Severity;
import org.pathgauge.model.Threshold;
import org.pathgauge.model.WindowLength;

class ProberTest {
    private static final int BUDGET = 100_000;

    private final Map<Integer, InetAddress> published = new HashMap<>();
    private final List<Integer> cleared = new ArrayList<>();
    private final Map<String, InetAddress[]> names = new HashMap<>();
    private final Sender sender =
            new Sender(8, new PacketMarks(1, new SipHash(1, 2), 40_000, 16), new NoWire(), System::nanoTime, () -> 0);
    private final Prober prober = new Prober(
            new ProbeBudget(8, 64, 16), new Maps(), sender, new Resolver(this::lookup, Duration.ofMillis(20)));

    private static final class NoWire implements Sender.Wire {
        @Override
        public int send(PacketBatch batch, int from) {
            return batch.size() - from;
        }

        @Override
        public int source(byte[] target, int sourceIndex, byte[] into) {
            throw new AssertionError("no test here sends TCP");
        }

        @Override
        public void close() {}
    }

    /** Clearing a published slot would be the bug of all bugs. */
    private final class Maps implements SlotMaps {
        @Override
        public synchronized void clear(ProbeSlot slot) {
            assertTrue(!published.containsKey(slot.slot()), "cleared while in use");
            cleared.add(slot.slot());
        }

        @Override
        public synchronized void publish(ProbeSlot slot, Probe probe, InetAddress target) {
            published.put(slot.slot(), target);
        }

        @Override
        public synchronized void withdraw(ProbeSlot slot) {
            published.remove(slot.slot());
        }
    }

    private synchronized InetAddress[] lookup(String name) throws UnknownHostException {
        InetAddress[] found = names.get(name);
        if (found == null) {
            throw new UnknownHostException(name);
        }
        return found;
    }

    private synchronized void resolveTo(String name, String... addresses) throws Exception {
        InetAddress[] found = new InetAddress[addresses.length];
        for (int i = 0; i < found.length; i++) {
            found[i] = InetAddress.getByName(addresses[i]);
        }
        names.put(name, found);
    }

    @AfterEach
    void close() {
        prober.close();
    }

    private static Probe numbered(int index) {
        return probe(index, "192.0.2." + index).intervalMillis(1000).build();
    }

    private static List<Probe> numbered(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(ProberTest::numbered).toList();
    }

    private void apply(List<Probe> probes) throws ProbingRefusedException {
        prober.prepare(probes, BUDGET).apply();
    }

    @Test
    void aChangedProbeLeavesTheOthersAlone() throws Exception {
        apply(numbered(1, 3));
        List<ProbeSlot> before = prober.current();
        cleared.clear();
        Probe faster = probe(2, "192.0.2.2").intervalMillis(500).build();
        apply(List.of(numbered(1), faster, numbered(3)));
        List<ProbeSlot> after = prober.current();
        assertSame(before.get(0), after.get(0));
        assertNotSame(before.get(1), after.get(1));
        assertSame(before.get(2), after.get(2));
        assertEquals(List.of(after.get(1).slot()), cleared, "and only its own slot is zeroed");
    }

    @Test
    void otherThresholdsDoNotDisturbTheMeasurement() throws Exception {
        apply(numbered(1, 1));
        ProbeSlot before = prober.current().getFirst();
        Threshold threshold = new Threshold("t", Threshold.Metric.LOSS, WindowLength.MINUTE_1, 1, 0, 1, Severity.MAJOR);
        Probe same = probe(1, "192.0.2.1")
                .intervalMillis(1000)
                .thresholds(List.of(threshold))
                .build();
        Change change = prober.prepare(List.of(same), BUDGET);
        change.apply();
        assertSame(before, prober.current().getFirst());
        assertEquals(List.of(threshold), before.probe().thresholds());
        change.rollback();
        assertEquals(List.of(), before.probe().thresholds());
    }

    @Test
    void rollbackRestoresTheOldList() throws Exception {
        apply(numbered(1, 4));
        ProbeSlot kept = prober.current().get(0);
        Change change = prober.prepare(List.of(numbered(1), numbered(7)), BUDGET);
        change.apply();
        assertEquals(2, prober.current().size());
        change.rollback();
        assertEquals(
                numbered(1, 4), prober.current().stream().map(ProbeSlot::probe).toList());
        assertSame(kept, prober.current().get(0));
        assertEquals(4, published.size());
        apply(numbered(1, 8));
        assertEquals(
                8, prober.current().stream().map(ProbeSlot::slot).distinct().count());
    }

    @Test
    void aChangedProbeTakesAnotherPlaceAndItsOwnWhenAllAreTaken() throws Exception {
        apply(numbered(1, 7));
        int first = prober.current().getFirst().slot();
        apply(elsewhere(7));
        int second = prober.current().getFirst().slot();
        assertNotEquals(first, second, "a place that needs no waiting for");
        List<Probe> full = elsewhere(8);
        apply(full);
        assertEquals(second, prober.current().getFirst().slot());
        Change change = prober.prepare(numbered(1, 8), BUDGET);
        change.apply();
        assertEquals(second, prober.current().getFirst().slot(), "no other is free");
        assertEquals(InetAddress.getByName("192.0.2.1"), published.get(second));
        change.rollback();
        assertEquals(full, prober.current().stream().map(ProbeSlot::probe).toList());
        assertEquals(InetAddress.getByName("192.0.2.99"), published.get(second));
        assertEquals(8, published.size());
    }

    /** Probes up to a number, of which the first goes to another target. */
    private static List<Probe> elsewhere(int to) {
        List<Probe> probes = new ArrayList<>(numbered(1, to));
        probes.set(0, probe(1, "192.0.2.99").intervalMillis(1000).build());
        return probes;
    }

    @Test
    void refusesWhatExceedsABudgetAndChangesNothing() throws Exception {
        apply(numbered(1, 8));
        List<ProbeSlot> before = prober.current();
        assertRefused("max-probes, which was 8", numbered(1, 9));
        assertRefused("budget packets-per-second is 5", 5, numbered(1, 8));
        assertRefused(
                "needs 128 stamps",
                List.of(probe(1, "192.0.2.1")
                        .intervalMillis(100)
                        .timeoutMillis(5000)
                        .build()));
        List<Probe> slow = IntStream.rangeClosed(1, 3)
                .mapToObj(i -> probe(i, "192.0.2.1")
                        .intervalMillis(60_000)
                        .timeoutMillis(60_000)
                        .build())
                .toList();
        assertRefused("needs 8 banks for its timeout of 60000 ms", slow);
        assertSame(before, prober.current());
    }

    private void assertRefused(String why, List<Probe> probes) {
        assertRefused(why, BUDGET, probes);
    }

    private void assertRefused(String why, int packetsPerSecond, List<Probe> probes) {
        String message = assertThrows(ProbingRefusedException.class, () -> prober.prepare(probes, packetsPerSecond))
                .getMessage();
        assertTrue(message.contains(why), message);
    }

    @Test
    void stampsAndBanksFollowTimeoutAndInterval() {
        assertEquals(
                4,
                ProbeSlots.stampsFor(
                        probe(1, "a").intervalMillis(1000).timeoutMillis(1000).build()));
        assertEquals(
                8,
                ProbeSlots.stampsFor(
                        probe(1, "a").intervalMillis(1000).timeoutMillis(2000).build()));
        assertEquals(
                64,
                ProbeSlots.stampsFor(
                        probe(1, "a").intervalMillis(100).timeoutMillis(1000).build()));
        assertEquals(
                4, ProbeSlots.stampsFor(probe(1, "a").intervalMillis(3_600_000).build()));
        assertEquals(2, ProbeSlots.banksFor(probe(1, "a").timeoutMillis(8000).build()));
        assertEquals(4, ProbeSlots.banksFor(probe(1, "a").timeoutMillis(8001).build()));
        assertEquals(8, ProbeSlots.banksFor(probe(1, "a").timeoutMillis(28_001).build()));
    }

    @Test
    void aDisabledProbeTakesNoPlace() throws Exception {
        List<Probe> probes = new ArrayList<>(numbered(1, 8));
        probes.add(probe(9, "192.0.2.9").disabled().build());
        apply(probes);
        assertEquals(-1, prober.current().get(8).slot());
        assertEquals(8, published.size());
    }

    @Test
    void aNameIsResolvedLaterAndAnAddressThatStaysIsKept() throws Exception {
        apply(List.of(probe(1, "host.example").family(Probe.AddressFamily.IPV4).build()));
        ProbeSlot slot = prober.current().getFirst();
        awaitTrue(() -> !slot.resolveProblem().isEmpty());
        assertTrue(slot.resolveProblem().contains("host.example does not resolve"), slot.resolveProblem());
        assertEquals(0, slot.generation());
        resolveTo("host.example", "2001:db8::1", "192.0.2.1", "192.0.2.2");
        awaitTrue(() -> slot.address().isPresent());
        assertEquals(InetAddress.getByName("192.0.2.1"), slot.address().get());
        assertEquals("", slot.resolveProblem());
        resolveTo("host.example", "192.0.2.2", "192.0.2.1");
        Thread.sleep(100);
        assertEquals(InetAddress.getByName("192.0.2.1"), slot.address().get());
        assertEquals(1, slot.generation());
        resolveTo("host.example", "192.0.2.3");
        awaitTrue(() -> slot.generation() == 2);
        assertEquals(InetAddress.getByName("192.0.2.3"), slot.address().get());
        assertEquals(InetAddress.getByName("192.0.2.3"), published.get(slot.slot()));
    }

    private static void awaitTrue(java.util.function.BooleanSupplier condition) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "in vain awaited");
            Thread.sleep(10);
        }
    }
}
