package org.pathgauge.bpf;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The effective capabilities of this process (capabilities(7)).
 *
 * @param effective bit set as /proc/self/status has it in CapEff
 */
record Capabilities(BigInteger effective) {
    static final int NET_ADMIN = 12;
    static final int NET_RAW = 13;
    static final int SYS_ADMIN = 21;
    static final int PERFMON = 38;
    static final int BPF = 39;

    /** How to mend a lack of any of them. */
    static final String MEND = "Run as root or with CAP_BPF, CAP_PERFMON and CAP_NET_ADMIN.";

    static Capabilities ofThisProcess() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("CapEff:"))
                    .map(line -> new Capabilities(
                            new BigInteger(line.substring("CapEff:".length()).strip(), 16)))
                    .findFirst()
                    .orElseThrow(() -> new IOException("no line CapEff"));
        } catch (IOException e) {
            throw BpfException.of("Cannot read /proc/self/status (" + e.getMessage() + ")", "Mount /proc.");
        }
    }

    /** Whether the capability is held; CAP_SYS_ADMIN stands in for two (capabilities(7)). */
    boolean has(int capability) {
        boolean coveredBySysAdmin = capability == BPF || capability == PERFMON;
        return effective.testBit(capability) || coveredBySysAdmin && effective.testBit(SYS_ADMIN);
    }
}
