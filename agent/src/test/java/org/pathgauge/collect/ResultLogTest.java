package org.pathgauge.collect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.pathgauge.model.ProbeResult;
import org.pathgauge.model.ProbeResult.Outcome;

class ResultLogTest {
    /** A long random life against a list that is copied each time, with every view ever given out checked at the end. */
    @Test
    void viewsHoldTheNewestAndNeverChange() {
        Random random = new Random(7);
        ResultLog log = new ResultLog();
        List<Long> all = new ArrayList<>();
        Map<List<ProbeResult>, List<Long>> views = new HashMap<>();
        int kept = 0;
        for (int i = 0; i < 20_000; i++) {
            if (random.nextInt(500) == 0) {
                int next = random.nextInt(40);
                all.subList(0, Math.max(0, all.size() - Math.min(kept, next))).clear();
                kept = next;
                log.keep(kept);
            }
            if (kept > 0) {
                all.add((long) i);
            }
            log.add(i, 1_000_000_000L * i, Outcome.RECEIVED, i);
            all.subList(0, Math.max(0, all.size() - kept)).clear();
            if (i % 37 == 0) {
                List<ProbeResult> view = log.view();
                assertSame(view, log.view());
                views.put(view, List.copyOf(all));
            }
        }
        views.forEach((view, expected) ->
                assertEquals(expected, view.stream().map(ProbeResult::sequence).toList()));
    }

    @Test
    void outcomesAndTimesComeBack() {
        ResultLog log = new ResultLog();
        log.keep(10);
        log.add(0xffff_ffff, 1_500_000_000_123_456_789L, Outcome.RECEIVED, 0);
        log.add(0, 1_500_000_001_000_000_000L, Outcome.LATE, 0);
        log.add(1, 1_500_000_002_000_000_000L, Outcome.LATE, 61_000_000_000L);
        log.add(2, 1_500_000_003_000_000_000L, Outcome.LOST, 77);
        log.add(3, 1_500_000_004_000_000_000L, Outcome.REFUSED, 78);
        assertEquals(
                "[4294967295 2017-07-14T02:40:00.123456789Z RECEIVED OptionalLong[0],"
                        + " 0 2017-07-14T02:40:01Z LATE OptionalLong[0],"
                        + " 1 2017-07-14T02:40:02Z LATE OptionalLong[61000000000],"
                        + " 2 2017-07-14T02:40:03Z LOST OptionalLong.empty,"
                        + " 3 2017-07-14T02:40:04Z REFUSED OptionalLong.empty]",
                log.view().stream()
                        .map(r -> r.sequence() + " " + r.sent() + " " + r.outcome() + " " + r.rttNanos())
                        .toList()
                        .toString());
    }
}
