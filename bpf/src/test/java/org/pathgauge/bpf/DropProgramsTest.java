package org.pathgauge.bpf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.pathgauge.bpf.DropPrograms.Count;
import org.pathgauge.bpf.DropPrograms.Setup;
import org.pathgauge.bpf.abi.DropsAbiLayout;

/** Counting drops with too little room, and on kernels that have less than this one. */
class DropProgramsTest {
    /** Sends raw frames of an EtherType that nobody speaks through pg1, so that they are dropped at pg0. */
    private static void drop(Netns netns, int frames) {
        netns.must(
                "python3",
                "-c",
                "import socket; s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW); s.bind(('pg1', 0));"
                        + "[s.send(b'\\x02' * 12 + b'\\x88\\xb6' + bytes(46)) for _ in range(" + frames + ")]");
    }

    private static long namespace() throws Exception {
        String link =
                Files.readSymbolicLink(Path.of("/proc/thread-self/ns/net")).toString();
        return Long.parseLong(link.replaceAll("\\D", ""));
    }

    private static long packets(DropPrograms programs, Predicate<Count> which) {
        return programs.counts().stream()
                .filter(which)
                .mapToLong(Count::packets)
                .sum();
    }

    private static void await(DropPrograms programs, long wanted, Predicate<Count> which) throws Exception {
        long end = System.nanoTime() + 20_000_000_000L;
        while (packets(programs, which) < wanted) {
            assertTrue(System.nanoTime() < end, programs.counts() + " and " + programs.overflow());
            Thread.sleep(50);
        }
        assertEquals(wanted, packets(programs, which), programs.counts().toString());
    }

    private static Predicate<Count> at(Netns netns) {
        return c -> c.ifIndex() == netns.ifindex();
    }

    @Test
    void aFullMapCountsAsOtherAndLosesNothing() throws Exception {
        try (Netns netns = new Netns()) {
            netns.must("sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=1");
            netns.inside(() -> {
                try (DropPrograms programs = DropPrograms.start(new Setup(namespace(), false, 2))) {
                    assertTrue(programs.reserveOther(netns.ifindex()));
                    assertFalse(programs.reserveOther(netns.ifindex()), "there already");
                    assertTrue(programs.reserveOther(12345));
                    assertFalse(programs.reserveOther(54321), "full");
                    drop(netns, 40);
                    Predicate<Count> other = at(netns).and(c -> c.code() == DropsAbiLayout.OTHER);
                    await(programs, 40, other);
                    // With no room for the interface at all there is one more place.
                    programs.counts().stream().filter(other).forEach(programs::delete);
                    assertTrue(programs.reserveOther(54321));
                    long before = programs.overflow();
                    drop(netns, 30);
                    long end = System.nanoTime() + 20_000_000_000L;
                    while (programs.overflow() < before + 30) {
                        assertTrue(System.nanoTime() < end, programs.counts() + " and " + programs.overflow());
                        Thread.sleep(50);
                    }
                }
            });
        }
    }

    @Test
    void namespacesAreToldApart() throws Exception {
        try (Netns netns = new Netns();
                Netns other = new Netns()) {
            netns.inside(() -> {
                try (DropPrograms own = DropPrograms.start(new Setup(namespace(), false, 4096));
                        DropPrograms all = DropPrograms.start(new Setup(namespace(), true, 4096))) {
                    drop(other, 20);
                    drop(netns, 10);
                    Predicate<Count> reason = c -> c.kind() == DropsAbiLayout.REASON;
                    Predicate<Count> here = at(netns).and(reason);
                    await(own, 10, here.and(unhandled()));
                    await(all, 10, here.and(unhandled()));
                    assertEquals(0, packets(own, c -> c.ifIndex() == DropsAbiLayout.ELSEWHERE));
                    assertTrue(packets(all, c -> c.ifIndex() == DropsAbiLayout.ELSEWHERE) >= 20);
                }
            });
        }
    }

    private static Predicate<Count> unhandled() {
        return reason("UNHANDLED_PROTO");
    }

    /** The number differs from kernel to kernel. */
    private static Predicate<Count> reason(String name) {
        try (KernelBtf btf = KernelBtf.open()) {
            long number = btf.enumValues("skb_drop_reason").orElseThrow().get("SKB_DROP_REASON_" + name);
            return c -> c.code() == number;
        }
    }

    /** Runs until it is killed: drops by a process on the last CPU, which nothing but an interrupt can interrupt. */
    private static Process dropping(Netns netns, int cpu) throws Exception {
        return new ProcessBuilder("nsenter", "--net=" + netns.file(), "python3", "-c", """
                        import os, socket
                        os.sched_setaffinity(0, {%d})
                        while os.getppid() == %d:
                            near, far = socket.socketpair()
                            for _ in range(100):
                                near.send(b"unread")
                            far.close()
                            near.close()
                        """.formatted(
                                cpu, ProcessHandle.current().pid()))
                .inheritIO()
                .start();
    }

    @Test
    void aDropThatInterruptsTheCountingOfAnotherIsCounted() throws Exception {
        int cpu = Runtime.getRuntime().availableProcessors() - 1;
        assertTrue(cpu > 0, "needs two CPUs: one sends what interrupts the other");
        try (Netns netns = new Netns()) {
            netns.must("sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=1");
            Commands.must(
                    "ip",
                    "netns",
                    "exec",
                    netns.name(),
                    "sh",
                    "-c",
                    "printf %x " + (1L << cpu) + " > /sys/class/net/pg0/queues/rx-0/rps_cpus");
            netns.inside(() -> {
                Process process = dropping(netns, cpu);
                try (DropPrograms programs = DropPrograms.start(new Setup(namespace(), false, 4096))) {
                    long sent = 0;
                    long end = System.nanoTime() + 60_000_000_000L;
                    while (programs.toldToSecond() < 10) {
                        assertTrue(System.nanoTime() < end && process.isAlive(), sent + " frames interrupted nothing");
                        drop(netns, 5_000);
                        sent += 5_000;
                    }
                    // A CPU that is held up for long has no room for all that wait for it.
                    await(programs, sent, at(netns).and(unhandled().or(reason("CPU_BACKLOG"))));
                    assertEquals(0, programs.missed());
                } finally {
                    process.destroyForcibly().waitFor();
                }
            });
        }
    }

    @Test
    void aKernelWithoutReasonsOrTracepointsCountsWhatItCan() throws Exception {
        try (Netns netns = new Netns()) {
            netns.inside(() -> {
                Setup setup = new Setup(namespace(), false, 4096);
                try (DropPrograms programs = DropPrograms.start(
                        setup,
                        name -> name.equals(DropPrograms.DROPS) ? OptionalInt.of(2) : OptionalInt.empty(),
                        false)) {
                    assertFalse(programs.tellsReasons());
                    assertEquals(Set.of(DropPrograms.XDP_EXCEPTIONS), programs.missingTracepoints());
                    drop(netns, 5);
                    long end = System.nanoTime() + 20_000_000_000L;
                    while (packets(programs, at(netns)) < 5) {
                        assertTrue(System.nanoTime() < end, programs.counts().toString());
                        Thread.sleep(50);
                    }
                    Set<Integer> codes = new HashSet<>();
                    programs.counts().stream().filter(at(netns)).forEach(c -> codes.add(c.code()));
                    assertEquals(Set.of(DropsAbiLayout.UNSPECIFIED), codes);
                }
                try (DropPrograms nothing = DropPrograms.start(setup, name -> OptionalInt.empty(), true)) {
                    assertEquals(Set.of(DropPrograms.DROPS, DropPrograms.XDP_EXCEPTIONS), nothing.missingTracepoints());
                    drop(netns, 5);
                    assertEquals(List.of(), nothing.counts());
                    assertEquals(0, nothing.missed());
                }
            });
        }
    }
}
