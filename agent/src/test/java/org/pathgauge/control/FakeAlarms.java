package org.pathgauge.control;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pathgauge.model.AlarmActionException;
import org.pathgauge.model.AlarmActions;
import org.pathgauge.model.OperatorState;

/** Takes down what persons do to alarms; there is one, number 2. */
public final class FakeAlarms implements AlarmActions {
    /** What was asked for, in order. */
    public final List<String> asked = new ArrayList<>();

    @Override
    public void setOperatorState(int id, OperatorState state, String operator, String text)
            throws AlarmActionException {
        if (id != 2) {
            throw new AlarmActionException("There is no alarm " + id);
        }
        asked.add(state.yangName() + " by " + operator + ": " + text);
    }

    @Override
    public int purge(Duration age, Optional<OperatorState> state) {
        asked.add(
                "purge " + age.toSeconds() + state.map(s -> " " + s.yangName()).orElse(""));
        return 7;
    }
}
