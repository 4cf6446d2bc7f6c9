package org.pathgauge;

import java.util.List;

/** The agent cannot start; the lines say what, where and how to mend it. */
public final class StartException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What kept the agent from starting. */
    public enum Reason {
        /** The configuration is wrong. */
        CONFIGURATION,
        /** The kernel, or the rights of the user, do not allow it. */
        KERNEL,
        /** A file, an address or another agent is in the way. */
        SURROUNDINGS
    }

    private final Reason reason;
    private final transient List<String> lines;

    StartException(Reason reason, List<String> lines, Throwable cause) {
        super(String.join("\n", lines), cause);
        this.reason = reason;
        this.lines = List.copyOf(lines);
    }

    StartException(Reason reason, String line, Throwable cause) {
        this(reason, List.of(line), cause);
    }

    public Reason reason() {
        return reason;
    }

    /** One sentence each. */
    public List<String> lines() {
        return lines;
    }
}
