package org.pathgauge.agentx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.pathgauge.agentx.AgentXException.Reason;
import org.pathgauge.model.AgentXConfig;
import org.pathgauge.model.Snapshot;
import org.pathgauge.snmp.mib.MibTree;
import org.pathgauge.snmp.set.Sets;
import org.snmp4j.smi.OID;

/**
 * One session with the master (RFC 2741 section 7.1).
 *
 * <p>One thread reads: it answers the master's requests as they come and hands the master's answers to those who wait for
 * them. Requests of ours are made by another thread, one at a time.
 */
final class Session implements AutoCloseable {
    private static final int NOT_OPEN = 257;
    private static final int UNSUPPORTED_CONTEXT = 262;

    private final Link link;
    private final AgentXConfig config;
    private final Requests requests;
    private final SetRequests sets;
    private final LongAdder answered;
    private final LongSupplier nanos;
    private final PduWriter answers = new PduWriter();
    private final PduWriter questions = new PduWriter();
    private final AtomicInteger packets = new AtomicInteger();
    private final Map<Integer, CompletableFuture<Reply>> waiting = new ConcurrentHashMap<>();
    private final CompletableFuture<AgentXException> end = new CompletableFuture<>();
    private final Thread reader;
    private volatile boolean open;
    private volatile int id;
    private volatile long heard;

    private Session(Link link, AgentXConfig config, Objects objects, LongAdder answered, LongSupplier nanos) {
        this.link = link;
        this.config = config;
        this.requests = new Requests(objects.tree, objects.snapshots, config.timeout(), nanos);
        this.sets = new SetRequests(objects.sets, "agentx master " + config.master(), link, config.timeout());
        this.answered = answered;
        this.nanos = nanos;
        this.heard = nanos.getAsLong();
        // A virtual thread's way through the poller costs more than an answer does.
        reader = Thread.ofPlatform().name("agentx-reader").daemon().unstarted(this::read);
    }

    /** What a subagent tells of itself when it opens a session. */
    record Introduction(OID id, String text) {}

    /** What the master asks about. */
    record Objects(MibTree tree, Sets sets, Supplier<Snapshot> snapshots) {}

    /**
     * Connects and opens a session.
     *
     * @param answered counts the requests of the master that were answered
     * @throws AgentXException if there is no master, or it does not want us
     */
    static Session open(AgentXConfig config, Introduction self, Objects objects, LongAdder answered, LongSupplier nanos)
            throws AgentXException, InterruptedException {
        Session session = new Session(Link.open(config, nanos), config, objects, answered, nanos);
        session.reader.start();
        try {
            Reply reply = session.call(
                    "agentx-Open",
                    Header.OPEN,
                    pdu -> pdu.octet(seconds(config))
                            .octet(0)
                            .octet(0)
                            .octet(0)
                            .oid(self.id, false)
                            .octets(self.text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
            if (!reply.ok()) {
                throw new AgentXException(
                        Reason.OTHER,
                        "the master refused the session (" + reply.errorName()
                                + "): see snmpd's log; it needs 'master agentx' and may restrict who connects");
            }
            return session;
        } catch (AgentXException | InterruptedException | RuntimeException e) {
            session.link.close();
            throw e;
        }
    }

    private static int seconds(AgentXConfig config) {
        return (int) Math.clamp(config.timeout().toSeconds(), 1, 255);
    }

    /** Asks the master to send requests about a subtree to us. */
    Reply register(OID subtree) throws AgentXException, InterruptedException {
        return call(
                "agentx-Register",
                Header.REGISTER,
                pdu -> pdu.octet(0).octet(config.priority()).octet(0).octet(0).oid(subtree, false));
    }

    /** Adds a row to the master's sysORTable. */
    Reply addCapabilities(OID capability, String text) throws AgentXException, InterruptedException {
        return call(
                "agentx-AddAgentCaps",
                Header.ADD_AGENT_CAPS,
                pdu -> pdu.oid(capability, false).octets(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }

    Reply ping() throws AgentXException, InterruptedException {
        return call("agentx-Ping", Header.PING, pdu -> {});
    }

    /** Hands a notification to the master, which sends it to its own targets. */
    Reply notification(Consumer<PduWriter> variables) throws AgentXException, InterruptedException {
        return call("agentx-Notify", Header.NOTIFY, variables);
    }

    /** Nanoseconds since the master was heard of. */
    long silence() {
        return nanos.getAsLong() - heard;
    }

    /** Complete when the session has ended. */
    CompletableFuture<AgentXException> end() {
        return end;
    }

    private Reply call(String what, int type, Consumer<PduWriter> payload)
            throws AgentXException, InterruptedException {
        int packet = packets.incrementAndGet();
        CompletableFuture<Reply> reply = new CompletableFuture<>();
        waiting.put(packet, reply);
        try {
            if (end.isDone()) {
                throw end.join();
            }
            send(type, packet, payload);
            return reply.get(config.timeout().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new AgentXException(
                    Reason.TIMEOUTS,
                    "the master has not answered " + what + " within "
                            + config.timeout().toSeconds() + " s",
                    e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof AgentXException ended
                    ? ended
                    : new AgentXException(Reason.OTHER, String.valueOf(e.getCause()), e);
        } catch (IOException e) {
            throw lost(e);
        } finally {
            waiting.remove(packet);
        }
    }

    private void send(int type, int packet, Consumer<PduWriter> payload) throws AgentXException, IOException {
        try {
            questions.begin(type, Header.NETWORK_BYTE_ORDER, id, 0, packet);
            payload.accept(questions);
            questions.end();
            link.write(questions.written(), config.timeout());
        } finally {
            questions.clear();
        }
    }

    private void read() {
        AgentXException why;
        try {
            while (link.read(this::accept)) {
                if (!link.buffered()) {
                    flush();
                }
            }
            why = new AgentXException(Reason.OTHER, "the master has closed the connection");
        } catch (AgentXException e) {
            why = e;
            tellWhy(e);
        } catch (IOException e) {
            why = lost(e);
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            why = new AgentXException(Reason.OTHER, "a request of the master failed: " + e, e);
            tellWhy(why);
        }
        link.close();
        sets.close();
        end.complete(why);
        AgentXException reason = why;
        waiting.values().forEach(reply -> reply.completeExceptionally(reason));
    }

    private static AgentXException lost(IOException e) {
        return new AgentXException(Reason.OTHER, "the connection was lost (" + e + ")", e);
    }

    private void flush() throws AgentXException, IOException {
        if (answers.isEmpty()) {
            return;
        }
        try {
            link.write(answers.written(), config.timeout());
        } finally {
            answers.clear();
        }
    }

    private void tellWhy(AgentXException why) {
        if (why.reason() != Reason.BY_MANAGER) {
            answers.clear();
            closePdu(answers, why.reason());
        }
    }

    private void closePdu(PduWriter out, Reason reason) {
        try {
            out.begin(Header.CLOSE, Header.NETWORK_BYTE_ORDER, id, 0, packets.incrementAndGet());
            out.octet(reason.code()).octet(0).octet(0).octet(0);
            out.end();
            link.write(out.written(), config.timeout());
        } catch (AgentXException | IOException e) {
            // The master finds out by the end of the connection.
        } finally {
            out.clear();
        }
    }

    private void accept(Header header, ByteBuffer payload) throws AgentXException {
        heard = nanos.getAsLong();
        PduReader in = new PduReader(payload);
        switch (header.type()) {
            case Header.RESPONSE -> reply(header, in);
            case Header.CLOSE ->
                throw new AgentXException(
                        Reason.BY_MANAGER, "the master has closed the session (" + Reason.text(in.octet()) + ")");
            case Header.GET, Header.GET_NEXT, Header.GET_BULK -> {
                if (served(header, in)) {
                    requests.answer(header, in, answers);
                }
                answered.increment();
            }
            case Header.TEST_SET -> {
                if (served(header, in)) {
                    sets.test(header, in.variables());
                }
                answered.increment();
            }
            case Header.COMMIT_SET, Header.UNDO_SET, Header.CLEANUP_SET -> {
                if (header.sessionId() == id) {
                    sets.step(header);
                } else if (header.type() != Header.CLEANUP_SET) {
                    refuse(header, NOT_OPEN, 0);
                }
            }
            default ->
                throw new AgentXException(
                        Reason.PROTOCOL_ERROR,
                        "the master sent a PDU of type " + header.type() + ", which it must not");
        }
    }

    /** Whether a request is of this session and the only context; otherwise it has been answered. */
    private boolean served(Header header, PduReader in) throws AgentXException {
        if (!open || header.sessionId() != id) {
            refuse(header, NOT_OPEN, 0);
            return false;
        }
        if ((header.flags() & Header.NON_DEFAULT_CONTEXT) != 0 && in.octets().length > 0) {
            refuse(header, UNSUPPORTED_CONTEXT, 0);
            return false;
        }
        return true;
    }

    private void refuse(Header header, int error, int index) {
        answers.response(header, error, index);
        answers.end();
    }

    private void reply(Header header, PduReader in) throws AgentXException {
        // Pings come when nobody asks for anything, which is when old snapshots would stay otherwise.
        requests.expire();
        long upTime = Integer.toUnsignedLong(in.fourOctets());
        int error = in.twoOctets();
        in.twoOctets();
        CompletableFuture<Reply> reply = waiting.get(header.packetId());
        if (reply == null) {
            // One that came after its time: whoever asked has given the session up already.
            return;
        }
        if (!open && error == 0) {
            id = header.sessionId();
            open = true;
        }
        reply.complete(new Reply(upTime, error, heard));
    }

    /** Ends the session and tells the master why. */
    void close(Reason reason) {
        // Who is interrupted would send nothing.
        boolean interrupted = Thread.interrupted();
        if (!end.isDone()) {
            closePdu(questions, reason);
        }
        close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        link.close();
    }
}
