package org.pathgauge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pathgauge.control.ControlServer;
import org.pathgauge.control.FakeAlarms;
import org.pathgauge.control.FakeTests;
import org.pathgauge.control.Reload;
import org.pathgauge.model.HistoryReader;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.SnapshotFixtures;
import org.pathgauge.model.SnapshotHolder;
import org.pathgauge.model.Traffic;

class MainTest {
    @TempDir
    Path state;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void wrongUsageIsTwoAndHelpful() {
        assertEquals(ExitCode.USAGE, run());
        assertEquals(ExitCode.USAGE, run("shwo"));
        assertTrue(err.toString().contains("Did you mean"), err.toString());
    }

    @Test
    void unknownWindowIsWrongUsage() {
        assertEquals(ExitCode.USAGE, run("show", "probes", "--window", "3h", "--state", state.toString()));
        assertTrue(err.toString().contains("10s, 1min, 5min, 15min"), err.toString());
    }

    @Test
    void onlyThePlainFormsOfRunGoByThemselves() {
        assertTrue(RunCommand.plain("run").isPresent());
        assertTrue(RunCommand.plain("run", "--state", "s", "--config", "c").isPresent());
        List<List<String>> others = List.of(
                List.of(),
                List.of("check"),
                List.of("run", "--help"),
                List.of("run", "--config"),
                List.of("run", "--config="),
                List.of("run", "--state", "--config"),
                List.of("run", "--state", "@file"),
                List.of("run", "--state", ""),
                List.of("run", "--state", "no\0path"),
                List.of("run", "--stat", "s"),
                List.of("run", "--state", "s", "--state", "t"));
        for (List<String> other : others) {
            assertTrue(RunCommand.plain(other.toArray(String[]::new)).isEmpty(), other.toString());
        }
    }

    @Test
    void runSaysWhatIsWrongWithTheConfigurationEitherWay() throws IOException {
        Path config = Files.writeString(state.resolve("pathgauge.json"), "{");
        assertEquals(ExitCode.CONFIGURATION, run("run", "--config", config.toString(), "--state", state + "/s"));
        assertEquals(ExitCode.CONFIGURATION, run("run", "--config=" + config, "--state", state + "/s"));
        List<String> lines = err.toString().lines().toList();
        assertEquals(2, lines.size(), err.toString());
        assertEquals(lines.get(0), lines.get(1));
    }

    @Test
    void helpAndVersionAreForStandardOutput() {
        assertEquals(ExitCode.OK, run("--help"));
        assertTrue(out.toString().contains("Usage: pathgauge"), out.toString());
        assertFalse(out.toString().contains("  pin "), "hidden commands stay hidden");
        assertEquals(ExitCode.OK, run("version"));
        assertTrue(out.toString().contains("pathgauge "));
        assertEquals("", err.toString());
    }

    @Test
    void withoutAnAgentItSaysHowToStartOne() {
        assertEquals(ExitCode.FAILURE, run("show", "probes", "--state", state.toString()));
        assertEquals(ExitCode.FAILURE, run("reload", "--state", state.toString()));
        assertEquals(2, err.toString().lines().count());
        assertTrue(err.toString().lines().allMatch(l -> l.contains("'pathgauge run'")), err.toString());
    }

    @Test
    void tablesAreAlignedAndUndefinedIsADash() throws IOException {
        try (ControlServer server = serve(SnapshotFixtures.snapshot(5))) {
            assertEquals(ExitCode.OK, run("show", "probes", "--window", "10s", "--state", state.toString()));
            assertTrue(server != null);
        }
        List<String> lines = out.toString().lines().toList();
        assertTrue(lines.get(0).startsWith("Snapshot "), lines.get(0));
        assertEquals(7, lines.size());
        int name = lines.get(1).indexOf("NAME");
        for (int i = 2; i < lines.size(); i++) {
            String line = lines.get(i);
            assertEquals(' ', line.charAt(name - 1), line);
            assertTrue(line.charAt(name) != ' ', line);
            assertEquals(12, line.trim().split("  +").length, line);
        }
    }

    @Test
    void oneProbeInFull() throws IOException {
        Snapshot snapshot = SnapshotFixtures.snapshot(2);
        String name = snapshot.probes().get(0).probe().name();
        try (ControlServer server = serve(snapshot)) {
            assertEquals(ExitCode.OK, run("show", "probes", name, "--state", state.toString()));
            assertEquals(ExitCode.FAILURE, run("show", "probes", "nobody", "--state", state.toString()));
            assertTrue(server != null);
        }
        assertTrue(out.toString().contains("RTT p99.9/ms"), out.toString());
        assertTrue(err.toString().contains("no probes named \"nobody\""), err.toString());
    }

    @Test
    void jsonIsOneDocument() throws IOException {
        Snapshot snapshot = SnapshotFixtures.snapshot(3);
        try (ControlServer server = serve(snapshot)) {
            for (String what : List.of("probes", "interfaces", "alarms")) {
                out.getBuffer().setLength(0);
                assertEquals(ExitCode.OK, run("show", what, "--json", "--state", state.toString()));
                JsonObject json = JsonParser.parseString(out.toString()).getAsJsonObject();
                assertEquals(snapshot.number(), json.get("snapshot").getAsLong());
                int size =
                        switch (what) {
                            case "probes" -> snapshot.probes().size();
                            case "interfaces" -> snapshot.interfaces().size();
                            default -> snapshot.alarms().size();
                        };
                assertEquals(size, json.getAsJsonArray(what).size(), what);
            }
            assertTrue(server != null);
        }
    }

    private List<String> tcp(String... more) throws IOException {
        List<String> args = new ArrayList<>(List.of("show", "tcp", "--state", state.toString()));
        args.addAll(List.of(more));
        out.getBuffer().setLength(0);
        try (ControlServer server = serve(SnapshotFixtures.snapshot(1))) {
            assertEquals(ExitCode.OK, run(args.toArray(String[]::new)), err.toString());
            assertTrue(server != null);
        }
        return out.toString().lines().toList();
    }

    private static List<String> indexes(List<String> lines) {
        return lines.stream()
                .dropWhile(line -> !line.contains("INDEX"))
                .map(line -> line.strip().split(" +")[0])
                .filter(word -> word.matches("\\d+"))
                .toList();
    }

    @Test
    void tcpRowsAreSortedWithTheRemaindersLast() throws IOException {
        List<String> lines = tcp("--sort", "active", "--window", "10s");
        assertEquals(List.of("9", "6", "4", "3", "2", "1"), indexes(lines));
        assertTrue(
                lines.stream().anyMatch(l -> l.contains("198.51.100.0/24") && l.contains("curl[1004]")),
                () -> "" + lines);
        assertTrue(
                lines.stream().anyMatch(l -> l.contains("192.0.2.7 ") && l.contains("ssh.service")), () -> "" + lines);
        assertEquals(List.of("4", "3", "6", "9", "2", "1"), indexes(tcp("--sort", "failed")));
        assertEquals(List.of("3", "4"), indexes(tcp("--sort", "out", "--top", "2")));
    }

    @Test
    void oneTcpRowInFull() throws IOException {
        List<String> lines = tcp("3");
        assertTrue(lines.get(1).startsWith("TCP row 3: inbound, 192.0.2.7 port 22"), lines.get(1));
        assertTrue(lines.stream().anyMatch(l -> l.startsWith("connect p99/ms")), () -> "" + lines);
        try (ControlServer server = serve(SnapshotFixtures.snapshot(1))) {
            assertEquals(ExitCode.FAILURE, run("show", "tcp", "77", "--state", state.toString()));
            assertTrue(server != null);
        }
        assertTrue(err.toString().contains("no row of TCP named \"77\""), err.toString());
    }

    @Test
    void liveTcpEndsAfterSoManyTables() throws IOException {
        List<String> lines = tcp("--live", "1", "--count", "2", "--top", "1");
        assertEquals(2, lines.stream().filter(l -> l.startsWith("Snapshot ")).count(), () -> "" + lines);
        assertEquals(2, lines.stream().filter(l -> l.equals("and 5 rows more")).count(), () -> "" + lines);
    }

    @Test
    void tcpThatIsOffSaysHowToStartIt() throws IOException {
        Snapshot off = SnapshotFixtures.snapshot(1).but().traffic(Traffic.NONE).build();
        try (ControlServer server = serve(off)) {
            assertEquals(ExitCode.OK, run("show", "tcp", "--state", state.toString()));
            assertTrue(server != null);
        }
        assertTrue(out.toString().contains("\"enabled\": true in \"pathgauge-tcp:tcp\""), out.toString());
    }

    @Test
    void tcpAsJsonHasStateAndRows() throws IOException {
        JsonObject json =
                JsonParser.parseString(String.join("\n", tcp("--json"))).getAsJsonObject();
        assertTrue(json.getAsJsonObject("tcp").get("running").getAsBoolean());
        assertEquals(6, json.getAsJsonArray("tcpPeers").size());
        JsonObject empty = json.getAsJsonArray("tcpPeers").get(0).getAsJsonObject();
        assertFalse(empty.has("peer") || empty.has("owner"), empty.toString());
        assertFalse(empty.getAsJsonObject("totals").has("rttMinNanos"), empty.toString());
    }

    @Test
    void reloadRefusedIsThree() throws IOException {
        SnapshotHolder holder = new SnapshotHolder(SnapshotFixtures.STARTED);
        Reload refuse = () -> new Reload.Outcome(List.of(), List.of("/a: wrong", "/b: wrong"));
        try (ControlServer server =
                ControlServer.start(state, holder, refuse, new FakeTests(), HistoryReader.NONE, new FakeAlarms())) {
            assertEquals(ExitCode.CONFIGURATION, run("reload", "--state", state.toString()));
            assertTrue(server != null);
        }
        assertEquals(3, err.toString().lines().count(), err.toString());
    }

    @Test
    void usersAreAddedListedAndRemoved() throws IOException {
        Path auth = Files.writeString(state.resolve("auth"), "first line counts\nsecond does not\n");
        Path priv = Files.writeString(state.resolve("priv"), "another passphrase");
        assertEquals(
                ExitCode.OK,
                run(
                        "user",
                        "add",
                        "monitor",
                        "--auth-file",
                        auth.toString(),
                        "--priv-file",
                        priv.toString(),
                        "--state",
                        state.toString()),
                err.toString());
        assertEquals(ExitCode.OK, run("user", "list", "--state", state.toString()));
        assertTrue(out.toString().contains("monitor  sha-256"), out.toString());
        assertEquals(ExitCode.OK, run("user", "remove", "monitor", "--state", state.toString()));
        assertEquals(ExitCode.FAILURE, run("user", "remove", "monitor", "--state", state.toString()));
        assertTrue(err.toString().contains("no user \"monitor\""), err.toString());
    }

    @Test
    void noOptionTakesAPassphrase() {
        Stream<String> options = Arrays.stream(new String[] {"--auth-passphrase", "--passphrase", "-A", "-X"});
        assertTrue(options.allMatch(o -> run("user", "add", "u", o, "secret", "--state", state.toString()) == 2));
    }

    @Test
    void probeTellsLossByItsExitCode() throws IOException {
        Snapshot snapshot = SnapshotFixtures.snapshot(1);
        try (ControlServer server = serve(snapshot)) {
            assertEquals(ExitCode.OK, run("probe", "whole", "-q", "--state", state.toString()), err.toString());
            assertFalse(out.toString().contains("reply from"), "-q prints the summary only");
            assertTrue(out.toString().contains("RTT p50/ms"), out.toString());
            assertEquals(ExitCode.SOME_LOST, run("probe", "x", "--state", state.toString()));
            assertTrue(out.toString().contains("1: reply from 192.0.2.7 after 1.2346 ms"), out.toString());
            assertTrue(out.toString().contains("3: lost, no reply within 2000 ms"), out.toString());
            assertTrue(out.toString().contains("4: not sent: EMSGSIZE: too big"), out.toString());
            assertEquals(ExitCode.NONE_ANSWERED, run("probe", "none", "--state", state.toString()));
            assertEquals(ExitCode.FAILURE, run("probe", "full", "--state", state.toString()));
            assertTrue(err.toString().contains("the budget is used up"), err.toString());
            assertTrue(server != null);
        }
        assertEquals(ExitCode.FAILURE, run("probe", "x", "--state", state.toString()));
        assertTrue(err.toString().contains("'pathgauge run'"), err.toString());
    }

    @Test
    void probeAsJsonIsOneDocument() throws IOException {
        try (ControlServer server = serve(SnapshotFixtures.snapshot(1))) {
            run("probe", "x", "--json", "--state", state.toString());
            JsonObject json = JsonParser.parseString(out.toString()).getAsJsonObject();
            assertEquals(3, json.getAsJsonArray("results").size());
            assertEquals(1, json.get("received").getAsLong());
            assertFalse(json.has("rttP99Nanos"));
            assertTrue(server != null);
        }
    }

    @Test
    void probeTakesDurationsWithUnitsAndOneOfSpacingAndBurst() {
        assertEquals(250_000, DurationOption.nanos("250us"));
        assertEquals(1_500_000_000, DurationOption.nanos("1.5s"));
        assertEquals(20_000_000, DurationOption.nanos("20"));
        assertEquals(ExitCode.USAGE, run("probe", "x", "-i", "soon"));
        assertTrue(err.toString().contains("is no duration"), err.toString());
        assertEquals(ExitCode.USAGE, run("probe", "x", "-i", "10", "--burst"));
        assertEquals(ExitCode.USAGE, run("probe", "x", "-4", "-6"));
        assertEquals(ExitCode.USAGE, run("probe"));
    }

    private ControlServer serve(Snapshot snapshot) throws IOException {
        SnapshotHolder holder = new SnapshotHolder(snapshot.started());
        holder.publish(snapshot);
        return ControlServer.start(
                state,
                holder,
                () -> new Reload.Outcome(List.of(), List.of()),
                new FakeTests(),
                HistoryReader.NONE,
                new FakeAlarms());
    }

    private int run(String... args) {
        return Main.execute(args, new PrintWriter(out, true), new PrintWriter(err, true));
    }
}
