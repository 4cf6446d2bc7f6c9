package org.pathgauge.agentx;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.pathgauge.agentx.AgentXException.Reason;
import org.pathgauge.model.AgentXConfig;
import org.pathgauge.model.AgentXState.Status;
import org.pathgauge.model.AgentXState.Subtree;
import org.pathgauge.snmp.disman.Disman;
import org.pathgauge.snmp.mib.PathGaugeMib;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.snmp4j.smi.OID;

/**
 * Keeps a session with one master: connects, registers, sends what is in the outbox, asks whether the master is still
 * there, and begins again with growing waits when it is not.
 */
final class Connector {
    private static final Logger LOG = LoggerFactory.getLogger(Connector.class);
    private static final Duration FIRST_WAIT = Duration.ofMillis(500);

    /** A session that lasted so long was a good one: the next attempt comes soon. */
    private static final Duration LASTING = Duration.ofSeconds(10);

    /** What all sessions of an agent have in common. */
    record Surroundings(
            Session.Introduction self,
            List<OID> subtrees,
            Session.Objects objects,
            Outbox outbox,
            LongAdder sessions,
            LongAdder answered,
            Clock clock,
            LongSupplier nanos) {}

    /** What is published of it. */
    record Condition(Status status, Optional<Instant> since, String lastError, List<Subtree> subtrees) {}

    private final AgentXConfig config;
    private final Surroundings around;
    private final Thread thread;
    private volatile boolean stopped;
    private volatile Condition condition = new Condition(Status.CONNECTING, Optional.empty(), "", List.of());
    private int inVain;
    private long registeredNanos;

    Connector(AgentXConfig config, Surroundings around) {
        this.config = config;
        this.around = around;
        thread = Thread.ofPlatform().name("agentx").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    Condition condition() {
        return condition;
    }

    /** Closes the session; the master forgets our registrations at once. */
    void stop() {
        stopped = true;
        thread.interrupt();
        boolean interrupted = false;
        // The farewell takes no longer than a question to the master may.
        long until = around.nanos.getAsLong() + config.timeout().toNanos();
        while (thread.isAlive() && until - around.nanos.getAsLong() > 0) {
            try {
                thread.join(Duration.ofNanos(until - around.nanos.getAsLong()));
            } catch (InterruptedException e) {
                interrupted = true;
                break;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!stopped) {
                attempt();
                Thread.sleep(delay(config.reconnectDelayMax(), inVain));
            }
        } catch (InterruptedException e) {
            LOG.debug("AgentX to {} stops", config.master());
        }
    }

    private void attempt() throws InterruptedException {
        if (condition.status == Status.WAITING) {
            become(Status.CONNECTING, Optional.empty(), condition.lastError, List.of());
        }
        long begun = around.nanos.getAsLong();
        boolean connected = false;
        AgentXException why;
        try {
            Session session = Session.open(config, around.self, around.objects, around.answered, around.nanos);
            session.end().thenRun(around.outbox::wake);
            connected = true;
            why = serve(session);
        } catch (AgentXException e) {
            why = e;
        }
        if (stopped) {
            throw new InterruptedException();
        }
        if (connected) {
            LOG.warn("AgentX: the session with {} has ended: {}", config.master(), why.getMessage());
        } else if (inVain == 0) {
            LOG.warn("AgentX: there is no session with {}: {}. It is tried again", config.master(), why.getMessage());
        }
        boolean lasted = connected && around.nanos.getAsLong() - begun >= LASTING.toNanos();
        inVain = lasted ? 0 : inVain + 1;
        become(Status.WAITING, Optional.empty(), why.getMessage(), List.of());
    }

    /** From the open session to its end; returns why it ended. */
    private AgentXException serve(Session session) throws InterruptedException {
        try {
            List<Subtree> subtrees = new ArrayList<>();
            for (OID subtree : around.subtrees) {
                subtrees.add(new Subtree(subtree.toDottedString(), register(session, subtree)));
            }
            registeredNanos = around.nanos.getAsLong();
            if (around.subtrees.contains(Disman.ROOT)) {
                session.addCapabilities(PathGaugeMib.PING_CAPABILITIES, "DISMAN-PING-MIB (RFC 4560) by PathGauge");
            }
            Reply last = session.addCapabilities(PathGaugeMib.CAPABILITIES, "PATHGAUGE-MIB");
            around.sessions.increment();
            become(Status.CONNECTED, Optional.of(around.clock.instant()), condition.lastError, subtrees);
            LOG.info("AgentX: connected with {}", config.master());
            tell(List.of(), subtrees);
            while (true) {
                last = turn(session, last);
            }
        } catch (AgentXException e) {
            session.close(e.reason());
            return e;
        } catch (InterruptedException e) {
            session.close(Reason.SHUTDOWN);
            throw e;
        } catch (RuntimeException e) {
            session.close(Reason.OTHER);
            LOG.error("AgentX failed", e);
            return new AgentXException(Reason.OTHER, e.toString(), e);
        }
    }

    /** Sends one notification, or looks after a master from which nothing has come. */
    private Reply turn(Session session, Reply last) throws AgentXException, InterruptedException {
        if (session.end().isDone()) {
            throw session.end().join();
        }
        registerAgain(session);
        long patience = config.pingInterval().toNanos() - session.silence();
        Optional<Outbox.Queued> next =
                patience > 0 ? around.outbox.first(patience, session.end()::isDone) : Optional.empty();
        if (next.isPresent()) {
            Outbox.Queued notification = next.get();
            Reply reply = session.notification(pdu -> notification.write(pdu, last.upTimeAt(notification.nanos())));
            around.outbox.answered(reply.ok());
            if (!reply.ok()) {
                LOG.warn("AgentX: the master refused a notification ({})", reply.errorName());
            }
            return reply;
        }
        if (session.silence() < config.pingInterval().toNanos()) {
            return last;
        }
        return session.ping();
    }

    /** What was refused may be free by now, at each ping interval: the other subagent may have gone. */
    private void registerAgain(Session session) throws AgentXException, InterruptedException {
        List<Subtree> before = condition.subtrees;
        long now = around.nanos.getAsLong();
        if (now - registeredNanos < config.pingInterval().toNanos()
                || before.stream().allMatch(s -> s.problem().isEmpty())) {
            return;
        }
        registeredNanos = now;
        List<Subtree> after = new ArrayList<>();
        for (Subtree subtree : before) {
            after.add(
                    subtree.problem().isEmpty()
                            ? subtree
                            : new Subtree(subtree.oid(), register(session, new OID(subtree.oid()))));
        }
        become(Status.CONNECTED, condition.since, condition.lastError, after);
        tell(before, after);
    }

    /** Empty when it is registered. */
    private String register(Session session, OID subtree) throws AgentXException, InterruptedException {
        Reply reply = session.register(subtree);
        if (reply.ok()) {
            return "";
        }
        if (reply.error() == Reply.DUPLICATE_REGISTRATION) {
            return "another subagent of this master, or the master itself, has registered " + subtree
                    + " with priority " + config.priority()
                    + " (duplicateRegistration): ask the master's administrator to stop the other, or configure another"
                    + " priority; the lowest wins";
        }
        return "the master refused " + subtree + " (" + reply.errorName() + "): see its log, and allow this subagent";
    }

    private static void tell(List<Subtree> before, List<Subtree> after) {
        for (Subtree subtree : after) {
            if (!before.contains(subtree)) {
                if (!subtree.problem().isEmpty()) {
                    LOG.warn("AgentX: {} is not served: {}", subtree.oid(), subtree.problem());
                } else if (!before.isEmpty()) {
                    LOG.info("AgentX: {} is registered now", subtree.oid());
                }
            }
        }
    }

    private void become(Status status, Optional<Instant> since, String lastError, List<Subtree> subtrees) {
        condition = new Condition(status, since, lastError, List.copyOf(subtrees));
    }

    /** Doubles from half a second with each attempt in vain. */
    static Duration delay(Duration max, int inVain) {
        // 20 doublings exceed any longest wait.
        Duration wait = FIRST_WAIT.multipliedBy(1L << Math.min(20, Math.max(0, inVain - 1)));
        return wait.compareTo(max) < 0 ? wait : max;
    }
}
