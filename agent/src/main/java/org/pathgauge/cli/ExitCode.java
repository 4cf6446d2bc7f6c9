package org.pathgauge.cli;

/** What the process returns. */
public final class ExitCode {
    public static final int OK = 0;

    /** It could not be done: no agent, no permission to ask it, refused. */
    public static final int FAILURE = 1;

    /** The command line is wrong. */
    public static final int USAGE = 2;

    /** The configuration is wrong. */
    public static final int CONFIGURATION = 3;

    /** The kernel, or the rights of the user, do not allow it. */
    public static final int KERNEL = 4;

    /** A one-shot test was run, and some of its packets were lost or not sent. */
    public static final int SOME_LOST = 5;

    /** A one-shot test was run, and none of its packets was answered. */
    public static final int NONE_ANSWERED = 6;

    private ExitCode() {}
}
