package org.pathgauge.openmetrics;

import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.pathgauge.model.Alarm;
import org.pathgauge.model.Threshold;

/** The families of alarms, with labels that name probe and threshold. */
final class AlarmFamilies {
    private static final String PREFIX = "pathgauge_alarm";

    static final List<Family> ALL = List.of(
            Family.gauge(
                    PREFIX + "_active",
                    "Whether the alarm is raised (1) or cleared (0).",
                    (s, points) -> each(s, points, a -> a.active() ? 1 : 0, always -> true)),
            Family.counter(
                    PREFIX + "_changes",
                    "How often the alarm was raised or cleared.",
                    (s, counts) -> s.snapshot()
                            .alarms()
                            .forEach(a -> counts.add(
                                    labels(a), a.changes(), s.snapshot().started()))),
            timestamp("raised", "When the alarm was last raised.", a -> Units.timestamp(a.raised())),
            timestamp(
                    "cleared",
                    "When the alarm was last cleared; absent before the first time.",
                    a -> a.cleared().map(Units::timestamp).orElse(Double.NaN)),
            value(
                    Units.SECONDS,
                    "Round-trip time percentile or jitter when the alarm last changed; absent when it was infinite or"
                            + " not defined.",
                    a -> isDelay(a.threshold().metric()),
                    a -> Units.seconds(a.value())),
            value(
                    Units.RATIO,
                    "Loss when the alarm last changed, 0 to 1; absent when it was not defined.",
                    a -> a.threshold().metric() == Threshold.Metric.LOSS,
                    a -> Units.ratio(a.value())));

    private AlarmFamilies() {}

    private static Labels labels(Alarm alarm) {
        return Labels.of(
                "id", Integer.toString(alarm.id()),
                "probe", alarm.probeName(),
                "threshold", alarm.threshold().name(),
                "metric", alarm.threshold().metric().yangName(),
                "window", alarm.threshold().window().label(),
                "severity", alarm.severity().yangName());
    }

    private static boolean isDelay(Threshold.Metric metric) {
        return metric != Threshold.Metric.LOSS && metric != Threshold.Metric.UNREACHABLE;
    }

    private static void each(
            Scrape scrape, Family.Points points, ToDoubleFunction<Alarm> value, Predicate<Alarm> wanted) {
        scrape.snapshot().alarms().stream().filter(wanted).forEach(a -> points.add(labels(a), value.applyAsDouble(a)));
    }

    private static Family timestamp(String name, String help, ToDoubleFunction<Alarm> value) {
        return Family.gauge(
                PREFIX + "_" + name + "_timestamp",
                Units.SECONDS,
                help,
                (s, points) -> each(s, points, value, always -> true));
    }

    private static Family value(Unit unit, String help, Predicate<Alarm> wanted, ToDoubleFunction<Alarm> value) {
        return Family.gauge(PREFIX + "_value", unit, help, (s, points) -> each(s, points, value, wanted));
    }
}
