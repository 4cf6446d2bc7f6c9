package org.pathgauge.filter;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.pathgauge.model.FilterRule;

/**
 * What rules cost a packet, by BPF_PROG_TEST_RUN, in nanoseconds: the plain program, one rule, ten thousand of several
 * shapes; for a packet that no rule matches and for one that a rule of the last shape drops. A program to run, no test.
 */
public final class FilterBenchmark {
    private static final int REPEAT = 300_000;
    private static final int ROUNDS = 9;
    private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    private FilterBenchmark() {}

    /** Needs root. */
    public static void main(String[] args) {
        byte[] dropped = Packet.of("10.0.0.0", "192.0.2.1", 17, 7, 9).frame();
        byte[] passed = Packet.of("172.16.0.1", "192.0.2.1", 17, 7, 9).frame();
        try (FilterBench bench = new FilterBench()) {
            for (boolean xdp : new boolean[] {true, false}) {
                bench.at(xdp);
                show(xdp, "no rule (plain program)", bench, passed, passed);
                for (int[] set : new int[][] {{1, 1}, {10_000, 1}, {10_000, 4}, {10_000, 16}, {10_000, 100}}) {
                    bench.configure(rules(set[0], set[1]));
                    show(xdp, set[0] + " rules, " + set[1] + " shapes", bench, passed, dropped);
                }
            }
        }
    }

    /** Rules of a number of shapes, the one for 10.0.0.0 last. */
    private static List<FilterRule> rules(int count, int shapes) {
        List<FilterRule> rules = new ArrayList<>();
        for (int i = count - 1; i >= 0; i--) {
            int shape = i % shapes;
            Rules rule = Rules.rule("r" + i, count - i)
                    .from("10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255) + "/32")
                    .protocol(17);
            if (shape % 4 > 0) {
                rule.to("192.0.2.0/" + (28 + shape % 4));
            }
            if (shape / 4 > 0) {
                int bits = shape / 4 % 16;
                rule.ports(0, (1 << bits) - 1);
            }
            if (shape / 64 > 0) {
                rule.sourcePorts(0, 127);
            }
            rules.add(rule.drop());
        }
        return rules;
    }

    private static void show(boolean xdp, String what, FilterBench bench, byte[] passed, byte[] dropped) {
        OUT.println(String.format(
                Locale.ROOT,
                "%s %-28s passed %4d ns, dropped %4d ns",
                xdp ? "xdp" : "tcx",
                what,
                nanos(bench, passed),
                nanos(bench, dropped)));
    }

    private static int nanos(FilterBench bench, byte[] frame) {
        int[] runs = new int[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            runs[i] = bench.programs
                    .ingress(bench.xdp)
                    .testRun(frame, new byte[0], REPEAT)
                    .durationNanos();
        }
        Arrays.sort(runs);
        return runs[ROUNDS / 2];
    }
}
