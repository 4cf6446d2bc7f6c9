package org.pathgauge.openmetrics;

/** A part of the exporter that cannot be set up; the message says what, where and how to mend it. */
public final class OpenMetricsException extends Exception {
    private static final long serialVersionUID = 1L;

    public OpenMetricsException(String message) {
        super(message);
    }

    public OpenMetricsException(String message, Throwable cause) {
        super(message, cause);
    }
}
