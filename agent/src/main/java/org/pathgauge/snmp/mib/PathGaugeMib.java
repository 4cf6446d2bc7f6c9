package org.pathgauge.snmp.mib;

import org.snmp4j.smi.OID;

/**
 * The object identifiers of PATHGAUGE-MIB that code needs by name. A test holds each against the MIB's text.
 *
 * <p>To move to an enterprise number of one's own change {@link #ROOT} here and the line with {@code enterprises} in
 * the MIB.
 */
public final class PathGaugeMib {
    /** pathGaugeMIB: everything of ours is below, the enterprise number included in engine IDs. */
    private static final int[] ROOT = {1, 3, 6, 1, 4, 1, 32473, 1};

    private static final int ENTERPRISE = 6;

    /** pathGaugeMIB itself. */
    public static final OID MODULE = oid();

    /** pathGaugeAlarmRaised. */
    public static final OID ALARM_RAISED = oid(0, 1);

    /** pathGaugeAlarmCleared. */
    public static final OID ALARM_CLEARED = oid(0, 2);

    /** pathGaugeAgentProduct: what sysObjectID says. */
    public static final OID PRODUCT = oid(3, 1, 1);

    /** pathGaugeIcmpEcho and pathGaugeTcpSyn: types of probes, for pingCtlType of DISMAN-PING-MIB. */
    public static final OID ICMP_ECHO = oid(3, 2, 1);

    public static final OID TCP_SYN = oid(3, 2, 2);

    /** The conceptual rows with columns that can be set: pathGaugeProbeEntry, pathGaugeAlarmEntry, pathGaugeShelvedEntry. */
    public static final OID PROBE_ENTRY = oid(1, 2, 1, 1);

    public static final OID ALARM_ENTRY = oid(1, 4, 1, 1);
    public static final OID SHELVED_ENTRY = oid(1, 4, 6, 1);

    /** What is supported of which module, as sysORID says: the statements of PATHGAUGE-CAPABILITIES-MIB. */
    public static final OID CAPABILITIES = oid(2, 3, 1);

    public static final OID IF_CAPABILITIES = oid(2, 3, 2);
    public static final OID PING_CAPABILITIES = oid(2, 3, 3);

    private PathGaugeMib() {}

    /** An identifier below the root. */
    static OID oid(int... below) {
        return new OID(ROOT, below);
    }

    /** The private enterprise number that the MIB hangs under. */
    public static int enterpriseNumber() {
        return ROOT[ENTERPRISE];
    }
}
