package org.pathgauge.credentials;

/** A certificate, key or list in a file cannot be used; the message tells which and how to mend it. */
public final class CredentialsException extends Exception {
    private static final long serialVersionUID = 1L;

    public CredentialsException(String message) {
        super(message);
    }

    public CredentialsException(String message, Throwable cause) {
        super(message, cause);
    }
}
