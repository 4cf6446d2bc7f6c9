package org.pathgauge.netconf;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.DoubleSupplier;
import org.pathgauge.model.CallHome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a connection to one client (RFC 8071 section 3): connects, is its server until the connection ends, and begins
 * again.
 *
 * <p>The wait before each attempt is drawn by lot between the shortest and a limit, which begins at twice the shortest and
 * doubles with each attempt in vain: agents that lost their manager together do not come back together.
 */
final class CallHomeClient {
    private static final Logger LOG = LoggerFactory.getLogger(CallHomeClient.class);

    /** Makes one connection and serves it to its end. */
    interface Caller {
        /**
         * Connects and serves.
         *
         * @param onConnected run when the TCP connection is there
         * @param onLogin run when the user is known
         * @return why the connection ended
         * @throws IOException when there is no connection
         */
        String call(CallHome client, InetSocketAddress to, Runnable onConnected, Runnable onLogin)
                throws IOException, InterruptedException;
    }

    /** What the agent is doing about a client. */
    enum Status {
        WAITING,
        CONNECTING,
        CONNECTED
    }

    /**
     * How it goes with a client.
     *
     * @param attempts connections tried
     * @param connections those on which somebody logged in
     * @param lastError why the last attempt failed, or how the last connection ended; empty when neither happened
     */
    record State(String name, Status status, long attempts, long connections, String lastError) {}

    private final CallHome config;
    private final Caller caller;
    private final DoubleSupplier lot;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private State state;
    private boolean stopped;
    private boolean ended;
    private boolean loggedIn;
    private int inVain;

    /** Begins to connect. */
    CallHomeClient(CallHome config, Caller caller, DoubleSupplier lot) {
        this.config = config;
        this.caller = caller;
        this.lot = lot;
        state = new State(config.name(), Status.CONNECTING, 0, 0, "");
        thread = Thread.ofVirtual().name("netconf-call-home-" + config.name()).unstarted(this::run);
    }

    CallHomeClient begin() {
        thread.start();
        return this;
    }

    State state() {
        lock.lock();
        try {
            return state;
        } finally {
            lock.unlock();
        }
    }

    /** Connects no more; a connection that is there stays. */
    void stop() {
        lock.lock();
        try {
            stopped = true;
            if (state.status() != Status.CONNECTED) {
                thread.interrupt();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Takes back {@link #stop}, if it has had no effect yet. */
    boolean resume() {
        lock.lock();
        try {
            stopped = stopped && (ended || state.status() != Status.CONNECTED);
            return !stopped;
        } finally {
            lock.unlock();
        }
    }

    boolean ended() {
        lock.lock();
        try {
            return ended;
        } finally {
            lock.unlock();
        }
    }

    /** Stops and cuts the connection. */
    void close() {
        stop();
        thread.interrupt();
    }

    private void run() {
        try {
            while (!stopped()) {
                attempt();
                await();
            }
        } catch (InterruptedException e) {
            LOG.debug("Call home to {} stops", config.name());
        } finally {
            lock.lock();
            try {
                ended = true;
            } finally {
                lock.unlock();
            }
        }
    }

    private boolean stopped() {
        lock.lock();
        try {
            return stopped;
        } finally {
            lock.unlock();
        }
    }

    private void attempt() throws InterruptedException {
        change(Status.CONNECTING, 1, 0);
        String why;
        loggedIn = false;
        try {
            why = call(InetAddress.getAllByName(config.address()));
        } catch (UnknownHostException e) {
            why = "there is no host " + config.address();
        } catch (IOException | RuntimeException e) {
            why = e.getMessage() == null ? e.toString() : e.getMessage();
        }
        boolean first = inVain == 0 || loggedIn;
        inVain = loggedIn ? 0 : inVain + 1;
        if (first) {
            LOG.info("Call home to {} ({} port {}): {}", config.name(), config.address(), config.port(), why);
        }
        lock.lock();
        try {
            state = new State(config.name(), Status.WAITING, state.attempts(), state.connections(), why);
        } finally {
            lock.unlock();
        }
    }

    /** Calls the first address of a name that takes the connection; when none does, the last one's error is told. */
    private String call(InetAddress[] addresses) throws IOException, InterruptedException {
        for (int i = 0; i < addresses.length - 1; i++) {
            try {
                return call(addresses[i]);
            } catch (IOException e) {
                if (stopped() || state().status() == Status.CONNECTED) {
                    throw e;
                }
                LOG.debug("Call home to {} at {}: {}", config.name(), addresses[i], e.toString());
            }
        }
        return call(addresses[addresses.length - 1]);
    }

    private String call(InetAddress address) throws IOException, InterruptedException {
        var to = new InetSocketAddress(address, config.port());
        return caller.call(config, to, () -> change(Status.CONNECTED, 0, 0), this::loggedIn);
    }

    private void loggedIn() {
        loggedIn = true;
        change(Status.CONNECTED, 0, 1);
    }

    private void change(Status status, int attempts, int connections) {
        lock.lock();
        try {
            state = new State(
                    config.name(),
                    status,
                    state.attempts() + attempts,
                    state.connections() + connections,
                    state.lastError());
        } finally {
            lock.unlock();
        }
    }

    private void await() throws InterruptedException {
        long left = delay(config.delayMin(), config.delayMax(), inVain, lot.getAsDouble())
                .toNanos();
        lock.lockInterruptibly();
        try {
            while (left > 0 && !stopped) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * How long to wait.
     *
     * @param inVain attempts in a row on which nobody logged in
     * @param lot from 0 to 1
     */
    static Duration delay(Duration min, Duration max, int inVain, double lot) {
        long low = min.toMillis();
        // More doublings than 20 exceed a day from any shortest time.
        long high = Math.min(max.toMillis(), low << Math.min(20, inVain + 1));
        return Duration.of(low + Math.round((high - low) * lot), TimeUnit.MILLISECONDS.toChronoUnit());
    }
}
