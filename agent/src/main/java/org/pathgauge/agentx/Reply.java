package org.pathgauge.agentx;

/**
 * The master's answer to a request of ours.
 *
 * @param upTime the master's sysUpTime in hundredths of a second
 * @param error 0, or what was wrong
 * @param nanos when it came
 */
record Reply(long upTime, int error, long nanos) {
    static final int DUPLICATE_REGISTRATION = 263;
    private static final long NANOS_PER_TICK = 10_000_000;

    /** RFC 2741 section 6.2.16. */
    private static final int FIRST_ERROR = 256;

    private static final String[] ERRORS = {
        "openFailed",
        "notOpen",
        "indexWrongType",
        "indexAlreadyAllocated",
        "indexNoneAvailable",
        "indexNotAllocated",
        "unsupportedContext",
        "duplicateRegistration",
        "unknownRegistration",
        "unknownAgentCaps",
        "parseError",
        "requestDenied",
        "processingError"
    };

    boolean ok() {
        return error == 0;
    }

    String errorName() {
        int at = error - FIRST_ERROR;
        return at >= 0 && at < ERRORS.length ? ERRORS[at] : "error " + error;
    }

    /** The master's sysUpTime at another time of our clock; 0 before the master started. */
    long upTimeAt(long at) {
        return Math.max(0, upTime + (at - nanos) / NANOS_PER_TICK) & 0xffff_ffffL;
    }
}
