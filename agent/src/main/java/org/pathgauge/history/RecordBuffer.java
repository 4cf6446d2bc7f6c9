package org.pathgauge.history;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Records on their way into a file: bodies are put between {@link #begin} and {@link #end}. */
final class RecordBuffer {
    private byte[] bytes = new byte[8_192];
    private int at;
    private int record;

    /** Starts a record of a kind. */
    void begin(byte kind) {
        room(Format.RECORD_HEADER + 1);
        record = at;
        at += Format.RECORD_HEADER;
        bytes[at++] = kind;
    }

    /** Ends the record with its mark, length and checksum. */
    void end() {
        int body = bodyLength();
        ByteBuffer header = ByteBuffer.wrap(bytes, record, Format.RECORD_HEADER);
        header.putInt(Format.SYNC).putInt(body);
        header.putInt(Format.recordCrc(body, bytes, record + Format.RECORD_HEADER));
    }

    int bodyLength() {
        return at - record - Format.RECORD_HEADER;
    }

    int length() {
        return at;
    }

    void number(long value) {
        room(10);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes[at++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[at++] = (byte) rest;
    }

    void block(byte[] block) {
        number(block.length);
        room(block.length);
        System.arraycopy(block, 0, bytes, at, block.length);
        at += block.length;
    }

    void text(String text) {
        block(text.getBytes(StandardCharsets.UTF_8));
    }

    private void room(int octets) {
        if (at + octets > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, at + octets));
        }
    }

    ByteBuffer content() {
        return ByteBuffer.wrap(bytes, 0, at);
    }

    void clear() {
        at = 0;
        record = 0;
    }
}
