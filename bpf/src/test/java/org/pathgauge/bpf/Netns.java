package org.pathgauge.bpf;

import com.sun.jna.Native;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;

/** A network namespace of a test's own with a veth pair, pg0 and pg1, in it; removed on close. */
final class Netns implements AutoCloseable {
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final int CLONE_NEWNET = 0x40000000;

    private final String name = "pg-bind-" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet();

    /** Direct mapping of what only tests call. */
    private static final class Calls {
        static {
            SystemLibrary.register(Calls.class, "c");
        }

        static native int open(String path, int flags);

        static native int setns(int fd, int type);
    }

    Netns() {
        Commands.must("ip", "netns", "add", name);
        try {
            Commands.must(
                    "ip", "-n", name, "link", "add", "pg0", "index", "10", "type", "veth", "peer", "name", "pg1",
                    "index", "11");
            Commands.must("ip", "-n", name, "link", "set", "pg0", "up");
            Commands.must("ip", "-n", name, "link", "set", "pg1", "up");
        } catch (AssertionError e) {
            close();
            throw e;
        }
    }

    /** Index of pg0. */
    int ifindex() {
        return 10;
    }

    String name() {
        return name;
    }

    String file() {
        return "/run/netns/" + name;
    }

    /** Runs a command that must succeed inside. */
    String must(String... command) {
        String[] whole = new String[command.length + 2];
        whole[0] = "nsenter";
        whole[1] = "--net=" + file();
        System.arraycopy(command, 0, whole, 2, command.length);
        return Commands.must(whole);
    }

    /** Body of a test that runs inside. */
    @FunctionalInterface
    interface Body {
        void run() throws Exception;
    }

    /** Runs {@code body} on a thread of its own that has moved into the namespace: they are per thread. */
    void inside(Body body) throws Exception {
        Callable<Void> moved = () -> {
            int fd = Calls.open(file(), 0);
            if (fd < 0 || Calls.setns(fd, CLONE_NEWNET) != 0) {
                throw new IllegalStateException("cannot enter " + file() + ": errno " + Native.getLastError());
            }
            Libc.close(fd);
            body.run();
            return null;
        };
        FutureTask<Void> task = new FutureTask<>(moved);
        Thread thread = new Thread(task, name);
        thread.start();
        try {
            task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception exception) {
                throw exception;
            }
            throw (Error) e.getCause();
        }
    }

    @Override
    public void close() {
        Commands.run("ip", "netns", "del", name);
    }
}
