package org.pathgauge.snmp;

import org.pathgauge.snmp.BerReader.NotPlainException;
import org.snmp4j.mp.SnmpConstants;
import org.snmp4j.security.SecurityModel;

/**
 * Tells a message of version 3 that is good BER and yet no SNMPv3Message, because a number of its header or of its security
 * parameters is none of those that there may be (RFC 3412 section 6, RFC 3414 section 2.4). The library drops some of them
 * and counts nothing.
 */
final class HeaderRanges {
    /** RFC 3412 section 6: msgMaxSize. */
    static final int LEAST_MAX_SIZE = 484;

    private static final int LEVEL_FLAGS = 0x03;
    private static final int PRIV_FLAG = 0x02;

    private HeaderRanges() {}

    /** Whether a number is out of range; not if that cannot be told, as in BER of an unusual kind. */
    static boolean isBroken(byte[] octets, int from, int to) {
        BerReader reader = new BerReader(octets, from, to);
        try {
            reader.enter(BerReader.SEQUENCE);
            return reader.integer() == SnmpConstants.version3 && isBroken(reader);
        } catch (NotPlainException e) {
            return false;
        }
    }

    private static boolean isBroken(BerReader reader) throws NotPlainException {
        int message = reader.enter(BerReader.SEQUENCE);
        int id = reader.integer();
        int maxSize = reader.integer();
        byte[] flags = reader.octets();
        int model = reader.integer();
        reader.leave(message);
        if (id < 0 || maxSize < LEAST_MAX_SIZE || flags.length != 1 || model < 1) {
            return true;
        }
        // Wrong flags and models are found out before security parameters are looked at, and have counters of their
        // own.
        if (model != SecurityModel.SECURITY_MODEL_USM || (flags[0] & LEVEL_FLAGS) == PRIV_FLAG) {
            return false;
        }
        reader.enter(BerReader.OCTETS);
        reader.enter(BerReader.SEQUENCE);
        reader.octets();
        return reader.integer() < 0 || reader.integer() < 0;
    }
}
