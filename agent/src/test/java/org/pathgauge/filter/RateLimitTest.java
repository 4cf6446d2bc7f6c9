package org.pathgauge.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.pathgauge.model.Filter;

/** What passes a rate limit, with packets from several threads at once. */
class RateLimitTest {
    private static final byte[] FRAME =
            Packet.of("192.0.2.9", "198.51.100.1", 17, 1, 2).frame();
    private static final int THREADS = 4;
    private static final long NANOS = 600_000_000L;

    @Test
    void rateIsThatOfTheHostNotOfACpu() throws Exception {
        try (FilterBench bench = new FilterBench();
                ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            // An empty bucket takes longer to fill than any pause of a loaded machine, so no token is lost.
            long rate = 20_000;
            long burst = 40_000;
            bench.at(true).configure(Rules.rule("limit", 1).protocol(17).limit(rate, burst));
            while (bench.hits("limit").dropped() == 0) {
                bench.programs.ingress(true).testRun(FRAME, new byte[0], 20_000);
            }
            Instant first = last(bench);
            long before = passed(bench);
            assertTrue(before >= burst, before + " passed a full bucket");
            long begin = System.nanoTime();
            List<Callable<Void>> all = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                all.add(() -> {
                    do {
                        bench.programs.ingress(true).testRun(FRAME, new byte[0], 20_000);
                    } while (System.nanoTime() - begin < NANOS);
                    return null;
                });
            }
            for (Future<Void> one : threads.invokeAll(all)) {
                one.get();
            }
            // From packet to packet, whose times are exact to a jiffy: a loaded machine may pause before and after
            // them.
            double seconds = Duration.between(first, last(bench)).toNanos() / 1e9;
            Filter.Hits hits = bench.hits("limit");
            double expected = rate * seconds;
            assertEquals(expected, passed(bench) - before, 0.05 * expected, seconds + " s");
            assertEquals(hits.droppedOctets(), hits.dropped() * FRAME.length);
        }
    }

    private static Instant last(FilterBench bench) {
        return bench.hits("limit").last().orElseThrow();
    }

    private static long passed(FilterBench bench) {
        Filter.Hits hits = bench.hits("limit");
        return hits.matched() - hits.dropped();
    }
}
