package org.pathgauge.netconf;

import java.io.IOException;

/** A peer broke RFC 6242's framing or sent a message above the limit; the stream cannot be read on. */
final class FramingException extends IOException {
    private static final long serialVersionUID = 1L;

    private final boolean tooBig;

    private FramingException(String message, boolean tooBig) {
        super(message);
        this.tooBig = tooBig;
    }

    static FramingException broken(String message) {
        return new FramingException(message, false);
    }

    static FramingException tooBig(int limit) {
        return new FramingException("message longer than " + limit + " bytes", true);
    }

    static FramingException noMemory(int bytes) {
        return new FramingException(
                "message of " + bytes + " bytes and more, for which there is no memory at present,", true);
    }

    boolean tooBig() {
        return tooBig;
    }
}
