package org.pathgauge.alarm;

import java.util.List;
import org.pathgauge.model.Alarm;

/** Keeps the alarm list over a restart, so that an alarm is not raised a second time before it is cleared. */
public interface AlarmStore {
    /** The list as last saved; empty when there is none. */
    List<Alarm> load();

    /** Replaces what is kept. A failure is logged by the store and costs only the memory of a restart. */
    void save(List<Alarm> alarms);

    /** A store that remembers nothing. */
    static AlarmStore none() {
        return new AlarmStore() {
            @Override
            public List<Alarm> load() {
                return List.of();
            }

            @Override
            public void save(List<Alarm> alarms) {
                // Nothing is kept.
            }
        };
    }
}
