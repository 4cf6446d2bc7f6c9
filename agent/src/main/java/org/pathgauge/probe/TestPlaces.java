package org.pathgauge.probe;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.LongSupplier;
import org.pathgauge.model.Probe;
import org.pathgauge.model.TestException;
import org.pathgauge.model.TestSpec;

/**
 * The places for one-shot tests in the kernel maps, behind those of probes, and their share of the packet budget.
 *
 * <p>A place is given back only when the kernel ignores it again, and the longest free one is given out first: what is
 * still on its way to a place finds other sequence numbers there. Thread-safe.
 */
public final class TestPlaces {
    /** Packets of all tests at once: what the agent keeps of each takes 17 bytes. */
    static final int MOST_HELD = 4 * (TestSpec.MOST_PACKETS + 1);

    private static final int LEAST_STAMPS = 4;
    private static final long STAMP_SLACK_NANOS = 2_000_000_000L;
    private static final long SECOND_NANOS = 1_000_000_000L;

    private final ProbeBudget budget;
    private final SlotMaps maps;
    private final Sender sender;
    private final Resolver resolver;
    private final LongSupplier nanoTime;
    private final ArrayDeque<Integer> slots = new ArrayDeque<>();
    private final RangeAllocator stamps = new RangeAllocator(ProbeBudget.TEST_STAMPS, LEAST_STAMPS);
    private final Map<TestPlace, Long> rates = new HashMap<>();
    private final Map<Long, Long> sentLately = new HashMap<>();
    private int held;

    /**
     * @param budget the sizes of the maps
     * @param nanoTime the kernel's monotonic clock
     */
    public TestPlaces(ProbeBudget budget, SlotMaps maps, Sender sender, Resolver resolver, LongSupplier nanoTime) {
        this.budget = budget;
        this.maps = maps;
        this.sender = sender;
        this.resolver = resolver;
        this.nanoTime = nanoTime;
        for (int i = 0; i < ProbeBudget.TEST_SLOTS; i++) {
            slots.add(i);
        }
    }

    /**
     * Stamps that a test needs: one a packet of a burst; at a spacing, two timeouts and two seconds of packets, as for
     * probes.
     */
    static int stampsFor(TestSpec spec) throws TestException {
        long needed = spec.count();
        if (!spec.burst()) {
            long kept = 2 * spec.timeout().toNanos() + STAMP_SLACK_NANOS;
            needed = Math.min(
                    needed, Math.ceilDiv(kept, spec.spacing().orElseThrow().toNanos()));
        }
        if (needed > TestSpec.MOST_OUTSTANDING) {
            throw new TestException(
                    TestException.Reason.INVALID,
                    "the test would keep " + needed + " packets in mind ((2 x timeout + 2 s) / spacing), but at most "
                            + TestSpec.MOST_OUTSTANDING + " are: make its spacing longer or its timeout shorter");
        }
        return Integer.highestOneBit(Math.toIntExact(2 * Math.max(LEAST_STAMPS, needed) - 1));
    }

    /**
     * Takes a place for a test.
     *
     * @param spec a test without a problem
     * @param probesPerSecond packets a second of periodic probes
     * @param packetsPerSecond the budget for probes and tests together
     * @throws TestException when it does not fit; the message names the limit
     */
    public synchronized TestPlace take(TestSpec spec, double probesPerSecond, int packetsPerSecond)
            throws TestException {
        int stampCount = stampsFor(spec);
        checkRate(spec, (long) Math.ceil(probesPerSecond), packetsPerSecond);
        if (slots.isEmpty()) {
            throw new TestException(
                    TestException.Reason.BUDGET,
                    ProbeBudget.TEST_SLOTS + " one-shot tests run, and no more can at once: wait for one to end");
        }
        if (held + spec.count() > MOST_HELD) {
            throw new TestException(
                    TestException.Reason.BUDGET,
                    "the running tests have " + held + " packets and this one " + spec.count() + ", but together only "
                            + MOST_HELD + " fit: wait for one to end, or send fewer");
        }
        OptionalInt stampBase = stamps.allocate(stampCount);
        if (stampBase.isEmpty()) {
            throw new TestException(
                    TestException.Reason.BUDGET,
                    "the test needs " + stampCount + " stamps, but the running tests use " + stamps.used() + " of "
                            + stamps.capacity() + ": wait for one to end, or send fewer packets at once");
        }
        int number = slots.remove();
        held += spec.count();
        ProbeSlot.Place place = new ProbeSlot.Place(
                budget.maxProbes() + number,
                budget.stamps() + stampBase.getAsInt(),
                stampCount,
                budget.banks(),
                ProbeBudget.TEST_BANKS);
        TestPlace test =
                new TestPlace(spec, new ProbeSlot(asProbe(spec), place, true), maps, sender, resolver, this::free);
        rates.put(test, spec.packetsPerSecond());
        return test;
    }

    private void checkRate(TestSpec spec, long probes, int packetsPerSecond) throws TestException {
        long now = nanoTime.getAsLong();
        sentLately.keySet().removeIf(until -> until - now < 0);
        long running = rates.values().stream().mapToLong(r -> r).sum()
                + sentLately.values().stream().mapToLong(r -> r).sum();
        long wanted = spec.packetsPerSecond();
        if (probes + running + wanted > packetsPerSecond) {
            throw new TestException(
                    TestException.Reason.BUDGET,
                    "the test would send " + wanted + " packets within a second beside " + probes + " of probes and "
                            + running + " of other tests, but the budget packets-per-second is " + packetsPerSecond
                            + ": raise it, send fewer packets, or make the spacing longer");
        }
    }

    private synchronized void free(TestPlace test, ProbeSlot.Place place) {
        slots.add(place.slot() - budget.maxProbes());
        stamps.free(place.stampBase() - budget.stamps(), place.stamps());
        held -= test.spec().count();
        // What a test that ended at once has sent counts for a second all the same.
        sentLately.merge(nanoTime.getAsLong() + SECOND_NANOS, rates.remove(test), Long::sum);
    }

    private static Probe asProbe(TestSpec spec) {
        return new Probe(
                0,
                "one-shot test",
                spec.type(),
                spec.port(),
                spec.target(),
                spec.family(),
                true,
                spec.spacing().orElse(Duration.ofMillis(1)),
                spec.timeout(),
                spec.size(),
                spec.dscp(),
                spec.ttl(),
                spec.sourceInterface(),
                spec.sourceAddress(),
                false,
                List.of());
    }
}
