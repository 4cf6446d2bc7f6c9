package org.pathgauge.snmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.SnapshotFixtures;
import org.snmp4j.PDU;
import org.snmp4j.asn1.BER;
import org.snmp4j.asn1.BERInputStream;
import org.snmp4j.asn1.BEROutputStream;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.VariableBinding;

/** The quick path's answers and the library's are the same. */
class QuickPathTest {
    private static final int REQUESTS = 400;

    @TempDir
    private Path state;

    @Test
    void answersAreThoseOfTheLibrary() throws Exception {
        Snapshot snapshot = SnapshotFixtures.snapshot(9);
        Random random = new Random(32_473);
        try (SnmpAgent agent =
                        SnmpFixture.start(state, () -> snapshot, SnmpFixture.config(List.of(SnmpFixture.COMMUNITY)));
                DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            socket.connect(InetAddress.getLoopbackAddress(), agent.ports().get(0));
            socket.setSoTimeout(20_000);
            long quick = agent.answeredQuickly();
            for (int i = 0; i < REQUESTS; i++) {
                PDU request = request(random, i);
                PDU plain = exchange(socket, message(request, false));
                assertEquals(quick + i + 1, agent.answeredQuickly(), "took the library's way: " + request);
                PDU unusual = exchange(socket, message(request, true));
                assertEquals(quick + i + 1, agent.answeredQuickly(), "took the quick way: " + request);
                List<? extends VariableBinding> rest = plain.getVariableBindings();
                // A response of the library may hold a little more before it is full.
                if (request.getType() == PDU.GETBULK && rest.size() < unusual.size()) {
                    assertTrue(rest.size() > 0 && plain.getBERLength() > ReadRequest.MAX_BULK_OCTETS - 2_048);
                    unusual.setVariableBindings(unusual.getVariableBindings().subList(0, rest.size()));
                }
                assertVariables(request, unusual, plain);
            }
        }
    }

    private static void assertVariables(PDU request, PDU expected, PDU actual) {
        assertEquals(expected.getRequestID(), actual.getRequestID());
        assertEquals(expected.getErrorStatus(), actual.getErrorStatus());
        assertEquals(expected.size(), actual.size(), "variables of " + request);
        for (int i = 0; i < expected.size(); i++) {
            // The values of standard objects, such as uptimes, change from one request to the next.
            if (expected.get(i).getOid().startsWith(new OID("1.3.6.1.4.1.32473"))) {
                assertEquals(expected.get(i), actual.get(i), "variable " + i + " of " + request);
            } else {
                assertEquals(expected.get(i).getOid(), actual.get(i).getOid(), "variable " + i + " of " + request);
                assertEquals(expected.get(i).getSyntax(), actual.get(i).getSyntax());
            }
        }
    }

    private static PDU request(Random random, int number) {
        PDU pdu = new PDU();
        pdu.setType(new int[] {PDU.GET, PDU.GETNEXT, PDU.GETBULK}[random.nextInt(3)]);
        pdu.setRequestID(new Integer32(random.nextInt()));
        int variables = random.nextInt(number % 10 == 0 ? 40 : 5);
        for (int i = 0; i < Math.max(1, variables); i++) {
            pdu.add(new VariableBinding(name(random)));
        }
        if (pdu.getType() == PDU.GETBULK) {
            pdu.setNonRepeaters(random.nextInt(3));
            pdu.setMaxRepetitions(1 + random.nextInt(60));
        }
        return pdu;
    }

    private static OID name(Random random) {
        List<String> starts = List.of(
                "1.3.6.1.4.1.32473.1.1.1",
                "1.3.6.1.4.1.32473.1.1.2." + (1 + random.nextInt(6)) + ".1." + random.nextInt(38),
                "1.3.6.1.4.1.32473.1.1." + random.nextInt(9),
                "1.3.6.1.2.1.1." + random.nextInt(10),
                "1.3.6.1.6.3",
                "2.3",
                "0.0");
        OID oid = new OID(starts.get(random.nextInt(starts.size())));
        for (int more = random.nextInt(4); more > 0; more--) {
            oid.append(random.nextInt(5) == 0 ? random.nextInt() : random.nextInt(26));
        }
        return oid;
    }

    private static PDU exchange(DatagramSocket socket, byte[] message) throws Exception {
        socket.send(new DatagramPacket(message, message.length));
        DatagramPacket answer = new DatagramPacket(new byte[70_000], 70_000);
        socket.receive(answer);
        BERInputStream in = new BERInputStream(ByteBuffer.wrap(answer.getData(), 0, answer.getLength()));
        int length = BER.decodeHeader(in, new BER.MutableByte());
        assertEquals(answer.getLength(), length + (int) in.getPosition(), "length of the message");
        Integer32 version = new Integer32();
        version.decodeBER(in);
        assertEquals(1, version.getValue());
        OctetString community = new OctetString();
        community.decodeBER(in);
        assertEquals(SnmpFixture.COMMUNITY, community.toString());
        PDU pdu = new PDU();
        pdu.decodeBER(in);
        return pdu;
    }

    /** A community message; an unusual one has a length in four octets, which is valid BER that nobody sends. */
    private static byte[] message(PDU pdu, boolean unusual) throws Exception {
        BEROutputStream out = new BEROutputStream(ByteBuffer.allocate(20_000));
        new Integer32(1).encodeBER(out);
        new OctetString(SnmpFixture.COMMUNITY).encodeBER(out);
        pdu.encodeBER(out);
        ByteBuffer contents = out.getBuffer().flip();
        int length = contents.remaining();
        ByteBuffer message = ByteBuffer.allocate(length + 6);
        message.put((byte) 0x30);
        if (unusual) {
            message.put((byte) 0x84).putInt(length);
        } else {
            message.put((byte) 0x82).putShort((short) length);
        }
        message.put(contents);
        return Arrays.copyOf(message.array(), message.position());
    }
}
