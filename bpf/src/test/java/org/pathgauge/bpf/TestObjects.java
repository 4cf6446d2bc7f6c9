package org.pathgauge.bpf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Objects that the binding's own tests compile from src/test/bpf. */
final class TestObjects {
    /** The smallest packet a test run takes: an Ethernet header and some bytes. */
    static final byte[] PACKET = new byte[64];

    private static final Map<String, byte[]> COMPILED = new ConcurrentHashMap<>();

    private TestObjects() {}

    /** The object compiled from {@code src/test/bpf/<name>.bpf.c}. */
    static byte[] compile(String name) {
        return COMPILED.computeIfAbsent(name, TestObjects::run);
    }

    private static byte[] run(String name) {
        try {
            Path out = Files.createTempFile("pg-" + name, ".o");
            try {
                Commands.Result clang = Commands.run(
                        "clang",
                        "-target",
                        "bpf",
                        "-mcpu=v3",
                        "-O2",
                        "-g",
                        "-I/usr/include/" + System.getProperty("os.arch").replace("amd64", "x86_64") + "-linux-gnu",
                        "-c",
                        "src/test/bpf/" + name + ".bpf.c",
                        "-o",
                        out.toString());
                assertEquals(0, clang.status(), clang.output());
                return Files.readAllBytes(out);
            } finally {
                Files.delete(out);
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
