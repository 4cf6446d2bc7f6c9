package org.pathgauge.snmp.disman;

import org.snmp4j.smi.OID;

/** Object identifiers of DISMAN-PING-MIB (RFC 4560 section 4.2), and those of ours that go with it. */
final class PingMib {
    static final OID ROOT = new OID("1.3.6.1.2.1.80");
    static final OID MAX_CONCURRENT = below(1, 1);
    static final OID CTL_ENTRY = below(1, 2, 1);
    static final OID RESULTS_ENTRY = below(1, 3, 1);
    static final OID HISTORY_ENTRY = below(1, 4, 1);
    static final OID PROBE_FAILED = below(0, 1);
    static final OID TEST_FAILED = below(0, 2);
    static final OID TEST_COMPLETED = below(0, 3);

    /** pingIcmpEcho. */
    static final OID ICMP_ECHO = below(3, 1);

    private PingMib() {}

    private static OID below(int... ids) {
        return new OID(ROOT.getValue(), ids);
    }
}
