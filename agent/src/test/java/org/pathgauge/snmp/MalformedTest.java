package org.pathgauge.snmp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.SnapshotFixtures;
import org.pathgauge.snmp.MalformedMessages.Malformed;
import org.snmp4j.PDU;
import org.snmp4j.asn1.BER;
import org.snmp4j.asn1.BERInputStream;
import org.snmp4j.asn1.BEROutputStream;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.VariableBinding;

/**
 * Messages with one thing wrong each: the right answer or none, the right counter and no other, a good request answered
 * after each batch, nothing that grows.
 *
 * <p>A second in the tests. {@code -Dsnmp-fuzz=SECONDS} goes on for that long, from a new seed each time; a failure names its
 * seed, and {@code -Dsnmp-fuzz-seed=N} repeats it.
 */
class MalformedTest {
    private static final int BATCH = 50;
    private static final int BATCHES = 20;
    private static final int SEED = 32_473;
    private static final long MAX_GROWTH = 8 << 20;

    @TempDir
    private Path state;

    private DatagramSocket socket;
    private int requests;

    @Test
    void eachIsAnsweredAndCountedAsTheRfcsSay() throws Exception {
        SnmpFixture.addUser(state, "operator", AuthProtocol.SHA_256, PrivProtocol.AES_128);
        Snapshot snapshot = SnapshotFixtures.snapshot(5);
        long end = System.nanoTime() + 1_000_000_000L * Integer.getInteger("snmp-fuzz", 0);
        long seed = Long.getLong("snmp-fuzz-seed", SEED);
        try (SnmpAgent agent =
                        SnmpFixture.start(state, () -> snapshot, SnmpFixture.config(List.of(SnmpFixture.COMMUNITY)));
                DatagramSocket open = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            socket = open;
            socket.connect(InetAddress.getLoopbackAddress(), agent.ports().get(0));
            socket.setSoTimeout(10_000);
            run(seed, BATCHES);
            long before = used();
            int threads = ManagementFactory.getThreadMXBean().getThreadCount();
            run(seed + 1, BATCHES);
            while (System.nanoTime() < end) {
                run(System.nanoTime(), BATCHES);
            }
            long grown = used() - before;
            assertTrue(grown < MAX_GROWTH, grown + " octets more in use than before");
            int more = ManagementFactory.getThreadMXBean().getThreadCount() - threads;
            assertTrue(more <= 2, more + " threads more than before");
        }
    }

    private void run(long seed, int batches) throws Exception {
        MalformedMessages messages = messages(new Random(seed));
        Map<String, Long> before = counters(false, "the beginning");
        for (int batch = 0; batch < batches; batch++) {
            List<String> sent = new ArrayList<>();
            for (int i = 0; i < BATCH; i++) {
                Malformed malformed = messages.next();
                sent.add(malformed.what());
                String what = malformed.what() + " of " + sent + ", -Dsnmp-fuzz-seed=" + seed + " repeats it";
                send(malformed.octets());
                if (malformed.answer() == MalformedMessages.Answer.ONE) {
                    assertTrue(receive(what).length > 0, what);
                }
                malformed.counter().ifPresent(counter -> before.merge(counter, 1L, Long::sum));
                // One thread answers in turn: an answer to the malformed message would come before this one.
                assertEquals(before, counters(malformed.answer() == MalformedMessages.Answer.ONE_OR_NONE, what), what);
            }
        }
    }

    private MalformedMessages messages(Random random) throws Exception {
        UserStore.Keys keys = new UserStore(state).keys().getFirst();
        UserCrypto user = new UserCrypto(keys, keys.user().name().getBytes(StandardCharsets.UTF_8));
        byte[] engineId = EngineState.readOrCreate(state).engineId();
        // A report on the wrong time tells the right one (RFC 3414 section 4).
        send(new MalformedMessages(random, engineId, user, 0, 0).secure());
        byte[] report = receive("a wrong time");
        BerReader reader = new BerReader(report, 0, report.length);
        reader.enter(BerReader.SEQUENCE);
        assertEquals(3, reader.integer());
        reader.pass(reader.header(BerReader.SEQUENCE));
        reader.enter(BerReader.OCTETS);
        reader.enter(BerReader.SEQUENCE);
        assertArrayEquals(engineId, reader.octets());
        return new MalformedMessages(random, engineId, user, reader.integer(), reader.integer());
    }

    /**
     * Asks for all counters; the answer must be the next that comes.
     *
     * @param report whether one of version 3 may come before it
     * @param what was sent before
     */
    private Map<String, Long> counters(boolean report, String what) throws IOException {
        PDU request = new PDU();
        request.setType(PDU.GET);
        request.setRequestID(new Integer32(++requests));
        MalformedMessages.COUNTERS.forEach(counter -> request.add(new VariableBinding(new OID(counter))));
        BEROutputStream out = new BEROutputStream(ByteBuffer.allocate(2_000));
        request.encodeBER(out);
        send(MalformedMessages.community(SnmpFixture.COMMUNITY, out.getBuffer().flip()));
        byte[] answer = receive("a good request");
        BERInputStream in = new BERInputStream(ByteBuffer.wrap(answer));
        BER.decodeHeader(in, new BER.MutableByte());
        Integer32 version = new Integer32();
        version.decodeBER(in);
        if (report && version.getValue() == 3) {
            answer = receive("a good request");
            in = new BERInputStream(ByteBuffer.wrap(answer));
            BER.decodeHeader(in, new BER.MutableByte());
            version.decodeBER(in);
        }
        assertEquals(1, version.getValue(), "an answer that was not to be, to " + what);
        new OctetString().decodeBER(in);
        PDU response = new PDU();
        response.decodeBER(in);
        assertEquals(requests, response.getRequestID().getValue(), "an answer that was not to be");
        Map<String, Long> counters = new HashMap<>();
        for (VariableBinding variable : response.getVariableBindings()) {
            counters.put(variable.getOid().toString(), variable.getVariable().toLong());
        }
        return counters;
    }

    private void send(byte[] message) throws IOException {
        socket.send(new DatagramPacket(message, message.length));
    }

    private byte[] receive(String toWhat) throws IOException {
        DatagramPacket answer = new DatagramPacket(new byte[70_000], 70_000);
        try {
            socket.receive(answer);
        } catch (SocketTimeoutException e) {
            throw new AssertionError("no answer to " + toWhat, e);
        }
        return Arrays.copyOf(answer.getData(), answer.getLength());
    }

    private static long used() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
