package org.pathgauge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pathgauge.collect.StoredHistory;
import org.pathgauge.model.Probe;

/** The history over a kill, and with a damaged file: a whole agent in namespaces. Needs root. */
class AgentHistoryTest {
    private static final String PROBE = "{\"name\":\"p\",\"target\":\"10.99.0.2\",\"interval\":100,\"timeout\":500}";

    @TempDir
    Path dir;

    /** Octets before the first record; see agent/docs/history.md. */
    private static final int SEGMENT_HEADER = 16;

    @Test
    void aKilledAgentLosesNoCompleteSlotAndItsWindowsGoOn() throws Exception {
        try (AgentLab lab = new AgentLab(dir)) {
            lab.configure(PROBE);
            lab.start();
            lab.eventually("two slots are kept", () -> starts(lab).size() >= 2);
            Instant published = window(lab, "10s");
            // Slots are written by a thread of their own, a moment after they are published.
            lab.eventually("the newest slot is kept", () -> starts(lab).contains(published));
            lab.agent().destroyForcibly();
            assertTrue(lab.agent().waitFor(20, TimeUnit.SECONDS));

            TreeSet<Instant> before = starts(lab);
            assertTrue(before.contains(published), "the newest published slot " + published + " is among " + before);
            assertNoGap(before);

            lab.start();
            Instant first = window(lab, "10s");
            assertTrue(!first.isBefore(published), "the first snapshots go on from " + published + ", not " + first);
            JsonObject minute = windows(lab).getAsJsonObject("1min");
            lab.eventually("slots are kept again", () -> starts(lab).last().isAfter(before.last()));
            TreeSet<Instant> all = starts(lab);
            assertTrue(all.containsAll(before), "what was kept before the kill is still there");
            TreeSet<Instant> after = new TreeSet<>(all.tailSet(before.last(), false));
            assertNoGap(after);
            if (minute != null) {
                assertTrue(minute.get("slots").getAsInt() >= 1);
            }

            lab.agent().destroyForcibly();
            assertTrue(lab.agent().waitFor(20, TimeUnit.SECONDS));
            damage(lab.state());
            lab.start();
            lab.eventually(
                    "the damage is told",
                    () -> lab.agentLog().contains(" is damaged: ")
                            && lab.show("probes")
                                            .getAsJsonObject("health")
                                            .get("historyDamages")
                                            .getAsLong()
                                    > 0);
            assertTrue(starts(lab).size() >= after.size(), "the rest can be read");
        }
    }

    /** A small disk in a mount namespace of the agent's own: first read-only, then writable, full, and free again. */
    @Test
    void aDiskThatTakesNothingIsToldOnceAndMeasuringGoesOn() throws Exception {
        try (AgentLab lab = new AgentLab(dir)) {
            // Together they outgrow the page that the running segment has already.
            lab.configure(IntStream.range(0, 60)
                    .mapToObj(i -> i == 0 ? PROBE : PROBE.replace("\"p\"", "\"p" + i + "\""))
                    .toArray(String[]::new));
            Path history = Files.createDirectory(lab.state().resolve("history"));
            lab.start(
                    "unshare",
                    "--mount",
                    "sh",
                    "-c",
                    "mount -t tmpfs -o ro,size=512k pg \"$0\" && exec \"$@\"",
                    history.toString());
            long pid = lab.agent().pid();
            Path seen = Path.of("/proc/" + pid + "/root" + history);
            lab.eventually(
                    "slots are lost",
                    () -> slotsLost(lab) > 0 && lab.agentLog().contains("The history cannot be written"));
            assertEquals(1, count(lab.agentLog(), "The history cannot be written"), lab.agentLog());

            AgentLab.must(
                    "nsenter", "--mount=/proc/" + pid + "/ns/mnt", "mount", "-o", "remount,rw", history.toString());
            lab.eventually("slots are kept again", () -> lab.agentLog().contains("is written to"));
            Instant kept = starts(lab).last();

            long before = slotsLost(lab);
            Path filler = seen.resolve("filler");
            fill(filler);
            lab.eventually("slots are lost again", () -> slotsLost(lab) > before + 1);
            assertEquals(2, count(lab.agentLog(), "The history cannot be written"), lab.agentLog());
            assertTrue(window(lab, "10s").isAfter(kept), "measuring goes on");

            Files.delete(filler);
            lab.eventually("slots are kept once more", () -> count(lab.agentLog(), "is written to") == 2);
            assertTrue(starts(lab).contains(kept), "what was kept before is still there");
            assertTrue(starts(lab).last().isAfter(kept));
        }
    }

    private static void fill(Path file) throws IOException {
        byte[] page = new byte[4096];
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int i = 0; i < 1_000; i++) {
                out.write(page);
            }
        } catch (IOException e) {
            return;
        }
        throw new AssertionError("the disk is not full");
    }

    private static long slotsLost(AgentLab lab) {
        return lab.show("probes")
                .getAsJsonObject("health")
                .get("historySlotsLost")
                .getAsLong();
    }

    private static int count(String text, String part) {
        return text.split(Pattern.quote(part), -1).length - 1;
    }

    /** A week in slots of ten seconds is more than the heap of 64 MB could hold at once. */
    @Test
    void aWholeWeekIsHandedOutInPiecesThatFitIntoTheAgent() throws Exception {
        long now = Instant.now().getEpochSecond() / 10;
        int week = 7 * 8_640;
        try (AgentLab lab = new AgentLab(dir)) {
            Probe gone = ProbeBuilder.probe(9, "192.0.2.9").build();
            StoredHistory.write(lab.state().resolve("history"), gone, now - week + 360, now);
            lab.configure(PROBE);
            lab.start();
            AgentLab.Result result =
                    lab.pathgauge("show", "history", gone.name(), "--csv", "--resolution", "10s", "--last", "8d");
            assertEquals(0, result.status(), result.output());
            assertEquals(1 + week - 360, result.output().lines().count());
            assertTrue(lab.agent().isAlive(), lab.agentLog());
        }
    }

    /**
     * Changes an octet in the middle of the oldest segment. Its records follow once more as they were: damage at the very
     * end would pass for what a killed agent left half-written.
     */
    private static void damage(Path state) throws IOException {
        try (Stream<Path> files = Files.list(state.resolve("history"))) {
            Path oldest = files.sorted().findFirst().orElseThrow();
            byte[] bytes = Files.readAllBytes(oldest);
            byte[] records = Arrays.copyOfRange(bytes, SEGMENT_HEADER, bytes.length);
            bytes[bytes.length / 2] ^= 0x10;
            Files.write(oldest, bytes);
            Files.write(oldest, records, StandardOpenOption.APPEND);
        }
    }

    private static void assertNoGap(TreeSet<Instant> starts) {
        Instant expected = starts.first();
        for (Instant start : starts) {
            assertEquals(expected, start, "in " + starts);
            expected = start.plusSeconds(10);
        }
    }

    private static JsonObject windows(AgentLab lab) {
        return lab.show("probes")
                .getAsJsonArray("probes")
                .get(0)
                .getAsJsonObject()
                .getAsJsonObject("windows");
    }

    private static Instant window(AgentLab lab, String length) {
        return Instant.parse(windows(lab).getAsJsonObject(length).get("start").getAsString());
    }

    /** Slots of the history, from a running agent or without one. */
    private static TreeSet<Instant> starts(AgentLab lab) {
        AgentLab.Result result = lab.pathgauge("show", "history", "p", "--json", "--resolution", "10s");
        TreeSet<Instant> starts = new TreeSet<>();
        if (result.status() == 0) {
            // What could not be read is told first, one line each.
            String document = result.output().substring(result.output().indexOf("{\n"));
            List<JsonElement> windows = JsonParser.parseString(document)
                    .getAsJsonObject()
                    .getAsJsonArray("windows")
                    .asList();
            windows.forEach(w ->
                    starts.add(Instant.parse(w.getAsJsonObject().get("start").getAsString())));
        }
        return starts;
    }
}
