package org.pathgauge.snmp.set;

import java.util.Optional;
import java.util.function.Supplier;
import org.pathgauge.model.Alarm;
import org.pathgauge.model.AlarmActionException;
import org.pathgauge.model.AlarmActions;
import org.pathgauge.model.OperatorState;
import org.pathgauge.model.Snapshot;
import org.pathgauge.snmp.mib.MibView;

/**
 * pathGaugeAlarmOperatorState: what an operator says of an alarm, kept with the alarm, and shelved, which puts it on a
 * shelf of its own in the configuration.
 */
public final class OperatorStates extends SettableView {
    private static final int OPERATOR_STATE = 25;
    private static final OperatorState[] BY_CODE = {
        OperatorState.NONE, OperatorState.ACK, OperatorState.CLOSED, OperatorState.SHELVED
    };

    private final Supplier<Snapshot> snapshots;
    private final Supplier<Optional<AlarmActions>> actions;

    /**
     * Makes the column writable.
     *
     * @param table what reads it
     * @param snapshots which alarms there are
     * @param actions by which it is set; empty while the agent starts
     */
    public OperatorStates(MibView table, Supplier<Snapshot> snapshots, Supplier<Optional<AlarmActions>> actions) {
        super(table);
        this.snapshots = snapshots;
        this.actions = actions;
    }

    @Override
    public void set(SetStage stage, Assignment a) throws SetException {
        if (column(a.oid()) != OPERATOR_STATE) {
            throw SetException.notWritable(a, "pathGaugeAlarmTable has no such column that can be set");
        }
        int code = integer(a, v -> v >= 1 && v <= BY_CODE.length, "none(1), ack(2), closed(3) or shelved(4)");
        int id = index(a.oid());
        Alarm alarm = snapshots.get().alarms().stream()
                .filter(listed -> listed.id() == id)
                .findFirst()
                .orElseThrow(() -> SetException.noCreation(a, "there is no such alarm, or it lies on a shelf"));
        OperatorState state = BY_CODE[code - 1];
        if (state == OperatorState.SHELVED) {
            ShelvedStates.shelve(stage, a, alarm);
            return;
        }
        AlarmActions operator = actions.get()
                .orElseThrow(() -> SetException.resourceUnavailable(
                        a, "the agent has just started and its alarm list is not there yet; try again in a second"));
        stage.afterwards(
                () -> say(operator, a, state, stage.who()), () -> say(operator, a, alarm.operatorState(), stage.who()));
    }

    private void say(AlarmActions operator, Assignment a, OperatorState state, String who) throws SetException {
        try {
            operator.setOperatorState(index(a.oid()), state, who, "");
        } catch (AlarmActionException e) {
            throw SetException.commitFailed(a, e.getMessage());
        }
    }
}
