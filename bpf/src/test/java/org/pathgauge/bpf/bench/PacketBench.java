package org.pathgauge.bpf.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.pathgauge.bpf.BpfObject;
import org.pathgauge.bpf.BpfProgram;
import org.pathgauge.bpf.Frame;
import org.pathgauge.bpf.ProbeBench;
import org.pathgauge.bpf.abi.StampLayout;

/**
 * What each program costs a packet, beside an empty program at the same hook, by BPF_PROG_TEST_RUN.
 *
 * <p>Packets that are no probes: the mean of many runs in the kernel, our program and the empty one in turn.
 * Probes change the maps, so each is one run of its own; the mean of many is taken on both sides, and what the kernel's
 * stopwatch costs a run is on both sides too. Prints two JSON objects a case: the two means with their ratio, and what
 * our program adds, whose spread is over the rounds.
 */
public final class PacketBench {
    private static final int ROUNDS = 21;
    private static final int REPEAT = 250_000;
    private static final int SINGLE_RUNS = 1_000;
    private static final int SLOT = 0;
    private static final int SLOT6 = 1;
    private static final byte[] NO_CONTEXT = {};
    private static final byte[] NO_OPTIONS = {};
    private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private static final PrintStream ERR = new PrintStream(System.err, true, StandardCharsets.UTF_8);

    private record Case(String name, byte[] frame) {}

    private final ProbeBench bench;
    private final BpfObject empty;
    private int seq;

    private PacketBench(ProbeBench bench, BpfObject empty) {
        this.bench = bench;
        this.empty = empty;
    }

    /** Runs all cases; needs root. */
    public static void main(String[] args) throws IOException {
        try (ProbeBench bench = new ProbeBench(true);
                BpfObject empty = BpfObject.open("empty", emptyObject())) {
            empty.load();
            bench.addProbe(SLOT, ProbeBench.TARGET);
            bench.addProbe(SLOT6, ProbeBench.TARGET6);
            new PacketBench(bench, empty).run();
        }
    }

    private static byte[] emptyObject() throws IOException {
        try (InputStream in = PacketBench.class.getResourceAsStream("empty.bpf.o")) {
            if (in == null) {
                throw new IOException("empty.bpf.o is not beside PacketBench: build with mvn test-compile");
            }
            return in.readAllBytes();
        }
    }

    private void run() {
        byte[] tcp4 = Frame.ipv4(ProbeBench.TARGET, ProbeBench.AGENT, NO_OPTIONS, 0, 6, new byte[40]);
        byte[] udp6 = Frame.ipv6(ProbeBench.TARGET6, ProbeBench.AGENT6, 17, NO_OPTIONS, new byte[40]);
        byte[] arp = new byte[60];
        Frame.putShort(arp, 12, 0x0806);
        List<Case> cases = List.of(
                new Case("tcp4", Frame.ethernet(tcp4)),
                new Case("udp6", Frame.ethernet(udp6)),
                new Case("vlan-tcp4", Frame.ethernet(tcp4, 0x8100)),
                new Case("arp", arp));
        for (String program : List.of("pg_egress", "pg_tcx_ingress", "pg_xdp")) {
            for (Case each : cases) {
                ERR.println("packet: " + program + ", " + each.name());
                compareOthers(program, each);
            }
        }
        compareProbes("probe4", SLOT, false);
        compareProbes("probe6", SLOT6, true);
    }

    private void compareOthers(String program, Case each) {
        double[] ours = new double[ROUNDS];
        double[] peer = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            ours[round] = nanos(bench.programs.program(program), each.frame(), REPEAT);
            peer[round] = nanos(emptyBeside(program), each.frame(), REPEAT);
        }
        print(program + "/" + each.name(), ours, peer);
    }

    private void compareProbes(String name, int slot, boolean v6) {
        for (String ingress : List.of("pg_tcx_ingress", "pg_xdp")) {
            ERR.println("packet: " + ingress + ", " + name);
            double[][] ours = new double[2][ROUNDS];
            double[][] peer = new double[2][ROUNDS];
            for (int round = 0; round < ROUNDS; round++) {
                for (int i = 0; i < SINGLE_RUNS; i++) {
                    seq++;
                    byte[] request = v6 ? ProbeBench.request6(slot, seq) : ProbeBench.request(slot, seq);
                    byte[] reply = v6 ? ProbeBench.reply6(slot, seq) : ProbeBench.reply(slot, seq);
                    ours[0][round] += nanos(bench.programs.program("pg_egress"), request, 1) / SINGLE_RUNS;
                    peer[0][round] += nanos(emptyBeside("pg_egress"), request, 1) / SINGLE_RUNS;
                    ours[1][round] += nanos(bench.programs.program(ingress), reply, 1) / SINGLE_RUNS;
                    peer[1][round] += nanos(emptyBeside(ingress), reply, 1) / SINGLE_RUNS;
                    requireAnswered(slot, seq);
                }
            }
            if (ingress.equals("pg_xdp")) {
                print("pg_egress/" + name, ours[0], peer[0]);
            }
            print(ingress + "/" + name, ours[1], peer[1]);
        }
    }

    /** A probe that was not matched would be cheaper, and the figure a lie. */
    private void requireAnswered(int slot, int seq) {
        if (bench.programs.stamps().getLong(ProbeBench.stamp(slot, seq), StampLayout.RTT_NS) == 0) {
            throw new IllegalStateException("probe " + seq + " was not matched");
        }
        bench.programs.stamps().zero(ProbeBench.stamp(slot, seq - 1));
        bench.programs.samples().drain((data, at, length) -> {}, Integer.MAX_VALUE);
    }

    private BpfProgram emptyBeside(String program) {
        return empty.program(program.equals("pg_xdp") ? "empty_xdp" : "empty_tc");
    }

    private static double nanos(BpfProgram program, byte[] frame, int repeat) {
        return program.testRun(frame, NO_CONTEXT, repeat).durationNanos();
    }

    private static void print(String name, double[] ours, double[] peer) {
        double[] ratio = new double[ROUNDS];
        double[] added = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            ratio[i] = ours[i] / peer[i];
            added[i] = ours[i] - peer[i];
        }
        Arrays.sort(ratio);
        Arrays.sort(added);
        OUT.println(String.format(
                Locale.ROOT,
                "{\"benchmark\":\"packet/%s\",\"ours\":%.1f,\"peer\":%.1f,\"ratio\":%.3f,\"unit\":\"ns\","
                        + "\"spread\":[%.3f,%.3f]}",
                name,
                median(ours),
                median(peer),
                ratio[ROUNDS / 2],
                ratio[0],
                ratio[ROUNDS - 1]));
        OUT.println(String.format(
                Locale.ROOT,
                "{\"benchmark\":\"packet/%s over empty\",\"ours\":%.1f,\"peer\":null,\"ratio\":null,\"unit\":\"ns\","
                        + "\"spread\":[%.1f,%.1f]}",
                name,
                added[ROUNDS / 2],
                added[0],
                added[ROUNDS - 1]));
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
