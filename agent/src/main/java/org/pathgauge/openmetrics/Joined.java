package org.pathgauge.openmetrics;

import java.io.IOException;
import java.io.OutputStream;

/** A stream that makes one metric family of the parts of it that the client's writers write as families of their own. */
abstract class Joined extends OutputStream {
    @Override
    public final void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    /** Both formats of text: of all parts, only the comments before the first sample are passed on, and no end mark. */
    static final class Text extends Joined {
        private final OutputStream out;
        private boolean lineStarts = true;
        private boolean sampleSeen;
        private boolean dropping;

        Text(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            int from = offset;
            int end = offset + length;
            for (int at = offset; at < end; at++) {
                if (lineStarts) {
                    boolean comment = bytes[at] == '#';
                    boolean drop = comment && sampleSeen;
                    sampleSeen |= !comment;
                    if (drop != dropping) {
                        pass(bytes, from, at);
                        from = at;
                        dropping = drop;
                    }
                }
                lineStarts = bytes[at] == '\n';
            }
            pass(bytes, from, end);
        }

        private void pass(byte[] bytes, int from, int end) throws IOException {
            if (!dropping) {
                out.write(bytes, from, end - from);
            }
        }
    }

    /**
     * Protobuf: the messages without their lengths. Messages of one type one behind the other are a message with the
     * repeated fields of all.
     */
    static final class Messages extends Joined {
        private final OutputStream out;
        private long octets;
        /** Of the message being written, once its length is read. */
        private long remaining;

        private long prefix;
        private int prefixBits;

        Messages(OutputStream out) {
            this.out = out;
        }

        /** Octets passed on so far. */
        long octets() {
            return octets;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            int at = offset;
            int end = offset + length;
            while (at < end) {
                if (remaining == 0) {
                    prefix(bytes[at++]);
                } else {
                    int body = (int) Math.min(remaining, end - at);
                    out.write(bytes, at, body);
                    at += body;
                    remaining -= body;
                    octets += body;
                }
            }
        }

        private void prefix(byte octet) {
            prefix |= (octet & 0x7fL) << prefixBits;
            prefixBits += 7;
            if (octet >= 0) {
                remaining = prefix;
                prefix = 0;
                prefixBits = 0;
            }
        }
    }

    /** Writes the length of a message of protobuf, seven bits an octet, the lowest first. */
    static void writeLength(OutputStream out, long length) throws IOException {
        long rest = length;
        while (rest > 0x7f) {
            out.write((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }
}
