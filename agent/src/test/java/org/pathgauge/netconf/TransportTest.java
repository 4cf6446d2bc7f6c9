package org.pathgauge.netconf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.pathgauge.credentials.PasswordHash;
import org.pathgauge.model.AgentConfig;
import org.pathgauge.model.AgentConfig.Listen;
import org.pathgauge.model.CallHome;
import org.pathgauge.model.SnapshotFixtures;
import org.pathgauge.model.TlsServer;
import org.pathgauge.model.TlsServer.MapType;

/** Ways into the agent, with clients that are not ours: passwords, TLS, call home; and the end of who is idle. */
@Timeout(600)
class TransportTest {
    private static final String PYTHON = "/usr/bin/python3";
    private static final String NS = AccessShapes.NS;
    private static final List<Listen> ANY_PORT = List.of(new Listen("127.0.0.1", 0));

    @TempDir
    Path folder;

    private Path script(String name) throws IOException {
        Path script = folder.resolve(name);
        Files.copy(
                TransportTest.class.getResourceAsStream("/netconf/" + name),
                script,
                StandardCopyOption.REPLACE_EXISTING);
        return script;
    }

    private Testbed start(Limits limits) throws Exception {
        return new Testbed(SnapshotFixtures.snapshot(1), folder, limits);
    }

    /** A part of the state, as alice reads it over SSH. */
    private static String state(Testbed bed, String part) throws IOException {
        try (var client = new TestClient(bed.port, Testbed.USER, bed.key)) {
            TestClient.Channel channel = client.open();
            channel.hello();
            return channel.rpc("<get><filter><agent xmlns=\"" + NS + "\">" + part + "</agent></filter></get>");
        }
    }

    private static void await(String what, BooleanSupplier holds) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!holds.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "in vain: " + what);
            Thread.sleep(50);
        }
    }

    private interface Text {
        String get() throws Exception;
    }

    private static void awaitText(Text text, String... wanted) throws InterruptedException {
        await(String.join(" ", wanted), () -> {
            try {
                String now = text.get();
                return Stream.of(wanted).allMatch(now::contains);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void ncclientLogsInWithItsPassword() throws Exception {
        Tool.need("ncclient for " + PYTHON, "python3-ncclient", PYTHON, "-c", "import ncclient");
        try (Testbed bed = start(Limits.DEFAULT)) {
            var client = List.of(PYTHON, script("password.py").toString(), Integer.toString(bed.port));
            var first = new ArrayList<>(client);
            first.addAll(List.of(Testbed.USER, "sesame"));
            assertEquals("refused\n", Tool.run(folder, "", first), "nobody has a password");
            assertTrue(state(bed, "<state><logins/></state>").contains("<wrong-passwords>0<"), "none was looked at");
            bed.server
                    .prepare(new AgentConfig.Netconf(
                            true,
                            ANY_PORT,
                            List.of(new AgentConfig.User(
                                    Testbed.USER,
                                    List.of(Testbed.line(bed.key)),
                                    Optional.of(PasswordHash.of("sesame".toCharArray()))))))
                    .apply();
            var second = new ArrayList<>(client);
            second.addAll(List.of(Testbed.USER, "sesame", "simsim", "sesame"));
            assertEquals("in\nrefused\nin\n", Tool.run(folder, "", second));
            var third = new ArrayList<>(client);
            third.addAll(List.of("mallory", "sesame"));
            assertEquals("refused\n", Tool.run(folder, "", third));
            assertTrue(state(bed, "<state><logins/></state>").contains("<wrong-passwords>2<"));
        }
    }

    private AgentConfig.Netconf tls(Testbed bed, Authority authority, List<Listen> listen, List<CallHome> calls)
            throws Exception {
        var tls = new TlsServer(
                listen,
                Optional.of(authority.certificate("server").toString()),
                Optional.of(authority.key("server").toString()),
                Optional.of(authority.certificate().toString()),
                Optional.of(authority.revocations().toString()),
                List.of(
                        new TlsServer.CertToName(1, Optional.empty(), MapType.SAN_RFC822_NAME, Optional.empty()),
                        new TlsServer.CertToName(
                                2,
                                Optional.of(Authority.fingerprint(authority.load("nobody"))),
                                MapType.COMMON_NAME,
                                Optional.empty())));
        return new AgentConfig.Netconf(
                true,
                ANY_PORT,
                List.of(
                        new AgentConfig.User(Testbed.USER, List.of(Testbed.line(bed.key))),
                        new AgentConfig.User("dave@example.net", List.of())),
                Duration.ZERO,
                tls,
                calls);
    }

    private Authority authority() throws Exception {
        Tool.need("openssl", "openssl", "openssl", "version");
        return new Authority(folder, "authority")
                .issue("server", "IP:127.0.0.1")
                .issue("dave", "email:dave@Example.net")
                .issue("nobody", "DNS:nobody.example.net")
                .issue("unmapped", "DNS:unmapped.example.net")
                .issue("old", "email:dave@example.net", "-startdate", "20200101000000Z", "-enddate", "20200201000000Z")
                .issue("revoked", "email:dave@example.net");
    }

    private List<String> client(String mode, int port, Authority of, String name, String version, int calls)
            throws Exception {
        return List.of(
                PYTHON,
                script("tls_client.py").toString(),
                mode,
                Integer.toString(port),
                folder.resolve("authority/ca.crt").toString(),
                name.equals("none") ? name : of.certificate(name).toString(),
                name.equals("none") ? name : of.key(name).toString(),
                version,
                Integer.toString(calls));
    }

    @Test
    void tlsLetsInWhoseCertificateNamesAUserAndNobodyElse() throws Exception {
        Authority authority = authority();
        var stranger = new Authority(folder, "stranger").issue("dave", "email:dave@example.net");
        Limits d = Limits.DEFAULT;
        var limits = new Limits(
                d.connections(),
                d.channels(),
                d.sessions(),
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                d.keepAlive(),
                d.helloBytes(),
                d.messageBytes(),
                d.depth());
        try (Testbed bed = start(limits)) {
            authority.revoke("revoked");
            bed.server.prepare(tls(bed, authority, ANY_PORT, List.of())).apply();
            int port = bed.server.tlsPorts().getFirst();
            for (String version : List.of("TLSv1_2", "TLSv1_3")) {
                String out = Tool.run(folder, "", client("connect", port, authority, "dave", version, 2));
                String line = version.replace('_', '.') + " dave@example.net netconf-tls\n";
                assertEquals(line + line, out);
            }
            int refused = 0;
            for (String name : List.of("none", "nobody", "unmapped", "old", "revoked")) {
                refused(bed, client("connect", port, authority, name, "TLSv1_3", 1), ++refused);
            }
            refused(bed, client("connect", port, stranger, "dave", "TLSv1_2", 1), ++refused);
            try (var plain = new Socket("127.0.0.1", port)) {
                plain.getOutputStream().write("<hello xmlns=\"x\"/>]]>]]>".getBytes(StandardCharsets.US_ASCII));
                plain.getInputStream().readAllBytes();
            } catch (IOException e) {
                // A reset is an answer too.
            }
            awaitRefused(bed, ++refused);
            // Begun only now: cut while the others were still asking, it would be counted among them.
            try (var silent = new Socket("127.0.0.1", port)) {
                silent.setSoTimeout(60_000);
                assertEquals(-1, silent.getInputStream().read(), "half-open connections are cut");
            }
            awaitRefused(bed, ++refused);

            // What is revoked later is refused from then on, without a reload.
            authority.revoke("dave");
            authority.revocations();
            List<String> again = client("connect", port, authority, "dave", "TLSv1_3", 1);
            await("dave is revoked", () -> {
                try {
                    Tool.run(folder, "", again);
                    return false;
                } catch (AssertionError e) {
                    return true;
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            });
        }
    }

    private void refused(Testbed bed, List<String> command, int count) throws Exception {
        assertThrows(AssertionError.class, () -> Tool.run(folder, "", command), command::toString);
        awaitRefused(bed, count);
    }

    private static void awaitRefused(Testbed bed, int count) throws InterruptedException {
        awaitText(
                () -> state(bed, "<state><logins/></state>"),
                "<refused-certificates>" + count + "</refused-certificates>");
    }

    @Test
    void opensslSeesAServerThatAsksForACertificate() throws Exception {
        Authority authority = authority();
        try (Testbed bed = start(Limits.DEFAULT)) {
            bed.server.prepare(tls(bed, authority, ANY_PORT, List.of())).apply();
            String hello = "<hello xmlns=\"" + Ns.NETCONF + "\"><capabilities><capability>" + Ns.BASE_1_0
                    + "</capability></capabilities></hello>]]>]]><rpc message-id=\"9\" xmlns=\"" + Ns.NETCONF
                    + "\"><close-session/></rpc>]]>]]>";
            String out = Tool.run(
                    folder,
                    hello,
                    List.of(
                            "openssl",
                            "s_client",
                            "-connect",
                            "127.0.0.1:" + bed.server.tlsPorts().getFirst(),
                            "-CAfile",
                            authority.certificate().toString(),
                            "-cert",
                            authority.certificate("dave").toString(),
                            "-key",
                            authority.key("dave").toString(),
                            "-verify_return_error",
                            "-ign_eof"));
            assertTrue(out.contains("Verification: OK"), out);
            // OpenSSL 3.5 writes it without the spaces.
            assertTrue(out.contains("CN = authority") || out.contains("CN=authority"), out);
            assertTrue(out.contains("message-id=\"9\"") && out.contains("<ok"), out);
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static CallHome call(String name, CallHome.Transport transport, String address, int port) {
        return new CallHome(
                name, transport, address, port, Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(30));
    }

    @Test
    void callsHomeOverTlsAgainAndAgain() throws Exception {
        Authority authority = authority();
        int port = freePort();
        String client = "<netconf><call-home/></netconf>";
        try (Testbed bed = start(Limits.DEFAULT)) {
            var on =
                    tls(bed, authority, List.of(), List.of(call("manager", CallHome.Transport.TLS, "127.0.0.1", port)));
            bed.server.prepare(on).apply();
            awaitText(() -> state(bed, client), "<name>manager<", "<connections>0<", "refused</last-error>");
            String out = Tool.run(folder, "", client("accept", port, authority, "dave", "TLSv1_3", 2));
            String line = "TLSv1.3 dave@example.net netconf-tls\n";
            assertEquals("listens " + port + "\n" + line + line, out);
            awaitText(() -> state(bed, client), "<connections>2<", "<status>waiting<");
            bed.server.prepare(tls(bed, authority, List.of(), List.of())).apply();
            awaitText(() -> state(bed, client) + "gone", "gone");
            try (var nobody = new ServerSocket(port)) {
                nobody.setSoTimeout(4_000);
                assertThrows(IOException.class, nobody::accept, "nobody calls any more");
            }
        }
    }

    @Test
    void callsHomeToOpenssh() throws Exception {
        Tool.need("OpenSSH's client", "openssh-client", "ssh", "-V");
        int port = freePort();
        try (Testbed bed = start(Limits.DEFAULT)) {
            var config = bed.config(ANY_PORT);
            bed.server
                    .prepare(new AgentConfig.Netconf(
                            true,
                            config.listen(),
                            config.users(),
                            Duration.ZERO,
                            TlsServer.OFF,
                            List.of(call("laptop", CallHome.Transport.SSH, "localhost", port))))
                    .apply();
            String hello = "<hello xmlns=\"" + Ns.NETCONF + "\"><capabilities><capability>" + Ns.BASE_1_0
                    + "</capability></capabilities></hello>]]>]]><rpc message-id=\"9\" xmlns=\"" + Ns.NETCONF
                    + "\"><close-session/></rpc>]]>]]>";
            for (int i = 0; i < 2; i++) {
                String out = Tool.run(
                        folder,
                        hello,
                        List.of(
                                "ssh",
                                "-F",
                                "none",
                                "-o",
                                "ProxyCommand=" + PYTHON + " " + script("called.py") + " " + port,
                                "-o",
                                "StrictHostKeyChecking=no",
                                "-o",
                                "UserKnownHostsFile=/dev/null",
                                "-o",
                                "LogLevel=ERROR",
                                "-o",
                                "IdentitiesOnly=yes",
                                "-i",
                                bed.keyFile.toString(),
                                "-s",
                                Testbed.USER + "@pathgauge",
                                "netconf"));
                assertTrue(out.contains("message-id=\"9\"") && out.contains("<ok"), out);
            }
            awaitText(
                    () -> state(bed, "<netconf><call-home/></netconf>"),
                    "<name>laptop<",
                    "<connections>2<",
                    "the connection ended");
        }
    }

    @Test
    void sessionsThatAskNothingEnd() throws Exception {
        try (Testbed bed = start(Limits.DEFAULT);
                var client = new TestClient(bed.port, Testbed.USER, bed.key)) {
            var config = bed.config(ANY_PORT);
            TestClient.Channel idle = client.open();
            TestClient.Channel subscribed = client.open();
            idle.hello();
            subscribed.hello();
            String reply =
                    subscribed.rpc("<create-subscription xmlns=\"urn:ietf:params:xml:ns:netconf:notification:1.0\"/>");
            assertTrue(reply.contains("<ok"), reply);
            bed.server
                    .prepare(new AgentConfig.Netconf(
                            true, config.listen(), config.users(), Duration.ofSeconds(2), TlsServer.OFF, List.of()))
                    .apply();
            assertTrue(idle.closedByServer());
            String told = "";
            while (!told.contains("<netconf-session-end")) {
                told = subscribed.until("\n##\n");
            }
            assertTrue(told.contains("<termination-reason>timeout</termination-reason>"), told);
            String answer = subscribed.rpc("<get><filter/></get>");
            while (!answer.contains("<rpc-reply")) {
                // Notifications may come first.
                answer = subscribed.until("\n##\n");
            }
            assertTrue(answer.contains("<data"), "who waits for notifications is not idle");
        }
    }
}
