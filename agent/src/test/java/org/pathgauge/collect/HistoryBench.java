package org.pathgauge.collect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Random;
import java.util.stream.Stream;
import org.pathgauge.ProbeBuilder;
import org.pathgauge.history.SlotLog;
import org.pathgauge.model.AgentConfig;
import org.pathgauge.model.Probe;

/**
 * Measures what the history costs: run it with a folder, a number of probes, packets in a slot of each, and whether raw
 * samples are taken.
 */
public final class HistoryBench {
    private static final int SLOTS = 12;
    private static final int PATTERNS = 512;

    private HistoryBench() {}

    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        int probes = Integer.parseInt(args[1]);
        int packets = Integer.parseInt(args[2]);
        boolean samples = Boolean.parseBoolean(args[3]);
        Random random = new Random(1);
        SlotData[] patterns = new SlotData[PATTERNS];
        for (int i = 0; i < PATTERNS; i++) {
            patterns[i] = StoredSlotTest.slot(random, 0, packets, samples);
        }
        Probe[] all = new Probe[probes];
        for (int i = 0; i < probes; i++) {
            all[i] =
                    ProbeBuilder.probe(i + 1, "10.0." + i / 256 + "." + i % 256).build();
        }
        long[] tick = {0};
        long wall = System.nanoTime();
        AgentConfig.History limits = new AgentConfig.History(true, Duration.ofDays(7), 1L << 40);
        try (SlotLog log = SlotLog.start(
                folder, StoredSlots.ENCODING, limits, Clock.systemUTC(), System::nanoTime, unused -> {})) {
            for (int slot = 0; slot < SLOTS; slot++) {
                long begin = System.nanoTime();
                for (int i = 0; i < probes; i++) {
                    log.add(all[i], 180_000_000L + slot, StoredSlot.encode(patterns[(i + slot) % PATTERNS]));
                }
                log.flush();
                if (slot >= SLOTS / 2) {
                    tick[0] += System.nanoTime() - begin;
                }
                while (log.waiting()) {
                    Thread.onSpinWait();
                }
            }
            System.out.println("lost slots: " + log.health().slotsLost());
        }
        double seconds = (System.nanoTime() - wall) / 1e9;
        long bytes = 0;
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                bytes += Files.size(file);
            }
        }
        double perSlot = (double) bytes / probes / SLOTS;
        System.out.printf(
                "%d probes, %d packets a slot, samples %b: %.1f octets a slot, %.2f MB a probe and day, %.0f MB an hour, "
                        + "%.2f us a slot in the tick, %.2f us a slot until on disk%n",
                probes,
                packets,
                samples,
                perSlot,
                perSlot * 8640 / 1e6,
                perSlot * 360 * probes / 1e6,
                tick[0] / 1e3 / probes / (SLOTS / 2),
                seconds * 1e6 / probes / SLOTS);
    }
}
