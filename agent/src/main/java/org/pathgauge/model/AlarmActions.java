package org.pathgauge.model;

import java.time.Duration;
import java.util.Optional;

/** What a person may do to the alarm list. Views show it with the next snapshot. */
public interface AlarmActions {
    /**
     * Sets the operator state of an alarm, kept before this returns.
     *
     * @param id of an alarm that is not on a shelf
     * @param state one that a person may set
     * @param operator who sets it
     * @param text for others to read, may be empty
     * @throws AlarmActionException when there is no such alarm, or it lies on a shelf
     */
    void setOperatorState(int id, OperatorState state, String operator, String text) throws AlarmActionException;

    /**
     * Removes cleared alarms from the list, those on shelves excepted.
     *
     * @param age only those that were cleared at least so long ago
     * @param state only those of this operator state; empty for all
     * @return how many were removed
     */
    int purge(Duration age, Optional<OperatorState> state);
}
