package org.pathgauge.model;

/** A one-shot test that cannot be run; the message says why and how to mend it. */
public final class TestException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What stands against it. */
    public enum Reason {
        /** No test can be like this. */
        INVALID,
        /** It exceeds what is free of a budget. */
        BUDGET,
        /** The target has no address. */
        UNRESOLVED,
        /** The agent stops. */
        STOPPING
    }

    private final Reason reason;

    public TestException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
