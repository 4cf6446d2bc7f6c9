package org.pathgauge.collect;

import java.time.Instant;

/** What a probe's state is derived from: the newest complete slot in which something was due. */
record SlotSummary(int number, int sent, int received, int unsent) {
    static final SlotSummary NONE = new SlotSummary(-1, 0, 0, 0);

    static SlotSummary of(SlotData data) {
        return new SlotSummary((int) data.number, (int) data.sent, (int) data.received, (int) data.unsent);
    }

    boolean exists() {
        return number >= 0;
    }

    Instant start() {
        return SlotClock.startOf(number);
    }
}
