package org.pathgauge.model;

import java.util.ArrayList;
import java.util.List;

/**
 * How many alarms of one severity there are in the list, those on shelves not counted (RFC 8632, list alarm-summary).
 *
 * @param severity with which they were last raised
 * @param total raised and cleared
 * @param notCleared raised
 * @param cleared no longer raised
 * @param notClearedNotClosed raised, and no operator closed them
 */
public record AlarmSummary(Severity severity, long total, long notCleared, long cleared, long notClearedNotClosed) {

    /** One of each severity, in their order. */
    public static List<AlarmSummary> of(List<Alarm> alarms) {
        List<AlarmSummary> all = new ArrayList<>();
        for (Severity severity : Severity.values()) {
            long total = 0;
            long raised = 0;
            long open = 0;
            for (Alarm alarm : alarms) {
                if (alarm.severity() == severity) {
                    total++;
                    raised += alarm.active() ? 1 : 0;
                    open += alarm.active() && alarm.operatorState() != OperatorState.CLOSED ? 1 : 0;
                }
            }
            all.add(new AlarmSummary(severity, total, raised, total - raised, open));
        }
        return all;
    }
}
