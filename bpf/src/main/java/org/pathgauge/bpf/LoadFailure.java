package org.pathgauge.bpf;

/** Turns a failed load into an exception that tells the verifier's refusal from all other reasons. */
final class LoadFailure {

    private LoadFailure() {}

    static BpfException explain(String object, int errno, String verifierLog, String warnings) {
        String said = warnings.lines()
                .filter(line -> !line.contains("BEGIN PROG LOAD LOG") && !line.contains("END PROG LOAD LOG"))
                .map(line -> line.startsWith("libbpf: ") ? line.substring("libbpf: ".length()) : line)
                .filter(line -> !verifierLog.contains(line))
                .reduce((a, b) -> a + "; " + b)
                .orElse("");
        String attempted = "Cannot load BPF object " + object + (said.isEmpty() ? "" : " (" + said + ")");
        return new BpfException(attempted, errno, verifierLog.strip(), mend(errno, !verifierLog.isBlank()));
    }

    private static String mend(int errno, boolean refusedByVerifier) {
        if (errno == Errno.EPERM) {
            return Capabilities.MEND;
        }
        if (refusedByVerifier && !Capabilities.ofThisProcess().has(Capabilities.PERFMON)) {
            // Without it the verifier takes arithmetic on packet pointers for a leak of addresses.
            return Capabilities.MEND;
        }
        if (refusedByVerifier) {
            return "This kernel's verifier refuses the program: report the log with the kernel's version.";
        }
        return switch (errno) {
            case Errno.ENOMEM -> "The maps need more memory than the kernel gives: lower max-probes.";
            case 7 -> "The maps are larger than the kernel allows: lower max-probes.";
            default -> "\"pathgauge doctor\" tells what this kernel lacks.";
        };
    }
}
