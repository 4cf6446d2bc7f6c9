package org.pathgauge.model;

import java.time.Instant;
import java.util.function.Supplier;

/** Hands the newest snapshot to every view, or a pinned one so that views can be compared at leisure. */
public final class SnapshotHolder implements Supplier<Snapshot> {
    private volatile Snapshot newest;
    private volatile Snapshot pinned;

    public SnapshotHolder(Instant started) {
        newest = Snapshot.empty(started);
    }

    @Override
    public Snapshot get() {
        Snapshot p = pinned;
        return p != null ? p : newest;
    }

    /** Publishes the snapshot of a new tick. */
    public void publish(Snapshot snapshot) {
        newest = snapshot;
    }

    /** Keeps answering with the current snapshot until {@link #unpin}. */
    public Snapshot pin() {
        Snapshot p = newest;
        pinned = p;
        return p;
    }

    /** Answers with the newest snapshot again. */
    public void unpin() {
        pinned = null;
    }
}
