package org.pathgauge.netconf;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.pathgauge.model.Alarm;
import org.pathgauge.model.AlarmEvent;
import org.pathgauge.model.AlarmSummary;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.Threshold;

/** How the alarm list looks in YANG: the state of pathgauge-alarms. */
final class AlarmShapes {
    static final String NS = "urn:pathgauge:yang:pathgauge-alarms";

    private static final Shape<AlarmEvent> EVENT = event();

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
        return common(Shape.<Alarm>in(NS), a -> a)
                .leaf("is-cleared", a -> !a.active())
                .leaf("alarm-text", Alarm::text)
                .leaf("operator-state", a -> a.operatorState().yangName())
                .list("status-change", List.of("time"), statusChange, Alarm::statusChanges)
                .list("operator-state-change", List.of("time"), operatorChange, Alarm::operatorChanges);
    }

    /** What the notifications alarm-raised and alarm-cleared tell. */
    static Shape<AlarmEvent> event() {
        return common(Shape.<AlarmEvent>in(NS), AlarmEvent::alarm)
                .leaf("is-cleared", e -> !e.raised())
                .leaf("alarm-text", AlarmEvent::text);
    }

    /** Tells an event to the stream. */
    static void publish(AlarmEvent event, EventStream stream) {
        Name name = new Name(NS, event.raised() ? "alarm-raised" : "alarm-cleared");
        Node.Branch told = EVENT.bind(name, event);
        stream.publish(name, reader -> told);
    }

    private static <T> Shape<T> common(Shape<T> shape, Function<T, Alarm> alarm) {
        var threshold = Shape.<Threshold>in(NS)
                .leaf("name", Threshold::name)
                .leaf("metric", t -> t.metric().yangName())
                .leaf("window", t -> t.window().label())
                .leaf("rising", Threshold::rising)
                .leaf("falling", Threshold::falling)
                .leaf("consecutive", Threshold::consecutive)
                .leaf("severity", t -> t.severity().yangName());
        shape.leaf("id", t -> alarm.apply(t).id())
                .leaf("resource-kind", t -> alarm.apply(t).resource().kind().yangName())
                .leaf("resource", t -> alarm.apply(t).resource().name())
                .leaf("resource-index", t -> number(alarm.apply(t).resource().index()))
                .leaf("alarm-type-id", t -> new Name(NS, alarm.apply(t).type().yangName()))
                .leaf("alarm-type-qualifier", t -> alarm.apply(t).qualifier())
                .leaf(
                        "probe-index",
                        t -> alarm.apply(t)
                                .probeName()
                                .flatMap(p -> number(alarm.apply(t).resource().index())))
                .leaf("probe", t -> alarm.apply(t).probeName())
                .optional("threshold", threshold, t -> alarm.apply(t).threshold())
                .leaf("time-created", t -> alarm.apply(t).created())
                .leaf("perceived-severity", t -> alarm.apply(t).severity().yangName())
                .leaf("unit", t -> alarm.apply(t).unit().yangName())
                .leaf("value", t -> alarm.apply(t).value())
                .leaf("limit", t -> alarm.apply(t).limit())
                .leaf("last-raised", t -> alarm.apply(t).raised())
                .leaf("last-cleared", t -> alarm.apply(t).cleared())
                .leaf("last-changed", t -> alarm.apply(t).lastChanged())
                .leaf("status-changes", t -> alarm.apply(t).changes());
        return shape;
    }

    private static Optional<Object> number(OptionalInt value) {
        return value.isPresent() ? Optional.of(value.getAsInt()) : Optional.empty();
    }
}
