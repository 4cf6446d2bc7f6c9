package org.pathgauge.collect;

import java.time.Instant;

/** What a probe's state is derived from: the newest complete slot in which something was due. */
record SlotSummary(long number, long sent, long received, long unsent) {
    static final SlotSummary NONE = new SlotSummary(-1, 0, 0, 0);

    static SlotSummary of(SlotData data) {
        return new SlotSummary(data.number, data.sent, data.received, data.unsent);
    }

    boolean exists() {
        return number >= 0;
    }

    Instant start() {
        return SlotClock.startOf(number);
    }
}
