package org.pathgauge.netconf;

import java.util.Optional;

/** The notifications netconf-session-start and -end (RFC 6470 section 2.2). */
final class SessionEvents {
    static final Name START = new Name(Ns.BASE_EVENTS, "netconf-session-start");
    static final Name END = new Name(Ns.BASE_EVENTS, "netconf-session-end");

    /**
     * Whose session it is. The log of events keeps this, not the session with all that belongs to it.
     *
     * @param session its number; 0 for somebody who came another way
     * @param host empty when it is not known
     */
    record Who(String user, long session, Optional<String> host) {
        static Who of(Session session) {
            return new Who(
                    session.peer().user(),
                    session.id(),
                    Optional.of(session.peer().host()));
        }
    }

    private record Ended(Who who, Optional<Object> killer, String reason) {}

    private static final Shape<Who> STARTED = with(Shape.in(Ns.BASE_EVENTS), w -> w);

    private static final Shape<Ended> ENDED = with(Shape.<Ended>in(Ns.BASE_EVENTS), Ended::who)
            .leaf("killed-by", Ended::killer)
            .leaf("termination-reason", Ended::reason);

    private SessionEvents() {}

    /** Adds the leafs of the grouping common-session-parms. */
    static <T> Shape<T> with(Shape<T> shape, java.util.function.Function<T, Who> who) {
        return shape.leaf("username", t -> who.apply(t).user())
                .leaf("session-id", t -> who.apply(t).session())
                .leaf("source-host", t -> who.apply(t).host());
    }

    static EventRecord.Content started(Session session) {
        Node.Branch told = STARTED.bind(START, Who.of(session));
        return reader -> told;
    }

    static EventRecord.Content ended(Session session, Session.End end) {
        Optional<Object> killer = end == Session.End.KILLED ? Optional.of(session.killer()) : Optional.empty();
        Node.Branch told = ENDED.bind(END, new Ended(Who.of(session), killer, reason(end)));
        return reader -> told;
    }

    private static String reason(Session.End end) {
        return switch (end) {
            case CLOSED -> "closed";
            case KILLED -> "killed";
            case DROPPED -> "dropped";
            case TIMEOUT -> "timeout";
            case BAD_HELLO -> "bad-hello";
            case OTHER -> "other";
        };
    }
}
