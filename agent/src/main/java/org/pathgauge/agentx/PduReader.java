package org.pathgauge.agentx;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pathgauge.agentx.AgentXException.Reason;
import org.snmp4j.smi.Counter32;
import org.snmp4j.smi.Counter64;
import org.snmp4j.smi.Gauge32;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.IpAddress;
import org.snmp4j.smi.Null;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.Opaque;
import org.snmp4j.smi.SMIConstants;
import org.snmp4j.smi.TimeTicks;
import org.snmp4j.smi.Variable;
import org.snmp4j.smi.VariableBinding;

/** Reads the payload of one PDU (RFC 2741 section 5). What does not follow the RFC is refused, never guessed at. */
final class PduReader {
    /** RFC 2578 section 3.5: identifiers have at most this many sub-identifiers. */
    static final int MAX_SUBIDS = 128;

    /** 1.3.6.1, which a prefix stands for together with the number behind it (section 5.1). */
    private static final int[] INTERNET = {1, 3, 6, 1};

    private static final int IPV4_OCTETS = 4;

    private final ByteBuffer in;

    /**
     * Makes a reader.
     *
     * @param in from the first octet of the payload to its last, in the byte order of the PDU
     */
    PduReader(ByteBuffer in) {
        this.in = in;
    }

    /**
     * Reads the header of the PDU at the buffer's position, which moves behind it.
     *
     * @param in holds at least {@link Header#OCTETS}; gets the PDU's byte order
     * @throws AgentXException if no further PDU can be found behind it
     */
    static Header header(ByteBuffer in, int maxLength) throws AgentXException {
        int version = in.get();
        int type = in.get();
        int flags = in.get();
        in.get();
        in.order(Header.order(flags));
        int session = in.getInt();
        int transaction = in.getInt();
        int packet = in.getInt();
        int length = in.getInt();
        if (version != Header.VERSION) {
            throw new AgentXException(Reason.PARSE_ERROR, "a PDU of version " + version + " instead of 1 came");
        }
        if (length < 0 || length > maxLength) {
            throw new AgentXException(
                    Reason.PARSE_ERROR,
                    "a PDU of type " + type + " announced " + Integer.toUnsignedLong(length) + " octets, more than the "
                            + maxLength + " that are taken");
        }
        if (length % 4 != 0) {
            throw new AgentXException(
                    Reason.PARSE_ERROR, "a PDU of type " + type + " has " + length + " octets, not a multiple of 4");
        }
        return new Header(type, flags, session, transaction, packet, length);
    }

    /** One identifier and whether the search includes it. */
    record Start(OID oid, boolean include) {}

    /**
     * A range of identifiers (RFC 2741 section 5.2).
     *
     * @param end the first identifier behind the range; empty for no end
     */
    record Range(OID start, boolean include, Optional<OID> end) {}

    boolean more() {
        return in.hasRemaining();
    }

    int octet() throws AgentXException {
        need(1);
        return in.get() & 0xff;
    }

    int twoOctets() throws AgentXException {
        need(2);
        return in.getShort() & 0xffff;
    }

    int fourOctets() throws AgentXException {
        need(4);
        return in.getInt();
    }

    void skip(int octets) throws AgentXException {
        need(octets);
        in.position(in.position() + octets);
    }

    Start start() throws AgentXException {
        int count = octet();
        int prefix = octet();
        int include = octet();
        octet();
        int before = prefix == 0 ? 0 : INTERNET.length + 1;
        if (count + before > MAX_SUBIDS) {
            throw malformed("an identifier has more than " + MAX_SUBIDS + " sub-identifiers");
        }
        need(4 * count);
        int[] oid = new int[before + count];
        if (prefix != 0) {
            System.arraycopy(INTERNET, 0, oid, 0, INTERNET.length);
            oid[INTERNET.length] = prefix;
        }
        in.asIntBuffer().get(oid, before, count);
        in.position(in.position() + 4 * count);
        if (include > 1) {
            throw malformed("the include field of an identifier is " + include);
        }
        OID name = new OID();
        // Unlike the constructor this makes no copy.
        name.setValue(oid);
        return new Start(name, include == 1);
    }

    OID oid() throws AgentXException {
        return start().oid;
    }

    byte[] octets() throws AgentXException {
        int length = fourOctets();
        int padded = padded(length);
        if (length < 0 || padded < length || padded > in.remaining()) {
            throw short_();
        }
        byte[] octets = new byte[length];
        in.get(octets);
        in.position(in.position() + padded - length);
        return octets;
    }

    private static int padded(int length) {
        return (length + 3) & ~3;
    }

    /** All ranges up to the end of the payload. */
    List<Range> ranges() throws AgentXException {
        List<Range> ranges = new ArrayList<>();
        while (more()) {
            Start start = start();
            OID end = oid();
            ranges.add(new Range(start.oid, start.include, end.size() == 0 ? Optional.empty() : Optional.of(end)));
        }
        return ranges;
    }

    /** All variables up to the end of the payload. */
    List<VariableBinding> variables() throws AgentXException {
        List<VariableBinding> all = new ArrayList<>();
        while (more()) {
            int type = twoOctets();
            skip(2);
            OID name = oid();
            all.add(new VariableBinding(name, value(type)));
        }
        return all;
    }

    private Variable value(int type) throws AgentXException {
        return switch (type) {
            case SMIConstants.SYNTAX_INTEGER -> new Integer32(fourOctets());
            case SMIConstants.SYNTAX_OCTET_STRING -> new OctetString(octets());
            case SMIConstants.SYNTAX_NULL -> Null.instance;
            case SMIConstants.SYNTAX_OBJECT_IDENTIFIER -> oid();
            case SMIConstants.SYNTAX_IPADDRESS -> address(octets());
            case SMIConstants.SYNTAX_COUNTER32 -> new Counter32(unsigned());
            case SMIConstants.SYNTAX_GAUGE32 -> new Gauge32(unsigned());
            case SMIConstants.SYNTAX_TIMETICKS -> new TimeTicks(unsigned());
            case SMIConstants.SYNTAX_OPAQUE -> new Opaque(octets());
            case SMIConstants.SYNTAX_COUNTER64 -> counter64();
            case SMIConstants.EXCEPTION_NO_SUCH_OBJECT -> Null.noSuchObject;
            case SMIConstants.EXCEPTION_NO_SUCH_INSTANCE -> Null.noSuchInstance;
            case SMIConstants.EXCEPTION_END_OF_MIB_VIEW -> Null.endOfMibView;
            default -> throw malformed("a variable has the type " + type + ", which there is not");
        };
    }

    private long unsigned() throws AgentXException {
        return Integer.toUnsignedLong(fourOctets());
    }

    private static IpAddress address(byte[] octets) throws AgentXException {
        if (octets.length != IPV4_OCTETS) {
            throw malformed("an IpAddress has " + octets.length + " octets");
        }
        return new IpAddress(octets);
    }

    private Counter64 counter64() throws AgentXException {
        need(8);
        return new Counter64(in.getLong());
    }

    private void need(int octets) throws AgentXException {
        if (in.remaining() < octets) {
            throw short_();
        }
    }

    private static AgentXException short_() {
        return malformed("a PDU ends before its content does");
    }

    static AgentXException malformed(String what) {
        return new AgentXException(Reason.PARSE_ERROR, what);
    }
}
