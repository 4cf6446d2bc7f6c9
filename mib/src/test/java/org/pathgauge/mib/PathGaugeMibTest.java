package org.pathgauge.mib;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds PATHGAUGE-MIB against the tools that administrators load it into. */
class PathGaugeMibTest {
    private static final Path MIB =
            Path.of("src/main/resources/mib/PATHGAUGE-MIB").toAbsolutePath();
    private static final Path CAPABILITIES = MIB.resolveSibling("PATHGAUGE-CAPABILITIES-MIB");

    private static Path baseMibs;

    @TempDir
    private Path temporary;

    @BeforeAll
    static void fetchBaseMibs() throws Exception {
        Result result = run(Map.of(), "./base-mibs");
        assertEquals(0, result.status, result.output);
        baseMibs = Path.of(result.output.strip());
    }

    // smilint exits with 0 whatever it finds, so only its silence counts.
    @Test
    void smilintHasNothingToSayAtTheStrictestLevel() throws Exception {
        assertEquals("", smilint(MIB).output);
    }

    @Test
    void smilintDoesSpeakUpAboutBrokenModule() throws Exception {
        Path broken = temporary.resolve("PATHGAUGE-MIB");
        Files.writeString(
                broken, Files.readString(MIB).replaceFirst("SYNTAX      Counter64", "SYNTAX      Countess64"));
        assertNotEquals("", smilint(broken).output);
    }

    @Test
    void smilintHasNothingToSayAboutTheCapabilities() throws Exception {
        Files.writeString(temporary.resolve("DISMAN-PING-MIB"), PingModule.skeleton());
        String path = baseMibs + ":" + MIB.getParent() + ":" + temporary;
        assertEquals("", smilint(CAPABILITIES, path).output);
        Path wrong = Files.writeString(
                temporary.resolve("PATHGAUGE-CAPABILITIES-MIB"),
                Files.readString(CAPABILITIES).replace("pingMinimumGroup", "pingMinimalGroup"));
        assertNotEquals("", smilint(wrong, path).output);
    }

    @Test
    void netSnmpLoadsModuleWithoutComplaint() throws Exception {
        Result result = run(
                Map.of("MIBS", "PATHGAUGE-MIB", "MIBDIRS", baseMibs + ":" + MIB.getParent()),
                "snmptranslate",
                "-Pw",
                "-On",
                "PATHGAUGE-MIB::pathGaugeProbeName.7");
        // Notes on macros come with -Pw; the directory is made by the first command on a machine.
        List<String> lines = result.output
                .lines()
                .filter(line -> !line.matches(".* MACRO \\(lines .* parsed and ignored\\)\\.|Created directory: .*"))
                .toList();
        assertEquals(List.of(".1.3.6.1.4.1.32473.1.1.2.1.1.2.7"), lines);
    }

    @Test
    void importsOnlyModulesThatEveryToolHas() throws Exception {
        List<String> sources = Files.readString(MIB)
                .replaceAll("(?s);.*", "")
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith("FROM "))
                .map(line -> line.substring(5))
                .toList();
        assertEquals(List.of("SNMPv2-SMI", "SNMPv2-TC", "SNMPv2-CONF", "IF-MIB"), sources);
    }

    // A manager takes differences of whatever is a Counter64 and reads a fall as a wrap.
    @Test
    void nothingThatMayFallIsCounter() throws Exception {
        String text = Files.readString(MIB);
        Matcher counter =
                Pattern.compile("(\\w+) OBJECT-TYPE\\s+SYNTAX +Counter64").matcher(text);
        List<String> counters = counter.results().map(match -> match.group(1)).toList();
        assertFalse(counters.isEmpty());
        assertEquals(
                List.of(),
                counters.stream()
                        .filter(name -> name.startsWith("pathGaugeWindow") || name.startsWith("pathGaugeHistogram"))
                        .toList());
        assertFalse(
                Pattern.compile("TEXTUAL-CONVENTION[^:]*SYNTAX +Counter")
                        .matcher(text)
                        .find(),
                "a convention on top");
    }

    @Test
    void baseMibsTellWhatToInstallAndLetTheBuildGoOnWithoutNpm() throws Exception {
        Path script =
                Files.copy(Path.of("base-mibs"), temporary.resolve("base-mibs"), StandardCopyOption.COPY_ATTRIBUTES);
        Path tools = Files.createDirectory(temporary.resolve("bin"));
        for (String tool : List.of("dirname", "flock", "mkdir")) {
            Files.createSymbolicLink(tools.resolve(tool), Path.of("/usr/bin", tool));
        }
        Map<String, String> withoutNpm = Map.of("PATH", tools.toString());
        Result wanted = run(withoutNpm, script.toString());
        assertEquals(1, wanted.status);
        assertTrue(wanted.output.contains("npm is missing") && wanted.output.contains("install npm"), wanted.output);
        Result tried = run(withoutNpm, script.toString(), "--try");
        assertEquals(0, tried.status);
        assertTrue(tried.output.contains("install npm") && tried.output.contains("going on without"), tried.output);
    }

    private static Result smilint(Path module) throws Exception {
        return smilint(module, baseMibs.toString());
    }

    private static Result smilint(Path module, String path) throws Exception {
        Result result = run(Map.of("SMIPATH", path), "smilint", "-c", "/dev/null", "-l", "6", "-s", module.toString());
        assertEquals(0, result.status, result.output);
        return result;
    }

    private record Result(int status, String output) {}

    private static Result run(Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), String.join(" ", command) + " does not end");
        return new Result(process.exitValue(), output);
    }
}
