package org.pathgauge.bpf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What this kernel, this user and this machine offer of what the agent needs. */
public final class Features {
    private static final Path JIT = Path.of("/proc/sys/net/core/bpf_jit_enable");
    private static final Path LOCKDOWN = Path.of("/sys/kernel/security/lockdown");

    private Features() {}

    /** Looks at everything; never throws, loads and attaches nothing. */
    public static List<Feature> check() {
        List<Feature> features = new ArrayList<>();
        boolean library = false;
        try {
            Libbpf.load();
            features.add(Feature.present("libbpf", true, "libbpf is version " + version() + "."));
            library = true;
        } catch (BpfException e) {
            features.add(Feature.missing("libbpf", true, e.attempted() + ".", e.mend()));
        }
        addCapabilities(features);
        addKernel(features, library);
        features.add(jit());
        features.add(lockdown());
        return List.copyOf(features);
    }

    /**
     * Whether the kernel has tcx; clsact does in its place where it has not.
     *
     * @throws BpfException when libbpf is missing
     */
    public static boolean hasTcx() {
        Libbpf.load();
        try {
            BpfLink.queryTcx(LOOPBACK, Direction.EGRESS);
            return true;
        } catch (BpfException e) {
            // Without CAP_NET_ADMIN the kernel does not answer; its types do.
            return e.errno() == Errno.EPERM && tcxByBtf();
        }
    }

    private static final int LOOPBACK = 1;

    private static boolean tcxByBtf() {
        try (KernelBtf btf = KernelBtf.open()) {
            return btf.hasFunction("tcx_link_attach");
        } catch (BpfException e) {
            return false;
        }
    }

    private static String version() {
        String version = Libbpf.libbpf_version_string();
        return version.startsWith("v") ? version.substring(1) : version;
    }

    private static void addCapabilities(List<Feature> features) {
        Capabilities held = Capabilities.ofThisProcess();
        features.add(capability(held, Capabilities.BPF, "CAP_BPF", "load its kernel programs"));
        features.add(capability(held, Capabilities.PERFMON, "CAP_PERFMON", "compare packet pointers in them"));
        features.add(capability(held, Capabilities.NET_ADMIN, "CAP_NET_ADMIN", "attach them to interfaces"));
        features.add(capability(held, Capabilities.NET_RAW, "CAP_NET_RAW", "send probes from raw sockets"));
    }

    private static Feature capability(Capabilities held, int number, String name, String purpose) {
        if (held.has(number)) {
            return Feature.present(name, true, "The process has " + name + " and may " + purpose + ".");
        }
        return Feature.missing(
                name,
                true,
                "The process lacks " + name + ", so it may not " + purpose + ".",
                "Run the agent as root, or give its service AmbientCapabilities=CAP_BPF CAP_PERFMON CAP_NET_ADMIN CAP_NET_RAW.");
    }

    private static void addKernel(List<Feature> features, boolean library) {
        String kernel = System.getProperty("os.version");
        if (!library) {
            for (String name : List.of("BTF", "XDP", "tcx", "ring buffer", "bpf_loop", "TCP tracepoints")) {
                features.add(Feature.missing(
                        name,
                        !name.equals("tcx") && !name.equals("TCP tracepoints"),
                        "Not known without libbpf.",
                        "Install libbpf and look again."));
            }
            return;
        }
        try (KernelBtf btf = KernelBtf.open()) {
            features.add(Feature.present("BTF", true, "The kernel describes its types in /sys/kernel/btf/vmlinux."));
            features.add(
                    btf.hasFunction("dev_xdp_attach") || btf.hasType("xdp_md")
                            ? Feature.present("XDP", false, "Kernel " + kernel + " has XDP.")
                            : Feature.missing(
                                    "XDP", false, "Kernel " + kernel + " has no XDP.", "Set ingress-hook to tcx."));
            features.add(
                    hasTcx()
                            ? Feature.present("tcx", false, "Kernel " + kernel + " has tcx links.")
                            : Feature.missing(
                                    "tcx",
                                    false,
                                    "Kernel " + kernel + " has no tcx; clsact filters do in its place, and stay after"
                                            + " kill -9 until the next start.",
                                    "Boot Linux 6.6 or newer."));
            features.add(
                    btf.enumValues("bpf_map_type")
                                    .filter(types -> types.containsKey("BPF_MAP_TYPE_RINGBUF"))
                                    .isPresent()
                            ? Feature.present("ring buffer", true, "Kernel " + kernel + " has BPF ring buffers.")
                            : Feature.missing(
                                    "ring buffer",
                                    true,
                                    "Kernel " + kernel + " has no BPF ring buffer.",
                                    "Boot Linux 5.8 or newer."));
            features.add(
                    btf.hasFunction("bpf_loop")
                            ? Feature.present(
                                    "bpf_loop",
                                    true,
                                    "Kernel " + kernel + " has loops for the ingress programs, also of filter and"
                                            + " patterns, which need nothing else.")
                            : Feature.missing(
                                    "bpf_loop",
                                    true,
                                    "Kernel " + kernel + " has no bpf_loop(), which the ingress programs call.",
                                    "Boot Linux 5.17 or newer."));
            features.add(tcp(btf));
            features.add(tracepoint(btf, "drop reasons", DropPrograms.DROPS, 3, "5.17", "Drops by reason are counted"));
            features.add(tracepoint(
                    btf,
                    "XDP exceptions",
                    DropPrograms.XDP_EXCEPTIONS,
                    3,
                    "5.8",
                    "XDP programs that fail are counted"));
        } catch (BpfException e) {
            features.add(Feature.missing("BTF", true, e.attempted() + ".", e.mend()));
        }
    }

    /** What the passive measurement of TCP needs; see TcpPrograms. */
    private static Feature tcp(KernelBtf btf) {
        List<String> missing = new ArrayList<>();
        for (String tracepoint : List.of(
                "inet_sock_set_state", "tcp_probe", "tcp_receive_reset", "tcp_send_reset", "tcp_destroy_sock")) {
            if (btf.tracepointArguments(tracepoint).isEmpty()) {
                missing.add("tracepoint " + tracepoint);
            }
        }
        if (!btf.hasType("bpf_iter__bpf_sk_storage_map")) {
            missing.add("the iterator over socket storage");
        }
        return missing.isEmpty()
                ? Feature.present("TCP tracepoints", false, "Connections can be measured as they pass.")
                : Feature.missing(
                        "TCP tracepoints",
                        false,
                        "The kernel lacks " + String.join(", ", missing)
                                + ", so connections cannot be measured as they pass, or not wholly.",
                        "Boot Linux 5.12 or newer, built with CONFIG_BPF_EVENTS=y, to measure connections as they pass.");
    }

    /** Something that a program at a tracepoint measures, if the tracepoint tells as much as that takes. */
    private static Feature tracepoint(
            KernelBtf btf, String name, String tracepoint, int arguments, String since, String what) {
        return btf.tracepointArguments(tracepoint).orElse(0) >= arguments
                ? Feature.present(name, false, what + " at the tracepoint " + tracepoint + ".")
                : Feature.missing(
                        name,
                        false,
                        "The kernel's tracepoint " + tracepoint + " does not tell enough.",
                        "Boot Linux " + since + " or newer.");
    }

    private static Feature jit() {
        return switch (read(JIT).orElse("")) {
            case "1", "2" -> Feature.present("BPF JIT", false, "The kernel compiles BPF programs to machine code.");
            case "0" ->
                Feature.missing(
                        "BPF JIT",
                        false,
                        "The kernel interprets BPF programs, which is several times slower.",
                        "Run: sysctl -w net.core.bpf_jit_enable=1");
            // The file is missing where the JIT cannot be turned off, and unreadable for ordinary users.
            default -> Feature.present("BPF JIT", false, "The kernel does not say whether it compiles BPF programs.");
        };
    }

    private static Feature lockdown() {
        String modes = read(LOCKDOWN).orElse("");
        int open = modes.indexOf('[');
        int close = modes.indexOf(']');
        String detail = open < 0 || close < open
                ? "The kernel does not tell its lockdown mode (securityfs is not mounted or not readable)."
                : "Lockdown mode is " + modes.substring(open + 1, close)
                        + ", and every program of the agent is allowed in all modes.";
        return Feature.present("lockdown", false, detail);
    }

    private static Optional<String> read(Path file) {
        try {
            return Optional.of(Files.readString(file).strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
