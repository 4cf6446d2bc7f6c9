package org.pathgauge.netconf;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import org.w3c.dom.Element;

/** The operation create-subscription (RFC 5277 section 2.1.1). */
final class CreateSubscription {
    static final Name NAME = new Name(Ns.NOTIFICATION, "create-subscription");

    /** Some clients, ncclient among them, write it in the namespace of the filters of other operations. */
    private static final Name FILTER = new Name(Ns.NETCONF, "filter");

    private static final Name REPLAY_COMPLETE = new Name(Ns.NC_NOTIFICATIONS, "replayComplete");
    private static final Name COMPLETE = new Name(Ns.NC_NOTIFICATIONS, "notificationComplete");
    private static final Shape<String> EMPTY = Shape.in(Ns.NC_NOTIFICATIONS);

    private static final Subscription.Signals SIGNALS = new Subscription.Signals() {
        @Override
        public Node.Branch replayed() {
            return EMPTY.bind(REPLAY_COMPLETE, "");
        }

        @Override
        public Node.Branch completed() {
            return EMPTY.bind(COMPLETE, "");
        }
    };

    private CreateSubscription() {}

    static Operation operation(EventStream stream, Nacm nacm) {
        return request -> {
            var parameters = new Parameters(
                    request.element(), List.of("stream", "filter", "startTime", "stopTime"), List.of(FILTER));
            String name = parameters.text("stream").orElse(EventStream.NAME);
            if (!name.equals(EventStream.NAME)) {
                throw bad("stream", "There is no stream '" + name + "'; the only one is " + EventStream.NAME);
            }
            Subscription.Terms terms = terms(parameters, stream.clock().instant());
            Session session = request.session();
            session.subscriptions().createOnly(done -> new Subscription(session, stream, nacm, terms, SIGNALS, done));
            return Operation.Reply.OK;
        };
    }

    private static Subscription.Terms terms(Parameters parameters, Instant now) throws RpcError {
        Optional<Instant> start = time(parameters, "startTime");
        Optional<Instant> stop = time(parameters, "stopTime");
        if (start.isPresent() && start.get().isAfter(now)) {
            throw bad("startTime", "startTime is later than now, " + now + "; leave it out for no replay");
        }
        if (stop.isPresent() && start.isEmpty()) {
            throw RpcError.missingElement("startTime", "create-subscription with stopTime");
        }
        if (stop.isPresent() && !stop.get().isAfter(start.get())) {
            throw bad("stopTime", "stopTime is not after startTime");
        }
        return new Subscription.Terms(KeptFilter.of(parameters), start, stop);
    }

    /**
     * A parameter of type date-and-time.
     *
     * @throws RpcError invalid-value when it is none
     */
    static Optional<Instant> time(Parameters parameters, String name) throws RpcError {
        Optional<Element> element = parameters.element(name);
        return element.isEmpty() ? Optional.empty() : Optional.of(time(Xml.text(element.get()), name));
    }

    private static Instant time(String text, String name) throws RpcError {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw RpcInput.invalid(name, "'" + text + "' is no date-and-time; write it as in 2026-11-23T12:00:00.5Z");
        }
    }

    private static RpcError bad(String element, String message) {
        return new RpcError(RpcError.Type.PROTOCOL, RpcError.Tag.BAD_ELEMENT, message).info("bad-element", element);
    }
}
