package org.pathgauge.snmp;

/** Tells what is no BER at all from what some reader of it may understand. */
final class BerShape {
    /** An SNMP message has four levels, and one more within its security parameters. */
    private static final int MAX_DEPTH = 8;

    private static final int CONSTRUCTED = 0x20;
    private static final int LONG_TAG = 0x1f;
    private static final int INDEFINITE = 0x80;
    private static final int BAD = -1;

    private BerShape() {}

    /**
     * Whether octets begin with a SEQUENCE that is all there, of definite lengths that fit into each other (RFC 3417
     * section 8). Octets behind it are let pass.
     */
    static boolean isMessage(byte[] octets, int from, int to) {
        return from < to && octets[from] == BerReader.SEQUENCE && behind(octets, from, to, 0) != BAD;
    }

    /** Where the element at a position ends. */
    private static int behind(byte[] octets, int at, int to, int depth) {
        if (to - at < 2 || (octets[at] & LONG_TAG) == LONG_TAG || depth > MAX_DEPTH) {
            return BAD;
        }
        int start = at + 2;
        long length = octets[at + 1] & 0xff;
        if (length >= INDEFINITE) {
            int count = (int) length & 0x7f;
            if (count == 0 || count > Integer.BYTES || to - start < count) {
                return BAD;
            }
            length = 0;
            while (count-- > 0) {
                length = length << 8 | octets[start++] & 0xff;
            }
        }
        if (length > to - start) {
            return BAD;
        }
        int end = start + (int) length;
        if ((octets[at] & CONSTRUCTED) != 0) {
            int next = start;
            while (next != BAD && next < end) {
                next = behind(octets, next, end, depth + 1);
            }
            return next == BAD ? BAD : end;
        }
        return end;
    }
}
