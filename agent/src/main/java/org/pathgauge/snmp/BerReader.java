package org.pathgauge.snmp;

import java.io.Serial;
import java.util.Arrays;
import org.snmp4j.smi.OID;

/**
 * Reads the plain kind of BER that managers send: definite lengths, integers of at most four octets. Whatever else there
 * is, valid or not, it leaves to the library.
 */
final class BerReader {
    static final int INTEGER = 0x02;
    static final int OCTETS = 0x04;
    static final int NULL = 0x05;
    static final int OBJECT_IDENTIFIER = 0x06;
    static final int SEQUENCE = 0x30;

    /** RFC 2578 section 3.5. */
    private static final int MAX_SUB_IDENTIFIERS = 128;

    /** Says that a message is not of the plain kind; nothing has been done about it. */
    static final class NotPlainException extends Exception {
        /** One for all: it is made a million times by whoever sends garbage, and nobody reads where. */
        static final NotPlainException INSTANCE = new NotPlainException();

        @Serial
        private static final long serialVersionUID = 1;

        private NotPlainException() {
            super("not a message of the plain kind", null, false, false);
        }
    }

    private final byte[] octets;
    private int at;
    private int end;

    /** Makes a reader of the octets from {@code from} up to {@code to}. */
    BerReader(byte[] octets, int from, int to) {
        this.octets = octets;
        this.at = from;
        this.end = to;
    }

    int position() {
        return at;
    }

    /** Where the element ends that was entered. */
    int end() {
        return end;
    }

    boolean atEnd() {
        return at == end;
    }

    /** Fails unless all that was entered has been read. */
    void expectEnd() throws NotPlainException {
        check(at == end);
    }

    static void check(boolean plain) throws NotPlainException {
        if (!plain) {
            throw NotPlainException.INSTANCE;
        }
    }

    /** Goes into an element, whose end is the reader's until {@link #leave}; returns the end that was. */
    int enter(int tag) throws NotPlainException {
        int length = header(tag);
        int outer = end;
        end = at + length;
        return outer;
    }

    /** Goes on behind the element that was entered, which must have been read to its end. */
    void leave(int outer) throws NotPlainException {
        expectEnd();
        end = outer;
    }

    /** The tag of the next element. */
    int tag() throws NotPlainException {
        check(at < end);
        return octets[at] & 0xff;
    }

    /** Reads tag and length; the length of the contents, which are all there. */
    int header(int tag) throws NotPlainException {
        check(end - at >= 2 && (octets[at] & 0xff) == tag);
        int length = octets[at + 1] & 0xff;
        at += 2;
        if (length >= 0x80) {
            int count = length & 0x7f;
            check(count >= 1 && count <= 3 && end - at >= count);
            length = 0;
            while (count-- > 0) {
                length = length << 8 | octets[at++] & 0xff;
            }
        }
        check(length <= end - at);
        return length;
    }

    int integer() throws NotPlainException {
        int length = header(INTEGER);
        check(length >= 1 && length <= 4);
        int value = octets[at++];
        while (--length > 0) {
            value = value << 8 | octets[at++] & 0xff;
        }
        return value;
    }

    byte[] octets() throws NotPlainException {
        int length = header(OCTETS);
        at += length;
        return Arrays.copyOfRange(octets, at - length, at);
    }

    /** Goes behind contents whose header was read. */
    void pass(int length) {
        at += length;
    }

    OID oid() throws NotPlainException {
        int length = header(OBJECT_IDENTIFIER);
        int stop = at + length;
        int count = 1;
        for (int i = at; i < stop; i++) {
            count += octets[i] >= 0 ? 1 : 0;
        }
        check(length > 0 && count <= MAX_SUB_IDENTIFIERS && octets[at] >= 0 && octets[stop - 1] >= 0);
        int[] ids = new int[count];
        int first = octets[at++];
        ids[0] = Math.min(first / 40, 2);
        ids[1] = first - 40 * ids[0];
        for (int i = 2; i < count; i++) {
            long id = 0;
            byte octet;
            do {
                octet = octets[at++];
                id = id << 7 | octet & 0x7f;
                check(id <= 0xffff_ffffL);
            } while (octet < 0);
            ids[i] = (int) id;
        }
        return new OID(ids);
    }
}
