package org.pathgauge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shell script, with Java runtimes that only print how they were called. */
class LauncherTest {
    @TempDir
    Path dir;

    private record Result(int status, String output) {}

    @BeforeEach
    void install() throws IOException {
        Files.createDirectories(dir.resolve("home/bin"));
        Files.createDirectories(dir.resolve("home/lib"));
        Files.copy(Path.of("src/main/dist/bin/pathgauge"), dir.resolve("home/bin/pathgauge"));
        executable(dir.resolve("home/bin/pathgauge"));
        Files.createFile(dir.resolve("home/lib/pathgauge-agent.jar"));
    }

    @Test
    void takesTheNamedRuntimeFirst() throws Exception {
        Path java21 = java("21.0.4");
        Path java25 = java("25");
        Result result = run(Map.of("PATHGAUGE_JAVA", java25.toString(), "JAVA_HOME", home(java21)), "show", "probes");
        assertEquals(0, result.status(), result.output());
        assertTrue(result.output().startsWith(java25 + " "), result.output());
        assertTrue(result.output().strip().endsWith("org.pathgauge.cli.Main show probes"), result.output());
    }

    @Test
    void refusesATooOldOneByName() throws Exception {
        Path java17 = java("17.0.15");
        Result result = run(Map.of("PATHGAUGE_JAVA", java17.toString()), "version");
        assertEquals(1, result.status());
        assertTrue(result.output().contains(java17.toString()), result.output());
        assertTrue(result.output().contains("21"), result.output());
    }

    @Test
    void passesOverATooOldHome() throws Exception {
        Path java17 = java("17.0.15");
        Path java21 = java("21");
        Result result = run(
                Map.of("JAVA_HOME", home(java17), "PATH", java21.getParent() + ":" + System.getenv("PATH")), "version");
        assertTrue(result.output().startsWith(java21 + " "), result.output());
    }

    @Test
    void heapGrowsWithMaxProbes() throws Exception {
        Path config = Files.writeString(
                dir.resolve("c.json"), "{\"pathgauge-probes:probes\":{\"max-probes\": 65536, \"probe\":[]}}");
        Map<String, String> environment = Map.of("PATHGAUGE_JAVA", java("25").toString());
        assertTrue(
                run(environment, "run", "--config", config.toString()).output().contains("-Xmx448m"));
        assertTrue(run(environment, "run", "--config=/nowhere").output().contains("-Xmx64m"));
        Files.writeString(
                config,
                "{\"pathgauge-probes:probes\":{\"max-probes\": 65536},"
                        + "\"pathgauge-system:agent\":{\"openmetrics\":{\"enabled\":true}}}");
        assertTrue(run(environment, "run", "--config=" + config).output().contains("-Xmx652m"));
    }

    @Test
    void heapGrowsWithThresholdsAndFilterRules() throws Exception {
        Path config = Files.writeString(dir.resolve("c.json"), "{\"metric\": 1}".repeat(4096));
        Map<String, String> environment = Map.of("PATHGAUGE_JAVA", java("25").toString());
        assertTrue(run(environment, "run", "--config=" + config).output().contains("-Xmx64m"));
        Files.writeString(config, "{\"metric\": 1}".repeat(11_200));
        assertTrue(run(environment, "run", "--config=" + config).output().contains("-Xmx97m"));
        Files.writeString(config, "{\"metric\": 1}".repeat(11_200) + "{\"order\": 1}\n".repeat(10_000));
        assertTrue(run(environment, "run", "--config=" + config).output().contains("-Xmx123m"));
    }

    @Test
    void usesOnlyACacheThatIsNewerThanTheJars() throws Exception {
        Map<String, String> environment = Map.of("PATHGAUGE_JAVA", java("25").toString());
        assertFalse(run(environment, "version").output().contains("AOTCache"));
        Path cache = Files.createFile(dir.resolve("home/lib/pathgauge-25.aot"));
        assertTrue(run(environment, "version").output().contains("-XX:AOTCache=" + cache));
        Files.setLastModifiedTime(cache, FileTime.fromMillis(0));
        assertFalse(run(environment, "version").output().contains("AOTCache"));
    }

    private static String home(Path java) {
        return java.getParent().getParent().toString();
    }

    private Path java(String version) throws IOException {
        Path home = dir.resolve("jdk-" + version);
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"test\"\nJAVA_VERSION=\"" + version + "\"\n");
        Path java = Files.writeString(home.resolve("bin/java"), "#!/bin/sh\necho \"$0\" \"$@\"\n");
        executable(java);
        return java;
    }

    private static void executable(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Result run(Map<String, String> environment, String... arguments) throws Exception {
        String[] command = new String[arguments.length + 1];
        command[0] = dir.resolve("home/bin/pathgauge").toString();
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().remove("JAVA_HOME");
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output);
    }
}
