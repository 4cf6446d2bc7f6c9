package org.pathgauge.yang;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Has yanglint (Debian package libyang-tools) judge our modules, with the IETF's taken from the jars. */
class YangLintTest {
    private static final Path OURS = Path.of("src/main/resources/META-INF/yang");
    private static final Path INSTANCES = Path.of("src/test/resources");
    private static final Path SHIPPED = Path.of("../agent/src/main/config/pathgauge.json");

    @TempDir
    static Path ietf;

    private record Outcome(int status, String output) {}

    @BeforeAll
    static void extractModules() throws IOException {
        try {
            assertEquals(0, run(List.of("yanglint", "--version")).status());
        } catch (IOException e) {
            String reason = "yanglint is missing; install it with: apt-get install libyang-tools";
            if ("true".equals(System.getenv("CI"))) {
                fail(reason);
            }
            Assumptions.abort(reason);
        }
        for (String element : System.getProperty("java.class.path").split(":")) {
            if (element.endsWith(".jar")) {
                extract(Path.of(element));
            }
        }
        assertTrue(Files.exists(ietf.resolve("ietf-netconf@2011-06-01.yang")), "no IETF modules on the class path");
    }

    private static void extract(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            for (Enumeration<JarEntry> entries = file.entries(); entries.hasMoreElements(); ) {
                JarEntry entry = entries.nextElement();
                if (entry.getName().matches("META-INF/yang/[^/]+\\.yang")) {
                    Files.copy(
                            file.getInputStream(entry),
                            ietf.resolve(Path.of(entry.getName()).getFileName()));
                }
            }
        }
    }

    @Test
    void modulesAreCleanWithoutAWarning() throws IOException {
        assertTrue(modules().size() >= 5, "our modules: " + modules());
        assertEquals(new Outcome(0, ""), lint());
    }

    @Test
    void modulesAreCleanTogetherWithTheIetfModulesTheAgentImplements() throws IOException {
        assertEquals(
                new Outcome(0, ""),
                lint(
                        ietf.resolve("ietf-netconf@2011-06-01.yang").toString(),
                        ietf.resolve("ietf-netconf-monitoring@2010-10-04.yang").toString(),
                        ietf.resolve("ietf-yang-library@2019-01-04.yang").toString()));
    }

    @Test
    void theShippedConfigurationIsValid() throws IOException {
        assertEquals(new Outcome(0, ""), lint("-t", "config", SHIPPED.toString()));
    }

    @Test
    void everyNodeOfTheModelsCanBeReported() throws IOException {
        Path all = INSTANCES.resolve("all-nodes.json");
        String types = ietf.resolve("iana-if-type@2023-01-26.yang").toString();
        assertEquals(new Outcome(0, ""), lint("-t", "data", types, all.toString()));
        String text = Files.readString(all) + rpcs();
        for (Path module : modules()) {
            for (String line : Files.readAllLines(module)) {
                String[] words = line.strip().split(" ");
                if (words.length == 3 && List.of("leaf", "leaf-list", "list").contains(words[0])) {
                    assertTrue(
                            text.contains('"' + words[1] + '"')
                                    || text.contains(':' + words[1] + '"')
                                    || text.contains('<' + words[1]),
                            () -> "no " + line.strip() + " in " + all + " and the requests and replies beside it");
                }
            }
        }
    }

    /** The texts of all requests and replies, each of which is judged on the way. */
    private static String rpcs() throws IOException {
        StringBuilder text = new StringBuilder();
        List<Path> files;
        try (Stream<Path> all = Files.list(INSTANCES.resolve("rpc"))) {
            files = all.sorted().toList();
        }
        assertFalse(files.isEmpty());
        for (Path file : files) {
            String name = file.toString();
            text.append(Files.readString(file));
            if (name.endsWith(".reply.xml")) {
                String request = name.replace(".reply.xml", ".xml");
                assertEquals(new Outcome(0, ""), lint("-t", "nc-reply", "-R", request, name), name);
            } else {
                assertEquals(new Outcome(0, ""), lint("-t", "nc-rpc", name), name);
            }
        }
        return text.toString();
    }

    @Test
    void mustStatementsRefuseWhatTheyShould() throws IOException {
        List<Path> bad;
        try (Stream<Path> files = Files.list(INSTANCES.resolve("must"))) {
            bad = files.sorted().toList();
        }
        assertFalse(bad.isEmpty());
        for (Path file : bad) {
            Outcome outcome = lint("-t", "config", file.toString());
            assertNotEquals(0, outcome.status(), file + " is accepted");
            String wanted = file.getFileName().toString().replace(".json", "").replace('-', ' ');
            assertTrue(outcome.output().replaceAll("\\s+", " ").contains(wanted), file + ": " + outcome.output());
        }
    }

    private static List<Path> modules() throws IOException {
        try (Stream<Path> files = Files.list(OURS)) {
            return files.sorted().toList();
        }
    }

    private static Outcome lint(String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of("yanglint", "-p", ietf.toString(), "-p", OURS.toString()));
        List<String> rest = Arrays.asList(more);
        int options = 0;
        while (options < rest.size() && rest.get(options).startsWith("-")) {
            options += 2;
        }
        command.addAll(rest.subList(0, options));
        modules().forEach(m -> command.add(m.toString()));
        command.addAll(rest.subList(options, rest.size()));
        return run(command);
    }

    private static Outcome run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(command + " does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException(e));
        }
        return new Outcome(process.exitValue(), output);
    }
}
