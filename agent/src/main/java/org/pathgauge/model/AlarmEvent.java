package org.pathgauge.model;

/**
 * A change that every view which notifies sends once: an alarm was raised or cleared, or it was put on a shelf or taken
 * from there while it was raised.
 *
 * @param alarm as it is now
 * @param text one line for a person on what happened
 */
public record AlarmEvent(Alarm alarm, String text) {

    /** A raise or a clear. */
    public AlarmEvent(Alarm alarm) {
        this(alarm, alarm.text());
    }

    /** Whether managers must take it for raised from now on; what lies on a shelf is none of their business. */
    public boolean raised() {
        return alarm.active() && alarm.shelf().isEmpty();
    }
}
