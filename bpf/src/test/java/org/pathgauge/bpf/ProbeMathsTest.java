package org.pathgauge.bpf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Buckets at their exact edges, and tokens against the published vectors, computed in the kernel. */
class ProbeMathsTest {
    /** Key 00 01 … 0f of the vectors that the authors of SipHash publish. */
    private static final long K0 = 0x0706050403020100L;

    private static final long K1 = 0x0f0e0d0c0b0a0908L;
    private static BpfObject object;

    @BeforeAll
    static void load() {
        object = BpfObject.open("maths", TestObjects.compile("maths"));
        object.load();
    }

    @AfterAll
    static void close() {
        object.close();
    }

    @ParameterizedTest
    @CsvSource({"rtt_bucket,8", "ipdv_bucket,4"})
    void bucketsChangeExactlyAtTheirBounds(String program, int perOctave) {
        int bucket = 0;
        assertEquals(0, run(program, 0).returnValue());
        for (int octave = 10; octave < 34; octave++) {
            for (int step = 0; step < perOctave; step++) {
                long lower = (1L << octave) * (perOctave + step) / perOctave;
                assertEquals(bucket, run(program, lower - 1).returnValue(), "below " + lower);
                bucket++;
                assertEquals(bucket, run(program, lower).returnValue(), "at " + lower);
            }
        }
        assertEquals(bucket, run(program, (1L << 34) - 1).returnValue());
        assertEquals(bucket + 1, run(program, 1L << 34).returnValue());
        assertEquals(bucket + 1, run(program, Long.MAX_VALUE).returnValue());
        assertEquals(bucket + 1, run(program, -1L).returnValue(), "unsigned");
        assertEquals(24 * perOctave, bucket);
    }

    @Test
    void referenceIsRightByThePublishedVectors() {
        assertEquals(0xa129ca6149be45e5L, SipHash24.hash(K0, K1, count(15)), "paper, appendix A");
        assertEquals(0x93f5f5799a932462L, SipHash24.hash(K0, K1, count(8)), "reference code, length 8");
    }

    @Test
    void kernelsTokenIsThePublishedOne() {
        assertEquals(0x93f5f5799a932462L, siphash(K0, K1, 0x0706050403020100L));
        for (long i = 1; i < 200; i++) {
            long word = i * 0x9e3779b97f4a7c15L;
            byte[] message = ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(word)
                    .array();
            assertEquals(SipHash24.hash(~word, word << 7, message), siphash(~word, word << 7, word));
        }
    }

    private static byte[] count(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) i;
        }
        return bytes;
    }

    private static long siphash(long k0, long k1, long message) {
        return ByteBuffer.wrap(run("siphash", k0, k1, message).data())
                .order(ByteOrder.nativeOrder())
                .getLong(40);
    }

    private static BpfProgram.TestRun run(String program, long... in) {
        ByteBuffer packet =
                ByteBuffer.allocate(64).order(ByteOrder.nativeOrder()).position(16);
        for (long number : in) {
            packet.putLong(number);
        }
        return object.program(program).testRun(packet.array(), new byte[0], 1);
    }
}
