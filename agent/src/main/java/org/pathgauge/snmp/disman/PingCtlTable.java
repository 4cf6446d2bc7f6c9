package org.pathgauge.snmp.disman;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.pathgauge.config.ConfigEdit;
import org.pathgauge.model.Probe;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.TestSeries;
import org.pathgauge.snmp.mib.Reading;
import org.pathgauge.snmp.set.Assignment;
import org.pathgauge.snmp.set.SetException;
import org.pathgauge.snmp.set.SetStage;
import org.pathgauge.snmp.set.WritableView;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.Variable;

/** pingCtlTable: probes, with RowStatus and StorageType of RFC 2579. Only rows with tests can be written. */
final class PingCtlTable extends PingTable.Plain implements WritableView {
    private static final String PROBES = "pathgauge-probes:probes";
    private static final String LIST = "probe";
    private static final String TESTS = "tests";

    private final Drafts drafts;
    private final Supplier<Snapshot> snapshots;
    private final Consumer<String> restart;

    /**
     * Makes the table.
     *
     * @param restart runs the completed test of a probe once more
     */
    PingCtlTable(PingRows rows, Drafts drafts, Supplier<Snapshot> snapshots, Consumer<String> restart) {
        super(PingMib.CTL_ENTRY, PingColumns.TARGET_TYPE, PingColumns.ROW_STATUS, rows);
        this.drafts = drafts;
        this.snapshots = snapshots;
        this.restart = restart;
    }

    @Override
    Optional<Variable> value(Reading reading, PingRows.Row row, int column) {
        if (row.probe().isPresent()) {
            return Optional.of(PingColumns.of(
                    row.probe().get(),
                    reading.snapshot(),
                    rows().config().probing().resultsKept(),
                    column));
        }
        return drafts.find(row.key()).map(draft -> PingColumns.ofDraft(draft.columns(), column));
    }

    /** The variables of one SET about one row, by column. */
    private static final class Change extends TreeMap<Integer, Assignment> {
        private static final long serialVersionUID = 1L;
    }

    private static final class Changes extends LinkedHashMap<PingKey, Change> {
        private static final long serialVersionUID = 1L;
        private int newDrafts;
    }

    @Override
    public void set(SetStage stage, Assignment a) throws SetException {
        OID oid = a.oid();
        int at = root().size();
        int column = oid.size() > at ? oid.get(at) : 0;
        if (column < PingColumns.TARGET_TYPE || column > PingColumns.ROW_STATUS) {
            throw SetException.notWritable(a, "pingCtlTable has no such column that can be written");
        }
        PingChecks.check(column, a);
        PingKey key = PingKey.parse(oid, at + 1)
                .orElseThrow(() -> SetException.noCreation(
                        a, "the index is an owner and a test name of at most 32 octets, each behind its length"));
        Change change = stage.notes(this, Changes::new).computeIfAbsent(key, k -> new Change());
        Assignment before = change.putIfAbsent(column, a);
        if (before != null && !before.value().equals(a.value())) {
            throw SetException.inconsistentValue(a, "variable " + before.index() + " sets it to another value");
        }
    }

    @Override
    public void together(SetStage stage) throws SetException {
        for (Map.Entry<PingKey, Change> entry : stage.notes(this, Changes::new).entrySet()) {
            new RowChange(stage, entry.getKey(), entry.getValue()).make();
        }
    }

    /** What one SET does to one row (RFC 2579, RowStatus). */
    private final class RowChange {
        private final SetStage stage;
        private final PingKey key;
        private final Change change;
        private final Assignment any;
        private final Optional<Assignment> status;
        private final Optional<Map<Integer, Variable>> draft;
        private final ConfigEdit.Node probes;
        private final Optional<ConfigEdit.Node> named;

        RowChange(SetStage stage, PingKey key, Change change) {
            this.stage = stage;
            this.key = key;
            this.change = change;
            this.any = change.firstEntry().getValue();
            this.status = Optional.ofNullable(change.remove(PingColumns.ROW_STATUS));
            this.draft = drafts.find(key).map(Drafts.Draft::columns);
            this.probes = stage.config().root().child(PROBES);
            this.named = probes.entry(LIST, "name", key.probe());
        }

        void make() throws SetException {
            Optional<PingRows.Row> row = rows().find(key);
            boolean other = row.flatMap(PingRows.Row::probe)
                    .filter(probe -> probe.tests().isEmpty())
                    .isPresent();
            if (other) {
                throw SetException.notWritable(
                        any, "this probe was not made through DISMAN-PING-MIB; change it where it was made");
            }
            // Else a row of the empty owner could be named after the probe of another owner, and change it.
            Optional<String> problem = key.problem();
            if (problem.isPresent()) {
                throw SetException.noCreation(any, problem.get());
            }
            boolean exists = named.isPresent() && named.get().find(TESTS).isPresent();
            int wanted = status.map(a -> a.value().toInt()).orElse(0);
            if (wanted == PingColumns.DESTROY) {
                destroy(exists);
            } else if (exists) {
                change(wanted);
            } else {
                if (named.isPresent()) {
                    throw SetException.inconsistentName(
                            any, "a probe named \"" + key.probe() + "\" was made otherwise; choose another name");
                }
                absent(wanted);
            }
        }

        private void destroy(boolean exists) {
            if (exists) {
                stage.wrote(named.orElseThrow().path(), status.orElseThrow());
                probes.remove(LIST, "name", key.probe());
            }
            keep(Optional.empty());
        }

        private void change(int wanted) throws SetException {
            if (wanted == PingColumns.CREATE_AND_GO || wanted == PingColumns.CREATE_AND_WAIT) {
                throw SetException.inconsistentValue(status.orElseThrow(), "the row is there already");
            }
            ConfigEdit.Node tests = named.orElseThrow().child(TESTS);
            if (wanted == PingColumns.NOT_IN_SERVICE && !stopping() && runs()) {
                throw SetException.inconsistentValue(
                        status.orElseThrow(), "a test runs; disable it first by pingCtlAdminStatus (RFC 4560)");
            }
            if (wanted != 0) {
                stage.wrote(tests.path("active"), status.orElseThrow());
                tests.put("active", wanted == PingColumns.ACTIVE);
            }
            Map<Integer, Variable> columns = new TreeMap<>();
            Probe now = rows().find(key).flatMap(PingRows.Row::probe).orElseThrow();
            for (int column :
                    new int[] {PingColumns.TARGET_TYPE, PingColumns.TARGET, PingColumns.SOURCE_TYPE, PingColumns.SOURCE
                    }) {
                columns.put(column, PingColumns.of(now, snapshots.get(), 0, column));
            }
            write(named.get(), columns, change);
            Assignment admin = change.get(PingColumns.ADMIN_STATUS);
            if (admin != null && admin.value().toInt() == PingColumns.YES) {
                stage.afterwards(() -> restart.accept(key.probe()), () -> {});
            }
        }

        private boolean stopping() {
            Assignment admin = change.get(PingColumns.ADMIN_STATUS);
            return admin != null && admin.value().toInt() == PingColumns.NO;
        }

        private boolean runs() {
            return snapshots
                    .get()
                    .tests(key.probe())
                    .filter(series -> series.status() == TestSeries.Status.ENABLED)
                    .isPresent();
        }

        /** There is no such probe; there may be a row that is not active yet. */
        private void absent(int wanted) throws SetException {
            boolean creates = wanted == PingColumns.CREATE_AND_GO || wanted == PingColumns.CREATE_AND_WAIT;
            if (creates && draft.isPresent()) {
                throw SetException.inconsistentValue(status.orElseThrow(), "the row is there already");
            }
            if (!creates && draft.isEmpty()) {
                throw wanted == 0
                        ? SetException.inconsistentName(
                                any, "there is no such row; set pingCtlRowStatus to createAndGo(4) in the same SET")
                        : SetException.inconsistentValue(status.orElseThrow(), "there is no such row");
            }
            Map<Integer, Variable> columns = new TreeMap<>(draft.orElse(Map.of()));
            change.forEach((column, a) -> columns.put(column, a.value()));
            if (wanted == PingColumns.CREATE_AND_GO || wanted == PingColumns.ACTIVE) {
                create(columns);
                return;
            }
            if (wanted == PingColumns.NOT_IN_SERVICE && !PingColumns.complete(columns)) {
                throw SetException.inconsistentValue(status.orElseThrow(), "the row has no target yet");
            }
            if (draft.isEmpty() && !drafts.hasRoomFor(++stage.notes(PingCtlTable.this, Changes::new).newDrafts)) {
                throw SetException.resourceUnavailable(
                        status.orElseThrow(),
                        Drafts.MOST + " rows are made already and not active; activate or destroy some, or wait "
                                + Drafts.LIFETIME.toMinutes() + " minutes");
            }
            keep(Optional.of(columns));
        }

        private void create(Map<Integer, Variable> columns) throws SetException {
            Assignment by = status.orElseThrow();
            if (!PingColumns.complete(columns)) {
                throw SetException.inconsistentValue(
                        by,
                        "a row needs pingCtlTargetAddressType and pingCtlTargetAddress, which fit each other, before it"
                                + " is active");
            }
            ConfigEdit.Node probe = probes.add(LIST, "name", key.probe());
            stage.wrote(probe.path(), by);
            probe.put("enabled", false);
            // A container without anything in it would not be there any more when the file is read again.
            probe.child(TESTS).put("active", true);
            Map<Integer, Assignment> given = new TreeMap<>();
            given.put(PingColumns.TIMEOUT, by);
            given.put(PingColumns.DATA_SIZE, by);
            columns.keySet().forEach(column -> given.put(column, change.getOrDefault(column, by)));
            write(probe, columns, given);
            keep(Optional.empty());
        }

        private void write(ConfigEdit.Node probe, Map<Integer, Variable> columns, Map<Integer, Assignment> given)
                throws SetException {
            change.forEach((column, a) -> columns.put(column, a.value()));
            new PingWriter(stage, snapshots.get(), probe).write(columns, given);
        }

        private void keep(Optional<Map<Integer, Variable>> columns) {
            if (columns.isPresent() || draft.isPresent()) {
                stage.afterwards(() -> drafts.put(key, columns), () -> drafts.put(key, draft));
            }
        }
    }
}
