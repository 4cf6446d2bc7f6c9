package org.pathgauge.model;

/**
 * A change that every view which notifies sends once: an alarm was raised or cleared, or it was put on a shelf or taken
 * from there while it was raised.
 *
 * @param alarm as it is now
 */
public record AlarmEvent(Alarm alarm) {

    /** Whether managers must take it for raised from now on; what lies on a shelf is none of their business. */
    public boolean raised() {
        return alarm.active() && alarm.shelf().isEmpty();
    }
}
