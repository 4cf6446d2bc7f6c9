package org.pathgauge.netconf;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The subscriptions of one session: the one of RFC 5277, or some of RFC 8639 (RFC 8640 section 3: not both). */
final class Subscriptions {
    /** Dynamic subscriptions of one session. */
    static final int MOST = 16;

    private final Map<Long, Dynamic> dynamic = new LinkedHashMap<>();
    private Optional<Subscription> only = Optional.empty();

    /**
     * Makes the one subscription that a session has by RFC 5277.
     *
     * @param made makes it from what is to be done when it is complete
     * @throws RpcError in-use when there is one already
     */
    synchronized void createOnly(Function<Runnable, Subscription> made) throws RpcError {
        if (only.isPresent() || !dynamic.isEmpty()) {
            throw new RpcError(
                    RpcError.Type.PROTOCOL,
                    RpcError.Tag.IN_USE,
                    "This session has a subscription already; a second one by create-subscription needs a session of"
                            + " its own");
        }
        Subscription subscription = made.apply(this::completed);
        subscription.begin();
        only = Optional.of(subscription);
    }

    /** Whether something is still to come. */
    synchronized boolean any() {
        return only.isPresent() || !dynamic.isEmpty();
    }

    private synchronized void completed() {
        only = Optional.empty();
    }

    /**
     * Begins a dynamic subscription.
     *
     * @throws RpcError when this session cannot have it
     */
    synchronized void add(Dynamic subscription) throws RpcError {
        if (only.isPresent()) {
            throw new RpcError(
                    RpcError.Type.PROTOCOL,
                    RpcError.Tag.OPERATION_NOT_SUPPORTED,
                    "This session has a subscription by create-subscription (RFC 5277); use a session of its own");
        }
        if (dynamic.size() >= MOST) {
            throw SubscriptionErrors.INSUFFICIENT_RESOURCES.refuse(
                    "A session has no more than " + MOST + " subscriptions; delete one, or use another session");
        }
        subscription.begin();
        dynamic.put(subscription.id(), subscription);
    }

    synchronized Optional<Dynamic> find(long id) {
        return Optional.ofNullable(dynamic.get(id));
    }

    /** Forgets a dynamic subscription. */
    synchronized void remove(long id) {
        dynamic.remove(id);
    }

    /** The dynamic subscriptions, oldest first. */
    synchronized List<Dynamic> dynamic() {
        return List.copyOf(dynamic.values());
    }

    /** Ends all, with the session. */
    synchronized void end() {
        only.ifPresent(Subscription::end);
        only = Optional.empty();
        dynamic.values().forEach(Dynamic::end);
        dynamic.clear();
    }
}
