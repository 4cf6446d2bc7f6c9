package org.pathgauge.snmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.SnapshotFixtures;
import org.snmp4j.PDU;
import org.snmp4j.asn1.BER;
import org.snmp4j.asn1.BEROutputStream;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.VariableBinding;

/** Datagrams that no manager sends. Longer with -Dpathgauge.fuzz.messages=1000000; another run with -Dpathgauge.fuzz.seed. */
class HostileInputTest {
    private static final int MESSAGES = Integer.getInteger("pathgauge.fuzz.messages", 20_000);
    private static final long SEED = Long.getLong("pathgauge.fuzz.seed", 32_473);

    @TempDir
    private Path state;

    @TempDir
    private Path home;

    @Test
    void engineAnswersAfterGarbageTruncatedAndMutatedMessages() throws Exception {
        Snapshot snapshot = SnapshotFixtures.snapshot(5);
        Random random = new Random(SEED);
        NetSnmp netSnmp = new NetSnmp(home);
        try (SnmpAgent agent =
                        SnmpFixture.start(state, () -> snapshot, SnmpFixture.config(List.of(SnmpFixture.COMMUNITY)));
                DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            int port = agent.ports().get(0);
            List<byte[]> good = List.of(
                    message(1, PDU.GET, 3, 0, 0),
                    message(1, PDU.GETNEXT, 3, 0, 0),
                    message(1, PDU.GETBULK, 5, 1, 20),
                    message(1, PDU.GETBULK, 2, -5, Integer.MAX_VALUE),
                    message(1, PDU.GETBULK, 2, Integer.MAX_VALUE, -1),
                    message(1, PDU.GET, 400, 0, 0),
                    message(3, PDU.GET, 1, 0, 0));
            for (int i = 0; i < MESSAGES; i++) {
                byte[] bytes = hostile(random, good);
                socket.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), port));
                if (i % 1_000 == 0) {
                    assertAlive(netSnmp, port);
                }
            }
            assertAlive(netSnmp, port);
        }
    }

    private static void assertAlive(NetSnmp netSnmp, int port) {
        assertEquals(
                List.of("probe-1"),
                netSnmp.lines(
                        "snmpget",
                        NetSnmp.with(NetSnmp.v2c(SnmpFixture.COMMUNITY), "-Oqv", "-t", "10", "-r", "3"),
                        port,
                        "PATHGAUGE-MIB::pathGaugeProbeName.1"),
                "seed " + SEED);
    }

    private static byte[] hostile(Random random, List<byte[]> good) {
        byte[] message = good.get(random.nextInt(good.size())).clone();
        switch (random.nextInt(5)) {
            case 0 -> {
                byte[] garbage = new byte[random.nextInt(9_000)];
                random.nextBytes(garbage);
                return garbage;
            }
            case 1 -> {
                return java.util.Arrays.copyOf(message, random.nextInt(message.length));
            }
            case 2 -> {
                return java.util.Arrays.copyOf(message, message.length + random.nextInt(100));
            }
            default -> {
                for (int n = 1 + random.nextInt(4); n > 0; n--) {
                    message[random.nextInt(message.length)] = (byte) random.nextInt(256);
                }
                return message;
            }
        }
    }

    /** A community message in its plain encoding; version 3 here means a header that does not fit its number. */
    private static byte[] message(int version, int type, int variables, int nonRepeaters, int repetitions)
            throws Exception {
        PDU pdu = new PDU();
        pdu.setType(type);
        pdu.setRequestID(new Integer32(77));
        for (int i = 0; i < variables; i++) {
            pdu.add(new VariableBinding(new OID("1.3.6.1.4.1.32473.1.1.2.1.1." + (2 + i % 30))));
        }
        if (type == PDU.GETBULK) {
            pdu.setNonRepeaters(nonRepeaters);
            pdu.setMaxRepetitions(repetitions);
        }
        OctetString community = new OctetString(SnmpFixture.COMMUNITY);
        Integer32 versionNumber = new Integer32(version);
        int length = versionNumber.getBERLength() + community.getBERLength() + pdu.getBERLength();
        BEROutputStream out = new BEROutputStream(ByteBuffer.allocate(length + 10));
        BER.encodeHeader(out, BER.SEQUENCE, length);
        versionNumber.encodeBER(out);
        community.encodeBER(out);
        pdu.encodeBER(out);
        ByteBuffer buffer = out.rewind();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        assertTrue(bytes.length > 20);
        return bytes;
    }
}
