package org.pathgauge;

import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.pathgauge.collect.RestoredSlots;
import org.pathgauge.collect.SlotSink;
import org.pathgauge.collect.StoredSlots;
import org.pathgauge.history.SlotFiles;
import org.pathgauge.history.SlotLog;
import org.pathgauge.history.SlotVisitor;
import org.pathgauge.model.AgentConfig;
import org.pathgauge.model.HistoryHealth;
import org.pathgauge.model.HistoryReader;
import org.pathgauge.model.Probe;

/** The history on disk, wired between the collector that fills it, the configuration, and those who ask about the past. */
final class History implements SlotSink, AutoCloseable {
    private static final long SLOT_SECONDS = 10;

    private final SlotLog log;
    private final HistoryReader reader;
    private final CompletableFuture<RestoredSlots> past = new CompletableFuture<>();

    private History(Path state, AgentConfig.History limits, Clock clock, LongSupplier nanos) {
        Path folder = SlotFiles.folder(state);
        log = SlotLog.start(
                folder,
                StoredSlots.ENCODING,
                limits,
                clock,
                nanos,
                writer -> past.complete(limits.enabled() ? restore(folder, clock, writer) : new RestoredSlots()));
        reader = new HistoryQuery(state, log::found);
    }

    /** Begins to read what windows can go on with, in the background. */
    static History start(Path state, AgentConfig.History limits, Clock clock, LongSupplier nanos) {
        return new History(state, limits, clock, nanos);
    }

    private static RestoredSlots restore(Path folder, Clock clock, SlotLog writer) {
        RestoredSlots slots = new RestoredSlots();
        SlotVisitor visitor = new SlotVisitor() {
            @Override
            public boolean wants(String probe, String measured) {
                return true;
            }

            @Override
            public void slot(String probe, String measured, long slot, byte[] stored) {
                slots.add(probe, measured, slot, stored);
            }
        };
        long now = clock.instant().getEpochSecond() / SLOT_SECONDS;
        SlotFiles.read(folder, StoredSlots.ENCODING, now - RestoredSlots.SLOTS, now, visitor, writer::found);
        return slots;
    }

    /**
     * Hands over the past when it is read.
     *
     * @param patienceMillis waits so long for it, so that usually the first snapshot has it already
     */
    void whenRestored(long patienceMillis, Consumer<RestoredSlots> to) {
        CompletableFuture<Void> handed = past.thenAccept(to);
        try {
            handed.get(patienceMillis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            // It comes with a later tick.
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    HistoryReader reader() {
        return reader;
    }

    /** The limits in force. */
    AgentConfig.History limits() {
        return log.limits();
    }

    void configure(AgentConfig.History limits) {
        log.configure(limits);
    }

    @Override
    public void complete(Probe probe, long slot, byte[] stored) {
        log.add(probe, slot, stored);
    }

    @Override
    public void tickEnded() {
        log.flush();
    }

    @Override
    public HistoryHealth health() {
        return log.health();
    }

    @Override
    public void close() {
        log.close();
    }
}
