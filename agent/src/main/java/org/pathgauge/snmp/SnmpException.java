package org.pathgauge.snmp;

/** A part of SNMP that cannot be set up; the message says what, where and how to mend it. */
public final class SnmpException extends Exception {
    private static final long serialVersionUID = 1L;

    public SnmpException(String message) {
        super(message);
    }

    public SnmpException(String message, Throwable cause) {
        super(message, cause);
    }
}
