package org.pathgauge.history;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** The numbers of the file format; agent/docs/history.md draws it. All integers are big-endian. */
final class Format {
    /** "PGHIST", format version, version of the slots' encoding, four octets 0, CRC32C of the twelve before. */
    static final int HEADER = 16;

    static final long MAGIC = 0x5047_4849_5354L;
    static final int VERSION = 1;

    /** Sync mark, length of the body, CRC32C of length and body; the body follows. */
    static final int RECORD_HEADER = 12;

    static final int SYNC = 0x9e50_4752;

    /** Bounds what a damaged length may ask for. */
    static final int MOST_BODY = 65_536;

    static final byte PROBE = 1;
    static final byte SLOTS = 2;

    private Format() {}

    static ByteBuffer header(int encoding) {
        ByteBuffer header = ByteBuffer.allocate(HEADER);
        header.putLong(MAGIC << 16 | VERSION << 8 | encoding).putInt(0);
        header.putInt(crc(header.array(), 0, HEADER - Integer.BYTES)).flip();
        return header;
    }

    static int crc(byte[] bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }

    /** The length is part of it, so that a damaged one cannot fit by chance. */
    static int recordCrc(int body, byte[] bytes, int from) {
        CRC32C crc = new CRC32C();
        crc.update(body >>> 24);
        crc.update(body >>> 16);
        crc.update(body >>> 8);
        crc.update(body);
        crc.update(bytes, from, body);
        return (int) crc.getValue();
    }
}
