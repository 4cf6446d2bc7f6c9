/**
 * Thresholds, hysteresis and the one list of alarms that the MIB, the YANG model, the command line and the log share.
 *
 * <p>{@link org.pathgauge.alarm.AlarmManager} reads a finished snapshot and measures nothing itself.
 */
package org.pathgauge.alarm;
