package org.pathgauge.agentx;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.pathgauge.snmp.DropLog;
import org.pathgauge.snmp.mib.Notification;
import org.snmp4j.mp.SnmpConstants;
import org.snmp4j.smi.TimeTicks;

/**
 * Notifications on their way to the master, which outlive a session: each stays here until the master has said that it
 * took it. One that the master took just before it died is sent again.
 */
final class Outbox {
    static final int CAPACITY = 10_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private final Deque<Queued> queue = new ArrayDeque<>();
    private final DropLog dropLog;
    private long sent;
    private long failed;
    private long dropped;

    /**
     * Makes an empty one.
     *
     * @param nanos monotonic time
     */
    Outbox(LongSupplier nanos) {
        dropLog = new DropLog("the AgentX master", CAPACITY, nanos);
    }

    /**
     * Counts of notifications.
     *
     * @param queued that wait
     * @param sent that the master has taken
     * @param failed that the master has refused
     * @param dropped that found no room
     */
    record Counts(int queued, long sent, long failed, long dropped) {}

    /**
     * A notification that waits.
     *
     * @param nanos when what it tells of happened
     */
    record Queued(Notification notification, long nanos) {
        /** RFC 2741 section 6.2.10: sysUpTime.0 and snmpTrapOID.0 come first. */
        void write(PduWriter out, long upTime) {
            out.variable(SnmpConstants.sysUpTime, new TimeTicks(upTime));
            out.variable(SnmpConstants.snmpTrapOID, notification.type());
            notification.variables().forEach(out::variable);
        }
    }

    /** Queues changes in order; one that finds no room is counted, and a spell of them logged. */
    void offer(List<Queued> changes) {
        lock.lock();
        try {
            for (Queued change : changes) {
                if (queue.size() < CAPACITY) {
                    queue.addLast(change);
                } else {
                    dropped++;
                    dropLog.dropped();
                }
            }
            filled.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Looks once a tick whether a spell of dropping is over. */
    void tick() {
        dropLog.tick();
    }

    /**
     * Waits at most so long for something to send, and returns it; it stays in the queue.
     *
     * @param over ends the wait; looked at on each {@link #wake}
     */
    Optional<Queued> first(long nanos, BooleanSupplier over) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nanos;
            while (queue.isEmpty() && left > 0 && !over.getAsBoolean()) {
                left = filled.awaitNanos(left);
            }
            return Optional.ofNullable(queue.peekFirst());
        } finally {
            lock.unlock();
        }
    }

    /** Removes the first, which the master has taken or refused. */
    void answered(boolean taken) {
        lock.lock();
        try {
            // Empty when the subagent was switched off meanwhile.
            if (queue.pollFirst() != null) {
                if (taken) {
                    sent++;
                } else {
                    failed++;
                }
            }
        } finally {
            lock.unlock();
        }
    }

    void clear() {
        lock.lock();
        try {
            queue.clear();
        } finally {
            lock.unlock();
        }
    }

    Counts counts() {
        lock.lock();
        try {
            return new Counts(queue.size(), sent, failed, dropped);
        } finally {
            lock.unlock();
        }
    }

    /** Has {@link #first} look whether its wait is over. */
    void wake() {
        lock.lock();
        try {
            filled.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
