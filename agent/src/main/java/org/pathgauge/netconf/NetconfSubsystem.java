package org.pathgauge.netconf;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.apache.sshd.server.session.ServerSession;
import org.pathgauge.model.AddressText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The SSH subsystem "netconf" on one channel (RFC 6242 section 3): gives the channel's session a thread of its own. */
final class NetconfSubsystem implements Command {
    static final String NAME = "netconf";

    private static final Logger LOG = LoggerFactory.getLogger(NetconfSubsystem.class);
    private static final long CLOSE_SECONDS = 5;
    private static final Name TRANSPORT = new Name(Ns.MONITORING, "netconf-ssh");

    private final Sessions sessions;
    private final CompletableFuture<Dispatcher> dispatcher;
    private final Limits limits;
    private final ScheduledExecutorService timer;
    private final KeepAlive keepAlive;
    private InputStream in;
    private OutputStream out;
    private ExitCallback exit;
    private volatile Thread thread;
    private volatile Session served;

    NetconfSubsystem(
            Sessions sessions,
            CompletableFuture<Dispatcher> dispatcher,
            Limits limits,
            ScheduledExecutorService timer,
            KeepAlive keepAlive) {
        this.sessions = sessions;
        this.dispatcher = dispatcher;
        this.limits = limits;
        this.timer = timer;
        this.keepAlive = keepAlive;
    }

    @Override
    public void setInputStream(InputStream in) {
        this.in = in;
    }

    @Override
    public void setOutputStream(OutputStream out) {
        this.out = out;
    }

    @Override
    public void setErrorStream(OutputStream err) {
        // NETCONF has no use for it.
    }

    @Override
    public void setExitCallback(ExitCallback callback) {
        exit = callback;
    }

    @Override
    public void start(ChannelSession channel, Environment environment) throws IOException {
        ServerSession connection = channel.getServerSession();
        String host = connection.getClientAddress() instanceof InetSocketAddress address
                ? AddressText.of(address.getAddress())
                : String.valueOf(connection.getClientAddress());
        var peer = new Peer(connection.getUsername(), host, TRANSPORT, in, out, () -> cut(channel));
        // At once but while the agent starts: no session can be served before the models are there.
        dispatcher.thenAccept(ready -> open(peer, ready, connection));
    }

    private void open(Peer peer, Dispatcher ready, ServerSession connection) {
        Optional<Session> opened = sessions.open(peer, ready);
        if (opened.isEmpty()) {
            LOG.warn("NETCONF session of {} from {} refused: {} are open", peer.user(), peer.host(), limits.sessions());
            exit.onExit(1, "too many NETCONF sessions");
            return;
        }
        Session session = opened.get();
        served = session;
        ScheduledFuture<?> helloDue =
                timer.schedule(session::endUnlessEstablished, limits.hello().toMillis(), TimeUnit.MILLISECONDS);
        thread = Thread.ofVirtual().name("netconf-" + session.id()).unstarted(() -> {
            Session.End end = Session.End.DROPPED;
            try {
                end = session.serve();
                if (end == Session.End.DROPPED && keepAlive.foundDead(connection)) {
                    end = Session.End.TIMEOUT;
                }
            } finally {
                helloDue.cancel(false);
                sessions.ended(session, end);
                exit.onExit(end == Session.End.CLOSED ? 0 : 1);
            }
        });
        thread.start();
    }

    /**
     * Ends the session from outside. Its thread, wherever it waits, then closes the channel in good order, so that a living
     * client is told; for a dead one the channel is torn down a little later.
     */
    private void cut(ChannelSession channel) {
        Thread serving = thread;
        if (serving != null) {
            serving.interrupt();
        }
        try {
            timer.schedule(() -> channel.close(true), CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (RejectedExecutionException e) {
            channel.close(true);
        }
    }

    @Override
    public void destroy(ChannelSession channel) {
        // The channel closes its streams, on which the session's thread then ends, unless it waits for something else.
        Session session = served;
        if (session != null) {
            session.gone();
        }
    }
}
