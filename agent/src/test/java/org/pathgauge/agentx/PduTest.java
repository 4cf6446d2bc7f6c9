package org.pathgauge.agentx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snmp4j.smi.Counter32;
import org.snmp4j.smi.Counter64;
import org.snmp4j.smi.Gauge32;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.IpAddress;
import org.snmp4j.smi.Null;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.Opaque;
import org.snmp4j.smi.TimeTicks;
import org.snmp4j.smi.Variable;
import org.snmp4j.smi.VariableBinding;

/** The octets of PDUs (RFC 2741 sections 5 and 6). */
class PduTest {
    private static final int MAX = 4096;

    private static byte[] bytes(PduWriter writer) {
        ByteBuffer written = writer.written();
        byte[] all = new byte[written.remaining()];
        written.get(all);
        writer.clear();
        return all;
    }

    private static PduReader payload(byte[] pdu) throws AgentXException {
        ByteBuffer in = ByteBuffer.wrap(pdu);
        Header header = PduReader.header(in, MAX);
        assertEquals(pdu.length - Header.OCTETS, header.length());
        return new PduReader(in.slice().order(header.order()));
    }

    /** Octets worked out by hand from section 5.1: 1.3.6.1.p is shortened, and nothing else. */
    @ParameterizedTest
    @CsvSource({
        "1.3.6.1.4.1.32473.1, 03040000 00000001 00007ed9 00000001",
        "1.3.6.1.2.1.1.3.0, 04020000 00000001 00000001 00000003 00000000",
        "1.3.6.1.4, 00040000",
        "1.3.6.1.0, 05000000 00000001 00000003 00000006 00000001 00000000",
        "1.3.6.1.256, 05000000 00000001 00000003 00000006 00000001 00000100",
        "1.3.6.1, 04000000 00000001 00000003 00000006 00000001",
        "1.3.6.2.4, 05000000 00000001 00000003 00000006 00000002 00000004",
        "1.3.6.1.4.4294967295, 01040000 ffffffff",
        "'', 00000000",
    })
    void identifiersAreShortened(String oid, String hex) throws AgentXException {
        PduWriter writer = new PduWriter();
        writer.begin(Header.PING, Header.NETWORK_BYTE_ORDER, 0, 0, 0);
        writer.oid(new OID(oid), false).end();
        byte[] pdu = bytes(writer);
        assertEquals(hex.replace(" ", ""), HexFormat.of().formatHex(pdu, Header.OCTETS, pdu.length));
        assertEquals(new OID(oid), payload(pdu).oid());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, Header.NETWORK_BYTE_ORDER})
    void everyTypeSurvivesBothByteOrders(int flags) throws AgentXException {
        List<Variable> values = List.of(
                new Integer32(-2),
                new OctetString("five!"),
                new OctetString(),
                Null.instance,
                new OID("1.3.6.1.2.1"),
                new IpAddress("192.0.2.7"),
                new Counter32(4_294_967_295L),
                new Gauge32(3_000_000_000L),
                new TimeTicks(77),
                new Opaque(new byte[] {1, 2, 3}),
                new Counter64(-1),
                Null.noSuchObject,
                Null.noSuchInstance,
                Null.endOfMibView);
        PduWriter writer = new PduWriter();
        writer.begin(Header.TEST_SET, flags, 1, 2, 3);
        List<VariableBinding> variables = IntStream.range(0, values.size())
                .mapToObj(i -> new VariableBinding(new OID("1.3.6.1.4.1.9." + i), values.get(i)))
                .toList();
        variables.forEach(writer::variable);
        writer.end();
        byte[] pdu = bytes(writer);
        assertEquals(flags != 0, pdu[4] == 0, "the order of the session id");
        List<VariableBinding> read = payload(pdu).variables();
        assertEquals(variables, read);
        for (int i = 0; i < read.size(); i++) {
            assertEquals(values.get(i).getSyntax(), read.get(i).getSyntax(), "type of " + values.get(i));
        }
    }

    @Test
    void responseGoesWithItsRequest() throws AgentXException {
        PduWriter writer = new PduWriter();
        Header request = new Header(Header.GET, Header.NON_DEFAULT_CONTEXT, 7, 8, 9, 0);
        writer.response(request, 5, 1).end();
        byte[] pdu = bytes(writer);
        Header header = PduReader.header(ByteBuffer.wrap(pdu), MAX);
        assertEquals(new Header(Header.RESPONSE, 0, 7, 8, 9, 8), header);
        assertArrayEquals(new byte[] {0, 0, 0, 0, 5, 0, 1, 0}, java.util.Arrays.copyOfRange(pdu, 20, 28));
    }

    @Test
    void writerGrowsAndKeepsTheOrder() throws AgentXException {
        PduWriter writer = new PduWriter();
        byte[] large = new byte[50_001];
        large[50_000] = 9;
        writer.begin(Header.NOTIFY, 0, 1, 2, 3);
        writer.octets(new byte[] {1}).octets(large).fourOctets(0x01020304).end();
        byte[] pdu = bytes(writer);
        ByteBuffer in = ByteBuffer.wrap(pdu);
        Header header = PduReader.header(in, 1 << 20);
        PduReader reader = new PduReader(in.slice().order(header.order()));
        assertArrayEquals(new byte[] {1}, reader.octets());
        assertArrayEquals(large, reader.octets());
        assertEquals(0x01020304, reader.fourOctets());
        assertFalse(reader.more());
    }

    @ParameterizedTest
    @CsvSource({
        "02 05 10 00 00000001 00000002 00000003 00000000, version 2",
        "01 05 10 00 00000001 00000002 00000003 00001004, more than the 4096",
        "01 05 10 00 00000001 00000002 00000003 ffffffff, more than the 4096",
        "01 05 10 00 00000001 00000002 00000003 00000006, multiple of 4",
    })
    void headersThatAreNoneAreRefused(String hex, String why) {
        ByteBuffer in = ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", "")));
        AgentXException refused = assertThrows(AgentXException.class, () -> PduReader.header(in, MAX));
        assertTrue(refused.getMessage().contains(why), refused.getMessage());
        assertEquals(AgentXException.Reason.PARSE_ERROR, refused.reason());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "02040000 00000001", // one sub-identifier short
                "80000000", // 128 and none there
                "7f040000", // 132 with the prefix
                "00040200", // include is 2
                "000400", // half a header
            })
    void identifiersThatAreNoneAreRefused(String hex) {
        PduReader in = new PduReader(ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", ""))));
        assertThrows(AgentXException.class, in::ranges);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00070000 00000000", // no such type
                "00040000 00000000 00000005 61626364", // octet string too short
                "00040000 00000000 ffffffff", // of negative length
                "00040000 00000000 7ffffffe", // whose padded length is negative
                "00400000 00000000 00000002 01020000", // address of two octets
                "00460000 00000000 00000001", // half a Counter64
                "0002", // half a type
            })
    void variablesThatAreNoneAreRefused(String hex) {
        PduReader in = new PduReader(ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", ""))));
        assertThrows(AgentXException.class, in::variables);
    }

    /** Whatever comes is read or refused, by AgentXException and nothing else, and never for long. */
    @Test
    void mutatedPdusAreReadOrRefused() {
        Random random = new Random(20_741);
        PduWriter writer = new PduWriter();
        int refused = 0;
        for (int round = 0; round < 50_000; round++) {
            writer.begin(1 + random.nextInt(20), random.nextInt(256), random.nextInt(), random.nextInt(), round);
            for (int i = random.nextInt(4); i >= 0; i--) {
                writer.oid(new OID(random.ints(random.nextInt(12)).toArray()), random.nextBoolean());
                writer.octets(new byte[random.nextInt(9)]);
                writer.variable(new VariableBinding(new OID("1.3.6.1.2"), new Integer32(random.nextInt())));
            }
            writer.end();
            byte[] pdu = bytes(writer);
            for (int i = random.nextInt(4); i >= 0; i--) {
                pdu[random.nextInt(pdu.length)] = (byte) random.nextInt(256);
            }
            try {
                ByteBuffer in = ByteBuffer.wrap(pdu);
                Header header = PduReader.header(in, MAX);
                PduReader reader = new PduReader(in.slice(in.position(), Math.min(header.length(), in.remaining()))
                        .order(header.order()));
                if (random.nextBoolean()) {
                    reader.ranges();
                } else {
                    reader.variables();
                }
            } catch (AgentXException e) {
                refused++;
            }
        }
        assertTrue(refused > 10_000, "only " + refused + " were refused");
    }
}
