package org.pathgauge.netconf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.pathgauge.model.AgentConfig;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.SnapshotFixtures;

/** The server over SSH: who gets in, how many, what misuse does, and how its configuration changes. */
@Timeout(300)
class NetconfServerTest {
    private static final String GET_ONE = "<get><filter><probes xmlns=\"urn:pathgauge:yang:pathgauge-probes\">"
            + "<probe><name>probe-1</name><state/></probe></probes></filter></get>";
    private static final String SESSIONS =
            "<get><filter><netconf-state xmlns=\"" + Ns.MONITORING + "\"><sessions/></netconf-state></filter></get>";

    @TempDir
    Path folder;

    private Testbed start() throws Exception {
        return start(Limits.DEFAULT);
    }

    private Testbed start(Limits limits) throws Exception {
        return new Testbed(SnapshotFixtures.snapshot(3), folder, limits);
    }

    private static Limits limits(int connections, int sessions, Duration hello, Duration keepAlive) {
        Limits d = Limits.DEFAULT;
        return new Limits(
                connections,
                d.channels(),
                sessions,
                d.login(),
                hello,
                keepAlive,
                d.helloBytes(),
                d.messageBytes(),
                d.depth());
    }

    @Test
    void servesSeveralSessionsOverOneConnection() throws Exception {
        try (Testbed bed = start();
                var client = new TestClient(bed.port, Testbed.USER, bed.key)) {
            TestClient.Channel first = client.open();
            TestClient.Channel second = client.open();
            long one = first.hello();
            long two = second.hello();
            assertNotEquals(one, two);
            assertTrue(first.rpc(GET_ONE).contains("<index>1</index>"));
            String sessions = second.rpc(SESSIONS);
            assertTrue(sessions.contains("<session-id>" + one + "<"), sessions);
            assertTrue(sessions.contains("<session-id>" + two + "<"), sessions);
            assertTrue(sessions.contains("<username>alice<"), sessions);
            assertTrue(first.rpc("<close-session/>").contains("<ok"));
            assertTrue(first.closedByServer());
            assertTrue(second.rpc(GET_ONE).contains("<index>1</index>"));
        }
    }

    @Test
    void letsClientsInBeforeItCanServeThem() throws Exception {
        try (Testbed bed = Testbed.starting(SnapshotFixtures.snapshot(3), folder);
                var client = new TestClient(bed.port, Testbed.USER, bed.key)) {
            TestClient.Channel channel = client.open();
            assertEquals(0, channel.available());
            bed.serve();
            channel.hello();
            assertTrue(channel.rpc(GET_ONE).contains("<index>1</index>"));
        }
    }

    @Test
    void servesTwentySessionsAtOnce() throws Exception {
        try (Testbed bed = start()) {
            var clients = new ArrayList<TestClient>();
            try {
                var channels = new ArrayList<TestClient.Channel>();
                var ids = new HashSet<Long>();
                for (int i = 0; i < 20; i++) {
                    clients.add(new TestClient(bed.port, Testbed.USER, bed.key));
                    channels.add(clients.getLast().open());
                    ids.add(channels.getLast().hello());
                }
                assertEquals(20, ids.size());
                for (TestClient.Channel channel : channels) {
                    assertTrue(channel.rpc(GET_ONE).contains("<index>1</index>"));
                }
            } finally {
                clients.forEach(TestClient::close);
            }
        }
    }

    @Test
    void letsInNobodyElse() throws Exception {
        try (Testbed bed = start()) {
            var other = KeyUtils.generateKeyPair(KeyPairProvider.ECDSA_SHA2_NISTP256, 256);
            assertThrows(SshException.class, () -> new TestClient(bed.port, Testbed.USER, other));
            assertThrows(SshException.class, () -> new TestClient(bed.port, "bob", bed.key));
        }
    }

    @Test
    void killsASession() throws Exception {
        try (Testbed bed = start();
                var one = new TestClient(bed.port, Testbed.USER, bed.key);
                var two = new TestClient(bed.port, Testbed.USER, bed.key)) {
            TestClient.Channel victim = one.open();
            long id = victim.hello();
            TestClient.Channel killer = two.open();
            killer.hello();
            String reply = killer.rpc("<kill-session><session-id>" + id + "</session-id></kill-session>");
            assertTrue(reply.contains("<ok"), reply);
            assertTrue(victim.closedByServer());
            awaitNo(killer, "<session-id>" + id + "<");
        }
    }

    /** Waits until a session is gone from the list. */
    private static void awaitNo(TestClient.Channel channel, String text) throws IOException, InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (channel.rpc(SESSIONS).contains(text)) {
            assertTrue(System.nanoTime() < end, text + " is still there");
            Thread.sleep(20);
        }
    }

    @Test
    void survivesMalformedInputOfEveryKind() throws Exception {
        List<String> bytes = List.of(
                "]]>]]>",
                "<hello/>]]>]]>",
                "\n#0\n\n##\n",
                "\n#4294967295\nx",
                "<rpc/>]]>]]>",
                "\0\0\0\0]]>]]>",
                "<".repeat(300_000));
        try (Testbed bed = start()) {
            for (String bad : bytes) {
                try (var client = new TestClient(bed.port, Testbed.USER, bed.key)) {
                    TestClient.Channel early = client.open();
                    send(early, bad);
                    assertTrue(early.closedByServer(), "before hello: " + bad.substring(0, Math.min(20, bad.length())));
                    TestClient.Channel late = client.open();
                    late.hello();
                    send(late, bad.startsWith("\n#") ? bad : "x" + bad);
                    assertTrue(late.closedByServer(), "after hello: " + bad.substring(0, Math.min(20, bad.length())));
                }
            }
            try (var raw = new Socket(InetAddress.getLoopbackAddress(), bed.port)) {
                raw.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".repeat(20).getBytes(StandardCharsets.US_ASCII));
                raw.setSoTimeout(30_000);
                while (raw.getInputStream().read() >= 0) {
                    // to the end of what the server says
                }
            } catch (java.net.SocketException e) {
                // A reset is as good an end.
            }
            try (var client = new TestClient(bed.port, Testbed.USER, bed.key)) {
                TestClient.Channel good = client.open();
                good.hello();
                assertTrue(good.rpc(GET_ONE).contains("<index>1</index>"));
                awaitOne(good);
            }
        }
    }

    /** Waits until no session is kept but that which asks. */
    private static void awaitOne(TestClient.Channel channel) throws IOException, InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        String sessions = channel.rpc(SESSIONS);
        while (sessions.split("<session>", -1).length != 2) {
            assertTrue(System.nanoTime() < end, "sessions are kept: " + sessions);
            Thread.sleep(20);
            sessions = channel.rpc(SESSIONS);
        }
    }

    /** The server may cut the channel while a bad message is still on its way. */
    private static void send(TestClient.Channel channel, String bytes) {
        try {
            channel.send(bytes);
        } catch (IOException e) {
            // what is asserted is that the server closes
        }
    }

    @Test
    void limitsSessions() throws Exception {
        try (Testbed bed = start(limits(16, 2, Duration.ofSeconds(60), Duration.ofSeconds(60)));
                var client = new TestClient(bed.port, Testbed.USER, bed.key)) {
            TestClient.Channel one = client.open();
            one.hello();
            client.open().hello();
            assertTrue(client.open().closedByServer());
            assertTrue(one.rpc("<close-session/>").contains("<ok"));
            assertTrue(one.closedByServer());
            assertTrue(opensWithin(client, Duration.ofSeconds(30)));
        }
    }

    private static boolean opensWithin(TestClient client, Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            try {
                client.open().hello();
                return true;
            } catch (IOException e) {
                Thread.sleep(20);
            }
        }
        return false;
    }

    @Test
    void limitsConnections() throws Exception {
        try (Testbed bed = start(limits(1, 8, Duration.ofSeconds(60), Duration.ofSeconds(60)));
                var client = new TestClient(bed.port, Testbed.USER, bed.key)) {
            client.open().hello();
            assertThrows(IOException.class, () -> new TestClient(bed.port, Testbed.USER, bed.key));
        }
    }

    @Test
    void endsAChannelWithoutHello() throws Exception {
        try (Testbed bed = start(limits(16, 8, Duration.ofMillis(200), Duration.ofSeconds(60)));
                var client = new TestClient(bed.port, Testbed.USER, bed.key)) {
            assertTrue(client.open().closedByServer());
        }
    }

    @Test
    void endsASessionWhoseClientIsDeadAndTellsWhy() throws Exception {
        try (Testbed bed = start(limits(16, 8, Duration.ofSeconds(60), Duration.ofMillis(300)))) {
            try (var dead = new TestClient(bed.port, Testbed.USER, bed.key)) {
                long id = dead.open().hello();
                dead.connection.getIoSession().suspendRead();
                try (var client = new TestClient(bed.port, Testbed.USER, bed.key)) {
                    TestClient.Channel channel = client.open();
                    channel.hello();
                    String told = channel.rpc(
                            "<create-subscription xmlns=\"urn:ietf:params:xml:ns:netconf:notification:1.0\">"
                                    + "<startTime>2000-01-01T00:00:00Z</startTime></create-subscription>");
                    while (!told.contains("<session-id>" + id + "</session-id>") || !told.contains("-session-end")) {
                        told = channel.until("\n##\n");
                    }
                    assertTrue(told.contains("<termination-reason>timeout</termination-reason>"), told);
                }
            }
        }
    }

    @Test
    void keepsLiveConnectionsThroughManyKeepAlives() throws Exception {
        try (Testbed bed = start(limits(16, 8, Duration.ofSeconds(60), Duration.ofMillis(50)));
                var client = new TestClient(bed.port, Testbed.USER, bed.key)) {
            TestClient.Channel channel = client.open();
            channel.hello();
            long end = System.nanoTime() + Duration.ofSeconds(1).toNanos();
            while (System.nanoTime() < end) {
                assertTrue(channel.rpc(GET_ONE).contains("<index>1</index>"));
            }
        }
    }

    @Test
    void keepsItsHostKeyPrivateAndForGood() throws Exception {
        try (Testbed bed = start()) {
            Path file = bed.stateDir.resolve(HostKey.FILE);
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            var kept = HostKey.loadOrMake(bed.stateDir);
            assertEquals(kept.getPublic(), HostKey.loadOrMake(bed.stateDir).getPublic());
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
            String exposed = assertThrows(NetconfException.class, () -> HostKey.loadOrMake(bed.stateDir))
                    .getMessage();
            assertTrue(exposed.contains("chmod 600 " + file), exposed);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            Files.writeString(file, "no key");
            String message = assertThrows(NetconfException.class, () -> HostKey.loadOrMake(bed.stateDir))
                    .getMessage();
            assertTrue(message.contains(file.toString()), message);
        }
    }

    @Test
    void changesAddressesAndUsersAsADifference() throws Exception {
        try (Testbed bed = start();
                var client = new TestClient(bed.port, Testbed.USER, bed.key)) {
            TestClient.Channel channel = client.open();
            channel.hello();
            var listen = new AgentConfig.Listen("127.0.0.1", 0);
            var second = new AgentConfig.Listen("127.0.0.2", 0);
            var bob = KeyUtils.generateKeyPair(KeyPairProvider.ECDSA_SHA2_NISTP256, 256);
            var users = List.of(new AgentConfig.User("bob", List.of(Testbed.line(bob))));

            NetconfServer.Change change =
                    bed.server.prepare(new AgentConfig.Netconf(true, List.of(listen, second), users));
            assertEquals(List.of(bed.port), bed.server.ports(), "prepared only");
            change.apply();
            assertEquals(2, bed.server.ports().size());
            assertEquals(bed.port, bed.server.ports().getFirst(), "the address that stays is not touched");
            new TestClient(bed.port, "bob", bob).close();
            assertThrows(SshException.class, () -> new TestClient(bed.port, Testbed.USER, bed.key));
            assertTrue(channel.rpc(GET_ONE).contains("<index>1</index>"), "open sessions stay");

            change.rollback();
            assertEquals(List.of(bed.port), bed.server.ports());
            new TestClient(bed.port, Testbed.USER, bed.key).close();

            bed.server
                    .prepare(new AgentConfig.Netconf(false, List.of(listen), List.of()))
                    .apply();
            assertEquals(List.of(), bed.server.ports());
            assertThrows(IOException.class, () -> new TestClient(bed.port, Testbed.USER, bed.key));
            assertTrue(channel.rpc(GET_ONE).contains("<index>1</index>"), "open sessions stay");
        }
    }

    @Test
    void refusesAnAddressInUseAndABadKeyWithoutChangingAnything() throws Exception {
        try (Testbed bed = start();
                var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var listen = new AgentConfig.Listen("127.0.0.1", taken.getLocalPort());
            String message = assertThrows(NetconfException.class, () -> bed.server.prepare(bed.config(List.of(listen))))
                    .getMessage();
            assertTrue(message.contains("127.0.0.1 port " + taken.getLocalPort()), message);
            var bad = List.of(new AgentConfig.User("eve", List.of("ssh-rsa AAAA")));
            message = assertThrows(
                            NetconfException.class,
                            () -> bed.server.prepare(new AgentConfig.Netconf(true, List.of(), bad)))
                    .getMessage();
            assertTrue(message.contains("eve"), message);
            new TestClient(bed.port, Testbed.USER, bed.key).close();
        }
    }

    @Test
    void movesFromAWideAddressToANarrowOneOnTheSamePort() throws Exception {
        try (Testbed bed = start()) {
            int port;
            try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = free.getLocalPort();
            }
            bed.server
                    .prepare(bed.config(List.of(new AgentConfig.Listen("0.0.0.0", port))))
                    .apply();
            NetconfServer.Change narrow =
                    bed.server.prepare(bed.config(List.of(new AgentConfig.Listen("127.0.0.1", port))));
            narrow.apply();
            new TestClient(port, Testbed.USER, bed.key).close();
            narrow.rollback();
            assertEquals(List.of(port), bed.server.ports());
            new TestClient(port, Testbed.USER, bed.key).close();
        }
    }

    @Test
    void streamsTenThousandProbesInBoundedMemory() throws Exception {
        Snapshot snapshot = SnapshotFixtures.snapshot(10_000);
        try (Testbed bed = new Testbed(snapshot, folder, Limits.DEFAULT);
                var client = new TestClient(bed.port, Testbed.USER, bed.key)) {
            TestClient.Channel channel = client.open();
            channel.hello();
            long before = used();
            var peak = new AtomicLong();
            channel.send(request("<get/>"));
            // While nobody reads, the server waits in the midst of its reply with all that it keeps.
            long bytes = channel.drain(16 << 20, () -> peak.accumulateAndGet(used(), Math::max));
            assertTrue(bytes > 50_000_000, bytes + " bytes");
            long grown = peak.get() - before;
            assertTrue(grown < 16L << 20, "the heap grew by " + (grown >> 20) + " MiB for " + bytes + " bytes");
        }
    }

    private static String request(String operation) {
        String rpc = "<rpc message-id=\"1\" xmlns=\"" + Ns.NETCONF + "\">" + operation + "</rpc>";
        return "\n#" + rpc.length() + "\n" + rpc + "\n##\n";
    }

    /** What is alive on the heap: garbage is collected first. */
    private static long used() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
