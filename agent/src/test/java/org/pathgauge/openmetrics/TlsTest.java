package org.pathgauge.openmetrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pathgauge.credentials.CredentialsException;
import org.pathgauge.credentials.TlsFiles;
import org.pathgauge.model.AgentConfig;
import org.pathgauge.model.SnapshotFixtures;

/** The exporter over TLS, with certificates that openssl made. */
@Timeout(120)
class TlsTest {
    @TempDir
    private Path dir;

    private final AtomicLong nanos = new AtomicLong();

    private static AgentConfig.OpenMetrics config(Optional<TlsFiles> files, int port) {
        return new AgentConfig.OpenMetrics(
                true,
                List.of(new AgentConfig.Listen("127.0.0.1", port)),
                files.map(f -> f.certificate().toString()),
                files.map(f -> f.privateKey().toString()),
                List.of(),
                List.of());
    }

    private OpenMetricsServer start(TlsFiles files) throws OpenMetricsException {
        return OpenMetricsServer.start(
                config(Optional.of(files), 0), () -> SnapshotFixtures.snapshot(1), "1", nanos::get, 1);
    }

    private static HttpResponse<String> get(int port, Path trusted) throws Exception {
        HttpClient client = HttpClient.newBuilder()
                .sslContext(Certificates.trusting(trusted))
                .build();
        URI uri = URI.create("https://127.0.0.1:" + port + "/metrics");
        return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsa:2048", "ec -pkeyopt ec_paramgen_curve:prime256v1", "ed25519"})
    void servesEveryKindOfKey(String kind) throws Exception {
        TlsFiles files = Certificates.make(dir, "one", kind.split(" "));
        try (OpenMetricsServer server = start(files)) {
            HttpResponse<String> page = get(server.ports().get(0), files.certificate());
            assertEquals(200, page.statusCode());
            assertEquals("TLSv1.3", page.sslSession().orElseThrow().getProtocol());
        }
    }

    @Test
    void plainHttpGetsNothingAndDisturbsNobody() throws Exception {
        TlsFiles files = Certificates.make(dir, "one", "rsa:2048");
        try (OpenMetricsServer server = start(files)) {
            int port = server.ports().get(0);
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoTimeout(60_000);
                socket.getOutputStream().write("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n".getBytes());
                byte[] answer = socket.getInputStream().readAllBytes();
                assertFalse(new String(answer, StandardCharsets.ISO_8859_1).contains("pathgauge"));
            }
            assertEquals(200, get(port, files.certificate()).statusCode());
        }
    }

    @Test
    void takesChangedFilesAndKeepsTheKeyWhenTheyAreBad() throws Exception {
        TlsFiles files = Certificates.make(dir, "one", "rsa:2048");
        TlsFiles other = Certificates.make(dir, "two", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1");
        try (OpenMetricsServer server = start(files)) {
            int port = server.ports().get(0);
            assertEquals(200, get(port, files.certificate()).statusCode());
            Path before = Files.copy(files.certificate(), dir.resolve("before.crt"));
            Files.copy(other.certificate(), files.certificate(), StandardCopyOption.REPLACE_EXISTING);
            nanos.addAndGet(2_000_000_000L);
            assertEquals(200, get(port, before).statusCode(), "new certificate, old key");
            Files.copy(other.privateKey(), files.privateKey(), StandardCopyOption.REPLACE_EXISTING);
            nanos.addAndGet(2_000_000_000L);
            assertEquals(200, get(port, other.certificate()).statusCode());
            assertThrows(SSLException.class, () -> get(port, before));
        }
    }

    @Test
    void changesBetweenHttpAndHttpsAndBackOnOnePort() throws Exception {
        TlsFiles files = Certificates.make(dir, "one", "rsa:2048");
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        try (OpenMetricsServer server = OpenMetricsServer.start(
                config(Optional.of(files), port), () -> SnapshotFixtures.snapshot(1), "1", nanos::get, 1)) {
            OpenMetricsServer.Change change = server.prepare(config(Optional.empty(), port));
            change.apply();
            URI plain = URI.create("http://127.0.0.1:" + server.ports().get(0) + "/");
            assertEquals(
                    200,
                    HttpClient.newHttpClient()
                            .send(HttpRequest.newBuilder(plain).build(), BodyHandlers.ofString())
                            .statusCode());
            change.rollback();
            assertEquals(200, get(server.ports().get(0), files.certificate()).statusCode());
        }
    }

    @Test
    void refusesFilesAndTellsHowToMendThem() throws Exception {
        TlsFiles one = Certificates.make(dir, "one", "rsa:2048");
        TlsFiles two = Certificates.make(dir, "two", "rsa:2048");
        TlsFiles curve = Certificates.make(dir, "curve", "ed25519");
        refused(new TlsFiles(one.certificate(), two.privateKey()), "does not belong to the first certificate");
        refused(new TlsFiles(one.certificate(), curve.privateKey()), "of another kind than the RSA certificate");
        refused(new TlsFiles(dir.resolve("none"), one.privateKey()), "cannot be read (NoSuchFileException)");
        refused(new TlsFiles(one.privateKey(), one.privateKey()), "There is no certificate in");
        refused(new TlsFiles(one.certificate(), one.certificate()), "There is no PKCS #8 private key in", true);
        Path old = dir.resolve("pkcs1.key");
        Certificates.run(List.of(
                "openssl", "rsa", "-traditional", "-in", one.privateKey().toString(), "-out", old.toString()));
        refused(new TlsFiles(one.certificate(), old), "openssl pkcs8 -topk8");
        Files.setPosixFilePermissions(one.privateKey(), PosixFilePermissions.fromString("rw-r--r--"));
        refused(one, "run chmod o-rw");
        OpenMetricsException alone = assertThrows(
                OpenMetricsException.class,
                () -> OpenMetricsServer.start(
                        new AgentConfig.OpenMetrics(
                                true, List.of(), Optional.of("/x.crt"), Optional.empty(), List.of(), List.of()),
                        () -> SnapshotFixtures.snapshot(1),
                        "1",
                        nanos::get));
        assertTrue(alone.getMessage().contains("set private-key"), alone.getMessage());
    }

    private static void refused(TlsFiles files, String why, boolean... hide) throws Exception {
        if (hide.length > 0) {
            Files.setPosixFilePermissions(files.privateKey(), PosixFilePermissions.fromString("rw-------"));
        }
        CredentialsException e = assertThrows(CredentialsException.class, files::read);
        assertTrue(e.getMessage().contains(why), e.getMessage());
    }
}
