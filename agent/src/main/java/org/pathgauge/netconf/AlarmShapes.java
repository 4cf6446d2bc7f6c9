package org.pathgauge.netconf;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.pathgauge.model.Alarm;
import org.pathgauge.model.AlarmSummary;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.Threshold;

/** How the alarm list looks in YANG: the state of pathgauge-alarms. */
final class AlarmShapes {
    static final String NS = "urn:pathgauge:yang:pathgauge-alarms";

    private AlarmShapes() {}

    static Shape<Snapshot> alarms() {
        var summary = Shape.<AlarmSummary>in(NS)
                .leaf("severity", s -> s.severity().yangName())
                .leaf("total", AlarmSummary::total)
                .leaf("not-cleared", AlarmSummary::notCleared)
                .leaf("cleared", AlarmSummary::cleared)
                .leaf("not-cleared-not-closed", AlarmSummary::notClearedNotClosed);
        var summaries = Shape.<Snapshot>in(NS)
                .list("alarm-summary", List.of("severity"), summary, s -> AlarmSummary.of(s.alarms()));
        var list = Shape.<Snapshot>in(NS)
                .leaf("number-of-alarms", s -> s.alarms().size())
                .leaf(
                        "last-changed",
                        s -> s.alarms().stream().map(Alarm::lastChanged).max(Comparator.naturalOrder()))
                .leaf("refused", Snapshot::alarmsRefused)
                .list("alarm", List.of("id"), alarm(), Snapshot::alarms);
        var shelved = Shape.<Snapshot>in(NS)
                .leaf("number-of-shelved-alarms", s -> s.shelvedAlarms().size())
                .list("shelved-alarm", List.of("id"), shelvedAlarm(), Snapshot::shelvedAlarms);
        return Shape.<Snapshot>in(NS)
                .container("summary", summaries, s -> s)
                .container("alarm-list", list, s -> s)
                .container("shelved-alarms", shelved, s -> s);
    }

    private static Shape<Alarm> shelvedAlarm() {
        return Shape.<Alarm>in(NS)
                .leaf("id", Alarm::id)
                .leaf("shelf-name", Alarm::shelf)
                .leaf("resource-kind", a -> a.resource().kind().yangName())
                .leaf("resource", a -> a.resource().name())
                .leaf("alarm-type-id", a -> new Name(NS, a.type().yangName()))
                .leaf("alarm-type-qualifier", Alarm::qualifier)
                .leaf("perceived-severity", a -> a.severity().yangName())
                .leaf("is-cleared", a -> !a.active())
                .leaf("last-changed", Alarm::lastChanged)
                .leaf("alarm-text", Alarm::text);
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
        var operatorChange = Shape.<Alarm.OperatorChange>in(NS)
                .leaf("time", Alarm.OperatorChange::time)
                .leaf("state", c -> c.state().yangName())
                .leaf("operator", Alarm.OperatorChange::operator)
                .leaf("text", Alarm.OperatorChange::text);
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
                .leaf("operator-state", a -> a.operatorState().yangName())
                .list("status-change", List.of("time"), statusChange, Alarm::statusChanges)
                .list("operator-state-change", List.of("time"), operatorChange, Alarm::operatorChanges);
    }

    private static Optional<Object> number(OptionalInt value) {
        return value.isPresent() ? Optional.of(value.getAsInt()) : Optional.empty();
    }
}
