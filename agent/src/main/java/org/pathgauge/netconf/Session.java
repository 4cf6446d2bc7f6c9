package org.pathgauge.netconf;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.pathgauge.config.Editor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.w3c.dom.Element;

/**
 * One NETCONF session: the exchange of hellos, then one request after the other, each answered before the next is read
 * (RFC 6241 section 4.5).
 */
final class Session {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);
    private static final Ending CLOSED = new Ending(End.CLOSED, "close-session");
    private static final Ending GONE = new Ending(End.DROPPED, "the client closed its side");

    /** How a session came to its end, as RFC 6470 tells it. */
    enum End {
        /** By close-session. */
        CLOSED,
        /** By another session's kill-session. */
        KILLED,
        /** The transport went away. */
        DROPPED,
        /** The client was silent for too long: no hello, no request, or no answer to whether it is still there. */
        TIMEOUT,
        /** The hello was wrong. */
        BAD_HELLO,
        /** The client broke the protocol, or a limit was met. */
        OTHER
    }

    /** The end of a session, with the reason for the log. */
    private record Ending(End end, String why) {}

    private final long id;
    private final Peer peer;
    private final Limits limits;
    private final Xml xml;
    private final Dispatcher dispatcher;
    private final Instant login;
    private final RequestMemory.Share memory;
    private final Consumer<Session> onEstablished;
    private final FrameReader reader;
    private final FrameWriter writer;
    /** Held for one message: no notification is sent inside a reply. */
    private final ReentrantLock writing = new ReentrantLock();

    private final Outbox outbox;
    private final Subscriptions subscriptions = new Subscriptions();
    private final SessionCounters counters = new SessionCounters();
    private volatile boolean established;
    private volatile long killer;
    private volatile boolean gone;
    private volatile Runnable onGone = () -> {};
    /** The first end that was brought about from outside. */
    private final AtomicReference<Ending> ended = new AtomicReference<>();

    private volatile long messages;
    private volatile boolean busy;
    private boolean base11;
    private boolean closing;

    Session(
            long id,
            Peer peer,
            Limits limits,
            Dispatcher dispatcher,
            Clock clock,
            RequestMemory.Share memory,
            Consumer<Session> onEstablished) {
        this.id = id;
        this.peer = peer;
        this.limits = limits;
        this.dispatcher = dispatcher;
        login = clock.instant();
        outbox = new Outbox("netconf-" + id + "-out", clock, this::send, this::end);
        xml = new Xml(limits.depth());
        this.memory = memory;
        this.onEstablished = onEstablished;
        reader = new FrameReader(peer.in(), limits.helloBytes(), memory);
        writer = new FrameWriter(peer.out());
    }

    long id() {
        return id;
    }

    Peer peer() {
        return peer;
    }

    /** The session as an editor of the configuration. */
    Editor editor() {
        return new Editor("netconf:" + peer.user(), id);
    }

    Instant login() {
        return login;
    }

    SessionCounters counters() {
        return counters;
    }

    boolean established() {
        return established;
    }

    /** Whether both sides speak base:1.1; malformed-message exists only then (RFC 6241 appendix A). */
    boolean base11() {
        return base11;
    }

    /** Ends the session when the reply to the request at hand is out. */
    void closeAfterReply() {
        closing = true;
    }

    /** Ends the session at once for another one. */
    void kill(long by) {
        killer = by;
        end(End.KILLED, "by session " + by);
    }

    /** The session that killed this one; 0 for none. */
    long killer() {
        return killer;
    }

    /** Ends the session when the hello is overdue. */
    void endUnlessEstablished() {
        if (!established) {
            end(End.TIMEOUT, "no hello in " + limits.hello().toSeconds() + " s");
        }
    }

    /**
     * Has something done when the client goes away, or at once if it has gone: until the next call, and never after the
     * request at hand is answered.
     */
    void waitFor(Runnable whenGone) {
        onGone = whenGone;
        if (gone) {
            whenGone.run();
        }
    }

    /** The transport tells that the client has gone away, which a session that waits for no bytes does not see. */
    void gone() {
        gone = true;
        onGone.run();
    }

    /** Serves the session to its end; never throws. */
    End serve() {
        Ending own;
        try {
            own = conversation();
        } catch (RuntimeException e) {
            own = new Ending(End.OTHER, e.toString());
            LOG.error("NETCONF session {} of {} failed", id, peer.user(), e);
        } finally {
            memory.release();
            subscriptions.end();
            outbox.close();
        }
        Ending outside = ended.get();
        Ending how = outside != null ? outside : own;
        LOG.info("NETCONF session {} of {} from {} ended: {} ({})", id, peer.user(), peer.host(), how.end(), how.why());
        return how.end();
    }

    private Ending conversation() {
        try {
            Optional<Ending> none = greet();
            return none.isPresent() ? none.get() : requests();
        } catch (FramingException e) {
            return new Ending(established ? End.OTHER : End.BAD_HELLO, e.getMessage());
        } catch (IOException e) {
            return closing ? CLOSED : new Ending(End.DROPPED, e.toString());
        }
    }

    /** Exchanges hellos; gives the end if that leads to no session. */
    private Optional<Ending> greet() throws IOException {
        Hello.write(writer, dispatcher.capabilities(), id);
        writer.end();
        Optional<byte[]> message = reader.next();
        if (message.isEmpty()) {
            return Optional.of(GONE);
        }
        try {
            Set<String> theirs = Hello.read(parse(message.get()));
            base11 = theirs.contains(Ns.BASE_1_1);
        } catch (RpcError e) {
            return Optional.of(new Ending(End.BAD_HELLO, e.getMessage()));
        }
        if (base11) {
            reader.chunked();
            writer.chunked();
        }
        reader.limit(limits.messageBytes());
        established = true;
        onEstablished.accept(this);
        LOG.info("NETCONF session {} of {} from {} established", id, peer.user(), peer.host());
        return Optional.empty();
    }

    private Ending requests() throws IOException {
        while (!closing) {
            memory.release();
            busy = false;
            Optional<byte[]> message;
            try {
                message = reader.next();
                busy = true;
                messages++;
            } catch (FramingException e) {
                counters.badRpc();
                if (e.tooBig()) {
                    refuse(new RpcError(
                            RpcError.Type.RPC,
                            RpcError.Tag.TOO_BIG,
                            "The " + e.getMessage() + " is refused, and the session ends; send smaller requests"));
                }
                throw e;
            }
            if (message.isEmpty()) {
                return GONE;
            }
            Element rpc;
            try {
                rpc = parse(message.get());
                if (!Xml.is(rpc, Ns.NETCONF, "rpc")) {
                    throw RpcError.malformed("Expected rpc of namespace " + Ns.NETCONF + ", got " + rpc.getNodeName());
                }
            } catch (RpcError e) {
                counters.badRpc();
                if (!base11 && e.tag() == RpcError.Tag.MALFORMED_MESSAGE) {
                    return new Ending(End.OTHER, e.getMessage());
                }
                refuse(e);
                continue;
            }
            answer(rpc);
        }
        return CLOSED;
    }

    private Element parse(byte[] message) throws RpcError {
        if (!memory.hold(Xml.weight(message))) {
            throw new RpcError(
                    RpcError.Type.RPC,
                    RpcError.Tag.TOO_BIG,
                    "There is no memory for a message of " + message.length
                            + " bytes with so many elements; send smaller requests");
        }
        return xml.parse(message);
    }

    /** Answers what was no request: there is no message-id to return. */
    private void refuse(RpcError error) throws IOException {
        writing.lock();
        try {
            var out = new XmlOut(writer);
            out.start(Dispatcher.REPLY);
            error.write(out);
            out.end();
            out.finish();
            writer.end();
        } finally {
            writing.unlock();
        }
        counters.outError();
    }

    private void answer(Element rpc) throws IOException {
        Operation.Reply reply;
        try {
            reply = dispatcher.run(this, rpc);
        } catch (RuntimeException e) {
            reply = failure(rpc, e);
        }
        writing.lock();
        try {
            write(rpc, reply);
            writer.end();
        } finally {
            writing.unlock();
        }
        outbox.release();
    }

    private void write(Element rpc, Operation.Reply reply) throws IOException {
        try {
            Dispatcher.write(rpc, writer, reply);
        } catch (RuntimeException e) {
            if (!writer.discard()) {
                LOG.error("NETCONF request {} of session {} failed", Dispatcher.describe(rpc), id, e);
                throw new IOException("a reply failed when a part of it was sent", e);
            }
            Dispatcher.write(rpc, writer, failure(rpc, e));
        }
    }

    private Operation.Reply failure(Element rpc, RuntimeException e) {
        LOG.error("NETCONF request {} of session {} failed", Dispatcher.describe(rpc), id, e);
        return dispatcher.failure(this, e);
    }

    /** Sends a notification, between two replies if need be. */
    private void send(Operation.Reply notification) throws IOException {
        writing.lock();
        try {
            var out = new XmlOut(writer);
            notification.write(out);
            out.finish();
            counters.notification();
            writer.end();
        } finally {
            writing.unlock();
        }
    }

    /** How many messages came after the hello. */
    long messages() {
        return messages;
    }

    /** Whether a request is being answered. */
    boolean busy() {
        return busy;
    }

    /** What the session sends on its own. */
    Outbox outbox() {
        return outbox;
    }

    Subscriptions subscriptions() {
        return subscriptions;
    }

    /** Ends the session from outside; only the first reason counts. */
    void end(End how, String why) {
        ended.compareAndSet(null, new Ending(how, why));
        peer.close().run();
    }
}
