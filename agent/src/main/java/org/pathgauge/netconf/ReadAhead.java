package org.pathgauge.netconf;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Bytes of a client, read by a thread of their own, so that a session that is busy is told when the client goes away.
 *
 * <p>It reads no more than a buffer ahead: a client that has sent more before it left is missed only when that was read.
 */
final class ReadAhead extends InputStream {
    private static final int SIZE = 8_192;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final InputStream from;
    private final byte[] buffer = new byte[SIZE];
    private int start;
    private int end;
    private boolean ended;

    ReadAhead(InputStream from) {
        this.from = from;
    }

    /** Reads to the end, which is also that of a broken connection. Runs on a thread of its own. */
    void run() {
        try {
            while (fill()) {
                // Each round waits for bytes or room.
            }
        } finally {
            lock.lock();
            try {
                ended = true;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private boolean fill() {
        int at;
        lock.lock();
        try {
            while (end == SIZE && start < end) {
                changed.awaitUninterruptibly();
            }
            if (ended) {
                return false;
            }
            if (start == end) {
                start = 0;
                end = 0;
            }
            at = end;
        } finally {
            lock.unlock();
        }
        int n;
        try {
            // Only this thread moves the end forward, and back only here while nothing is unread.
            n = from.read(buffer, at, SIZE - at);
        } catch (IOException e) {
            return false;
        }
        if (n < 0) {
            return false;
        }
        lock.lock();
        try {
            end = at + n;
            changed.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        lock.lock();
        try {
            while (start == end) {
                if (ended) {
                    return -1;
                }
                changed.awaitUninterruptibly();
            }
            int n = Math.min(length, end - start);
            System.arraycopy(buffer, start, into, offset, n);
            start += n;
            changed.signalAll();
            return n;
        } finally {
            lock.unlock();
        }
    }

    /** Nobody reads any more; whoever waits for room or bytes goes on. */
    @Override
    public void close() {
        lock.lock();
        try {
            ended = true;
            start = end;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
