package org.pathgauge.netconf;

import java.io.IOException;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Something that happened, as the event stream tells it (RFC 5277 section 1.1).
 *
 * @param time when
 * @param name of the notification
 * @param content what it tells somebody with some access to data
 */
record EventRecord(Instant time, Name name, Content content) {
    private static final Name NOTIFICATION = new Name(Ns.NOTIFICATION, "notification");
    private static final Name EVENT_TIME = new Name(Ns.NOTIFICATION, "eventTime");
    private static final Name NOTHING = new Name(Ns.NOTIFICATION, "none");

    /** What a notification has inside. */
    @FunctionalInterface
    interface Content {
        /** The notification as a tree, its own element on top. */
        Node.Branch of(NacmAccess reader);
    }

    /** A tree with a notification as its only content: what a filter is put over. */
    static Node.Branch around(Node.Branch notification) {
        return new Single(NOTHING, notification);
    }

    /** The message that tells something (RFC 5277 section 4). */
    static Operation.Reply message(Instant time, Node.Branch notification) {
        return out -> write(out, time, notification.name(), inside -> inside.write(notification, Optional.empty()));
    }

    /** Writes the content of a notification's element. */
    @FunctionalInterface
    interface Inside {
        void write(DataWriter to) throws IOException;
    }

    /** Writes a notification message. */
    static void write(XmlOut out, Instant time, Name name, Inside inside) throws IOException {
        out.start(NOTIFICATION);
        out.leaf(EVENT_TIME, time);
        out.start(name);
        inside.write(new DataWriter(out));
        out.end();
        out.end();
    }

    private record Single(Name name, Node.Branch child) implements Node.Branch {
        @Override
        public List<Field> fields() {
            return List.of(new Only(new Present(child)));
        }
    }

    /** A notification is there even when it says nothing. */
    private record Present(Node.Branch branch) implements Node.Branch {
        @Override
        public Name name() {
            return branch.name();
        }

        @Override
        public boolean presence() {
            return true;
        }

        @Override
        public List<Field> fields() {
            return branch.fields();
        }
    }

    private record Only(Node.Branch branch) implements Field {
        @Override
        public Name name() {
            return branch.name();
        }

        @Override
        public Iterator<? extends Node> nodes() {
            return List.of(branch).iterator();
        }
    }
}
