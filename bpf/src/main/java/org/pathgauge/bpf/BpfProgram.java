package org.pathgauge.bpf;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A program of a loaded {@link BpfObject}; it lives as long as the object or a link to it. */
public final class BpfProgram {
    private static final int DATA_OUT_SLACK = 256;
    private static final String MISSES = "recursion_misses:";

    private final String name;
    private final int fd;

    BpfProgram(String name, int fd) {
        this.name = name;
        this.fd = fd;
    }

    /** The C function's name. */
    public String name() {
        return name;
    }

    /** The file descriptor, owned by the object. */
    public int fd() {
        return fd;
    }

    /**
     * What a test run gave.
     *
     * @param returnValue the program's verdict
     * @param data the packet as the program left it
     * @param context the context as the program left it; empty when none was given
     * @param durationNanos mean of a run
     */
    public record TestRun(int returnValue, byte[] data, byte[] context, int durationNanos) {}

    /**
     * How often the kernel ran a program.
     *
     * @param count runs, counted while kernel.bpf_stats_enabled is 1
     * @param nanos time that they took, likewise
     * @param missed runs that did not take place, because the program was running on that CPU already and was
     *     interrupted; always counted
     */
    public record Runs(long count, long nanos, long missed) {}

    /** How often the kernel ran this program since it was loaded. */
    public Runs runs() {
        return ProgramInfo.runs(fd);
    }

    /**
     * Runs the program in the kernel on a crafted packet (BPF_PROG_TEST_RUN), without any interface.
     *
     * @param data the packet, from the Ethernet header on, at least 14 bytes
     * @param context struct xdp_md or __sk_buff as the kernel takes it; empty for none
     * @param repeat number of runs, at least 1
     * @throws BpfException when the kernel refuses the packet or the context
     */
    public TestRun testRun(byte[] data, byte[] context, int repeat) {
        int outSize = data.length + DATA_OUT_SLACK;
        try (Memory in = new Memory(Math.max(1, data.length));
                Memory out = new Memory(outSize);
                Memory contextIn = new Memory(Math.max(1, context.length));
                Memory contextOut = new Memory(Math.max(1, context.length))) {
            in.write(0, data, 0, data.length);
            contextIn.write(0, context, 0, context.length);
            Options.TestRun options = new Options.TestRun();
            options.data_in = in;
            options.data_size_in = data.length;
            options.data_out = out;
            options.data_size_out = outSize;
            options.repeat = repeat;
            if (context.length > 0) {
                options.ctx_in = contextIn;
                options.ctx_size_in = context.length;
                options.ctx_out = contextOut;
                options.ctx_size_out = context.length;
            }
            int error = Libbpf.bpf_prog_test_run_opts(fd, options);
            if (error < 0) {
                throw BpfException.of(
                        "Cannot test-run program " + name + " on a packet of " + data.length + " bytes",
                        error,
                        "Give at least 14 bytes and a context that the kernel accepts.");
            }
            return new TestRun(
                    options.retval,
                    bytes(out, options.data_size_out),
                    context.length == 0 ? new byte[0] : bytes(contextOut, options.ctx_size_out),
                    options.duration);
        }
    }

    /**
     * How often the kernel did not run the program, because it was running on that CPU already; 0 where the kernel does
     * not tell (before 5.12).
     */
    public long recursionMisses() {
        try {
            return Files.readAllLines(Path.of("/proc/self/fdinfo", String.valueOf(fd))).stream()
                    .filter(line -> line.startsWith(MISSES))
                    .mapToLong(line ->
                            Long.parseLong(line.substring(MISSES.length()).strip()))
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            throw BpfException.of("Cannot read what program " + name + " missed", "Mount /proc: " + e.getMessage());
        }
    }

    private static byte[] bytes(Pointer from, int length) {
        return from.getByteArray(0, length);
    }
}
