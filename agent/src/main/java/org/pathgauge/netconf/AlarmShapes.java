package org.pathgauge.netconf;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.pathgauge.model.Alarm;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.Threshold;

/** How the alarm list looks in YANG: the state of pathgauge-alarms. */
final class AlarmShapes {
    static final String NS = "urn:pathgauge:yang:pathgauge-alarms";

    private AlarmShapes() {}

    static Shape<Snapshot> alarms() {
        var list = Shape.<Snapshot>in(NS)
                .leaf("number-of-alarms", s -> s.alarms().size())
                .leaf(
                        "last-changed",
                        s -> s.alarms().stream().map(Alarm::lastChanged).max(Comparator.naturalOrder()))
                .list("alarm", List.of("id"), alarm(), Snapshot::alarms);
        return Shape.<Snapshot>in(NS).container("alarm-list", list, s -> s);
    }

    private static Shape<Alarm> alarm() {
        var threshold = Shape.<Threshold>in(NS)
                .leaf("name", Threshold::name)
                .leaf("metric", t -> t.metric().yangName())
                .leaf("window", t -> t.window().label())
                .leaf("rising", Threshold::rising)
                .leaf("falling", Threshold::falling)
                .leaf("consecutive", Threshold::consecutive)
                .leaf("severity", t -> t.severity().yangName());
        var statusChange = Shape.<Alarm.StatusChange>in(NS)
                .leaf("time", Alarm.StatusChange::time)
                .leaf(
                        "perceived-severity",
                        c -> c.severity().map(s -> s.yangName()).orElse("cleared"))
                .leaf("alarm-text", Alarm.StatusChange::text);
        return Shape.<Alarm>in(NS)
                .leaf("id", Alarm::id)
                .leaf("resource-kind", a -> a.resource().kind().yangName())
                .leaf("resource", a -> a.resource().name())
                .leaf("resource-index", a -> number(a.resource().index()))
                .leaf("alarm-type-id", a -> new Name(NS, a.type().yangName()))
                .leaf("alarm-type-qualifier", Alarm::qualifier)
                .leaf(
                        "probe-index",
                        a -> a.probeName().flatMap(p -> number(a.resource().index())))
                .leaf("probe", Alarm::probeName)
                .optional("threshold", threshold, Alarm::threshold)
                .leaf("time-created", Alarm::created)
                .leaf("perceived-severity", a -> a.severity().yangName())
                .leaf("is-cleared", a -> !a.active())
                .leaf("unit", a -> a.unit().yangName())
                .leaf("value", Alarm::value)
                .leaf("limit", Alarm::limit)
                .leaf("last-raised", Alarm::raised)
                .leaf("last-cleared", Alarm::cleared)
                .leaf("last-changed", Alarm::lastChanged)
                .leaf("status-changes", Alarm::changes)
                .leaf("alarm-text", Alarm::text)
                .list("status-change", List.of("time"), statusChange, Alarm::statusChanges);
    }

    private static Optional<Object> number(OptionalInt value) {
        return value.isPresent() ? Optional.of(value.getAsInt()) : Optional.empty();
    }
}
