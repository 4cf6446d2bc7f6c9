package org.pathgauge.alarm;

import java.util.OptionalLong;
import org.pathgauge.model.Alarm;
import org.pathgauge.model.AlarmUnit;
import org.pathgauge.model.Resource;
import org.pathgauge.model.Threshold;

/** Writes the one line of an alarm that a person reads. */
final class AlarmText {
    private AlarmText() {}

    static Alarm.Finding raised(Resource resource, Threshold threshold, Reading reading) {
        String windows = threshold.consecutive() > 1
                ? threshold.consecutive() + " windows of " + threshold.window().label()
                : "one window of " + threshold.window().label();
        return new Alarm.Finding(
                reading.value(),
                limit(threshold, threshold.rising()),
                String.format(
                        "%s, threshold %s: %s in %s",
                        resource.text(), threshold.name(), reading(threshold, reading), windows));
    }

    static Alarm.Finding cleared(Resource resource, Threshold threshold, Reading reading) {
        return new Alarm.Finding(
                reading.value(),
                limit(threshold, threshold.falling()),
                cleared(resource, threshold, reading(threshold, reading)));
    }

    /** An alarm that goes without a measurement that says so. */
    static Alarm.Finding gone(Alarm alarm, String why) {
        String text = alarm.threshold()
                .map(t -> cleared(alarm.resource(), t, why))
                .orElseGet(() -> alarm.resource().text() + ", " + alarm.type().yangName() + ": cleared, " + why);
        return new Alarm.Finding(OptionalLong.empty(), OptionalLong.empty(), text);
    }

    private static String cleared(Resource resource, Threshold threshold, String why) {
        return String.format("%s, threshold %s: cleared, %s", resource.text(), threshold.name(), why);
    }

    private static OptionalLong limit(Threshold threshold, long limit) {
        return threshold.metric().unit() == AlarmUnit.NONE ? OptionalLong.empty() : OptionalLong.of(limit);
    }

    /** The metric, its value and the limit it met. */
    private static String reading(Threshold threshold, Reading reading) {
        boolean above = reading.level() == Reading.Level.ABOVE;
        AlarmUnit unit = threshold.metric().unit();
        if (unit == AlarmUnit.NONE) {
            return above ? "no reply" : "replies again";
        }
        String value = reading.value().isPresent() ? unit.text(reading.value().getAsLong()) : "lost";
        return String.format(
                "%s %s %s %s",
                threshold.metric().yangName(),
                value,
                above ? "is at or above" : "is at or below",
                unit.text(above ? threshold.rising() : threshold.falling()));
    }
}
