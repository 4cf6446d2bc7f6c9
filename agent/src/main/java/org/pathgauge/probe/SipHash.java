package org.pathgauge.probe;

/**
 * SipHash-2-4 (Aumasson and Bernstein, 2012) of messages of eight bytes, which is what a probe's token is.
 *
 * <p>The message is the slot and the sequence number as they stand on the wire, big endian; SipHash reads it as one
 * little-endian word.
 */
public final class SipHash {
    private static final long V0 = 0x736f6d6570736575L;
    private static final long V1 = 0x646f72616e646f6dL;
    private static final long V2 = 0x6c7967656e657261L;
    private static final long V3 = 0x7465646279746573L;
    private static final long LENGTH = 8L << 56;

    private final long key0;
    private final long key1;

    /** A hash with a key of two words, read from its sixteen bytes little endian. */
    public SipHash(long key0, long key1) {
        this.key0 = key0;
        this.key1 = key1;
    }

    /** The token of a probe packet. */
    public long token(int slot, int sequence) {
        return hash(Long.reverseBytes((long) slot << 32 | sequence & 0xffffffffL));
    }

    /** The hash of one word, its bytes taken little endian. */
    public long hash(long message) {
        long v0 = V0 ^ key0;
        long v1 = V1 ^ key1;
        long v2 = V2 ^ key0;
        long v3 = V3 ^ key1;
        // Two words (the message, then its length) with two rounds each, then four rounds to finish.
        for (int round = 0; round < 8; round++) {
            if (round == 0) {
                v3 ^= message;
            } else if (round == 2) {
                v0 ^= message;
                v3 ^= LENGTH;
            } else if (round == 4) {
                v0 ^= LENGTH;
                v2 ^= 0xff;
            }
            v0 += v1;
            v2 += v3;
            v1 = Long.rotateLeft(v1, 13) ^ v0;
            v3 = Long.rotateLeft(v3, 16) ^ v2;
            v0 = Long.rotateLeft(v0, 32);
            v2 += v1;
            v0 += v3;
            v1 = Long.rotateLeft(v1, 17) ^ v2;
            v3 = Long.rotateLeft(v3, 21) ^ v0;
            v2 = Long.rotateLeft(v2, 32);
        }
        return v0 ^ v1 ^ v2 ^ v3;
    }
}
