package org.pathgauge.bpf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pathgauge.bpf.abi.AbiLayout;
import org.pathgauge.bpf.abi.BankLayout;
import org.pathgauge.bpf.abi.HistogramLayout;
import org.pathgauge.bpf.abi.InternalLayout;
import org.pathgauge.bpf.abi.SampleLayout;
import org.pathgauge.bpf.abi.StampLayout;
import org.pathgauge.bpf.abi.StatsLayout;

/**
 * Whole sequences of probes with loss, reordering, duplicates and lateness, against a reference that recomputes each
 * metric from its definition and the raw samples.
 */
class ProbeSequenceTest {
    private static final int COUNT = 60;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void kernelAgreesWithTheDefinitions(long seed) {
        Random random = new Random(seed);
        try (ProbeBench bench = new ProbeBench(seed % 2 == 0)) {
            int slot = (int) (seed % 3);
            int firstSeq = seed % 4 == 0 ? -COUNT / 2 : 1000; // some sequences wrap
            bench.addProbe(slot, ProbeBench.TARGET);
            List<Integer> replies = new ArrayList<>();
            for (int i = 0; i < COUNT; i++) {
                bench.egress(ProbeBench.request(slot, firstSeq + i));
                long back = (long) Math.pow(10, 2 + 7.6 * random.nextDouble());
                bench.age(slot, firstSeq + i, random.nextInt(15) == 0 ? 6_000_000_000L : back);
                if (random.nextInt(6) > 0) {
                    replies.add(firstSeq + i);
                }
                if (random.nextInt(10) == 0 && !replies.isEmpty()) {
                    replies.add(replies.get(replies.size() - 1));
                }
            }
            for (int i = 0; i < 15; i++) {
                int at = random.nextInt(replies.size());
                Collections.swap(replies, at, Math.min(replies.size() - 1, at + random.nextInt(4)));
            }
            replies.forEach(seq -> bench.ingress(ProbeBench.reply(slot, seq)));
            compare(bench, slot, bench.samples());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void repliesOnTwoCpusAtOnceAreEachCountedOnce(long seed) throws Exception {
        try (ProbeBench bench = new ProbeBench(true);
                ExecutorService cpus = Executors.newFixedThreadPool(2)) {
            bench.addProbe(0, ProbeBench.TARGET);
            Random random = new Random(seed);
            for (int seq = 0; seq < COUNT; seq++) {
                bench.egress(ProbeBench.request(0, seq));
                bench.age(0, seq, 1000 + random.nextInt(100_000_000));
            }
            CyclicBarrier together = new CyclicBarrier(2);
            List<Future<?>> done = new ArrayList<>();
            for (int cpu = 0; cpu < 2; cpu++) {
                int first = cpu;
                done.add(cpus.submit(() -> {
                    BpfProgram program = bench.programs.program("pg_xdp");
                    for (int seq = 0; seq < COUNT; seq += 2) {
                        together.await(30, TimeUnit.SECONDS);
                        // Neighbours in turn, and each reply on both CPUs.
                        program.testRun(ProbeBench.reply(0, seq + first), new byte[0], 1);
                        program.testRun(ProbeBench.reply(0, seq + 1 - first), new byte[0], 1);
                    }
                    return null;
                }));
            }
            for (Future<?> each : done) {
                each.get();
            }
            assertEquals(COUNT, bench.stat(0, StatsLayout.RECEIVED));
            assertEquals(COUNT, bench.stat(0, StatsLayout.DUPLICATES));
            Map<Integer, Long> rtts = new HashMap<>();
            for (ProbeBench.Sample sample : bench.samples()) {
                if (sample.verdict() == AbiLayout.DROP_REPLY) {
                    rtts.put(sample.seq(), sample.rtt());
                }
            }
            assertEquals(
                    rtts.values().stream().mapToLong(Long::longValue).sum(), bench.stat(0, StatsLayout.RTT_SUM_NS));
            compareIpdv(bench, bench.bank(0), rtts);
        }
    }

    /** What a second CPU would do that answered the earlier probe in the same instant. */
    @Test
    void pairThatIsRecordedIsNotRecordedAgain() {
        try (ProbeBench bench = new ProbeBench(true)) {
            bench.addProbe(0, ProbeBench.TARGET);
            bench.egress(ProbeBench.request(0, 1));
            bench.egress(ProbeBench.request(0, 2));
            bench.ingress(ProbeBench.reply(0, 1));
            bench.ingress(ProbeBench.reply(0, 2));
            int bank = bench.bank(0);
            assertEquals(1, bench.programs.banks().getInt(bank, BankLayout.IPDV_COUNT));
            ArrayWindow stamps = bench.programs.stamps();
            int answered = stamps.getInt(ProbeBench.stamp(0, 1), StampLayout.STATE);
            int outstanding = answered & ~AbiLayout.STAMP_STATE_MASK | AbiLayout.STAMP_OUTSTANDING;
            stamps.setInt(ProbeBench.stamp(0, 1), StampLayout.STATE, outstanding);
            assertEquals(AbiLayout.DROP_REPLY, bench.ingress(ProbeBench.reply(0, 1)));
            assertEquals(1, bench.programs.banks().getInt(bank, BankLayout.IPDV_COUNT));
        }
    }

    /** A count is one byte; beyond what it holds, packets are counted but not their delays. */
    @Test
    void histogramsStopBeforeTheirCountsOverflow() {
        int packets = AbiLayout.HISTOGRAM_MOST + 20;
        try (ProbeBench bench = new ProbeBench(true)) {
            bench.addProbe(0, ProbeBench.TARGET);
            for (int seq = 0; seq < packets; seq++) {
                bench.egress(ProbeBench.request(0, seq));
                bench.age(0, seq, 1_500_000_000L); // all in one bucket, its neighbours would see a carry
                bench.ingress(ProbeBench.reply(0, seq));
            }
            int bank = bench.bank(0);
            int[] expected = new int[AbiLayout.RTT_BUCKETS];
            expected[bucket(1_500_000_000L, 8)] = AbiLayout.HISTOGRAM_MOST;
            assertArrayEquals(expected, histogram(bench, bank, HistogramLayout.RTT, HistogramLayout.RTT_LENGTH));
            int[] ipdv = histogram(bench, bank, HistogramLayout.IPDV, HistogramLayout.IPDV_LENGTH);
            assertEquals(AbiLayout.HISTOGRAM_MOST, IntStream.of(ipdv).sum());
            assertEquals(packets, bench.programs.banks().getInt(bank, BankLayout.RECEIVED));
            assertEquals(packets - 1, bench.programs.banks().getInt(bank, BankLayout.IPDV_COUNT));
            assertEquals(20 + 19, bench.programs.internalCounters()[InternalLayout.HISTOGRAM_FULL / Long.BYTES]);
        }
    }

    @Test
    void samplesThatFindTheRingFullAreCounted() {
        try (ProbeBench bench = new ProbeBench(true)) {
            bench.addProbe(0, ProbeBench.TARGET);
            bench.egress(ProbeBench.request(0, 1));
            int runs = bench.programs.samples().size() / SampleLayout.SIZE;
            bench.programs.program("pg_xdp").testRun(ProbeBench.reply(0, 1), new byte[0], runs);
            long lost = bench.programs.internalCounters()[InternalLayout.SAMPLES_LOST / Long.BYTES];
            assertTrue(lost > 0, "lost " + lost);
            assertEquals(runs, bench.samples().size() + lost);
            assertEquals(runs - 1, bench.stat(0, StatsLayout.DUPLICATES));
        }
    }

    private static void compare(ProbeBench bench, int slot, List<ProbeBench.Sample> samples) {
        List<ProbeBench.Sample> received = samples.stream()
                .filter(s -> s.verdict() == AbiLayout.DROP_REPLY)
                .toList();
        long late = count(samples, AbiLayout.PASS_LATE);
        assertEquals(received.size(), bench.stat(slot, StatsLayout.RECEIVED));
        assertEquals(late, bench.stat(slot, StatsLayout.LATE));
        assertEquals(count(samples, AbiLayout.PASS_DUPLICATE), bench.stat(slot, StatsLayout.DUPLICATES));
        int bank = bench.bank(slot);
        ArrayWindow banks = bench.programs.banks();
        assertEquals(COUNT, banks.getInt(bank, BankLayout.SENT));
        assertEquals(received.size(), banks.getInt(bank, BankLayout.RECEIVED));

        long sum = 0;
        long squares = 0;
        long jitter = 0;
        long last = -1;
        int reordered = 0;
        Map<Integer, Long> rtts = new HashMap<>();
        int[] rttCounts = new int[AbiLayout.RTT_BUCKETS];
        int highest = received.get(0).seq();
        for (ProbeBench.Sample sample : received) {
            long rtt = sample.rtt();
            sum += rtt;
            squares += rtt < 1L << 32 ? Long.divideUnsigned(rtt * rtt + 500_000, 1_000_000) : sq((rtt + 500) / 1000);
            if (last >= 0) {
                jitter += Math.abs(rtt - last) - (jitter + 8 >> 4); // RFC 3550, A.8
            }
            last = rtt;
            if (sample.seq() - highest < 0) {
                reordered++; // RFC 4737, 3.3
            } else {
                highest = sample.seq();
            }
            rtts.put(sample.seq(), rtt);
            rttCounts[bucket(rtt, 8)]++;
        }
        assertEquals(sum, bench.stat(slot, StatsLayout.RTT_SUM_NS));
        assertEquals(sum, banks.getLong(bank, BankLayout.RTT_SUM_NS));
        assertEquals(squares, bench.stat(slot, StatsLayout.RTT_SUMSQ_US2));
        assertEquals(squares, banks.getLong(bank, BankLayout.RTT_SUMSQ_US2));
        assertEquals(Collections.min(rtts.values()), banks.getLong(bank, BankLayout.RTT_MIN_NS));
        assertEquals(Collections.max(rtts.values()), banks.getLong(bank, BankLayout.RTT_MAX_NS));
        assertEquals(last, bench.stat(slot, StatsLayout.LAST_RTT_NS));
        assertEquals(jitter, bench.stat(slot, StatsLayout.JITTER_X16_NS));
        assertEquals(jitter >> 4, banks.getLong(bank, BankLayout.JITTER_NS));
        assertEquals(reordered, bench.reordered(slot));
        assertEquals(reordered, banks.getInt(bank, BankLayout.REORDERED));
        assertEquals(highest, bench.programs.stats().getInt(slot, StatsLayout.HIGHEST_SEQ));
        assertArrayEquals(rttCounts, histogram(bench, bank, HistogramLayout.RTT, HistogramLayout.RTT_LENGTH));
        compareIpdv(bench, bank, rtts);
    }

    /** RFC 3393: pairs of consecutive sequences, both received in time. */
    private static void compareIpdv(ProbeBench bench, int bank, Map<Integer, Long> rtts) {
        List<Long> ipdvs = rtts.keySet().stream()
                .filter(seq -> rtts.containsKey(seq - 1))
                .map(seq -> rtts.get(seq) - rtts.get(seq - 1))
                .toList();
        int[] counts = new int[AbiLayout.IPDV_BUCKETS];
        ipdvs.forEach(v -> counts[bucket(Math.abs(v), 4)]++);
        ArrayWindow banks = bench.programs.banks();
        assertEquals(ipdvs.size(), banks.getInt(bank, BankLayout.IPDV_COUNT));
        assertEquals(ipdvs.stream().mapToLong(Math::abs).sum(), banks.getLong(bank, BankLayout.IPDV_ABS_SUM_NS));
        assertEquals(Collections.min(ipdvs), banks.getLong(bank, BankLayout.IPDV_MIN_NS));
        assertEquals(Collections.max(ipdvs), banks.getLong(bank, BankLayout.IPDV_MAX_NS));
        assertArrayEquals(counts, histogram(bench, bank, HistogramLayout.IPDV, HistogramLayout.IPDV_LENGTH));
    }

    private static int[] histogram(ProbeBench bench, int bank, int offset, int length) {
        int[] counts = new int[length];
        for (int i = 0; i < length; i++) {
            counts[i] = bench.programs.histograms().getByte(bank, offset + i) & 0xff;
        }
        return counts;
    }

    /** By walking the bounds, not by arithmetic on bits as the kernel does. */
    private static int bucket(long ns, int perOctave) {
        int bucket = 0;
        for (int octave = 10; octave < 34; octave++) {
            for (int step = 0; step < perOctave; step++) {
                if (ns < (1L << octave) / perOctave * (perOctave + step)) {
                    return bucket;
                }
                bucket++;
            }
        }
        return ns < 1L << 34 ? bucket : bucket + 1;
    }

    private static long sq(long v) {
        return v * v;
    }

    private static long count(List<ProbeBench.Sample> samples, int verdict) {
        return samples.stream().filter(s -> s.verdict() == verdict).count();
    }
}
