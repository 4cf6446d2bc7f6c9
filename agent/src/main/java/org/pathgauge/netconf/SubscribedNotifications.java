package org.pathgauge.netconf;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.pathgauge.config.DatastoreLocks.Target;
import org.w3c.dom.Element;

/** The operations on dynamic subscriptions (RFC 8639 section 2.4, RFC 8641 section 4.4), over NETCONF (RFC 8640). */
final class SubscribedNotifications {
    static final Name ESTABLISH = new Name(Ns.SUBSCRIBED, "establish-subscription");
    static final Name MODIFY = new Name(Ns.SUBSCRIBED, "modify-subscription");
    static final Name DELETE = new Name(Ns.SUBSCRIBED, "delete-subscription");
    static final Name KILL = new Name(Ns.SUBSCRIBED, "kill-subscription");

    static final Name RESYNC = new Name(Ns.PUSH, "resync-subscription");

    private static final Name ID = new Name(Ns.SUBSCRIBED, "id");
    private static final Name REPLAY_REVISED = new Name(Ns.SUBSCRIBED, "replay-start-time-revision");
    private static final List<Name> PUSH = List.of(
            new Name(Ns.PUSH, "datastore"),
            new Name(Ns.PUSH, "datastore-subtree-filter"),
            new Name(Ns.PUSH, "datastore-xpath-filter"),
            new Name(Ns.PUSH, "periodic"),
            new Name(Ns.PUSH, "on-change"));
    private static final Set<String> CHANGES = Set.of("create", "delete", "insert", "move", "replace");
    private static final List<String> STREAM_ONLY =
            List.of("stream", "stream-subtree-filter", "stream-xpath-filter", "replay-start-time");

    private final DataTrees trees;
    private final Sessions sessions;
    private final Nacm nacm;

    SubscribedNotifications(DataTrees trees, Sessions sessions, Nacm nacm) {
        this.trees = trees;
        this.sessions = sessions;
        this.nacm = nacm;
    }

    /** The operation establish-subscription. */
    Operation establish() {
        return request -> {
            var parameters = new Parameters(
                    request.element(),
                    List.of(
                            "stream",
                            "stream-subtree-filter",
                            "stream-xpath-filter",
                            "replay-start-time",
                            "stop-time",
                            "encoding"),
                    PUSH);
            encoding(parameters);
            Instant now = sessions.events().clock().instant();
            Optional<Instant> stop = stop(parameters, now);
            long id = sessions.nextSubscription();
            Optional<Instant> replay = CreateSubscription.time(parameters, "replay-start-time");
            Dynamic made = parameters.element("datastore").isPresent()
                    ? push(id, request.session(), parameters, stop)
                    : stream(id, request.session(), parameters, now, replay, stop);
            request.session().subscriptions().add(made);
            if (made instanceof ChangePush push) {
                // Something may have changed before others knew of it.
                push.changed();
            }
            // The log may not reach back to what was asked for.
            Instant begin = sessions.events().begin();
            Optional<Instant> revised = replay.filter(begin::isAfter).map(r -> begin);
            return out -> {
                out.leaf(ID, id);
                if (revised.isPresent()) {
                    out.leaf(REPLAY_REVISED, revised.get());
                }
            };
        };
    }

    private Dynamic stream(
            long id,
            Session session,
            Parameters parameters,
            Instant now,
            Optional<Instant> replay,
            Optional<Instant> stop)
            throws RpcError {
        String name = Xml.text(parameters.required("stream"));
        for (Name other : PUSH) {
            if (parameters.element(other.local()).isPresent()) {
                throw RpcInput.invalid(
                        other.local(), other.local() + " is for subscriptions to a datastore, not to a stream");
            }
        }
        if (!name.equals(EventStream.NAME)) {
            throw RpcInput.invalid("stream", "There is no stream '" + name + "'; the only one is " + EventStream.NAME);
        }
        if (replay.isPresent() && replay.get().isAfter(now)) {
            throw RpcInput.invalid("replay-start-time", "replay-start-time is later than now, " + now);
        }
        KeptFilter filter = KeptFilter.of(parameters, "stream-subtree-filter", "stream-xpath-filter", ESTABLISH);
        return new StreamSubscription(
                id, session, sessions.events(), nacm, new Subscription.Terms(filter, replay, stop));
    }

    private Dynamic push(long id, Session session, Parameters parameters, Optional<Instant> stop) throws RpcError {
        for (String other : STREAM_ONLY) {
            if (parameters.element(other).isPresent()) {
                throw RpcInput.invalid(other, other + " is for subscriptions to a stream, not to a datastore");
            }
        }
        Push.Policy policy = policy(parameters);
        KeptFilter filter = KeptFilter.of(parameters, "datastore-subtree-filter", "datastore-xpath-filter", ESTABLISH);
        return policy.periodic().isPresent()
                ? new PeriodicPush(id, session, trees, filter, policy, stop)
                : new ChangePush(id, session, trees, filter, policy, stop);
    }

    private static Push.Policy policy(Parameters parameters) throws RpcError {
        Optional<Element> periodic = parameters.element("periodic");
        Optional<Element> onChange = parameters.element("on-change");
        if (periodic.isPresent() == onChange.isPresent()) {
            throw RpcError.missingElement("periodic", "A subscription to a datastore, if not on-change,");
        }
        Optional<Target> datastore;
        try {
            datastore = Nmda.target(parameters.required("datastore"));
        } catch (RpcError e) {
            throw SubscriptionErrors.DATASTORE_NOT_SUBSCRIBABLE.refuse(e.getMessage());
        }
        if (datastore.equals(Optional.of(Target.CANDIDATE))) {
            throw SubscriptionErrors.DATASTORE_NOT_SUBSCRIBABLE.refuse(
                    "There are no subscriptions to the candidate; use ds:running or ds:operational");
        }
        return periodic.isPresent()
                ? new Push.Policy(datastore, Optional.of(periodic(periodic.get())), Optional.empty())
                : new Push.Policy(datastore, Optional.empty(), Optional.of(onChange(onChange.get())));
    }

    private static Push.Periodic periodic(Element element) throws RpcError {
        var inside = new Parameters(element, List.of("period", "anchor-time"));
        long period = centiseconds(Xml.text(inside.required("period")), "period");
        if (period < PeriodicPush.SHORTEST_CENTISECONDS) {
            throw SubscriptionErrors.PERIOD_UNSUPPORTED.refuse("The shortest period is "
                    + PeriodicPush.SHORTEST_CENTISECONDS + " centiseconds, since state changes once a second");
        }
        return new Push.Periodic(period, CreateSubscription.time(inside, "anchor-time"));
    }

    private static Push.OnChange onChange(Element element) throws RpcError {
        var inside = new Parameters(
                element,
                List.of("dampening-period", "sync-on-start", "excluded-change"),
                List.of(),
                List.of("excluded-change"));
        long dampening = centiseconds(inside.text("dampening-period").orElse("0"), "dampening-period");
        String sync = inside.text("sync-on-start").orElse("true");
        if (!Set.of("true", "false").contains(sync)) {
            throw RpcInput.invalid("sync-on-start", "sync-on-start is true or false, not '" + sync + "'");
        }
        Set<String> excluded = new TreeSet<>();
        for (Element change : inside.all("excluded-change")) {
            if (!CHANGES.contains(Xml.text(change))) {
                throw RpcInput.invalid("excluded-change", "There is no change '" + Xml.text(change) + "'");
            }
            excluded.add(Xml.text(change));
        }
        return new Push.OnChange(dampening, Boolean.parseBoolean(sync), excluded);
    }

    private static long centiseconds(String text, String name) throws RpcError {
        if (!text.matches("[0-9]{1,10}") || Long.parseLong(text) > 0xffff_ffffL) {
            throw RpcInput.invalid(name, name + " is a number of centiseconds, not '" + text + "'");
        }
        return Long.parseLong(text);
    }

    private static void encoding(Parameters parameters) throws RpcError {
        Optional<String> encoding = parameters.text("encoding");
        if (encoding.isPresent()
                && !encoding.get().substring(encoding.get().indexOf(':') + 1).equals("encode-xml")) {
            throw SubscriptionErrors.ENCODING_UNSUPPORTED.refuse(
                    "NETCONF is XML: leave encoding out, or use encode-xml");
        }
    }

    private static Optional<Instant> stop(Parameters parameters, Instant now) throws RpcError {
        Optional<Instant> stop = CreateSubscription.time(parameters, "stop-time");
        if (stop.isPresent() && !stop.get().isAfter(now)) {
            throw RpcInput.invalid("stop-time", "stop-time is over: it is " + now);
        }
        return stop;
    }

    /** The operation modify-subscription. */
    Operation modify() {
        return request -> {
            var parameters = new Parameters(
                    request.element(),
                    List.of("id", "stream-subtree-filter", "stream-xpath-filter", "stop-time"),
                    PUSH);
            Session session = request.session();
            Optional<Instant> stop = stop(parameters, sessions.events().clock().instant());
            Dynamic found = session.subscriptions().find(id(parameters)).orElseThrow(() -> none(parameters));
            // The reply comes before the notification of what it did.
            session.outbox().hold();
            switch (found) {
                case Push push -> modify(push, parameters, stop);
                case StreamSubscription events ->
                    events.modify(
                            KeptFilter.of(parameters, "stream-subtree-filter", "stream-xpath-filter", MODIFY), stop);
                default -> throw new IllegalStateException(found.toString());
            }
            session.outbox().tell(StateChanges.modified(found));
            return Operation.Reply.OK;
        };
    }

    private static void modify(Push push, Parameters parameters, Optional<Instant> stop) throws RpcError {
        Push.Policy policy = policy(parameters);
        if (policy.periodic().isPresent() != push.policy().periodic().isPresent()) {
            throw RpcInput.invalid(
                    "periodic",
                    "A periodic subscription stays one, and so does one on change; establish another instead");
        }
        push.modify(
                KeptFilter.of(parameters, "datastore-subtree-filter", "datastore-xpath-filter", MODIFY), policy, stop);
    }

    /** The operation resync-subscription. */
    Operation resync() {
        return request -> {
            var parameters = new Parameters(request.element(), List.of("id"));
            Optional<Dynamic> found = request.session().subscriptions().find(id(parameters));
            if (!(found.orElse(null) instanceof ChangePush push)) {
                throw SubscriptionErrors.NO_SUCH_SUBSCRIPTION_RESYNC.refuse(
                        "This session has no subscription on change of the number "
                                + parameters.text("id").orElse(""));
            }
            request.session().outbox().hold();
            push.resync();
            return Operation.Reply.OK;
        };
    }

    /** The operation delete-subscription, of the session's own. */
    Operation delete() {
        return request -> {
            var parameters = new Parameters(request.element(), List.of("id"));
            Subscriptions mine = request.session().subscriptions();
            Dynamic found = mine.find(id(parameters)).orElseThrow(() -> none(parameters));
            found.end();
            mine.remove(found.id());
            return Operation.Reply.OK;
        };
    }

    /** The operation kill-subscription, of any session's, which only a rule permits. */
    Operation kill() {
        return request -> {
            var parameters = new Parameters(request.element(), List.of("id"));
            long id = id(parameters);
            Dynamic found = sessions.dynamic().stream()
                    .filter(d -> d.id() == id)
                    .findFirst()
                    .orElseThrow(() -> none(parameters));
            found.end();
            found.session().subscriptions().remove(id);
            found.session().outbox().tell(StateChanges.terminated(id));
            return Operation.Reply.OK;
        };
    }

    private static long id(Parameters parameters) throws RpcError {
        String text = Xml.text(parameters.required("id"));
        if (!text.matches("[0-9]{1,10}")) {
            throw RpcInput.invalid("id", "id is the number of a subscription, not '" + text + "'");
        }
        return Long.parseLong(text);
    }

    private static RpcError none(Parameters parameters) {
        return SubscriptionErrors.NO_SUCH_SUBSCRIPTION
                .refuse("There is no subscription " + parameters.text("id").orElse("")
                        + " here; /subscriptions lists all, and a session changes only its own")
                .info("bad-element", "id");
    }
}
