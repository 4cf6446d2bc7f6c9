package org.pathgauge.snmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pathgauge.model.AgentConfig.Listen;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.SnapshotFixtures;
import org.pathgauge.model.SnmpAccess;
import org.pathgauge.model.SnmpStreams;
import org.pathgauge.model.TlsServer;
import org.pathgauge.netconf.Authority;
import org.snmp4j.PDU;
import org.snmp4j.ScopedPDU;
import org.snmp4j.asn1.BEROutputStream;
import org.snmp4j.mp.MPv3;
import org.snmp4j.mp.SnmpConstants;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.VariableBinding;

/** The same answers over UDP, TCP and TLS, asked with net-snmp. */
class TransportsTest {
    private static final Snapshot SNAPSHOT = SnapshotFixtures.snapshot(5);
    private static final String NAME = "PATHGAUGE-MIB::pathGaugeProbeName.1";

    /** sysUpTime.0 and the beginning of TimeTicks. */
    private static final String UP_TIME_WITH_VALUE = "06082b0601020101030043";

    /** GET of sysUpTime.0 with the community of the fixture. */
    private static final byte[] QUESTION = question();

    @TempDir
    private Path state;

    @TempDir
    private Path home;

    private static byte[] question() {
        byte[] oid = {0x06, 0x08, 0x2b, 6, 1, 2, 1, 1, 3, 0, 0x05, 0x00};
        byte[] community = SnmpFixture.COMMUNITY.getBytes();
        var out = new java.io.ByteArrayOutputStream();
        int pdu = 3 + 3 + 3 + 2 + 2 + oid.length;
        out.writeBytes(
                new byte[] {0x30, (byte) (3 + 2 + community.length + 2 + pdu), 2, 1, 1, 4, (byte) community.length});
        out.writeBytes(community);
        out.writeBytes(new byte[] {(byte) 0xa0, (byte) pdu, 2, 1, 7, 2, 1, 0, 2, 1, 0});
        out.writeBytes(new byte[] {0x30, (byte) (2 + oid.length), 0x30, (byte) oid.length});
        out.writeBytes(oid);
        return out.toByteArray();
    }

    private SnmpAgent start(List<Listen> listen, List<Listen> tcp, TlsServer tls) throws SnmpException {
        return SnmpFixture.start(
                state,
                () -> SNAPSHOT,
                SnmpFixture.config(
                        List.of(SnmpFixture.COMMUNITY), SnmpAccess.DEFAULT, new SnmpStreams(tcp, tls), listen));
    }

    private List<String> ask(List<String> options, String where) {
        List<String> command = new ArrayList<>(List.of("snmpget", "-t", "5", "-r", "1", "-Oqv"));
        command.addAll(options);
        command.addAll(List.of(where, NAME));
        NetSnmp.Result result = new NetSnmp(home).run(command);
        assertEquals(0, result.status(), result.text());
        return result.lines();
    }

    /** A connected socket takes answers from the address alone that it asked, as managers do. */
    private static boolean answersFrom(String address, int port) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(5_000);
            socket.connect(new InetSocketAddress(address, port));
            socket.send(new DatagramPacket(QUESTION, QUESTION.length));
            DatagramPacket answer = new DatagramPacket(new byte[500], 500);
            socket.receive(answer);
            return answer.getLength() > QUESTION.length;
        }
    }

    @Test
    void everyAddressOfTheWildcardsAnswersForItself() throws Exception {
        for (String wildcard : List.of("0.0.0.0", "::")) {
            try (SnmpAgent agent = start(List.of(new Listen(wildcard, 0)), List.of(), TlsServer.OFF)) {
                int port = agent.ports().get(0);
                assertTrue(answersFrom("127.0.0.1", port));
                // The kernel alone would answer from 127.0.0.1.
                assertTrue(answersFrom("127.0.0.2", port));
                assertTrue(answersFrom("127.9.9.9", port));
                assertEquals(List.of("probe-1"), ask(NetSnmp.v2c(SnmpFixture.COMMUNITY), "udp:127.0.0.3:" + port));
                if (wildcard.equals("::")) {
                    assertTrue(answersFrom("::1", port));
                    assertEquals(List.of("probe-1"), ask(NetSnmp.v2c(SnmpFixture.COMMUNITY), "udp6:[::1]:" + port));
                }
            }
        }
    }

    @Test
    void portOfAWildcardIsFreeAfterwards() throws Exception {
        int port;
        try (SnmpAgent agent = start(List.of(new Listen("0.0.0.0", 0)), List.of(), TlsServer.OFF)) {
            port = agent.ports().get(0);
            Listen same = new Listen("0.0.0.0", port);
            var e = assertThrows(SnmpException.class, () -> start(List.of(same), List.of(), TlsServer.OFF));
            assertTrue(e.getMessage().contains("0.0.0.0 port " + port + " (Address already in use)"), e.getMessage());
            agent.prepare(SnmpFixture.config(
                            List.of(SnmpFixture.COMMUNITY),
                            SnmpAccess.DEFAULT,
                            SnmpStreams.NONE,
                            List.of(new Listen("127.0.0.1", port))))
                    .apply();
            assertTrue(answersFrom("127.0.0.1", port));
        }
        new DatagramSocket(port, InetAddress.getByName("0.0.0.0")).close();
    }

    @Test
    void tcpAnswersManyQuestionsOfOneConnection() throws Exception {
        try (SnmpAgent agent =
                start(List.of(), List.of(new Listen("127.0.0.1", 0), new Listen("::1", 0)), TlsServer.OFF)) {
            List<Integer> ports = agent.ports(Place.Transport.TCP);
            assertEquals(List.of("probe-1"), ask(NetSnmp.v2c(SnmpFixture.COMMUNITY), "tcp:127.0.0.1:" + ports.get(0)));
            assertEquals(List.of("probe-1"), ask(NetSnmp.v2c(SnmpFixture.COMMUNITY), "tcp6:[::1]:" + ports.get(1)));
            List<String> walk = List.of("snmpbulkwalk", "-v2c", "-c", SnmpFixture.COMMUNITY, "-On");
            List<String> overTcp = new ArrayList<>(walk);
            overTcp.addAll(List.of("tcp:127.0.0.1:" + ports.get(0), ".1.3.6.1.4.1"));
            List<String> overUdp = new ArrayList<>(walk);
            overUdp.addAll(List.of("127.0.0.1:" + agent.ports().get(0), ".1.3.6.1.4.1"));
            assertEquals(new NetSnmp(home).run(overUdp), new NetSnmp(home).run(overTcp));
        }
    }

    @Test
    void connectionsEndAtWhatIsNoMessageAndMakeRoomForNewOnes() throws Exception {
        try (SnmpAgent agent = start(List.of(), List.of(new Listen("127.0.0.1", 0)), TlsServer.OFF)) {
            int port = agent.ports(Place.Transport.TCP).get(0);
            List<byte[]> hostile = List.of(
                    new byte[] {0x31, 0x00},
                    new byte[] {0x30, (byte) 0x80},
                    new byte[] {0x30, (byte) 0x85, 1, 1, 1, 1, 1},
                    new byte[] {0x30, (byte) 0x84, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff},
                    new byte[] {0x30, (byte) 0x82, 0x20, 0x00});
            for (byte[] message : hostile) {
                try (Socket socket = new Socket("127.0.0.1", port)) {
                    socket.setSoTimeout(5_000);
                    socket.getOutputStream().write(message);
                    assertEquals(-1, socket.getInputStream().read(), "the connection ends");
                }
            }
            // The last two are of messages that would be too long.
            List<String> counted = new ArrayList<>(List.of("snmpget", "-Oqv"));
            counted.addAll(NetSnmp.v2c(SnmpFixture.COMMUNITY));
            counted.addAll(List.of("tcp:127.0.0.1:" + port, SnmpConstants.snmpInASNParseErrs.toString()));
            assertEquals(List.of("3"), new NetSnmp(home).run(counted).lines());
            List<Socket> idle = new ArrayList<>();
            try {
                for (int i = 0; i < 70; i++) {
                    idle.add(new Socket("127.0.0.1", port));
                }
                Socket newest = idle.get(69);
                newest.setSoTimeout(5_000);
                newest.getOutputStream().write(QUESTION);
                assertEquals(0x30, newest.getInputStream().read(), "the newest is served");
                idle.get(0).setSoTimeout(5_000);
                assertEquals(-1, idle.get(0).getInputStream().read(), "the oldest made room");
            } finally {
                for (Socket socket : idle) {
                    socket.close();
                }
            }
        }
    }

    /**
     * GET of sysUpTime.0 with the transport security model: its parameters are empty (RFC 5591 section 5.1), and the
     * engine is the one that is asked (RFC 5343).
     */
    private static byte[] questionOfTsm() throws IOException {
        ScopedPDU pdu = new ScopedPDU();
        pdu.setType(PDU.GET);
        pdu.setRequestID(new Integer32(7));
        pdu.setContextEngineID(MPv3.LOCAL_ENGINE_ID);
        pdu.add(new VariableBinding(SnmpConstants.sysUpTime));
        BEROutputStream inner = new BEROutputStream(ByteBuffer.allocate(pdu.getBERLength()));
        pdu.encodeBER(inner);
        byte[] scoped = inner.getBuffer().array();
        byte[] head = {2, 1, 3, 0x30, 14, 2, 2, 0x12, 0x34, 2, 2, 0x20, 0, 4, 1, 7, 2, 1, 4, 4, 0};
        head[4] = (byte) (head.length - 5 - 2);
        var message = new java.io.ByteArrayOutputStream();
        message.writeBytes(new byte[] {0x30, (byte) (head.length + scoped.length)});
        message.writeBytes(head);
        message.writeBytes(scoped);
        return message.toByteArray();
    }

    /** What comes back over TLS; nothing if the connection ends. */
    private static byte[] askTls(Authority trusted, Authority own, String certificate, int port, byte[] message)
            throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        String key = Files.readString(own.key(certificate)).replaceAll("-----[A-Z ]+-----|\\s", "");
        PrivateKey privateKey = KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(key)));
        store.setKeyEntry("own", privateKey, new char[0], new Certificate[] {own.load(certificate)});
        store.setCertificateEntry("trusted", trusted.load(""));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        try (Socket socket = context.getSocketFactory().createSocket("127.0.0.1", port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(message);
            byte[] answer = new byte[500];
            int length = socket.getInputStream().read(answer);
            return java.util.Arrays.copyOf(answer, Math.max(0, length));
        } catch (SSLException | SocketException e) {
            return new byte[0];
        }
    }

    @Test
    void tlsTellsTheUserByTheCertificate() throws Exception {
        Authority authority = new Authority(home, "authority")
                .issue("agent", "DNS:agent.example.net")
                .issue("carol", "email:carol@example.net")
                .issue("nobody", "email:nobody@example.net")
                .issue("old", "email:carol@example.net", "-startdate", "20200101000000Z", "-enddate", "20200201000000Z")
                .issue("poller", "DNS:poller.example.net");
        Authority stranger = new Authority(home, "stranger").issue("mallory", "email:carol@example.net");
        SnmpFixture.addUser(state, "carol@example.net", AuthProtocol.SHA_256, PrivProtocol.AES_128);
        TlsServer tls = new TlsServer(
                List.of(new Listen("127.0.0.1", 0)),
                Optional.of(authority.certificate("agent").toString()),
                Optional.of(authority.key("agent").toString()),
                Optional.of(authority.certificate().toString()),
                Optional.empty(),
                List.of(
                        new TlsServer.CertToName(
                                1,
                                Optional.of(Authority.fingerprint(authority.load("poller"))),
                                TlsServer.MapType.SPECIFIED,
                                Optional.of("carol@example.net")),
                        new TlsServer.CertToName(
                                2, Optional.empty(), TlsServer.MapType.SAN_RFC822_NAME, Optional.empty())));
        try (SnmpAgent agent = start(List.of(), List.of(), tls)) {
            int port = agent.ports(Place.Transport.TLS).get(0);
            byte[] question = questionOfTsm();
            String answer = hex(askTls(authority, authority, "carol", port, question));
            assertTrue(answer.contains(UP_TIME_WITH_VALUE), "a response with a value: " + answer);
            String mapped = hex(askTls(authority, authority, "poller", port, question));
            assertTrue(mapped.contains(UP_TIME_WITH_VALUE), "by its fingerprint: " + mapped);
            assertEquals("", hex(askTls(authority, authority, "old", port, question)), "expired");
            assertEquals("", hex(askTls(authority, authority, "nobody", port, question)), "no user of that name");
            assertEquals("", hex(askTls(authority, stranger, "mallory", port, question)), "no trusted certificate");
            try (SnmpAgent plain = start(List.of(), List.of(new Listen("127.0.0.1", 0)), TlsServer.OFF)) {
                // Without TLS under it the security model takes nobody's word.
                for (int other : plain.ports(Place.Transport.TCP)) {
                    String bare = hex(askTcp(other, question));
                    assertFalse(bare.contains(UP_TIME_WITH_VALUE), bare);
                }
            }
        }
    }

    private static String hex(byte[] octets) {
        return HexFormat.of().formatHex(octets);
    }

    /** A question that gets no answer, and one that does, on one connection: what came first is what was answered. */
    private static byte[] askTcp(int port, byte[] message) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(message);
            socket.getOutputStream().write(QUESTION);
            byte[] answer = new byte[500];
            int length = socket.getInputStream().read(answer);
            byte[] first = java.util.Arrays.copyOf(answer, length);
            // The answer to the community has it, too: only version 3 is looked at.
            return first[4] == 1 ? new byte[0] : first;
        }
    }

    @Test
    void largestMessageIsWhatTheEngineSays() throws Exception {
        try (SnmpAgent agent = start(List.of(), List.of(), TlsServer.OFF)) {
            assertEquals(
                    List.of("8192"),
                    new NetSnmp(home)
                            .lines(
                                    "snmpget",
                                    NetSnmp.with(NetSnmp.v2c(SnmpFixture.COMMUNITY), "-Oqv"),
                                    agent.ports().get(0),
                                    ".1.3.6.1.6.3.10.2.1.4.0"));
        }
    }
}
