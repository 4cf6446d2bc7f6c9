package org.pathgauge.collect;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Random;
import org.pathgauge.history.SlotLog;
import org.pathgauge.model.AgentConfig;
import org.pathgauge.model.Probe;

/** Writes histories for tests as the collector would, ten packets a slot. */
public final class StoredHistory {
    private static final AgentConfig.History LIMITS = new AgentConfig.History(true, Duration.ofDays(100_000), 1L << 40);

    private StoredHistory() {}

    /** Writes the slots of a range, the last one excluded. */
    public static void write(Path folder, Probe probe, long from, long to) {
        Random random = new Random(from);
        try (SlotLog log = SlotLog.start(
                folder, StoredSlots.ENCODING, LIMITS, Clock.systemUTC(), System::nanoTime, unused -> {})) {
            for (long slot = from; slot < to; slot++) {
                log.add(probe, slot, StoredSlot.encode(StoredSlotTest.slot(random, slot, 10, true)));
                // In portions that the queue takes whatever the disk does.
                if ((slot - from) % 1_000 == 999) {
                    flush(log);
                }
            }
            flush(log);
        }
    }

    private static void flush(SlotLog log) {
        log.flush();
        while (log.waiting()) {
            Thread.onSpinWait();
        }
    }
}
