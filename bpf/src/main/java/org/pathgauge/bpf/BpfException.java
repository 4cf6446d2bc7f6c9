package org.pathgauge.bpf;

/**
 * Something that the kernel or libbpf refused: what was attempted, the reason, and how to mend it.
 *
 * <p>The message is complete in itself; when the verifier refused a program, it ends with the last
 * lines of the verifier's log and {@link #verifierLog()} has all of it.
 */
public final class BpfException extends RuntimeException {
    private static final int LOG_LINES_IN_MESSAGE = 12;

    private final String attempted;
    private final int errno;
    private final String verifierLog;
    private final String mend;

    BpfException(String attempted, int errno, String verifierLog, String mend) {
        super(message(attempted, errno, verifierLog, mend));
        this.attempted = attempted;
        this.errno = errno;
        this.verifierLog = verifierLog;
        this.mend = mend;
    }

    /** A failure whose reason is an error number of the kernel; a negative one is taken as positive. */
    static BpfException of(String attempted, int errno, String mend) {
        return new BpfException(attempted, Math.abs(errno), "", mend);
    }

    /** A failure without an error number. */
    static BpfException of(String attempted, String mend) {
        return new BpfException(attempted, 0, "", mend);
    }

    /** What was attempted and failed, in one clause. */
    public String attempted() {
        return attempted;
    }

    /** The kernel's error number, 0 when there is none. */
    public int errno() {
        return errno;
    }

    /** The symbolic name of the error number, for example {@code EBUSY}; empty when there is none. */
    public String errnoName() {
        return errno == 0 ? "" : Errno.name(errno);
    }

    /** The verifier's log, whole; empty when the verifier was not the one who refused. */
    public String verifierLog() {
        return verifierLog;
    }

    /** How to mend it, in one sentence. */
    public String mend() {
        return mend;
    }

    private static String message(String attempted, int errno, String log, String mend) {
        StringBuilder text = new StringBuilder(attempted);
        if (errno != 0) {
            text.append(": ").append(Errno.describe(errno));
        }
        text.append(". ").append(mend);
        if (!log.isEmpty()) {
            String[] lines = log.strip().split("\n");
            int first = Math.max(0, lines.length - LOG_LINES_IN_MESSAGE);
            text.append("\nThe verifier's log ends:");
            for (int i = first; i < lines.length; i++) {
                text.append("\n  ").append(lines[i]);
            }
        }
        return text.toString();
    }
}
