package org.pathgauge.openmetrics;

import java.util.concurrent.atomic.LongAdder;

/**
 * What the exporter counts of its own work.
 *
 * @param pages pages written in full
 * @param refused requests refused because too many pages were being written
 * @param failedLogins requests with a name and password that do not match
 */
record Counters(LongAdder pages, LongAdder refused, LongAdder failedLogins) {
    Counters() {
        this(new LongAdder(), new LongAdder(), new LongAdder());
    }
}
