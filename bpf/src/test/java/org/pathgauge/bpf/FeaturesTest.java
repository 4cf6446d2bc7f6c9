package org.pathgauge.bpf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FeaturesTest {

    /** What a child JVM with few capabilities runs: removes a stale filter, then attaches at every hook. */
    static final class AttachingChild {
        public static void main(String[] arguments) {
            int ifindex = Integer.parseInt(arguments[0]);
            System.out.println("stale " + Clsact.removeStale(ifindex));
            try (ProbePrograms programs = ProbePrograms.load(ProbeProgramsTest.SETUP)) {
                for (Hook hook : Hook.values()) {
                    programs.attach(ifindex, hook).close();
                    System.out.println("attached " + hook);
                }
            } catch (BpfException e) {
                System.out.println("refused: " + e.getMessage());
            }
        }
    }

    /** What a child JVM runs: prints the features, then tries to load a program. */
    static final class Child {
        public static void main(String[] arguments) {
            for (Feature feature : Features.check()) {
                System.out.println(
                        feature.name() + "|" + feature.available() + "|" + feature.detail() + "|" + feature.howToGet());
            }
            try (BpfObject object = BpfObject.open("binding", TestObjects.compile("binding"))) {
                object.load();
                System.out.println("loaded");
            } catch (BpfException e) {
                System.out.println("refused: " + e.getMessage());
            }
        }
    }

    @Test
    void privilegedProcessHereHasEverything() {
        List<Feature> features = Features.check();
        assertEquals(
                List.of(
                        "libbpf",
                        "CAP_BPF",
                        "CAP_PERFMON",
                        "CAP_NET_ADMIN",
                        "CAP_NET_RAW",
                        "BTF",
                        "XDP",
                        "tcx",
                        "ring buffer",
                        "bpf_loop",
                        "TCP tracepoints",
                        "drop reasons",
                        "XDP exceptions",
                        "BPF JIT",
                        "lockdown"),
                features.stream().map(Feature::name).toList());
        for (Feature feature : features) {
            assertTrue(feature.available() || !feature.required(), feature.toString());
            assertTrue(feature.detail().matches("[A-Za-z].*\\."), feature.toString());
            assertEquals(feature.available(), feature.howToGet().isEmpty(), feature.toString());
        }
        assertTrue(
                features.get(0).detail().matches("libbpf is version 1\\.\\d+.*"),
                features.get(0).detail());
    }

    @Test
    void missingCapabilitiesAreNamedOneByOne() {
        List<String> command = new ArrayList<>(List.of(
                "setpriv",
                "--bounding-set",
                "-bpf,-perfmon,-net_admin,-sys_admin,-net_raw",
                "--inh-caps",
                "-bpf,-perfmon,-net_admin,-sys_admin,-net_raw"));
        command.addAll(Commands.java(Child.class, List.of()));
        Commands.Result result = Commands.run(command);
        assertEquals(0, result.status(), result.output());
        for (String capability : List.of("CAP_BPF", "CAP_PERFMON", "CAP_NET_ADMIN", "CAP_NET_RAW")) {
            String line = line(result, capability + "|");
            assertTrue(line.contains("|false|The process lacks " + capability + ", so it may not "), line);
            assertTrue(line.endsWith("AmbientCapabilities=CAP_BPF CAP_PERFMON CAP_NET_ADMIN CAP_NET_RAW."), line);
        }
        assertTrue(line(result, "BTF|").contains("|true|"), result.output());
        assertTrue(line(result, "tcx|").contains("|true|"), "told by the kernel's types: " + result.output());
        String refused = line(result, "refused: ");
        assertTrue(refused.contains("EPERM"), refused);
        assertTrue(refused.contains("Run as root or with CAP_BPF, CAP_PERFMON and CAP_NET_ADMIN"), refused);
    }

    @Test
    void namedCapabilitiesSufficeAndPerfmonIsOneOfThem() throws Exception {
        try (Netns netns = new Netns();
                BpfObject earlier = BpfObject.open("binding", TestObjects.compile("binding"))) {
            earlier.load();
            netns.inside(() -> {
                Clsact.attach(earlier.program("pg_t_count"), netns.ifindex(), Direction.EGRESS);
                Clsact.attach(earlier.program("foreign_t"), netns.ifindex(), Direction.EGRESS);
            });
            Commands.Result enough = attachingChild(netns, "-all,+bpf,+perfmon,+net_admin,+net_raw");
            assertEquals(
                    List.of(
                            "stale 1",
                            "attached XDP_NATIVE",
                            "attached XDP_GENERIC",
                            "attached TCX",
                            "attached CLSACT"),
                    enough.output().lines().toList());
            Commands.Result tooFew = attachingChild(netns, "-all,+bpf,+net_admin,+net_raw");
            String refused = line(tooFew, "refused: ");
            assertTrue(refused.contains("Run as root or with CAP_BPF, CAP_PERFMON and CAP_NET_ADMIN."), refused);
        }
    }

    private static Commands.Result attachingChild(Netns netns, String capabilities) {
        List<String> command = new ArrayList<>(List.of(
                "nsenter", "--net=" + netns.file(), "setpriv", "--bounding-set", capabilities, "--inh-caps", "-all"));
        command.addAll(Commands.java(AttachingChild.class, List.of(), String.valueOf(netns.ifindex())));
        return Commands.run(command);
    }

    @Test
    void missingLibraryIsOneSentence() {
        Commands.Result result = Commands.run(
                Commands.java(Child.class, List.of("-D" + Libbpf.LIBRARY_PROPERTY + "=libbpf-absent.so.1")));
        assertEquals(0, result.status(), result.output());
        assertEquals(
                "libbpf|false|Cannot load libbpf-absent.so.1.|Install libbpf 1.1 or newer: apt-get install libbpf1"
                        + " (Debian, Ubuntu) or dnf install libbpf (Fedora, RHEL).",
                line(result, "libbpf|"));
        assertTrue(line(result, "tcx|").contains("|false|"), result.output());
        assertTrue(line(result, "refused: ").startsWith("refused: Cannot load libbpf-absent.so.1. Install libbpf"));
        assertFalse(result.output().contains("\tat "), "no stack trace: " + result.output());
    }

    @Test
    void directoryThatForbidsExecutablesIsNamed() {
        Commands.Result result = Commands.run(Commands.java(Child.class, List.of("-Djna.tmpdir=/proc/sys")));
        assertEquals(0, result.status(), result.output());
        String library = line(result, "libbpf|");
        assertTrue(library.startsWith("libbpf|false|Cannot load JNA's native part ("), library);
        assertTrue(library.endsWith("-Djna.tmpdir=DIRECTORY."), library);
        assertTrue(line(result, "refused: ").contains("-Djna.tmpdir=DIRECTORY"), result.output());
    }

    private static String line(Commands.Result result, String start) {
        return result.output()
                .lines()
                .filter(line -> line.startsWith(start))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no line " + start + " in: " + result.output()));
    }
}
