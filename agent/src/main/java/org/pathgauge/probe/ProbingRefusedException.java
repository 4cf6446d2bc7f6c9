package org.pathgauge.probe;

/** A list of probes that cannot be served; the message says which limit is exceeded, by what, and how to mend it. */
public final class ProbingRefusedException extends Exception {
    private final String probeName;

    /**
     * @param probeName the probe at fault; empty when it is the whole list
     * @param message one or two sentences for the person who configures
     */
    public ProbingRefusedException(String probeName, String message) {
        super(message);
        this.probeName = probeName;
    }

    public String probeName() {
        return probeName;
    }
}
