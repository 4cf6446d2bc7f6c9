package org.pathgauge.agentx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.snmp4j.smi.Counter64;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.IpAddress;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.SMIConstants;
import org.snmp4j.smi.UnsignedInteger32;
import org.snmp4j.smi.Variable;
import org.snmp4j.smi.VariableBinding;

/** Writes PDUs one behind the other into a buffer that grows (RFC 2741 section 5). Used by one thread. */
final class PduWriter {
    private static final int FIRST = 16_384;
    private static final int PREFIX_AT = 4;

    /** What is kept for the next PDU at most. */
    private static final int KEPT = 262_144;

    private static final int LENGTH_AT = 16;

    private ByteBuffer out = ByteBuffer.allocateDirect(FIRST);
    private int begin;

    /** Begins a PDU; {@link #end} must follow. */
    PduWriter begin(int type, int flags, int session, int transaction, int packet) {
        begin = out.position();
        out.order(Header.order(flags));
        room(Header.OCTETS);
        out.put((byte) Header.VERSION).put((byte) type).put((byte) flags).put((byte) 0);
        out.putInt(session).putInt(transaction).putInt(packet).putInt(0);
        return this;
    }

    /** Begins the response to a request, in its byte order (section 6.2.16). */
    PduWriter response(Header to, int error, int index) {
        begin(
                Header.RESPONSE,
                to.flags() & Header.NETWORK_BYTE_ORDER,
                to.sessionId(),
                to.transactionId(),
                to.packetId());
        room(8);
        // The master ignores the sysUpTime of a subagent.
        out.putInt(0).putShort((short) error).putShort((short) index);
        return this;
    }

    /** Ends the PDU. */
    void end() {
        out.putInt(begin + LENGTH_AT, out.position() - begin - Header.OCTETS);
    }

    /** Forgets the PDU that was begun. */
    void undo() {
        out.position(begin);
    }

    /** Octets of the PDU so far. */
    int length() {
        return out.position() - begin;
    }

    PduWriter octet(int value) {
        room(1);
        out.put((byte) value);
        return this;
    }

    PduWriter fourOctets(int value) {
        room(4);
        out.putInt(value);
        return this;
    }

    /** Writes an identifier; 1.3.6.1.p becomes a prefix where p fits (section 5.1). */
    PduWriter oid(OID oid, boolean include) {
        int[] subids = oid.getValue();
        int from = 0;
        int prefix = 0;
        if (subids.length > PREFIX_AT
                && subids[0] == 1
                && subids[1] == 3
                && subids[2] == 6
                && subids[3] == 1
                && subids[PREFIX_AT] > 0
                && subids[PREFIX_AT] <= 0xff) {
            from = PREFIX_AT + 1;
            prefix = subids[PREFIX_AT];
        }
        room(4 + 4 * (subids.length - from));
        out.put((byte) (subids.length - from))
                .put((byte) prefix)
                .put((byte) (include ? 1 : 0))
                .put((byte) 0);
        out.asIntBuffer().put(subids, from, subids.length - from);
        out.position(out.position() + 4 * (subids.length - from));
        return this;
    }

    PduWriter octets(byte[] octets) {
        int padding = -octets.length & 3;
        room(4 + octets.length + padding);
        out.putInt(octets.length).put(octets);
        for (int i = 0; i < padding; i++) {
            out.put((byte) 0);
        }
        return this;
    }

    PduWriter variable(VariableBinding variable) {
        return variable(variable.getOid(), variable.getVariable());
    }

    PduWriter variable(OID name, Variable value) {
        room(4);
        out.putShort((short) value.getSyntax()).putShort((short) 0);
        oid(name, false);
        switch (value.getSyntax()) {
            case SMIConstants.SYNTAX_INTEGER -> fourOctets(((Integer32) value).getValue());
            // Opaque is an octet string to the library as well.
            case SMIConstants.SYNTAX_OCTET_STRING, SMIConstants.SYNTAX_OPAQUE ->
                octets(((OctetString) value).getValue());
            case SMIConstants.SYNTAX_OBJECT_IDENTIFIER -> oid((OID) value, false);
            case SMIConstants.SYNTAX_IPADDRESS -> octets(((IpAddress) value).toByteArray());
            case SMIConstants.SYNTAX_COUNTER32, SMIConstants.SYNTAX_GAUGE32, SMIConstants.SYNTAX_TIMETICKS ->
                fourOctets((int) ((UnsignedInteger32) value).getValue());
            case SMIConstants.SYNTAX_COUNTER64 -> {
                room(8);
                out.putLong(((Counter64) value).getValue());
            }
            default -> {
                // Null and the exceptions are told by their type alone.
            }
        }
        return this;
    }

    boolean isEmpty() {
        return out.position() == 0;
    }

    /** All PDUs written, to be sent; {@link #clear} must follow. */
    ByteBuffer written() {
        return out.flip();
    }

    void clear() {
        if (out.capacity() > KEPT) {
            out = ByteBuffer.allocateDirect(FIRST);
        }
        out.clear();
        begin = 0;
    }

    private void room(int octets) {
        if (out.remaining() < octets) {
            ByteOrder order = out.order();
            ByteBuffer larger = ByteBuffer.allocateDirect(Math.max(2 * out.capacity(), out.position() + octets));
            out = larger.put(out.flip()).order(order);
        }
    }
}
