package org.pathgauge.bpf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is left of the agent's kernel objects after kill -9: nothing, where links are used. */
class KillTest {

    /** What the killed JVM runs: attaches both programs and waits. */
    static final class Child {
        public static void main(String[] arguments) throws IOException {
            ProbePrograms programs = ProbePrograms.load(ProbeProgramsTest.SETUP);
            programs.attach(Integer.parseInt(arguments[0]), Hook.valueOf(arguments[1]));
            System.out.println("attached");
            System.in.read();
            programs.close();
        }
    }

    private static final class Calls {
        static {
            Libbpf.load();
            SystemLibrary.register(Calls.class, Libbpf.DEFAULT_LIBRARY);
        }

        static native int bpf_map_get_fd_by_id(int id);

        static native int bpf_link_get_fd_by_id(int id);
    }

    /** A kernel object that a process holds, for example {@code prog_id 17}. */
    private record Held(String kind, int id) implements Comparable<Held> {
        boolean exists() {
            int fd =
                    switch (kind) {
                        case "prog_id" -> Libbpf.bpf_prog_get_fd_by_id(id);
                        case "map_id" -> Calls.bpf_map_get_fd_by_id(id);
                        case "link_id" -> Calls.bpf_link_get_fd_by_id(id);
                        default -> throw new IllegalStateException(kind);
                    };
            if (fd >= 0) {
                Libc.close(fd);
            } else {
                assertEquals(-Errno.ENOENT, fd, "looking up " + this);
            }
            return fd >= 0;
        }

        @Override
        public int compareTo(Held other) {
            return (kind + " " + id).compareTo(other.kind + " " + other.id);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"XDP_NATIVE", "XDP_GENERIC", "TCX"})
    void nothingIsLeftWhereLinksAreUsed(Hook hook) throws Exception {
        try (Netns netns = new Netns()) {
            Set<Held> held = attachAndKill(netns, hook);
            assertEquals(2, count(held, "link_id"), "links: " + held);
            assertTrue(count(held, "prog_id") >= 2, "programs: " + held);
            assertTrue(count(held, "map_id") >= 11, "maps: " + held);
            // The kernel frees them after a grace period.
            for (Held one : held) {
                Commands.eventually(one + " is gone", () -> !one.exists());
            }
            assertFalse(netns.must("tc", "qdisc", "show").contains("clsact"));
            assertFalse(netns.must("ip", "link", "show").contains("xdp"));
            // Newer ones tell of netfilter, too.
            String attached = netns.must("bpftool", "-j", "net");
            assertTrue(attached.startsWith("[{\"xdp\":[],\"tc\":[],\"flow_dissector\":[]"), attached);
        }
    }

    @ParameterizedTest
    @EnumSource(names = "CLSACT")
    void clsactLeavesFiltersThatTheNextStartRemoves(Hook hook) throws Exception {
        try (Netns netns = new Netns()) {
            attachAndKill(netns, hook);
            assertTrue(
                    netns.must("tc", "filter", "show", "dev", "pg0", "egress").contains("pg_egress"));
            netns.inside(() -> {
                assertEquals(2, Clsact.removeStale(netns.ifindex()));
                assertEquals(0, Clsact.removeStale(netns.ifindex()));
            });
            assertFalse(netns.must("tc", "qdisc", "show").contains("clsact"));
        }
    }

    private static long count(Set<Held> held, String kind) {
        return held.stream().filter(one -> one.kind().equals(kind)).count();
    }

    /** Starts the child inside, kills it with SIGKILL when it has attached; gives what it held. */
    private static Set<Held> attachAndKill(Netns netns, Hook hook) throws Exception {
        List<String> command = new ArrayList<>(List.of("nsenter", "--net=" + netns.file()));
        command.addAll(Commands.java(Child.class, List.of(), String.valueOf(netns.ifindex()), hook.name()));
        Process child = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
            assertEquals("attached", out.readLine());
            Set<Held> held = held(child.pid());
            for (Held one : held) {
                assertTrue(one.exists(), one.toString());
            }
            return held;
        } finally {
            child.destroyForcibly().waitFor();
        }
    }

    private static Set<Held> held(long pid) throws IOException {
        Set<Held> held = new TreeSet<>();
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc", pid + "", "fdinfo"))) {
            for (Path descriptor : descriptors) {
                try {
                    for (String line : Files.readAllLines(descriptor)) {
                        if (line.matches("(prog|map|link)_id:\\s+\\d+")) {
                            String[] parts = line.split(":\\s+");
                            held.add(new Held(parts[0], Integer.parseInt(parts[1])));
                        }
                    }
                } catch (NoSuchFileException e) {
                    // A descriptor that the JVM closed meanwhile is none of the kernel objects.
                    continue;
                }
            }
        }
        return held;
    }
}
