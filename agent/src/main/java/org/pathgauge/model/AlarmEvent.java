package org.pathgauge.model;

/**
 * An alarm that was just raised or cleared ({@link Alarm#active} tells which). Each is sent once to every view that
 * notifies.
 */
public record AlarmEvent(Alarm alarm) {}
