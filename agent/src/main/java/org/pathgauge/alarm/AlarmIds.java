package org.pathgauge.alarm;

import java.util.List;
import java.util.Map;

/** Gives each alarm the short integer by which every view knows it. */
@FunctionalInterface
public interface AlarmIds {
    /**
     * The ids of alarms: the same on each call and after each restart.
     *
     * @param keys of all that are raised at once, since each time that new ones are given costs a write to disk
     * @return for each key an integer above 0
     */
    Map<AlarmKey, Integer> ids(List<AlarmKey> keys);
}
