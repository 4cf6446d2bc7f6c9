package org.pathgauge.snmp;

import java.io.IOException;

/** An inform that its receiver did not acknowledge; the message says why and how to mend it. */
final class NotAcknowledgedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int retries;

    NotAcknowledgedException(String message, int retries) {
        super(message);
        this.retries = retries;
    }

    /** How often it was sent again. */
    int retries() {
        return retries;
    }
}
