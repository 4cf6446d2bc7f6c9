package org.pathgauge.snmp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.snmp4j.asn1.BEROutputStream;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.SMIConstants;
import org.snmp4j.smi.Variable;

/**
 * Writes a response: its variables forwards, one behind the other, and then what encloses them backwards before them, so
 * that each length is known when it is written. Used again for the next response.
 */
final class BerWriter {
    private static final int SUB_IDENTIFIER_OCTETS = 5;
    private static final int HEADER_OCTETS = 4;
    private static final int NUMBER_OCTETS = HEADER_OCTETS + 9;

    private final byte[] octets;
    private final int headroom;
    private int first;
    private int end;

    /**
     * Makes a writer.
     *
     * @param headroom octets that are kept for what encloses the variables
     * @param room octets that the variables may take
     */
    BerWriter(int headroom, int room) {
        this.headroom = headroom;
        octets = new byte[headroom + room];
    }

    /** Forgets what was written. */
    void clear() {
        first = headroom;
        end = headroom;
    }

    byte[] array() {
        return octets;
    }

    /** Where what was written begins. */
    int first() {
        return first;
    }

    /** How much was written. */
    int size() {
        return end - first;
    }

    byte[] toByteArray() {
        return Arrays.copyOfRange(octets, first, end);
    }

    /**
     * Adds a VarBind (RFC 3416 section 3).
     *
     * @param room octets that all variables may take; at most what the writer was made for
     * @return false if it might not fit, and nothing was added then
     */
    boolean variable(OID name, Variable value, int room) {
        int start = end;
        int most = 2 * HEADER_OCTETS + SUB_IDENTIFIER_OCTETS * name.size() + most(value);
        if (start + most > headroom + Math.min(room, octets.length - headroom)) {
            return false;
        }
        open(BerReader.SEQUENCE);
        oid(name);
        value(value);
        close(start);
        return true;
    }

    private static int most(Variable value) {
        return switch (value.getSyntax()) {
            case SMIConstants.SYNTAX_OCTET_STRING -> HEADER_OCTETS + ((OctetString) value).length();
            case SMIConstants.SYNTAX_OBJECT_IDENTIFIER -> HEADER_OCTETS + SUB_IDENTIFIER_OCTETS * ((OID) value).size();
            case SMIConstants.SYNTAX_INTEGER,
                    SMIConstants.SYNTAX_COUNTER32,
                    SMIConstants.SYNTAX_GAUGE32,
                    SMIConstants.SYNTAX_TIMETICKS,
                    SMIConstants.SYNTAX_COUNTER64 -> NUMBER_OCTETS;
            default -> value.getBERLength();
        };
    }

    private void value(Variable value) {
        int syntax = value.getSyntax();
        switch (syntax) {
            case SMIConstants.SYNTAX_INTEGER -> signed(syntax, value.toInt());
            case SMIConstants.SYNTAX_COUNTER32, SMIConstants.SYNTAX_GAUGE32, SMIConstants.SYNTAX_TIMETICKS ->
                signed(syntax, value.toLong());
            case SMIConstants.SYNTAX_COUNTER64 -> unsigned(syntax, value.toLong());
            case SMIConstants.SYNTAX_OCTET_STRING -> {
                byte[] string = ((OctetString) value).getValue();
                int start = end;
                open(syntax);
                System.arraycopy(string, 0, octets, end, string.length);
                end += string.length;
                close(start);
            }
            case SMIConstants.SYNTAX_OBJECT_IDENTIFIER -> oid((OID) value);
            default -> other(value);
        }
    }

    /** What is rare: addresses, opaque values, the exceptions. */
    private void other(Variable value) {
        int length = value.getBERLength();
        try {
            value.encodeBER(new BEROutputStream(ByteBuffer.wrap(octets, end, length)));
        } catch (IOException e) {
            throw new UncheckedIOException("a value that cannot be encoded: " + value, e);
        }
        end += length;
    }

    private void open(int tag) {
        octets[end] = (byte) tag;
        end += 2;
    }

    /** Writes the length of the element that begins at {@code start}, and makes room if it is a long one. */
    private void close(int start) {
        int length = end - start - 2;
        if (length < 0x80) {
            octets[start + 1] = (byte) length;
            return;
        }
        int more = length < 0x100 ? 1 : 2;
        System.arraycopy(octets, start + 2, octets, start + 2 + more, length);
        end += more;
        octets[start + 1] = (byte) (0x80 | more);
        for (int i = 0; i < more; i++) {
            octets[start + 2 + i] = (byte) (length >>> 8 * (more - 1 - i));
        }
    }

    private void oid(OID oid) {
        int[] ids = oid.getValue();
        int start = end;
        open(BerReader.OBJECT_IDENTIFIER);
        // The first two share one (X.690 section 8.19.4).
        int at = subIdentifier(ids.length > 1 ? ids[0] * 40 + ids[1] : 0, end);
        for (int i = 2; i < ids.length; i++) {
            at = subIdentifier(ids[i], at);
        }
        end = at;
        close(start);
    }

    private int subIdentifier(int id, int from) {
        int at = from;
        if (id >>> 7 != 0) {
            for (int shift = 28; shift > 0; shift -= 7) {
                if (id >>> shift != 0) {
                    octets[at++] = (byte) (0x80 | id >>> shift);
                }
            }
        }
        octets[at++] = (byte) (id & 0x7f);
        return at;
    }

    private void signed(int tag, long value) {
        int length = 1;
        for (long rest = value >> 7; rest != 0 && rest != -1; rest >>= 8) {
            length++;
        }
        octets[end++] = (byte) tag;
        octets[end++] = (byte) length;
        for (int shift = 8 * (length - 1); shift >= 0; shift -= 8) {
            octets[end++] = (byte) (value >> shift);
        }
    }

    private void unsigned(int tag, long value) {
        if (value >= 0) {
            signed(tag, value);
            return;
        }
        octets[end++] = (byte) tag;
        octets[end++] = 9;
        octets[end++] = 0;
        for (int shift = 56; shift >= 0; shift -= 8) {
            octets[end++] = (byte) (value >> shift);
        }
    }

    /** Puts tag and length before what reaches up to {@code stop}. */
    void enclose(int tag, int stop) {
        int length = stop - first;
        int more = length < 0x80 ? 0 : length < 0x100 ? 1 : 2;
        for (int i = 0; i < Math.max(1, more); i++) {
            octets[--first] = (byte) (length >>> 8 * i);
        }
        if (more > 0) {
            octets[--first] = (byte) (0x80 | more);
        }
        octets[--first] = (byte) tag;
    }

    /** Puts tag and length before all that was written. */
    void enclose(int tag) {
        enclose(tag, end);
    }

    void prependInteger(int value) {
        int stop = first;
        int rest = value;
        do {
            octets[--first] = (byte) rest;
            rest >>= 8;
        } while (rest != 0 && rest != -1 || rest >= 0 != octets[first] >= 0);
        enclose(BerReader.INTEGER, stop);
    }

    void prependOctets(byte[] value) {
        int stop = first;
        prepend(value);
        enclose(BerReader.OCTETS, stop);
    }

    /** Puts octets as they are before what was written. */
    void prepend(byte[] value) {
        first -= value.length;
        System.arraycopy(value, 0, octets, first, value.length);
    }
}
