package org.pathgauge.model;

import java.util.Locale;

/** What becomes of an alarm: the operator states of RFC 8632, with its names and numbers. */
public enum OperatorState {
    /** Nobody takes care of it. */
    NONE,
    /** Somebody knows and works on it. */
    ACK,
    /** Somebody is done with it. */
    CLOSED,
    /** Put aside by configuration. */
    SHELVED,
    /** No longer put aside. */
    UN_SHELVED;

    /** The name in the YANG model and on the command line. */
    public String yangName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether a person may set it (RFC 8632: writable-operator-state). */
    public boolean writable() {
        return this == NONE || this == ACK || this == CLOSED;
    }
}
