package org.pathgauge.openmetrics;

import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.pathgauge.model.Alarm;
import org.pathgauge.model.AlarmUnit;
import org.pathgauge.model.Threshold;

/** The families of alarms, with labels that name what they are about. */
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
            Family.gauge(
                    "pathgauge_alarms_shelved",
                    "Alarms that lie on shelves; they have no other sample.",
                    (s, points) -> points.add(
                            Labels.EMPTY, s.snapshot().shelvedAlarms().size())),
            Family.counter(
                    "pathgauge_alarms_refused",
                    "Alarms that could not be raised because the list was full.",
                    (s, counts) -> counts.add(
                            Labels.EMPTY,
                            s.snapshot().alarmsRefused(),
                            s.snapshot().started())),
            timestamp("raised", "When the alarm was last raised.", a -> Units.timestamp(a.raised())),
            timestamp(
                    "cleared",
                    "When the alarm was last cleared; absent before the first time.",
                    a -> a.cleared().map(Units::timestamp).orElse(Double.NaN)),
            value(
                    Units.SECONDS,
                    "Delay when the alarm last changed; absent when it was infinite or not defined.",
                    AlarmUnit.NANOSECONDS,
                    a -> Units.seconds(a.value())),
            value(
                    Units.RATIO,
                    "Ratio when the alarm last changed, 0 to 1; absent when it was not defined.",
                    AlarmUnit.PPM,
                    a -> Units.ratio(a.value())),
            value(
                    Units.PER_SECOND,
                    "Events a second when the alarm last changed; absent when they were not known.",
                    AlarmUnit.PER_SECOND,
                    a -> Units.number(a.value())),
            value(
                    Units.NUMBER,
                    "Number of things, such as ports, when the alarm last changed; absent when it was not known.",
                    AlarmUnit.COUNT,
                    a -> Units.number(a.value())));

    private AlarmFamilies() {}

    /** An empty label is as good as none. */
    private static Labels labels(Alarm alarm) {
        return Labels.of(
                "id", Integer.toString(alarm.id()),
                "kind", alarm.resource().kind().yangName(),
                "resource", alarm.resource().name(),
                "type", alarm.type().yangName(),
                "probe", alarm.probeName().orElse(""),
                "qualifier", alarm.qualifier(),
                "threshold", alarm.threshold().map(Threshold::name).orElse(""),
                "metric", alarm.threshold().map(t -> t.metric().yangName()).orElse(""),
                "window", alarm.threshold().map(t -> t.window().label()).orElse(""),
                "severity", alarm.severity().yangName());
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

    private static Family value(Unit unit, String help, AlarmUnit wanted, ToDoubleFunction<Alarm> value) {
        return Family.gauge(
                PREFIX + "_value", unit, help, (s, points) -> each(s, points, value, a -> a.unit() == wanted));
    }
}
