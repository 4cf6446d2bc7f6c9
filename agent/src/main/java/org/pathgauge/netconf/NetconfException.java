package org.pathgauge.netconf;

/** A part of the NETCONF server that cannot be set up; the message says what, where and how to mend it. */
public final class NetconfException extends Exception {
    private static final long serialVersionUID = 1L;

    public NetconfException(String message) {
        super(message);
    }

    public NetconfException(String message, Throwable cause) {
        super(message, cause);
    }
}
