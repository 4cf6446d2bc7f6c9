package org.pathgauge.model;

import java.util.List;

/**
 * SNMP messages with wrong credentials, since the agent started.
 *
 * @param communities with a version 2c community that does not exist
 * @param users of a version 3 user that does not exist
 * @param digests with a wrong authentication passphrase
 * @param decryptions with a wrong privacy passphrase
 * @param levels with less security than their user needs
 * @param unanswered of these, those that got no answer because their source had too many
 * @param sources where the most came from, the worst first
 */
public record SnmpFaults(
        long communities,
        long users,
        long digests,
        long decryptions,
        long levels,
        long unanswered,
        List<Source> sources) {
    /** None. */
    public static final SnmpFaults NONE = new SnmpFaults(0, 0, 0, 0, 0, 0, List.of());

    public SnmpFaults {
        sources = List.copyOf(sources);
    }

    /**
     * A source of such messages.
     *
     * @param address IPv4 address, or IPv6 prefix of 64 bits
     * @param messages how many came from there; counted anew when others displaced it meanwhile
     */
    public record Source(String address, long messages) {}

    /** All of them. */
    public long total() {
        return communities + users + digests + decryptions + levels;
    }
}
