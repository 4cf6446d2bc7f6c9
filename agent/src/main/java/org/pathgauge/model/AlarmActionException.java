package org.pathgauge.model;

/** An alarm to which something cannot be done; the message says why and how to go on. */
public final class AlarmActionException extends Exception {
    private static final long serialVersionUID = 1;

    public AlarmActionException(String message) {
        super(message);
    }
}
