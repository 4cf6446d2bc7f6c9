package org.pathgauge.alarm;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.pathgauge.model.Rate;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.Threshold;

/** A window of a rate against a threshold. */
record RateReading(Rate.Window window) implements Measured {

    /** The rates of one metric by the name of their resource. */
    static Map<String, Rate> byName(Snapshot snapshot, Threshold.Metric metric) {
        Map<String, Rate> byName = new HashMap<>();
        for (Rate rate : snapshot.traffic().rates()) {
            if (rate.metric() == metric) {
                byName.put(rate.resource().name(), rate);
            }
        }
        return byName;
    }

    /** The window that a threshold compares; empty when there is none yet. */
    static Optional<Measured> of(Optional<Rate> rate, Threshold threshold) {
        return rate.stream()
                .flatMap(r -> r.windows().stream())
                .filter(w -> w.length() == threshold.window())
                .<Measured>map(RateReading::new)
                .findFirst();
    }

    @Override
    public Instant end() {
        return window.end();
    }

    @Override
    public Reading reading(Threshold threshold) {
        return Reading.compare(threshold, OptionalLong.of(window.perSecond()));
    }
}
