package org.pathgauge.netconf;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a session sends on its own: notifications that wait to be sent, and things to do at some time.
 *
 * <p>A thread of the session's own makes and sends them, so that a client that reads slowly, or not at all, holds up nobody
 * who has something to tell. The queue is bounded; a session whose queue is full is ended.
 */
final class Outbox {
    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

    /** Messages that may wait; not yet made, so that each takes less than 100 bytes beside the event it tells. */
    static final int CAPACITY = 4 * EventStream.KEPT;

    /** A wall clock may be set: look again after so long at the latest. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    /** A message that is made when its turn has come. */
    @FunctionalInterface
    interface Message {
        /** Makes it; empty when there is nothing to tell after all. */
        Optional<Operation.Reply> make();
    }

    /** Sends a whole message. */
    @FunctionalInterface
    interface Sink {
        void send(Operation.Reply message) throws IOException;
    }

    /** Something to do at a time. */
    private record Timed(Instant at, long number, Runnable task) implements Comparable<Timed> {
        @Override
        public int compareTo(Timed other) {
            int byTime = at.compareTo(other.at);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    private final String name;
    private final Clock clock;
    private final Sink sink;
    private final BiConsumer<Session.End, String> failed;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Message> queue = new ArrayDeque<>();
    private final PriorityQueue<Timed> timers = new PriorityQueue<>();
    private Optional<Thread> thread = Optional.empty();
    private long number;
    private boolean held;
    private boolean closed;

    /**
     * Makes an outbox.
     *
     * @param name of its thread
     * @param clock wall clock
     * @param sink sends, and may wait for the client
     * @param failed is told once why no more can be sent; must not wait
     */
    Outbox(String name, Clock clock, Sink sink, BiConsumer<Session.End, String> failed) {
        this.name = name;
        this.clock = clock;
        this.sink = sink;
        this.failed = failed;
    }

    Clock clock() {
        return clock;
    }

    /** Keeps everything back, so that the reply to the request that caused it comes first. */
    void hold() {
        lock.lock();
        held = true;
        lock.unlock();
    }

    /** Goes on after {@link #hold}. */
    void release() {
        lock.lock();
        try {
            if (held) {
                held = false;
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Messages that can be put without overflowing. */
    int room() {
        lock.lock();
        try {
            return CAPACITY - queue.size();
        } finally {
            lock.unlock();
        }
    }

    /** Has a message sent after those that wait; ends the session when too many wait. Never waits. */
    void put(Message message) {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            if (queue.size() >= CAPACITY) {
                close();
                failed.accept(
                        Session.End.OTHER, "its client does not read: " + CAPACITY + " notifications wait for it");
                return;
            }
            queue.add(message);
            start();
        } finally {
            lock.unlock();
        }
    }

    /** Has a notification sent that everybody may receive, with the time at which it is. */
    void tell(Node.Branch notification) {
        put(() -> Optional.of(EventRecord.message(clock.instant(), notification)));
    }

    /** Has something done by the thread of this outbox at a time, or at once when that is over. */
    void at(Instant time, Runnable task) {
        lock.lock();
        try {
            if (!closed) {
                timers.add(new Timed(time, number++, task));
                start();
            }
        } finally {
            lock.unlock();
        }
    }

    private void start() {
        if (thread.isEmpty()) {
            thread = Optional.of(Thread.ofVirtual().name(name).start(this::run));
        }
        changed.signal();
    }

    /** Forgets everything; nothing is sent any more. */
    void close() {
        lock.lock();
        try {
            closed = true;
            queue.clear();
            timers.clear();
            thread.ifPresent(Thread::interrupt);
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            while (step()) {}
        } catch (InterruptedException e) {
            // The session has ended.
        } catch (IOException | RuntimeException e) {
            if (e instanceof RuntimeException) {
                LOG.error("{} failed", name, e);
            }
            lock.lock();
            boolean news = !closed;
            close();
            lock.unlock();
            if (news) {
                boolean gone = e instanceof IOException;
                failed.accept(gone ? Session.End.DROPPED : Session.End.OTHER, "a notification could not be sent: " + e);
            }
        }
    }

    private boolean step() throws InterruptedException, IOException {
        Optional<Runnable> task = Optional.empty();
        Optional<Message> message = Optional.empty();
        lock.lockInterruptibly();
        try {
            if (closed) {
                return false;
            }
            Instant now = clock.instant();
            if (!held && !timers.isEmpty() && !timers.peek().at().isAfter(now)) {
                task = Optional.of(timers.remove().task());
            } else if (!held && !queue.isEmpty()) {
                message = Optional.of(queue.remove());
            } else if (timers.isEmpty() || held) {
                changed.await();
            } else {
                Duration wait = Duration.between(now, timers.peek().at());
                changed.awaitNanos((wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT).toNanos());
            }
        } finally {
            lock.unlock();
        }
        task.ifPresent(Runnable::run);
        if (message.isPresent()) {
            Optional<Operation.Reply> made = message.get().make();
            if (made.isPresent()) {
                sink.send(made.get());
            }
        }
        return true;
    }
}
