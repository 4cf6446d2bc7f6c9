package org.pathgauge.netconf;

import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds dead clients: asks each now and then, and cuts the connection of one that lets three questions go unanswered.
 *
 * <p>TCP alone notices a vanished peer only after a quarter of an hour of retransmissions, and never while nothing is sent.
 * The request is the one OpenSSH uses; every client must answer it, if only with a refusal (RFC 4254 section 4).
 */
final class KeepAlive {
    private static final Logger LOG = LoggerFactory.getLogger(KeepAlive.class);
    private static final int UNANSWERED = 3;

    private final ScheduledExecutorService timer;
    private final Map<Session, Future<?>> open = new ConcurrentHashMap<>();
    /** Connections that were cut; whoever ends their sessions asks once more. */
    private final Set<Session> dead = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    KeepAlive(ScheduledExecutorService timer) {
        this.timer = timer;
    }

    /** Watches a connection from its authentication on, with a question each period. */
    void watch(Session session, Duration period) {
        var unanswered = new AtomicInteger();
        try {
            open.put(
                    session,
                    timer.scheduleWithFixedDelay(
                            () -> ask(session, unanswered),
                            period.toMillis(),
                            period.toMillis(),
                            TimeUnit.MILLISECONDS));
        } catch (RejectedExecutionException e) {
            session.close(true);
            return;
        }
        if (session.isClosed()) {
            forget(session);
        }
    }

    void forget(Session session) {
        Future<?> questions = open.remove(session);
        if (questions != null) {
            questions.cancel(false);
        }
    }

    /** Whether a connection was cut because its client did not answer. */
    boolean foundDead(Session session) {
        return dead.contains(session);
    }

    private void ask(Session session, AtomicInteger unanswered) {
        try {
            if (unanswered.getAndIncrement() >= UNANSWERED) {
                LOG.info("SSH connection of {} is dead: {} keep-alive requests unanswered", session, UNANSWERED);
                dead.add(session);
                session.close(true);
                return;
            }
            Buffer request = session.createBuffer(SshConstants.SSH_MSG_GLOBAL_REQUEST);
            request.putString("keepalive@openssh.com");
            request.putBoolean(true);
            session.request(request, "keepalive@openssh.com", (command, buffer) -> unanswered.set(0));
        } catch (IOException | RuntimeException e) {
            LOG.debug("Keep-alive to {} failed", session, e);
            session.close(true);
        }
    }
}
