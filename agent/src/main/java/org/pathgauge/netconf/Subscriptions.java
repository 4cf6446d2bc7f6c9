package org.pathgauge.netconf;

import java.util.Optional;
import java.util.function.Function;

/** The subscriptions of one session. */
final class Subscriptions {
    private Optional<Subscription> only = Optional.empty();
    private boolean closed;

    /**
     * Makes the one subscription that a session has by RFC 5277.
     *
     * @param made makes it from what is to be done when it is complete
     * @throws RpcError in-use when there is one already
     */
    synchronized void createOnly(Function<Runnable, Subscription> made) throws RpcError {
        if (only.isPresent()) {
            throw new RpcError(
                    RpcError.Type.PROTOCOL,
                    RpcError.Tag.IN_USE,
                    "This session has a subscription already; a second one needs a session of its own"
                            + " (RFC 5277 section 2.1.1)");
        }
        Subscription subscription = made.apply(this::completed);
        subscription.begin();
        only = Optional.of(subscription);
        if (closed) {
            end();
        }
    }

    private synchronized void completed() {
        only = Optional.empty();
    }

    /** Ends all, with the session. */
    synchronized void end() {
        closed = true;
        only.ifPresent(Subscription::end);
        only = Optional.empty();
    }
}
