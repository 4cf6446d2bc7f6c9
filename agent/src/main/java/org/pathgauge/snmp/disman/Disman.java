package org.pathgauge.snmp.disman;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.pathgauge.config.ConfigDecoder;
import org.pathgauge.config.Datastore;
import org.pathgauge.model.AgentConfig;
import org.pathgauge.model.Probe;
import org.pathgauge.model.Severity;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.TestPlan;
import org.pathgauge.model.TestSeries;
import org.pathgauge.snmp.mib.MibView;
import org.pathgauge.snmp.mib.Notification;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.Variable;
import org.snmp4j.smi.VariableBinding;

/** DISMAN-PING-MIB: its views, and what its notifications carry. Its tables are empty until there is a datastore. */
public final class Disman {
    /** The subtree of the module. */
    public static final OID ROOT = PingMib.ROOT;

    private static final Snapshot NO_SNAPSHOT = Snapshot.empty(Instant.EPOCH);

    private final PingRows rows;
    private final List<MibView> views;
    private volatile Supplier<AgentConfig> config;
    private volatile Consumer<String> restart = probe -> {};

    /**
     * Makes the views.
     *
     * @param nanos monotonic clock, by which abandoned rows are removed
     */
    public Disman(Supplier<Snapshot> snapshots, LongSupplier nanos) {
        AgentConfig none = ConfigDecoder.defaults();
        config = () -> none;
        Drafts drafts = new Drafts(nanos);
        rows = new PingRows(() -> config.get(), drafts);
        views = List.of(
                new MaxConcurrent(() -> config.get()),
                new PingCtlTable(rows, drafts, snapshots, probe -> restart.accept(probe)),
                new PingResultsTable(rows),
                new PingHistoryTable(rows));
    }

    public List<MibView> views() {
        return views;
    }

    /**
     * Shows and changes what is in a datastore from now on.
     *
     * @param restartTest runs the completed test of a probe once more
     */
    public void connect(Datastore datastore, Consumer<String> restartTest) {
        restart = restartTest;
        config = datastore::config;
    }

    /** The notification that tells of an event (RFC 4560 section 4.2), if its plan asks for it. */
    public static Optional<Notification> notification(TestSeries.Event event, Probe probe, TestSeries now) {
        TestPlan.Notify wanted = probe.tests().orElseThrow().notifyOf();
        boolean send =
                switch (event) {
                    case PROBE_FAILED -> wanted.probeFailure();
                    case TEST_FAILED -> wanted.testFailure();
                    case TEST_COMPLETED -> wanted.testCompletion();
                };
        OID type =
                switch (event) {
                    case PROBE_FAILED -> PingMib.PROBE_FAILED;
                    case TEST_FAILED -> PingMib.TEST_FAILED;
                    case TEST_COMPLETED -> PingMib.TEST_COMPLETED;
                };
        Severity severity =
                switch (event) {
                    case PROBE_FAILED -> Severity.MINOR;
                    case TEST_FAILED -> Severity.MAJOR;
                    case TEST_COMPLETED -> Severity.WARNING;
                };
        return send
                ? PingKey.of(probe).map(key -> new Notification(type, variables(key.index(), probe, now), severity))
                : Optional.empty();
    }

    /** The objects of the notifications; what is absent in the table is 0 or empty here, as RFC 4560 has it. */
    private static List<VariableBinding> variables(OID index, Probe probe, TestSeries now) {
        List<VariableBinding> variables = new ArrayList<>();
        for (int column : new int[] {PingColumns.TARGET_TYPE, PingColumns.TARGET}) {
            variables.add(new VariableBinding(
                    instance(PingMib.CTL_ENTRY, column, index), PingColumns.of(probe, NO_SNAPSHOT, 0, column)));
        }
        for (int column = PingResultsTable.OPER_STATUS; column <= PingResultsTable.LAST_GOOD_PROBE; column++) {
            Variable absent =
                    column == PingResultsTable.LAST_GOOD_PROBE ? new OctetString(new byte[8]) : PingColumns.unsigned(0);
            variables.add(new VariableBinding(
                    instance(PingMib.RESULTS_ENTRY, column, index),
                    PingResultsTable.of(probe, now, column).orElse(absent)));
        }
        return variables;
    }

    private static OID instance(OID entry, int column, OID index) {
        OID oid = new OID(entry.getValue(), new int[] {column});
        return oid.append(index);
    }
}
