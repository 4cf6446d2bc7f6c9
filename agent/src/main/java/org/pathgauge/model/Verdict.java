package org.pathgauge.model;

/** What the ingress program decided about a packet, and why. In the order of the kernel's enum pg_verdict. */
public enum Verdict {
    PASS_OTHER("other", false),
    DROP_REPLY("probe-reply", true),
    PASS_LATE("late-reply", false),
    PASS_DUPLICATE("duplicate-reply", false),
    PASS_CORRUPT("corrupt-reply", false),
    PASS_FORGED("forged-reply", false),
    PASS_STALE("stale-reply", false),
    PASS_FRAGMENT("fragment", false),
    PASS_MALFORMED("malformed", false),
    PASS_ICMP_ERROR("icmp-error", false),
    PASS_SYN_ACK("syn-ack", false),
    PASS_REFUSED("refused", false),
    DROP_FILTER("filter-drop", true),
    DROP_RATE("filter-rate-limit", true);

    private final String reason;
    private final boolean drop;

    Verdict(String reason, boolean drop) {
        this.reason = reason;
        this.drop = drop;
    }

    /** Why: the name in the YANG model, the MIB, the command line and logs. */
    public String reason() {
        return reason;
    }

    /** Whether the packet was dropped; otherwise it was passed on untouched. */
    public boolean drop() {
        return drop;
    }
}
