package org.pathgauge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The history over a kill, and with a damaged file: a whole agent in namespaces. Needs root. */
class AgentHistoryTest {
    private static final String PROBE = "{\"name\":\"p\",\"target\":\"10.99.0.2\",\"interval\":100,\"timeout\":500}";

    @TempDir
    Path dir;

    @Test
    void aKilledAgentLosesNoCompleteSlotAndItsWindowsGoOn() throws Exception {
        try (AgentLab lab = new AgentLab(dir)) {
            lab.configure(PROBE);
            lab.start();
            lab.eventually("two slots are kept", () -> starts(lab).size() >= 2);
            Instant published = window(lab, "10s");
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

            damage(lab.state());
            lab.agent().destroyForcibly();
            assertTrue(lab.agent().waitFor(20, TimeUnit.SECONDS));
            lab.start();
            lab.eventually("the damage is told", () -> lab.agentLog().contains(" is damaged: "));
            JsonObject health = lab.show("probes").getAsJsonObject("health");
            assertTrue(health.get("historyDamages").getAsLong() > 0, health.toString());
            assertTrue(starts(lab).size() >= after.size(), "the rest can be read");
        }
    }

    /** Changes an octet in the middle of the oldest segment. */
    private static void damage(Path state) throws IOException {
        try (Stream<Path> files = Files.list(state.resolve("history"))) {
            Path oldest = files.sorted().findFirst().orElseThrow();
            byte[] bytes = Files.readAllBytes(oldest);
            bytes[bytes.length / 2] ^= 0x10;
            Files.write(oldest, bytes);
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
