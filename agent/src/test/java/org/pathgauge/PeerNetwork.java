package org.pathgauge;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Two network namespaces of a test's own, joined by veth pairs: the agent's interfaces are a0, a1 ..., the peer's b0, b1
 * .... Pair n has 10.n.0.1 and fd00:n::1 on the agent's side and the same with 2 on the peer's.
 */
final class PeerNetwork implements AutoCloseable {
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final int CLONE_NEWNET = 0x40000000;

    private final String agent = name("a");
    private final String peer = name("b");
    private final List<Process> children = new ArrayList<>();

    /** Direct mapping of what only tests call. */
    private static final class Calls {
        static {
            Native.register(Calls.class, NativeLibrary.getInstance("c"));
        }

        static native int open(String path, int flags);

        static native int setns(int fd, int type);

        static native int close(int fd);
    }

    /** Makes both namespaces and a number of pairs. */
    PeerNetwork(int pairs) {
        COUNT.incrementAndGet();
        try {
            must("ip", "netns", "add", agent);
            must("ip", "netns", "add", peer);
            must("ip", "-n", peer, "link", "set", "lo", "up");
            must("ip", "-n", agent, "link", "set", "lo", "up");
            for (int i = 0; i < pairs; i++) {
                must("ip", "-n", agent, "link", "add", "a" + i, "type", "veth", "peer", "name", "b" + i, "netns", peer);
                address(agent, "a" + i, i, 1);
                address(peer, "b" + i, i, 2);
            }
            inPeer("sysctl", "-qw", "net.ipv4.ip_forward=1");
        } catch (AssertionError e) {
            close();
            throw e;
        }
    }

    private static String name(String side) {
        return "pg-" + side + "-" + ProcessHandle.current().pid() + "-" + COUNT.get();
    }

    private static void address(String namespace, String link, int pair, int host) {
        must("ip", "-n", namespace, "addr", "add", "10." + pair + ".0." + host + "/24", "dev", link);
        must("ip", "-n", namespace, "addr", "add", "fd00:" + pair + "::" + host + "/64", "dev", link, "nodad");
        must("ip", "-n", namespace, "link", "set", link, "up");
    }

    /** Runs ip in the agent's namespace. */
    void agentIp(String... arguments) {
        ip(agent, arguments);
    }

    /** Runs ip in the peer's namespace. */
    void peerIp(String... arguments) {
        ip(peer, arguments);
    }

    private static void ip(String namespace, String... arguments) {
        List<String> command = new ArrayList<>(List.of("ip", "-n", namespace));
        command.addAll(List.of(arguments));
        must(command.toArray(String[]::new));
    }

    /** Runs a command that must succeed in the peer's namespace. */
    String inPeer(String... command) {
        return must(inside(peer, command));
    }

    /** Starts a command in the peer's namespace; it is ended with the network. */
    Process startInPeer(String... command) throws IOException {
        Process child = new ProcessBuilder(inside(peer, command))
                .redirectErrorStream(true)
                .start();
        children.add(child);
        return child;
    }

    private static String[] inside(String namespace, String... command) {
        List<String> whole = new ArrayList<>(List.of("nsenter", "--net=/run/netns/" + namespace));
        whole.addAll(List.of(command));
        return whole.toArray(String[]::new);
    }

    /** Body of a test that runs in the agent's namespace. */
    @FunctionalInterface
    interface Body {
        void run() throws Exception;
    }

    /** Runs {@code body} on a thread that has moved into the agent's namespace; threads it starts are there, too. */
    void inAgent(Body body) throws Exception {
        Callable<Void> moved = () -> {
            int fd = Calls.open("/run/netns/" + agent, 0);
            if (fd < 0 || Calls.setns(fd, CLONE_NEWNET) != 0) {
                throw new IllegalStateException("cannot enter " + agent + ": errno " + Native.getLastError());
            }
            Calls.close(fd);
            body.run();
            return null;
        };
        FutureTask<Void> task = new FutureTask<>(moved);
        new Thread(task, agent).start();
        try {
            task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception exception) {
                throw exception;
            }
            throw (Error) e.getCause();
        }
    }

    static String must(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes());
            if (process.waitFor() != 0) {
                throw new AssertionError(String.join(" ", command) + " failed: " + output);
            }
            return output;
        } catch (IOException e) {
            throw new AssertionError(String.join(" ", command) + " could not be run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() {
        for (Process child : children) {
            child.destroy();
            try {
                if (!child.waitFor(5, TimeUnit.SECONDS)) {
                    child.destroyForcibly();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        for (String namespace : List.of(agent, peer)) {
            try {
                must("ip", "netns", "del", namespace);
            } catch (AssertionError e) {
                System.err.println(e.getMessage());
            }
        }
    }
}
