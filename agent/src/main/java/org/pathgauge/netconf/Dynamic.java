package org.pathgauge.netconf;

import java.time.Instant;
import java.util.Optional;

/** A dynamic subscription of RFC 8639, to the event stream or to a datastore: it lives as long as its session at most. */
interface Dynamic {
    /** Its number, unique in the server. */
    long id();

    /** Whose it is. */
    Session session();

    /** What it selects. */
    KeptFilter filter();

    /** When it ends. */
    Optional<Instant> stop();

    /** Since when the log is replayed; empty without a replay. */
    Optional<Instant> replay();

    /** The datastore, and when it is told of; empty for the event stream. */
    Optional<Push.Policy> push();

    /** Notifications sent. */
    long sent();

    /** Events that were kept back. */
    long excluded();

    /**
     * Begins to send, after the reply to the request at hand.
     *
     * @throws RpcError when it cannot
     */
    void begin() throws RpcError;

    /** Sends nothing more. */
    void end();
}
