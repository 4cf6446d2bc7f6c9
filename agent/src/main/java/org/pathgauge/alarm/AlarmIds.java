package org.pathgauge.alarm;

/** Gives each threshold of each probe the short integer by which every view knows its alarm. */
@FunctionalInterface
public interface AlarmIds {
    /**
     * The id of a threshold's alarm: the same on each call and after each restart.
     *
     * @param probe name of the probe
     * @param threshold name of the threshold, unique within the probe
     * @return an integer above 0
     */
    int id(String probe, String threshold);
}
