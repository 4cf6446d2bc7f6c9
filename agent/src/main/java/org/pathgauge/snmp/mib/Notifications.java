package org.pathgauge.snmp.mib;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;
import org.pathgauge.model.AddressText;
import org.pathgauge.model.Alarm;
import org.pathgauge.model.AlarmEvent;
import org.pathgauge.model.ProbeStats;
import org.pathgauge.model.Resource;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.Threshold;
import org.snmp4j.smi.Gauge32;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.Variable;
import org.snmp4j.smi.VariableBinding;

/** The contents of pathGaugeAlarmRaised and pathGaugeAlarmCleared. */
public final class Notifications {
    private Notifications() {}

    /** The notification that tells of an event. */
    public static Notification of(AlarmEvent event, Snapshot snapshot) {
        String address = address(snapshot, event.alarm());
        return new Notification(
                type(event), () -> variables(event, address), event.alarm().severity());
    }

    /** Which notification tells of an event. */
    public static OID type(AlarmEvent event) {
        return event.raised() ? PathGaugeMib.ALARM_RAISED : PathGaugeMib.ALARM_CLEARED;
    }

    /** The address of the probe that an alarm is about, as text; empty if it has none or the alarm is not about a probe. */
    public static String address(Snapshot snapshot, Alarm alarm) {
        if (alarm.probeName().isEmpty()) {
            return "";
        }
        return snapshot.probe(alarm.resource().index().orElse(0))
                .flatMap(ProbeStats::address)
                .map(AddressText::of)
                .orElse("");
    }

    /**
     * The variables of a notification, in the order of its OBJECTS clause. None of them can be absent.
     *
     * @param address the probe's address as text, empty if it has none or the alarm is not about a probe
     */
    public static List<VariableBinding> variables(AlarmEvent event, String address) {
        Alarm alarm = event.alarm();
        Resource resource = alarm.resource();
        return List.of(
                new VariableBinding(PathGaugeMib.oid(1, 4, 2, 0), new Integer32(alarm.id())),
                column(alarm, 3, Values.name(alarm.probeName().orElse(""))),
                new VariableBinding(
                        PathGaugeMib.oid(1, 4, 3, 0), Values.name(address).orElseThrow()),
                column(
                        alarm,
                        5,
                        Values.integer(
                                alarm.threshold().map(t -> Codes.of(t.metric())).orElse(Codes.NO_METRIC))),
                column(alarm, 12, gauge(alarm, alarm.value())),
                column(alarm, 7, gauge(alarm, limit(alarm, Threshold::rising))),
                column(alarm, 8, gauge(alarm, limit(alarm, Threshold::falling))),
                column(alarm, 10, Values.integer(Codes.of(alarm.severity()))),
                column(alarm, 16, Values.text(event.text())),
                column(alarm, 17, Values.integer(Codes.of(resource.kind()))),
                column(alarm, 18, Values.name(resource.name())),
                column(alarm, 19, Values.integer(resource.index().orElse(0))),
                column(alarm, 20, Values.integer(Codes.of(alarm.type()))),
                column(alarm, 21, Values.name(alarm.qualifier())),
                column(alarm, 22, Values.integer(Codes.of(alarm.unit()))),
                column(alarm, 23, gauge(alarm, alarm.limit())));
    }

    private static OptionalLong limit(Alarm alarm, ToLongFunction<Threshold> of) {
        return alarm.threshold().isPresent()
                ? OptionalLong.of(of.applyAsLong(alarm.threshold().get()))
                : OptionalLong.empty();
    }

    private static VariableBinding column(Alarm alarm, int column, Optional<Variable> value) {
        return new VariableBinding(PathGaugeMib.oid(1, 4, 1, 1, column, alarm.id()), value.orElseThrow());
    }

    private static Optional<Variable> gauge(Alarm alarm, OptionalLong value) {
        return value.isPresent()
                ? Values.gauge(Codes.inMibUnit(alarm.unit(), value.getAsLong()))
                : Optional.of(new Gauge32(Values.GAUGE_MAX));
    }
}
