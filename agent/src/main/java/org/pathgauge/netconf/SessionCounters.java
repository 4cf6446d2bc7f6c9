package org.pathgauge.netconf;

import java.util.concurrent.atomic.AtomicLong;

/** Counters of one session, or of all of them (RFC 6022: common-counters). */
final class SessionCounters {
    private final AtomicLong inRpcs = new AtomicLong();
    private final AtomicLong inBadRpcs = new AtomicLong();
    private final AtomicLong outRpcErrors = new AtomicLong();
    private final AtomicLong outNotifications = new AtomicLong();

    /** Counts a correct request. */
    void rpc() {
        inRpcs.incrementAndGet();
    }

    /** Counts a message that was no correct request. */
    void badRpc() {
        inBadRpcs.incrementAndGet();
    }

    /** Counts a reply with an rpc-error. */
    void outError() {
        outRpcErrors.incrementAndGet();
    }

    /** Counts a notification. */
    void notification() {
        outNotifications.incrementAndGet();
    }

    void add(SessionCounters other) {
        inRpcs.addAndGet(other.inRpcs());
        inBadRpcs.addAndGet(other.inBadRpcs());
        outRpcErrors.addAndGet(other.outRpcErrors());
        outNotifications.addAndGet(other.outNotifications());
    }

    long inRpcs() {
        return inRpcs.get();
    }

    long inBadRpcs() {
        return inBadRpcs.get();
    }

    long outRpcErrors() {
        return outRpcErrors.get();
    }

    long outNotifications() {
        return outNotifications.get();
    }
}
