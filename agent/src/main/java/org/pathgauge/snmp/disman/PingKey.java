package org.pathgauge.snmp.disman;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.pathgauge.model.Probe;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;

/**
 * The index of a row: pingCtlOwnerIndex and pingCtlTestName.
 *
 * <p>A probe with tests that is named {@code O:T} has owner O and test name T. Any other has the empty owner, and its
 * whole name is the test name.
 */
record PingKey(String owner, String test) {
    private static final int LONGEST = 32;
    private static final int LONGEST_NAME = 64;
    private static final char SEPARATOR = ':';

    /** The row of a probe; empty when its name does not fit into an index of the MIB. */
    static Optional<PingKey> of(Probe probe) {
        int colon = probe.tests().isPresent() ? probe.name().indexOf(SEPARATOR) : -1;
        PingKey key = colon > 0
                ? new PingKey(probe.name().substring(0, colon), probe.name().substring(colon + 1))
                : new PingKey("", probe.name());
        return key.owner.length() <= LONGEST && key.test.length() <= LONGEST ? Optional.of(key) : Optional.empty();
    }

    /** The name of the probe that a row with tests is. */
    String probe() {
        return owner.isEmpty() ? test : owner + SEPARATOR + test;
    }

    /** Why no probe can be made with this index; empty if one can. */
    Optional<String> problem() {
        if (owner.indexOf(SEPARATOR) >= 0 || owner.isEmpty() && test.indexOf(SEPARATOR) >= 0) {
            return Optional.of(
                    "a colon parts owner and test in the probe's name, so neither an owner nor the test of the"
                            + " empty owner can have one");
        }
        String name = probe();
        boolean printable = name.chars().allMatch(c -> c >= ' ' && c <= '~');
        if (!printable || !name.equals(name.strip()) || name.isEmpty() || name.length() > LONGEST_NAME) {
            // Into the log, too, where it must not begin a line of its own.
            String shown = name.replaceAll("[^ -~]", "?");
            return Optional.of("\"" + shown + "\" cannot be the name of a probe: owner, colon and test are 1 to "
                    + LONGEST_NAME + " printable ASCII characters, without a space at either end");
        }
        return Optional.empty();
    }

    /** The sub-identifiers of this index: each string with its length before it (RFC 2578 section 7.7). */
    OID index() {
        OID index = text(owner).toSubIndex(false);
        return index.append(text(test).toSubIndex(false));
    }

    private static OctetString text(String text) {
        return new OctetString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The index that sub-identifiers from a position on are; empty if they are none. */
    static Optional<PingKey> parse(OID oid, int from) {
        int second = from + 1 + length(oid, from);
        if (second <= from || second >= oid.size() || second + 1 + length(oid, second) != oid.size()) {
            return Optional.empty();
        }
        Optional<String> owner = text(oid, from + 1, second);
        Optional<String> test = text(oid, second + 1, oid.size());
        return owner.isPresent() && test.isPresent()
                ? Optional.of(new PingKey(owner.get(), test.get()))
                : Optional.empty();
    }

    private static int length(OID oid, int at) {
        return at < oid.size() && oid.get(at) >= 0 && oid.get(at) <= LONGEST ? oid.get(at) : -1 - oid.size();
    }

    private static Optional<String> text(OID oid, int from, int to) {
        byte[] octets = new byte[to - from];
        for (int i = from; i < to; i++) {
            if (oid.get(i) < 0 || oid.get(i) > 0xff) {
                return Optional.empty();
            }
            octets[i - from] = (byte) oid.get(i);
        }
        return Optional.of(new String(octets, StandardCharsets.UTF_8));
    }
}
