package org.pathgauge.agentx;

import java.nio.ByteOrder;

/**
 * The header of a PDU (RFC 2741 section 6.1).
 *
 * @param type one of the constants here
 * @param flags of this PDU
 * @param sessionId given by the master when it opens the session
 * @param transactionId the SNMP request that this PDU belongs to
 * @param packetId pairs a response with its request
 * @param length octets of the payload behind the header
 */
record Header(int type, int flags, int sessionId, int transactionId, int packetId, int length) {
    static final int VERSION = 1;
    static final int OCTETS = 20;

    static final int OPEN = 1;
    static final int CLOSE = 2;
    static final int REGISTER = 3;
    static final int GET = 5;
    static final int GET_NEXT = 6;
    static final int GET_BULK = 7;
    static final int TEST_SET = 8;
    static final int COMMIT_SET = 9;
    static final int UNDO_SET = 10;
    static final int CLEANUP_SET = 11;
    static final int NOTIFY = 12;
    static final int PING = 13;
    static final int ADD_AGENT_CAPS = 16;
    static final int RESPONSE = 18;

    static final int NON_DEFAULT_CONTEXT = 0x08;
    static final int NETWORK_BYTE_ORDER = 0x10;

    ByteOrder order() {
        return order(flags);
    }

    static ByteOrder order(int flags) {
        return (flags & NETWORK_BYTE_ORDER) != 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }
}
