package org.pathgauge.snmp.disman;

import java.util.Map;
import org.pathgauge.config.ConfigEdit;
import org.pathgauge.model.NetworkInterface;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.TestPlan.Storage;
import org.pathgauge.snmp.set.Assignment;
import org.pathgauge.snmp.set.SetException;
import org.pathgauge.snmp.set.SetStage;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.Variable;

/** Writes columns of a row of pingCtlTable into its probe in the configuration. */
final class PingWriter {
    private static final long LEAST_SIZE = 24;
    private static final long MOST_SIZE = 65_000;
    private static final long MILLIS = 1_000;
    private static final String TESTS = "tests";

    private final SetStage stage;
    private final Snapshot snapshot;
    private final ConfigEdit.Node probe;
    private final ConfigEdit.Node tests;

    /**
     * Writes into a probe.
     *
     * @param snapshot what ifIndexes mean
     */
    PingWriter(SetStage stage, Snapshot snapshot, ConfigEdit.Node probe) {
        this.stage = stage;
        this.snapshot = snapshot;
        this.probe = probe;
        this.tests = probe.child(TESTS);
    }

    /**
     * Writes all columns that are given.
     *
     * @param columns every column of the row that is not as it is by default, by its number
     * @param given those of them that are to be written, with the variable to blame
     */
    void write(Map<Integer, Variable> columns, Map<Integer, Assignment> given) throws SetException {
        for (Map.Entry<Integer, Assignment> entry : given.entrySet()) {
            write(entry.getKey(), columns, entry.getValue());
        }
    }

    private void write(int column, Map<Integer, Variable> columns, Assignment a) throws SetException {
        Variable value = PingColumns.ofDraft(columns, column);
        switch (column) {
            case PingColumns.TARGET_TYPE, PingColumns.TARGET -> put(probe, "target", target(columns, a), a);
            case PingColumns.DATA_SIZE -> {
                stage.wrote(probe.path("size"), a);
                // "whatever size (appropriate to the method) is closest" (RFC 4560, pingCtlDataSize)
                probe.put("size", Math.clamp(value.toLong(), LEAST_SIZE, MOST_SIZE));
            }
            case PingColumns.TIMEOUT -> {
                stage.wrote(probe.path("timeout"), a);
                probe.put("timeout", value.toLong() * MILLIS);
            }
            case PingColumns.PROBE_COUNT -> put("count", value, a);
            case PingColumns.ADMIN_STATUS -> put(tests, "enabled", value.toInt() == PingColumns.YES, a);
            case PingColumns.FREQUENCY -> put("frequency", value, a);
            case PingColumns.MAX_ROWS -> put("history-rows", value, a);
            case PingColumns.STORAGE_TYPE ->
                put(
                        tests,
                        "storage",
                        (value.toInt() == PingColumns.VOLATILE ? Storage.VOLATILE : Storage.NON_VOLATILE).yangName(),
                        a);
            case PingColumns.TRAP_GENERATION -> {
                byte[] octets = ((OctetString) value).getValue();
                int bits = octets.length == 0 ? 0 : octets[0];
                put(tests, "notify-probe-failure", (bits & PingColumns.PROBE_FAILURE) != 0, a);
                put(tests, "notify-test-failure", (bits & PingColumns.TEST_FAILURE) != 0, a);
                put(tests, "notify-test-completion", (bits & PingColumns.TEST_COMPLETION) != 0, a);
            }
            case PingColumns.PROBE_FAILURE_FILTER -> put("probe-failures", value, a);
            case PingColumns.TEST_FAILURE_FILTER -> put("test-failures", value, a);
            case PingColumns.TYPE ->
                put(
                        probe,
                        "type",
                        PingColumns.probeType((OID) value).orElseThrow().yangName(),
                        a);
            case PingColumns.DESCR ->
                put(
                        tests,
                        "description",
                        new String(((OctetString) value).getValue(), java.nio.charset.StandardCharsets.UTF_8),
                        a);
            case PingColumns.SOURCE_TYPE, PingColumns.SOURCE -> source(columns, a);
            case PingColumns.IF_INDEX -> sourceInterface(value.toInt(), a);
            case PingColumns.DS_FIELD -> {
                stage.wrote(probe.path("dscp"), a);
                probe.put("dscp", value.toLong() >> 2);
            }
            case PingColumns.DATA_FILL -> fill((OctetString) value, a);
            default -> {
                // pingCtlRowStatus is the table's affair, pingCtlByPassRouteTable is always false.
            }
        }
    }

    private void put(String leaf, Variable value, Assignment a) {
        stage.wrote(tests.path(leaf), a);
        tests.put(leaf, value.toLong());
    }

    private void put(ConfigEdit.Node node, String leaf, boolean value, Assignment a) {
        stage.wrote(node.path(leaf), a);
        node.put(leaf, value);
    }

    private void put(ConfigEdit.Node node, String leaf, String value, Assignment a) {
        stage.wrote(node.path(leaf), a);
        node.put(leaf, value);
    }

    private void source(Map<Integer, Variable> columns, Assignment a) throws SetException {
        int type = PingColumns.ofDraft(columns, PingColumns.SOURCE_TYPE).toInt();
        OctetString octets = (OctetString) PingColumns.ofDraft(columns, PingColumns.SOURCE);
        stage.wrote(probe.path("source-address"), a);
        if (type == PingColumns.UNKNOWN && octets.length() == 0) {
            probe.remove("source-address");
            return;
        }
        probe.put(
                "source-address",
                PingColumns.address(type, octets, false)
                        .orElseThrow(() -> SetException.inconsistentValue(
                                a,
                                "pingCtlSourceAddressType and pingCtlSourceAddress do not fit each other: ipv4 has 4"
                                        + " octets, ipv6 16, unknown none; set both in one SET")));
    }

    private void sourceInterface(int ifIndex, Assignment a) throws SetException {
        stage.wrote(probe.path("source-interface"), a);
        if (ifIndex == 0) {
            probe.remove("source-interface");
            return;
        }
        probe.put("source-interface", interfaceName(ifIndex, a));
    }

    private String interfaceName(int ifIndex, Assignment a) throws SetException {
        return snapshot.hostInterfaces().stream()
                .filter(i -> i.ifIndex() == ifIndex)
                .map(NetworkInterface::name)
                .findFirst()
                .orElseThrow(
                        () -> SetException.inconsistentValue(a, "this host has no interface with ifIndex " + ifIndex));
    }

    /** The target; a zone becomes the name of an interface, which unlike its number is the same after a restart. */
    private String target(Map<Integer, Variable> columns, Assignment a) throws SetException {
        String target = PingColumns.target(columns)
                .orElseThrow(() -> SetException.inconsistentValue(
                        a,
                        "pingCtlTargetAddressType and pingCtlTargetAddress do not fit each other: ipv4 has 4 octets,"
                                + " ipv6 16, ipv6z 20, dns a name; set both in one SET"));
        // Text of type dns may have a percent sign, too, and no number behind it.
        if (PingColumns.ofDraft(columns, PingColumns.TARGET_TYPE).toInt() != PingColumns.IPV6Z) {
            return target;
        }
        int zone = target.indexOf('%') + 1;
        return target.substring(0, zone) + interfaceName(Integer.parseInt(target.substring(zone)), a);
    }

    private static void fill(OctetString fill, Assignment a) throws SetException {
        for (byte octet : fill.getValue()) {
            if (octet != 0) {
                throw SetException.inconsistentValue(
                        a, "the packets carry what tells them from forged ones, not a pattern; leave pingCtlDataFill");
            }
        }
    }
}
