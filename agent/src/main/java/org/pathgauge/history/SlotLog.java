package org.pathgauge.history;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.pathgauge.model.AgentConfig;
import org.pathgauge.model.HistoryHealth;
import org.pathgauge.model.Probe;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes complete slots to disk on a thread of its own, so that however slow the disk is, no tick waits for it.
 *
 * <p>Slots wait in memory up to four times what one tick brings; more are not kept, and counted. An error of the disk is
 * logged once and tried again with the next slots; measuring goes on.
 */
public final class SlotLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SlotLog.class);
    private static final long SLOT_NANOS = Segment.SLOT_SECONDS * 1_000_000_000L;
    private static final long LEAST_WAITING = 1 << 20;
    private static final int TICKS_WAITING = 4;
    private static final long CLOSE_MILLIS = 5_000;
    private static final int PROBLEMS_KNOWN = 1_000;
    private static final SlotBatch WAKE = new SlotBatch();

    private final Path folder;
    private final SegmentStore store;
    private final LongSupplier nanos;
    private final Consumer<SlotLog> before;
    private final LinkedBlockingQueue<SlotBatch> queue = new LinkedBlockingQueue<>();
    private final AtomicLong waiting = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private final AtomicLong damages = new AtomicLong();
    private final AtomicLong damagedBytes = new AtomicLong();
    private final Set<Problem> known = ConcurrentHashMap.newKeySet();
    private final Thread thread;
    private volatile AgentConfig.History limits;
    private volatile boolean closing;

    /** Used by the thread that ticks. */
    private SlotBatch batch = new SlotBatch();

    private boolean full;

    /** Used by the writing thread. */
    private boolean failing;

    private boolean unremovable;
    private long forced;
    private boolean unforced;

    private SlotLog(
            Path folder,
            int encoding,
            AgentConfig.History limits,
            Clock clock,
            LongSupplier nanos,
            Consumer<SlotLog> before) {
        this.folder = folder;
        this.limits = limits;
        this.nanos = nanos;
        this.before = before;
        this.store = new SegmentStore(folder, encoding, limits, clock);
        this.thread = Thread.ofPlatform().name("history").daemon().unstarted(this::run);
    }

    /**
     * Starts the writer.
     *
     * @param folder the history's folder, written by nobody else
     * @param encoding version of the encoding of slots
     * @param limits whether and how much is kept
     * @param clock wall clock, for the age of segments
     * @param nanos monotonic time
     * @param before what the writing thread does first, such as to read what there is
     */
    public static SlotLog start(
            Path folder,
            int encoding,
            AgentConfig.History limits,
            Clock clock,
            LongSupplier nanos,
            Consumer<SlotLog> before) {
        SlotLog log = new SlotLog(folder, encoding, limits, clock, nanos, before);
        log.thread.start();
        return log;
    }

    /** Takes a slot; used by the thread that ticks. */
    public void add(Probe probe, long slot, byte[] stored) {
        if (limits.enabled()) {
            batch.add(probe, slot, stored);
        }
    }

    /** Hands the slots of this tick to the writer; used by the thread that ticks. */
    public void flush() {
        if (batch.entries().isEmpty()) {
            return;
        }
        SlotBatch next = batch;
        batch = new SlotBatch();
        if (waiting.get() > Math.max(LEAST_WAITING, TICKS_WAITING * next.bytes())) {
            lost.addAndGet(next.entries().size());
            if (!full) {
                full = true;
                LOG.warn("The disk of {} is too slow for the history; slots are not kept until it caught up", folder);
            }
            return;
        }
        full = false;
        waiting.addAndGet(next.bytes());
        queue.add(next);
    }

    /** Whether slots are not on their way to the disk yet. */
    public boolean waiting() {
        return waiting.get() > 0;
    }

    /** Puts other limits into force at once. */
    public void configure(AgentConfig.History next) {
        limits = next;
        queue.add(WAKE);
    }

    /** The limits in force. */
    public AgentConfig.History limits() {
        return limits;
    }

    public HistoryHealth health() {
        return new HistoryHealth(lost.get(), damages.get(), damagedBytes.get());
    }

    /** Logs and counts a problem of reading, once. */
    public void found(Problem problem) {
        if (known.size() >= PROBLEMS_KNOWN || !known.add(problem)) {
            return;
        }
        LOG.warn("History: {}", problem.text());
        if (problem.kind() == Problem.Kind.TORN || problem.kind() == Problem.Kind.DAMAGED) {
            damages.incrementAndGet();
            damagedBytes.addAndGet(problem.bytes());
        }
    }

    private void run() {
        try {
            store.repair().ifPresent(this::found);
        } catch (IOException e) {
            failed(e);
        }
        before.accept(this);
        prune();
        forced = nanos.getAsLong();
        try {
            while (!closing || !queue.isEmpty()) {
                SlotBatch next = queue.poll(Segment.SLOT_SECONDS, TimeUnit.SECONDS);
                store.limit(limits);
                if (next != null && next != WAKE) {
                    write(next);
                }
                if (!limits.enabled()) {
                    store.finish();
                }
                if (next == null || next == WAKE) {
                    force();
                    prune();
                }
            }
            store.finish();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            failed(e);
        }
    }

    private void write(SlotBatch next) {
        waiting.addAndGet(-next.bytes());
        try {
            store.append(next);
            unforced = true;
            // A disk that takes what it cannot keep has not recovered.
            if (failing || nanos.getAsLong() - forced >= SLOT_NANOS) {
                force();
                prune();
            }
            if (failing && !unforced) {
                failing = false;
                LOG.info("The history is written to {} again", folder);
            }
        } catch (IOException e) {
            lost.addAndGet(next.entries().size());
            failed(e);
        }
    }

    private void force() {
        try {
            if (unforced) {
                store.force();
                unforced = false;
                forced = nanos.getAsLong();
            }
        } catch (IOException e) {
            failed(e);
        }
    }

    private void prune() {
        try {
            store.prune();
            unremovable = false;
        } catch (IOException e) {
            if (!unremovable) {
                unremovable = true;
                LOG.error(
                        "Old segments of the history cannot be removed from {} ({}): make it writable, or it takes more "
                                + "than /agent/history allows; this is not logged again",
                        folder,
                        e.toString());
            }
        }
    }

    private void failed(IOException e) {
        if (!failing) {
            failing = true;
            LOG.error(
                    "The history cannot be written to {} ({}): free space there or make it writable; measuring goes on, "
                            + "slots are lost until then, and this is not logged again",
                    folder,
                    e.toString());
        }
    }

    /** Writes what waits and ends. */
    @Override
    public void close() {
        closing = true;
        queue.add(WAKE);
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
