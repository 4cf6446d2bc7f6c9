package org.pathgauge.netconf;

import java.util.List;
import java.util.Optional;
import org.pathgauge.netconf.Push.Policy;

/** How dynamic subscriptions look in YANG: the list, and the notifications on their own course (RFC 8639 section 2.7). */
final class StateChanges {
    private static final String SN = Ns.SUBSCRIBED;
    private static final String YP = Ns.PUSH;
    private static final Name REPLAY_COMPLETED = new Name(SN, "replay-completed");
    private static final Name TERMINATED = new Name(SN, "subscription-terminated");
    private static final Name MODIFIED = new Name(SN, "subscription-modified");
    private static final Name GONE = new Name(SN, "no-such-subscription");
    private static final Name XML = new Name(SN, "encode-xml");

    private static final Shape<Long> ID = Shape.<Long>in(SN).leaf("id", id -> id);
    private static final Shape<Long> ENDED =
            Shape.<Long>in(SN).leaf("id", id -> id).leaf("reason", id -> GONE);
    private static final Shape<Dynamic> CHANGED = policy(Shape.<Dynamic>in(SN).leaf("id", Dynamic::id));

    private StateChanges() {}

    private static Shape<Dynamic> policy(Shape<Dynamic> shape) {
        var periodic = Shape.<Push.Periodic>in(YP)
                .leaf("period", Push.Periodic::centiseconds)
                .leaf("anchor-time", Push.Periodic::anchor);
        var onChange = Shape.<Push.OnChange>in(YP)
                .leaf("dampening-period", Push.OnChange::centiseconds)
                .leaf("sync-on-start", Push.OnChange::sync)
                .leafList("excluded-change", Push.OnChange::excluded);
        return shape.any(
                        SN,
                        "stream-subtree-filter",
                        d -> d.push().isPresent() ? List.of() : d.filter().content())
                .leaf(
                        "stream-xpath-filter",
                        d -> d.push().isPresent()
                                ? Optional.empty()
                                : d.filter().xpath())
                .leaf("stream", d -> d.push().isPresent() ? Optional.empty() : Optional.of(EventStream.NAME))
                .leaf("replay-start-time", Dynamic::replay)
                .leaf("stop-time", Dynamic::stop)
                .leaf("encoding", d -> XML)
                .leaf(YP, "datastore", d -> d.push().map(Policy::datastoreName))
                .any(
                        YP,
                        "datastore-subtree-filter",
                        d -> d.push().isPresent() ? d.filter().content() : List.of())
                .leaf(
                        YP,
                        "datastore-xpath-filter",
                        d -> d.push().flatMap(p -> d.filter().xpath()))
                .optional(YP, "periodic", periodic, d -> d.push().flatMap(Policy::periodic))
                .optional(YP, "on-change", onChange, d -> d.push().flatMap(Policy::onChange));
    }

    /** The content of the container subscriptions. */
    static Shape<Sessions> subscriptions() {
        var receiver = Shape.<Dynamic>in(SN)
                .leaf("name", d -> "netconf-session-" + d.session().id())
                .leaf("sent-event-records", Dynamic::sent)
                .leaf("excluded-event-records", Dynamic::excluded)
                .leaf("state", d -> "active");
        var receivers = Shape.<Dynamic>in(SN).list("receiver", List.of("name"), receiver, List::of);
        var subscription =
                policy(Shape.<Dynamic>in(SN).leaf("id", Dynamic::id)).container("receivers", receivers, d -> d);
        return Shape.<Sessions>in(SN).list("subscription", List.of("id"), subscription, Sessions::dynamic);
    }

    /** The content of the container streams. */
    static Shape<EventStream> streams() {
        var stream = Shape.<EventStream>in(SN)
                .leaf("name", s -> EventStream.NAME)
                .leaf("description", s -> EventStream.DESCRIPTION)
                .leaf("replay-support", s -> org.opendaylight.yangtools.yang.common.Empty.value())
                .leaf("replay-log-creation-time", EventStream::created)
                .leaf("replay-log-aged-time", EventStream::aged);
        return Shape.<EventStream>in(SN).list("stream", List.of("name"), stream, List::of);
    }

    static Node.Branch replayed(long id) {
        return ID.bind(REPLAY_COMPLETED, id);
    }

    /** The subscription is no more, by its stop time or by kill-subscription. */
    static Node.Branch terminated(long id) {
        return ENDED.bind(TERMINATED, id);
    }

    static Node.Branch modified(Dynamic subscription) {
        return CHANGED.bind(MODIFIED, subscription);
    }
}
