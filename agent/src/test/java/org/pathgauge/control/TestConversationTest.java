package org.pathgauge.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pathgauge.model.Probe;
import org.pathgauge.model.SnapshotFixtures;
import org.pathgauge.model.SnapshotHolder;
import org.pathgauge.model.TestSpec;

/** One-shot tests over the control socket. */
class TestConversationTest {
    @TempDir
    Path state;

    private final FakeTests tests = new FakeTests();
    private ControlServer server;

    @BeforeEach
    void start() throws IOException {
        SnapshotHolder holder = new SnapshotHolder(SnapshotFixtures.STARTED);
        server = ControlServer.start(
                state,
                holder,
                () -> new Reload.Outcome(List.of(), List.of()),
                tests,
                org.pathgauge.model.HistoryReader.NONE,
                new FakeAlarms());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static JsonObject request(String members) {
        return JsonParser.parseString("{\"command\":\"probe\"," + members + "}").getAsJsonObject();
    }

    private List<JsonObject> ask(String members) throws ControlException {
        List<JsonObject> items = new ArrayList<>();
        try (ControlClient client = ControlClient.connect(state)) {
            assertTrue(client.ask(request(members), items::add).has("done"));
        }
        return items;
    }

    private String refused(String members) {
        return assertThrows(ControlException.class, () -> ask(members)).getMessage();
    }

    @Test
    void whatIsNotGivenHasItsDefault() throws ControlException {
        ask("\"target\":\"x\"");
        assertEquals(TestSpec.of("x"), tests.asked);
        ask(
                "\"target\":\"x\",\"family\":\"ipv6\",\"type\":\"icmp-echo\",\"count\":7,\"burst\":true,\"timeoutMillis\":50,"
                        + "\"size\":1000,\"dscp\":46,\"ttl\":3,\"sourceInterface\":\"eth0\",\"sourceAddress\":\"2001:db8::1\"");
        assertEquals(Probe.AddressFamily.IPV6, tests.asked.family());
        assertEquals(7, tests.asked.count());
        assertEquals(Optional.empty(), tests.asked.spacing());
        assertEquals(Duration.ofMillis(50), tests.asked.timeout());
        assertEquals(List.of(1000, 46, 3), List.of(tests.asked.size(), tests.asked.dscp(), tests.asked.ttl()));
        assertEquals(Optional.of("eth0"), tests.asked.sourceInterface());
        assertEquals(
                "2001:db8:0:0:0:0:0:1",
                tests.asked.sourceAddress().orElseThrow().getHostAddress());
    }

    @Test
    void everyFateIsToldAsItIsDecidedThenTheSummary() throws ControlException {
        List<JsonObject> items = ask("\"target\":\"x\",\"live\":true");
        assertEquals(6, items.size());
        assertEquals("192.0.2.7", items.get(0).get("address").getAsString());
        assertEquals(
                "{\"sequence\":1,\"sent\":\"2026-11-23T01:02:03.000000004Z\",\"outcome\":\"received\",\"rttNanos\":1234567}",
                items.get(1).getAsJsonObject("packet").toString());
        assertFalse(items.get(3).getAsJsonObject("packet").has("rttNanos"), "a lost packet has no round-trip time");
        assertEquals(4, items.get(4).getAsJsonObject("unsent").get("sequence").getAsLong());
        JsonObject test = items.get(5).getAsJsonObject("test");
        assertEquals(1, test.get("received").getAsLong());
        assertEquals(77, test.get("rttP50Nanos").getAsLong());
        assertFalse(test.has("rttP99Nanos"), "what is undefined is absent");
        assertFalse(test.has("ipdvMinNanos"));
    }

    @Test
    void resultsComeInOrderWhenTheyAreAskedFor() throws ControlException {
        List<JsonObject> items = ask("\"target\":\"x\",\"results\":true");
        assertEquals(4, items.size());
        for (int i = 0; i < 3; i++) {
            assertEquals(
                    i + 1,
                    items.get(i).getAsJsonObject("packet").get("sequence").getAsLong());
        }
    }

    @Test
    void wrongAndRefusedTestsSayWhy() {
        assertEquals("A test needs a \"target\"", refused("\"count\":1"));
        assertEquals("There is no member \"speed\" of a test", refused("\"target\":\"x\",\"speed\":1"));
        assertEquals(
                "\"count\" must be a whole number from 0 to 2147483647", refused("\"target\":\"x\",\"count\":1.5"));
        assertEquals("\"burst\" must be true or false", refused("\"target\":\"x\",\"burst\":1"));
        assertEquals(
                "\"type\" must be one of icmp-echo",
                refused("\"target\":\"x\",\"type\":\"x\"").split(",")[0]);
        assertEquals(
                "\"sourceAddress\" must be an IPv4 or IPv6 address",
                refused("\"target\":\"x\",\"sourceAddress\":\"localhost\""));
        assertEquals("the budget is used up", refused("\"target\":\"full\""));
        assertEquals("nowhere to go", refused("\"target\":\"nowhere\""));
    }

    @Test
    void stopEndsTheTestWithItsSummaryAndTheConnectionGoesOn() throws ControlException {
        try (ControlClient client = ControlClient.connect(state)) {
            List<JsonObject> items = new ArrayList<>();
            client.ask(request("\"target\":\"slow\",\"live\":true"), item -> {
                items.add(item);
                if (item.has("unsent")) {
                    client.stop();
                }
            });
            assertTrue(items.getLast().getAsJsonObject("test").get("stopped").getAsBoolean());
            items.clear();
            client.ask(request("\"target\":\"x\""), items::add);
            assertFalse(items.getLast().getAsJsonObject("test").get("stopped").getAsBoolean());
        }
    }

    @Test
    void clientThatGoesAwayEndsItsTest() throws ControlException, InterruptedException {
        ControlClient client = ControlClient.connect(state);
        Thread asking = new Thread(() -> {
            assertThrows(
                    ControlException.class,
                    () -> client.ask(request("\"target\":\"slow\",\"live\":true"), item -> {
                        if (item.has("unsent")) {
                            client.close();
                        }
                    }));
        });
        asking.start();
        assertTrue(tests.stopped.await(30, TimeUnit.SECONDS));
        asking.join();
    }

    @Test
    void slowClientLosesLinesButNoCount() throws ControlException {
        List<JsonObject> items = ask("\"target\":\"noisy\",\"live\":true");
        long skipped = items.stream()
                .filter(i -> i.has("skipped"))
                .mapToLong(i -> i.get("skipped").getAsLong())
                .sum();
        assertTrue(skipped > 0, "the fake tells everything before anything can be written");
        // Address, packets, one that was not sent; beside the count of those skipped and the summary.
        assertEquals(1 + 100_003 + 1, items.size() - 2 + skipped);
    }
}
