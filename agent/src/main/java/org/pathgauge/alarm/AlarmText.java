package org.pathgauge.alarm;

import java.util.Locale;
import org.pathgauge.model.Threshold;
import org.pathgauge.model.Threshold.Metric;

/** Writes the one line of an alarm that a person reads. */
final class AlarmText {
    private AlarmText() {}

    static String raised(String probe, Threshold threshold, Reading reading) {
        String windows = threshold.consecutive() > 1
                ? threshold.consecutive() + " windows of " + threshold.window().label()
                : "one window of " + threshold.window().label();
        return String.format(
                "probe %s, threshold %s: %s in %s", probe, threshold.name(), reading(threshold, reading), windows);
    }

    static String cleared(String probe, Threshold threshold, String why) {
        return String.format("probe %s, threshold %s: cleared, %s", probe, threshold.name(), why);
    }

    /** The metric, its value and the limit it met. */
    static String reading(Threshold threshold, Reading reading) {
        boolean above = reading.level() == Reading.Level.ABOVE;
        if (threshold.metric() == Metric.UNREACHABLE) {
            return above ? "no reply" : "replies again";
        }
        String value = reading.value().isPresent()
                ? quantity(threshold.metric(), reading.value().getAsLong())
                : "lost";
        long limit = above ? threshold.rising() : threshold.falling();
        return String.format(
                "%s %s %s %s",
                threshold.metric().yangName(),
                value,
                above ? "is at or above" : "is at or below",
                quantity(threshold.metric(), limit));
    }

    private static String quantity(Metric metric, long value) {
        return metric == Metric.LOSS
                ? String.format(Locale.ROOT, "%.4f %%", value / 10_000.0)
                : String.format(Locale.ROOT, "%.6f ms", value / 1_000_000.0);
    }
}
