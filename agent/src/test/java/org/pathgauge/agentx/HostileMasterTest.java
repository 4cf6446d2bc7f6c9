package org.pathgauge.agentx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pathgauge.model.AgentXConfig;
import org.pathgauge.model.AgentXState.Status;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.SnapshotFixtures;
import org.pathgauge.snmp.mib.PathGaugeViews;
import org.snmp4j.smi.Counter64;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.VariableBinding;

/** Sessions with a master that does what none should: each ends with a reason, and the next one works. */
@Timeout(60)
class HostileMasterTest {
    private static final int SESSION = 4711;
    private static final OID NUMBER = new OID("1.3.6.1.4.1.32473.1.1.1.1.0");

    @TempDir
    private Path home;

    private final Snapshot snapshot = SnapshotFixtures.snapshot(3);
    private final PduWriter out = new PduWriter();
    private ServerSocketChannel server;
    private AgentXClient client;
    private SocketChannel channel;

    /** Far longer than a busy machine needs. */
    private Duration timeout = Duration.ofSeconds(20);

    private DataInputStream in;

    /** A PDU as it came. */
    private record Came(Header header, PduReader payload) {}

    @BeforeEach
    void listen() throws IOException {
        Path socket = home.resolve("master");
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket));
        client = new AgentXClient(PathGaugeViews.all(), () -> snapshot, "test", Clock.systemUTC(), System::nanoTime);
    }

    /** Lets the client connect, unless it does already. */
    private void configure() {
        client.configure(new AgentXConfig(
                true,
                home.resolve("master").toString(),
                Optional.empty(),
                AgentXConfig.DEFAULT_PORT,
                timeout,
                127,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                true));
    }

    @AfterEach
    void close() throws IOException {
        // Whoever waits for an answer to the farewell would wait in vain.
        if (channel != null) {
            channel.close();
        }
        server.close();
        client.close();
    }

    private void accept() throws IOException {
        if (channel != null) {
            channel.close();
        }
        configure();
        channel = server.accept();
        in = new DataInputStream(Channels.newInputStream(channel));
    }

    private Came read() throws IOException, AgentXException {
        byte[] head = in.readNBytes(Header.OCTETS);
        assertEquals(Header.OCTETS, head.length, "the connection ended");
        Header header = PduReader.header(ByteBuffer.wrap(head), Link.MAX_PAYLOAD);
        byte[] payload = in.readNBytes(header.length());
        return new Came(header, new PduReader(ByteBuffer.wrap(payload).order(header.order())));
    }

    private void send(Consumer<PduWriter> pdu) throws IOException {
        pdu.accept(out);
        out.end();
        ByteBuffer written = out.written();
        while (written.hasRemaining()) {
            channel.write(written);
        }
        out.clear();
    }

    private void answer(Header to) throws IOException {
        send(pdu -> {
            pdu.begin(Header.RESPONSE, to.flags(), SESSION, to.transactionId(), to.packetId());
            pdu.fourOctets(1234).fourOctets(0);
        });
    }

    /** Lets the client open, register and add its capabilities. */
    private void establish() throws Exception {
        accept();
        for (int expected : new int[] {Header.OPEN, Header.REGISTER, Header.ADD_AGENT_CAPS}) {
            Came came = read();
            assertEquals(expected, came.header.type());
            assertEquals(expected == Header.OPEN ? 0 : SESSION, came.header.sessionId());
            answer(came.header);
        }
    }

    private void get(int flags, int session, int packet) throws IOException {
        send(pdu -> {
            pdu.begin(Header.GET, flags, session, 1, packet);
            pdu.oid(NUMBER, false).oid(new OID(), false);
        });
    }

    /** The next PDU that is no Ping; Pings are answered. */
    private Came next() throws Exception {
        Came came = read();
        while (came.header.type() == Header.PING) {
            answer(came.header);
            came = read();
        }
        return came;
    }

    private void works(int flags) throws Exception {
        get(flags, SESSION, 77);
        Came response = next();
        assertEquals(Header.RESPONSE, response.header.type());
        assertEquals(flags & Header.NETWORK_BYTE_ORDER, response.header.flags());
        assertEquals(77, response.header.packetId());
        response.payload.skip(8);
        assertEquals(
                new VariableBinding(NUMBER, new Counter64(42)),
                response.payload.variables().getFirst());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, Header.NETWORK_BYTE_ORDER})
    void answersInTheOrderOfTheRequest(int flags) throws Exception {
        establish();
        works(flags);
    }

    @ParameterizedTest
    @CsvSource({
        "01 05 10 00 00001267 00000001 00000002 00000004 7f000000, 2", // identifier without sub-identifiers
        "02 05 10 00 00001267 00000001 00000002 00000000, 2", // version 2
        "01 05 10 00 00001267 00000001 00000002 7fffffff, 2", // two gigabytes
        "01 05 10 00 00001267 00000001 00000002 00000003, 2", // no multiple of four
        "01 07 10 00 00001267 00000001 00000002 00000000, 2", // GetBulk without numbers
        "01 08 10 00 00001267 00000001 00000002 00000004 00070000, 2", // TestSet without a variable
        "01 01 10 00 00001267 00000001 00000002 00000000, 3", // a master opens nothing
        "01 63 10 00 00001267 00000001 00000002 00000000, 3", // type 99
    })
    void malformedPduClosesTheSessionWithReason(String hex, int reason) throws Exception {
        establish();
        channel.write(ByteBuffer.wrap(java.util.HexFormat.of().parseHex(hex.replace(" ", ""))));
        Came close = next();
        assertEquals(Header.CLOSE, close.header.type());
        assertEquals(reason, close.payload.octet());
        assertEquals(-1, in.read(), "the connection ends");
        establish();
        works(Header.NETWORK_BYTE_ORDER);
        Snmpd.await(
                "two sessions",
                () -> client.state().toString(),
                () -> client.state().sessions() == 2);
        assertTrue(!client.state().lastError().isEmpty());
    }

    @Test
    void requestsOfOtherSessionsAndContextsAreRefused() throws Exception {
        establish();
        get(Header.NETWORK_BYTE_ORDER, SESSION + 1, 5);
        assertEquals(257, error(next()), "notOpen");
        send(pdu -> {
            pdu.begin(Header.GET, Header.NETWORK_BYTE_ORDER | Header.NON_DEFAULT_CONTEXT, SESSION, 1, 6);
            pdu.octets(new byte[] {'x'}).oid(NUMBER, false).oid(new OID(), false);
        });
        assertEquals(262, error(next()), "unsupportedContext");
        works(Header.NETWORK_BYTE_ORDER);
    }

    private static int error(Came response) throws AgentXException {
        assertEquals(Header.RESPONSE, response.header.type());
        response.payload.skip(4);
        return response.payload.twoOctets();
    }

    @Test
    void bulkIsAnsweredColumnByColumnAndBounded() throws Exception {
        establish();
        OID entry = new OID("1.3.6.1.4.1.32473.1.1.2.1.1");
        send(pdu -> {
            pdu.begin(Header.GET_BULK, Header.NETWORK_BYTE_ORDER, SESSION, 1, 8);
            // One that is asked once, two that are repeated at most 65,535 times.
            pdu.octet(0).octet(1).octet(0xff).octet(0xff);
            pdu.oid(NUMBER, true).oid(new OID(), false);
            pdu.oid(new OID(entry).append(2), false).oid(new OID(entry).append(3), false);
            pdu.oid(new OID(entry).append(3), false).oid(new OID(), false);
        });
        Came response = next();
        assertTrue(response.header.length() < 70_000, "octets: " + response.header.length());
        response.payload.skip(8);
        var variables = response.payload.variables();
        assertEquals(NUMBER, variables.getFirst().getOid());
        for (int row = 0; row < 3; row++) {
            int index = 3 * row + 1;
            assertEquals(
                    new OID(entry).append(2).append(index),
                    variables.get(1 + 2 * row).getOid());
            assertEquals(
                    new OID(entry).append(3).append(index),
                    variables.get(2 + 2 * row).getOid());
        }
        assertTrue(variables.get(7).isException(), "the first column ends at the range's end");
        assertTrue(variables.size() > 100, "the second goes on");
        works(Header.NETWORK_BYTE_ORDER);
    }

    @Test
    void silentMasterIsLeft() throws Exception {
        timeout = Duration.ofSeconds(2);
        accept();
        assertEquals(Header.OPEN, read().header.type());
        // No answer: the connection ends after the timeout, and another one comes.
        assertEquals(-1, in.read());
        establish();
        Came ping = read();
        assertEquals(Header.PING, ping.header.type());
        Came close = read();
        assertEquals(Header.CLOSE, close.header.type());
        assertEquals(4, close.payload.octet(), "reasonTimeouts");
        establish();
        works(Header.NETWORK_BYTE_ORDER);
    }

    @Test
    void masterThatRefusesIsAskedAgain() throws Exception {
        accept();
        Came open = read();
        send(pdu -> {
            pdu.begin(Header.RESPONSE, open.header.flags(), 0, 0, open.header.packetId());
            pdu.fourOctets(0).octet(1).octet(0).octet(0).octet(0);
        });
        assertEquals(-1, in.read());
        establish();
        works(Header.NETWORK_BYTE_ORDER);
        assertTrue(
                client.state().lastError().contains("openFailed"),
                client.state().lastError());
    }

    @Test
    void closedAgentSaysGoodbye() throws Exception {
        establish();
        works(Header.NETWORK_BYTE_ORDER);
        Thread closing = Thread.ofPlatform().start(client::close);
        Came close = next();
        assertEquals(Header.CLOSE, close.header.type());
        assertEquals(5, close.payload.octet(), "reasonShutdown");
        assertEquals(-1, in.read());
        closing.join();
        assertEquals(Status.OFF, client.state().status());
    }

    /** Whatever octets come: the connection ends or is answered, and a new session works. */
    @Test
    void fuzzedStreamsDoNoHarm() throws Exception {
        Random random = new Random(2_741);
        establish();
        for (int round = 0; round < 5; round++) {
            ByteBuffer noise = ByteBuffer.allocate(64 + 4 * random.nextInt(200));
            random.nextBytes(noise.array());
            // As much of a header as gets some of them further.
            noise.put(0, (byte) 1).put(1, (byte) (5 + random.nextInt(8))).put(2, (byte) Header.NETWORK_BYTE_ORDER);
            noise.putInt(4, SESSION).putInt(16, 4 * random.nextInt(20));
            channel.write(noise);
            channel.shutdownOutput();
            while (in.read() >= 0) {
                // Answers, or the farewell.
            }
            establish();
        }
        works(Header.NETWORK_BYTE_ORDER);
    }
}
