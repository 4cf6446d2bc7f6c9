package org.pathgauge.agentx;

/** A session with the master that cannot begin or go on, and why. */
public final class AgentXException extends Exception {
    private static final long serialVersionUID = 1;

    /** Why a session is closed, as the master is told (RFC 2741 section 6.2.2). */
    enum Reason {
        OTHER(1),
        PARSE_ERROR(2),
        PROTOCOL_ERROR(3),
        TIMEOUTS(4),
        SHUTDOWN(5),
        BY_MANAGER(6);

        private final int code;

        Reason(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }

        static String text(int code) {
            for (Reason reason : values()) {
                if (reason.code == code) {
                    return reason.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
                }
            }
            return "reason " + code;
        }
    }

    private final Reason reason;

    AgentXException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    AgentXException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    Reason reason() {
        return reason;
    }
}
