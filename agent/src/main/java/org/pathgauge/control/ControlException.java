package org.pathgauge.control;

/** The agent could not be asked, or refused; the message says what to do. */
public final class ControlException extends Exception {
    public ControlException(String message) {
        super(message);
    }

    public ControlException(String message, Throwable cause) {
        super(message, cause);
    }
}
