package org.pathgauge.snmp.mib;

import java.util.List;
import java.util.Optional;
import org.pathgauge.model.Alarm;
import org.snmp4j.smi.Gauge32;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.Variable;
import org.snmp4j.smi.VariableBinding;

/** The contents of pathGaugeAlarmRaised and pathGaugeAlarmCleared. */
public final class Notifications {
    private Notifications() {}

    /** Which notification tells of an alarm's newest change. */
    public static OID type(Alarm alarm) {
        return alarm.active() ? PathGaugeMib.ALARM_RAISED : PathGaugeMib.ALARM_CLEARED;
    }

    /**
     * The variables of a notification, in the order of its OBJECTS clause.
     *
     * @param address the probe's address as text, empty if it has none
     */
    public static List<VariableBinding> variables(Alarm alarm, String address) {
        Gauge32 undefined = new Gauge32(Values.GAUGE_MAX);
        return List.of(
                new VariableBinding(PathGaugeMib.oid(1, 4, 2, 0), new Integer32(alarm.id())),
                column(alarm, 3, Values.name(alarm.probeName())),
                new VariableBinding(
                        PathGaugeMib.oid(1, 4, 3, 0), Values.name(address).orElseThrow()),
                column(alarm, 5, Values.integer(Codes.of(alarm.threshold().metric()))),
                column(
                        alarm,
                        12,
                        alarm.value().isPresent()
                                ? inMibUnit(alarm, alarm.value().getAsLong())
                                : Optional.of(undefined)),
                column(alarm, 7, inMibUnit(alarm, alarm.threshold().rising())),
                column(alarm, 8, inMibUnit(alarm, alarm.threshold().falling())),
                column(alarm, 10, Values.integer(Codes.of(alarm.severity()))),
                column(alarm, 16, Values.text(alarm.text())));
    }

    private static VariableBinding column(Alarm alarm, int column, Optional<Variable> value) {
        return new VariableBinding(PathGaugeMib.oid(1, 4, 1, 1, column, alarm.id()), value.orElseThrow());
    }

    private static Optional<Variable> inMibUnit(Alarm alarm, long value) {
        return Values.gauge(Codes.inMibUnit(alarm.threshold().metric(), value));
    }
}
