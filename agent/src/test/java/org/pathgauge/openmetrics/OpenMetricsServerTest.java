package org.pathgauge.openmetrics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.pathgauge.credentials.PasswordHash;
import org.pathgauge.model.AgentConfig;
import org.pathgauge.model.ProbeStats;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.SnapshotFixtures;
import org.pathgauge.model.WindowLength;

/** The exporter over real connections on loopback. */
@Timeout(120)
class OpenMetricsServerTest {
    static {
        // A slow client is cut off after two seconds instead of ten.
        System.setProperty("sun.net.httpserver.maxReqTime", "2");
    }

    private static final Snapshot SNAPSHOT = SnapshotFixtures.snapshot(42, 1, 3);
    private static final String SAMPLE = "pathgauge_agent_snapshots_total 42.0\n";

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(20)).build();

    private static AgentConfig.OpenMetrics config(List<AgentConfig.Scraper> users, AgentConfig.Listen... listen) {
        return new AgentConfig.OpenMetrics(
                true, List.of(listen), Optional.empty(), Optional.empty(), users, List.of(WindowLength.MINUTE_1));
    }

    private static AgentConfig.Listen at(int port) {
        return new AgentConfig.Listen("127.0.0.1", port);
    }

    private static AgentConfig.OpenMetrics plain() {
        return config(List.of(), at(0));
    }

    private static OpenMetricsServer start(AgentConfig.OpenMetrics config, Supplier<Snapshot> snapshots)
            throws OpenMetricsException {
        return OpenMetricsServer.start(config, snapshots, "1", System::nanoTime, 1);
    }

    private static HttpRequest.Builder request(OpenMetricsServer server, String path) {
        return HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.ports().get(0) + path))
                .timeout(Duration.ofSeconds(30));
    }

    private HttpResponse<String> get(OpenMetricsServer server, String path, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder builder = request(server, path);
        if (headers.length > 0) {
            builder.headers(headers);
        }
        return client.send(builder.build(), BodyHandlers.ofString());
    }

    private static String[] login(String user, String password) {
        String both = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        return new String[] {"Authorization", "Basic " + both};
    }

    @Test
    void answersEachPathAndMethod() throws Exception {
        try (OpenMetricsServer server = start(plain(), () -> SNAPSHOT)) {
            HttpResponse<String> page = get(server, "/metrics");
            assertEquals(200, page.statusCode());
            assertTrue(page.body().contains(SAMPLE), page.body());
            assertTrue(page.headers().firstValue("Content-Type").orElse("").startsWith("text/plain"));
            HttpResponse<String> open = get(server, "/metrics", "Accept", "application/openmetrics-text;version=1.0.0");
            assertTrue(open.body().endsWith("# EOF\n"));
            assertTrue(open.headers().firstValue("Content-Type").orElse("").startsWith("application/openmetrics-text"));
            assertTrue(get(server, "/").body().contains("href=\"/metrics\""));
            assertEquals(404, get(server, "/metric").statusCode());
            assertEquals(404, get(server, "/metrics/x").statusCode());
            assertEquals(
                    400, get(server, "/metrics?probe=" + "x".repeat(70_000)).statusCode());
            HttpResponse<String> post = client.send(
                    request(server, "/metrics")
                            .POST(HttpRequest.BodyPublishers.ofString("x".repeat(100_000)))
                            .build(),
                    BodyHandlers.ofString());
            assertEquals(405, post.statusCode());
            assertEquals("GET, HEAD", post.headers().firstValue("Allow").orElse(""));
            HttpResponse<String> head = client.send(
                    request(server, "/metrics")
                            .method("HEAD", HttpRequest.BodyPublishers.noBody())
                            .build(),
                    BodyHandlers.ofString());
            assertEquals(200, head.statusCode());
            assertEquals("", head.body());
            String filtered = get(server, "/metrics?name%5B%5D=pathgauge_probe_interval_seconds&probe=probe-3")
                    .body();
            assertEquals(
                    List.of("pathgauge_probe_interval_seconds{probe=\"probe-3\"} 1.0"),
                    filtered.lines().filter(line -> !line.startsWith("#")).toList());
        }
    }

    @Test
    void compressesForWhoWantsIt() throws Exception {
        try (OpenMetricsServer server = start(plain(), () -> SNAPSHOT)) {
            HttpResponse<byte[]> zipped = client.send(
                    request(server, "/metrics")
                            .header("Accept-Encoding", "br, gzip;q=0.5")
                            .build(),
                    BodyHandlers.ofByteArray());
            assertEquals("gzip", zipped.headers().firstValue("Content-Encoding").orElse(""));
            byte[] unzipped = new GZIPInputStream(new ByteArrayInputStream(zipped.body())).readAllBytes();
            assertTrue(new String(unzipped, StandardCharsets.UTF_8).contains(SAMPLE));
            HttpResponse<byte[]> refused = client.send(
                    request(server, "/metrics")
                            .header("Accept-Encoding", "gzip;q=0")
                            .build(),
                    BodyHandlers.ofByteArray());
            assertTrue(refused.headers().firstValue("Content-Encoding").isEmpty());
            assertEquals(200, get(server, "/metrics", "Accept-Encoding", ";").statusCode());
        }
    }

    @Test
    void halfAPageIsNotTakenForAWholeOne() throws Exception {
        ProbeStats good = SnapshotFixtures.stats(1);
        ProbeStats bad = new ProbeStats(
                good.probe(), good.state(), good.stateReason(), good.address(), good.totals(), good.icmpErrors(), w -> {
                    throw new IllegalStateException("no window");
                });
        Snapshot torn = SNAPSHOT.but().probes(List.of(bad)).build();
        try (OpenMetricsServer server = start(plain(), () -> torn)) {
            assertThrows(IOException.class, () -> get(server, "/metrics"));
            assertThrows(IOException.class, () -> get(server, "/metrics", "Accept-Encoding", "gzip"));
            assertEquals(200, get(server, "/").statusCode());
        }
    }

    @Test
    void asksForNameAndPassword() throws Exception {
        AgentConfig.Scraper known = new AgentConfig.Scraper("prometheus", PasswordHash.of("s3cret:ü".toCharArray()));
        try (OpenMetricsServer server = start(config(List.of(known), at(0)), () -> SNAPSHOT)) {
            HttpResponse<String> none = get(server, "/metrics");
            assertEquals(401, none.statusCode());
            assertTrue(none.headers().firstValue("WWW-Authenticate").orElse("").startsWith("Basic realm="));
            assertEquals(401, get(server, "/").statusCode());
            assertEquals(
                    401, get(server, "/metrics", login("prometheus", "s3cret")).statusCode());
            assertEquals(
                    401, get(server, "/metrics", login("nobody", "s3cret:ü")).statusCode());
            assertEquals(
                    401, get(server, "/metrics", "Authorization", "Basic ***").statusCode());
            assertEquals(
                    401, get(server, "/metrics", "Authorization", "Bearer x").statusCode());
            for (int i = 0; i < 2; i++) {
                HttpResponse<String> right = get(server, "/metrics", login("prometheus", "s3cret:ü"));
                assertEquals(200, right.statusCode());
                assertTrue(right.body().contains("pathgauge_exporter_failed_logins_total 4.0"), right.body());
            }
            assertEquals(
                    401, get(server, "/metrics", login("prometheus", "s3cret")).statusCode());
        }
    }

    /** Made by the C library's crypt(3), the first also by openssl passwd -6. */
    @Test
    void takesHashesOfOthers() {
        List<String> hashes = List.of(
                "$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnI"
                        + "FNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1",
                "$6$rounds=10000$saltstringsaltst$OW1/O6BYHV6BcXZu8QVeXbDWra3"
                        + "Oeqh0sbHbbMCVNSnCM/UrjmM0Dp8vOuZeHBy/YTBmSK6H9qs/y3RnOaw5v.");
        for (String hash : hashes) {
            assertTrue(PasswordHash.matches("Hello world!".getBytes(StandardCharsets.US_ASCII), hash), hash);
            assertFalse(PasswordHash.matches("Hello world".getBytes(StandardCharsets.US_ASCII), hash), hash);
        }
    }

    @Test
    void refusesMoreScrapesThanItHasMemoryFor() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch busy = new CountDownLatch(Handler.PAGES_AT_ONCE);
        Supplier<Snapshot> held = () -> {
            busy.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return SNAPSHOT;
        };
        try (OpenMetricsServer server = start(plain(), held)) {
            List<CompletableFuture<HttpResponse<String>>> first = new ArrayList<>();
            for (int i = 0; i < Handler.PAGES_AT_ONCE; i++) {
                first.add(client.sendAsync(request(server, "/metrics").build(), BodyHandlers.ofString()));
            }
            assertTrue(busy.await(30, TimeUnit.SECONDS));
            HttpResponse<String> refused = get(server, "/metrics");
            assertEquals(503, refused.statusCode());
            assertEquals("1", refused.headers().firstValue("Retry-After").orElse(""));
            go.countDown();
            for (CompletableFuture<HttpResponse<String>> one : first) {
                assertTrue(one.get(30, TimeUnit.SECONDS).body().contains(SAMPLE));
            }
            assertTrue(get(server, "/metrics").body().contains("pathgauge_exporter_refused_scrapes_total 1.0"));
        }
    }

    @Test
    void slowClientsNeitherHinderOthersNorStayForEver() throws Exception {
        try (OpenMetricsServer server = start(plain(), () -> SNAPSHOT)) {
            List<Socket> slow = new ArrayList<>();
            try {
                for (int i = 0; i < 20; i++) {
                    Socket socket = new Socket(
                            InetAddress.getLoopbackAddress(), server.ports().get(0));
                    slow.add(socket);
                    socket.getOutputStream().write("GET /metrics HTTP/1.1\r\nHost: x\r\nX-Slow:".getBytes());
                }
                assertEquals(200, get(server, "/metrics").statusCode());
                for (Socket socket : slow) {
                    socket.setSoTimeout(60_000);
                    assertEquals(-1, socket.getInputStream().read());
                }
            } finally {
                for (Socket socket : slow) {
                    socket.close();
                }
            }
        }
    }

    @Test
    void scrapesGoOnWhileTheConfigurationChanges() throws Exception {
        int second;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            second = free.getLocalPort();
        }
        try (OpenMetricsServer server = start(plain(), () -> SNAPSHOT)) {
            int port = server.ports().get(0);
            AtomicBoolean stop = new AtomicBoolean();
            CompletableFuture<Integer> scraping = CompletableFuture.supplyAsync(() -> {
                int answered = 0;
                try {
                    while (!stop.get() || answered == 0) {
                        URI uri = URI.create("http://127.0.0.1:" + port + "/metrics");
                        assertEquals(
                                200,
                                client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                                        .statusCode());
                        answered++;
                    }
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return answered;
            });
            for (int i = 0; i < 10; i++) {
                server.prepare(config(List.of(), at(0), at(second))).apply();
                assertEquals(List.of(port, second), server.ports());
                server.prepare(plain()).apply();
                assertEquals(List.of(port), server.ports());
                OpenMetricsServer.Change tried = server.prepare(config(List.of(), at(second)));
                tried.rollback();
                assertEquals(List.of(port), server.ports());
            }
            stop.set(true);
            assertTrue(scraping.get(60, TimeUnit.SECONDS) > 0);
        }
    }

    @Test
    void goesBackWhenAnAddressIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                OpenMetricsServer server = start(plain(), () -> SNAPSHOT)) {
            int port = server.ports().get(0);
            OpenMetricsException refused = assertThrows(
                    OpenMetricsException.class, () -> server.prepare(config(List.of(), at(taken.getLocalPort()))));
            assertTrue(
                    refused.getMessage().contains("port " + taken.getLocalPort())
                            && refused.getMessage().contains("choose another"),
                    refused.getMessage());
            assertEquals(200, get(server, "/metrics").statusCode());
            OpenMetricsServer.Change off = server.prepare(new AgentConfig.OpenMetrics(
                    false, List.of(at(0)), Optional.empty(), Optional.empty(), List.of(), List.of()));
            off.apply();
            assertEquals(List.of(), server.ports());
            off.rollback();
            assertEquals(List.of(port), server.ports());
            assertEquals(200, get(server, "/metrics").statusCode());
        }
    }

    @Test
    void offTakesNoSocket() throws Exception {
        AgentConfig.OpenMetrics off = new AgentConfig.OpenMetrics(
                false, List.of(at(0)), Optional.empty(), Optional.empty(), List.of(), List.of());
        try (OpenMetricsServer server = start(off, () -> SNAPSHOT)) {
            assertArrayEquals(new Object[0], server.ports().toArray());
        }
    }
}
