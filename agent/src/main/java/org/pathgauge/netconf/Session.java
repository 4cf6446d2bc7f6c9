package org.pathgauge.netconf;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
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

    /** How a session came to its end. */
    enum End {
        /** By close-session. */
        CLOSED,
        /** By another session's kill-session. */
        KILLED,
        /** By anything else: the transport went away, the client broke the protocol, a limit was met. */
        DROPPED,
        /** The hello was wrong or did not come. */
        BAD_HELLO
    }

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
    private volatile String dropped = "";
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
        outbox = new Outbox("netconf-" + id + "-out", clock, this::send, this::drop);
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
        peer.close().run();
    }

    /** The session that killed this one; 0 for none. */
    long killer() {
        return killer;
    }

    /** Ends the session when the hello is overdue. */
    void endUnlessEstablished() {
        if (!established) {
            peer.close().run();
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
        String why;
        try {
            if (!greet()) {
                return End.BAD_HELLO;
            }
            why = requests();
        } catch (IOException | RuntimeException e) {
            why = e.toString();
            if (e instanceof RuntimeException) {
                LOG.error("NETCONF session {} of {} failed", id, peer.user(), e);
            }
        } finally {
            memory.release();
            subscriptions.end();
            outbox.close();
        }
        why = dropped.isEmpty() ? why : dropped;
        End end = killer != 0 ? End.KILLED : closing ? End.CLOSED : established ? End.DROPPED : End.BAD_HELLO;
        LOG.info("NETCONF session {} of {} from {} ended: {} ({})", id, peer.user(), peer.host(), end, why);
        return end;
    }

    private boolean greet() throws IOException {
        Hello.write(writer, dispatcher.capabilities(), id);
        writer.end();
        Optional<byte[]> message = reader.next();
        if (message.isEmpty()) {
            return false;
        }
        try {
            Set<String> theirs = Hello.read(parse(message.get()));
            base11 = theirs.contains(Ns.BASE_1_1);
        } catch (RpcError e) {
            LOG.info("NETCONF hello of {} from {} refused: {}", peer.user(), peer.host(), e.getMessage());
            return false;
        }
        if (base11) {
            reader.chunked();
            writer.chunked();
        }
        reader.limit(limits.messageBytes());
        established = true;
        onEstablished.accept(this);
        LOG.info("NETCONF session {} of {} from {} established", id, peer.user(), peer.host());
        return true;
    }

    private String requests() throws IOException {
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
                return e.getMessage();
            }
            if (message.isEmpty()) {
                return "the client closed its side";
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
                    return e.getMessage();
                }
                refuse(e);
                continue;
            }
            answer(rpc);
        }
        return "close-session";
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

    /** Ends the session for a reason of the server's. */
    void drop(String why) {
        dropped = why;
        peer.close().run();
    }
}
