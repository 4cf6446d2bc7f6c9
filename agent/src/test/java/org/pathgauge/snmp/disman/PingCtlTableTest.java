package org.pathgauge.snmp.disman;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pathgauge.config.ConfigLoader;
import org.pathgauge.config.Datastore;
import org.pathgauge.config.DatastoreLocks;
import org.pathgauge.config.Editor;
import org.pathgauge.model.Probe;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.SnapshotFixtures;
import org.pathgauge.model.TestPlan;
import org.pathgauge.model.TestSeries;
import org.pathgauge.snmp.mib.Found;
import org.pathgauge.snmp.mib.MibTree;
import org.pathgauge.snmp.mib.PathGaugeMib;
import org.pathgauge.snmp.mib.Reading;
import org.pathgauge.snmp.mib.WindowCache;
import org.pathgauge.snmp.set.SetResult;
import org.pathgauge.snmp.set.Sets;
import org.snmp4j.PDU;
import org.snmp4j.smi.Gauge32;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.Variable;
import org.snmp4j.smi.VariableBinding;

/** DISMAN-PING-MIB on a datastore with its file: rows come, change and go by SET, and everybody sees the same. */
class PingCtlTableTest {
    private static final String START = """
            {"pathgauge-probes:probes": {"max-probes": 3, "probe": [{"name": "london", "target": "192.0.2.1"}]}}""";
    private static final PingKey KEY = new PingKey("noc", "paris");
    private static final byte[] ADDRESS = {(byte) 198, 51, 100, 7};

    @TempDir
    Path folder;

    private Path file;
    private Datastore datastore;
    private MibTree tree;
    private Sets sets;
    private long nanos;
    private Snapshot snapshot = Snapshot.empty(Instant.EPOCH);
    private final List<String> restarted = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        file = folder.resolve("pathgauge.json");
        Files.writeString(file, START);
        load();
    }

    private void load() throws Exception {
        datastore =
                ConfigLoader.start(file, folder.resolve("state")).datastore().join();
        Disman disman = new Disman(() -> snapshot, () -> nanos);
        disman.connect(datastore, restarted::add);
        tree = new MibTree(disman.views());
        sets = new Sets(tree);
        sets.datastore(datastore);
    }

    private static OID oid(int column, PingKey key) {
        return new OID(PingMib.CTL_ENTRY.getValue(), new int[] {column}).append(key.index());
    }

    @Test
    void linkLocalTargetHasItsInterfaceAsZone() throws Exception {
        snapshot = snapshot.but()
                .hostInterfaces(List.of(SnapshotFixtures.hostInterface(7, "eth0")), Instant.EPOCH)
                .build();
        byte[] address = HexFormat.of().parseHex("fe800000000000000000000000000001" + "00000007");
        byte[] elsewhere = HexFormat.of().parseHex("fe800000000000000000000000000001" + "00000008");
        assertEquals(
                PDU.inconsistentValue,
                set(
                                of(PingColumns.TARGET_TYPE, new Integer32(PingColumns.IPV6Z)),
                                of(PingColumns.TARGET, new OctetString(elsewhere)),
                                status(PingColumns.CREATE_AND_GO))
                        .status());
        assertEquals(
                SetResult.OK,
                set(
                        of(PingColumns.TARGET_TYPE, new Integer32(PingColumns.IPV6Z)),
                        of(PingColumns.TARGET, new OctetString(address)),
                        status(PingColumns.CREATE_AND_GO)));
        load();
        Probe probe = datastore.config().probes().getLast();
        assertEquals("fe80:0:0:0:0:0:0:1%eth0", probe.target());
        assertEquals(new Integer32(PingColumns.IPV6Z), PingColumns.of(probe, snapshot, 0, PingColumns.TARGET_TYPE));
        assertEquals(new OctetString(address), PingColumns.of(probe, snapshot, 0, PingColumns.TARGET));
    }

    @Test
    void textWithAPercentSignIsNoZone() throws Exception {
        assertEquals(
                SetResult.OK,
                set(
                        of(PingColumns.TARGET_TYPE, new Integer32(PingColumns.DNS)),
                        of(PingColumns.TARGET, new OctetString("fe80::1%eth0")),
                        status(PingColumns.CREATE_AND_GO)));
        load();
        assertEquals("fe80::1%eth0", datastore.config().probes().getLast().target());
    }

    private static VariableBinding of(PingKey key, int column, Variable value) {
        return new VariableBinding(oid(column, key), value);
    }

    private static VariableBinding of(int column, Variable value) {
        return of(KEY, column, value);
    }

    private static VariableBinding status(int value) {
        return of(PingColumns.ROW_STATUS, new Integer32(value));
    }

    private static VariableBinding[] target() {
        return new VariableBinding[] {
            of(PingColumns.TARGET_TYPE, new Integer32(PingColumns.IPV4)),
            of(PingColumns.TARGET, new OctetString(ADDRESS))
        };
    }

    private SetResult set(VariableBinding... variables) {
        return sets.begin("test", List.of(variables)).commit();
    }

    private SetResult create(VariableBinding... more) {
        List<VariableBinding> all = new ArrayList<>(List.of(target()));
        all.addAll(List.of(more));
        all.add(status(PingColumns.CREATE_AND_GO));
        return set(all.toArray(VariableBinding[]::new));
    }

    private Variable get(int column) {
        return get(oid(column, KEY));
    }

    private Variable get(OID oid) {
        return tree.get(new Reading(() -> snapshot, new WindowCache()), oid);
    }

    private Optional<Probe> probe() {
        return datastore.config().probes().stream()
                .filter(p -> p.name().equals("noc:paris"))
                .findFirst();
    }

    @Test
    void createAndGoMakesAProbeThatFileAndModelHave() throws Exception {
        assertEquals(
                SetResult.OK,
                create(
                        of(PingColumns.PROBE_COUNT, new Gauge32(5)),
                        of(PingColumns.FREQUENCY, new Gauge32(60)),
                        of(PingColumns.ADMIN_STATUS, new Integer32(PingColumns.YES)),
                        of(PingColumns.TRAP_GENERATION, new OctetString(new byte[] {(byte) 0xa0})),
                        of(PingColumns.DS_FIELD, new Gauge32(46 << 2)),
                        of(PingColumns.DATA_SIZE, new Gauge32(100)),
                        of(PingColumns.DESCR, new OctetString("to the data centre"))));
        Probe made = probe().orElseThrow();
        assertEquals("198.51.100.7", made.target());
        assertEquals(Duration.ofSeconds(3), made.timeout(), "the default of RFC 4560, not ours");
        assertEquals(100, made.size());
        assertEquals(46, made.dscp());
        assertFalse(made.enabled(), "nothing is sent but tests");
        assertEquals(
                Optional.of(new TestPlan(
                        true,
                        true,
                        5,
                        Duration.ofSeconds(60),
                        50,
                        TestPlan.Storage.NON_VOLATILE,
                        new TestPlan.Notify(true, false, true),
                        1,
                        1,
                        "to the data centre")),
                made.tests());
        assertTrue(Files.readString(file).contains("\"noc:paris\""), Files.readString(file));
        assertEquals(new Integer32(PingColumns.ACTIVE), get(PingColumns.ROW_STATUS));
        assertEquals(new OctetString(ADDRESS), get(PingColumns.TARGET));
        assertEquals(new OctetString(new byte[] {(byte) 0xa0}), get(PingColumns.TRAP_GENERATION));
        assertEquals(PingMib.ICMP_ECHO, get(PingColumns.TYPE));

        load();
        assertEquals(Optional.of(made), probe(), "the row survives a restart");
    }

    @Test
    void volatileRowIsRunningButNotInTheFile() throws Exception {
        assertEquals(SetResult.OK, create(of(PingColumns.STORAGE_TYPE, new Integer32(PingColumns.VOLATILE))));
        assertTrue(probe().isPresent());
        assertEquals(new Integer32(PingColumns.VOLATILE), get(PingColumns.STORAGE_TYPE));
        assertFalse(Files.readString(file).contains("noc:paris"), Files.readString(file));
        assertEquals(SetResult.OK, set(of(PingColumns.PROBE_COUNT, new Gauge32(2))), "and may be changed");
        Files.writeString(file, START.replace("192.0.2.1", "192.0.2.9"));
        datastore.reload();
        assertEquals(2, probe().orElseThrow().tests().orElseThrow().count(), "and stays when the file is read again");
        assertEquals("192.0.2.9", datastore.config().probes().getFirst().target());
        assertEquals(SetResult.OK, set(of(PingColumns.PROBE_COUNT, new Gauge32(3))), "and goes on being changed");
        assertFalse(Files.readString(file).contains("noc:paris"), Files.readString(file));
        load();
        assertTrue(probe().isEmpty());
        assertEquals(1, datastore.config().probes().size());
    }

    @Test
    void rowGrowsFromNotReadyToActive() {
        assertEquals(SetResult.OK, set(status(PingColumns.CREATE_AND_WAIT)));
        assertEquals(new Integer32(PingColumns.NOT_READY), get(PingColumns.ROW_STATUS));
        assertTrue(probe().isEmpty(), "a row that is not ready is no part of the configuration");
        assertEquals(PDU.inconsistentValue, set(status(PingColumns.ACTIVE)).status());
        assertEquals(SetResult.OK, set(target()));
        assertEquals(new Integer32(PingColumns.NOT_IN_SERVICE), get(PingColumns.ROW_STATUS));
        assertEquals(SetResult.OK, set(of(PingColumns.PROBE_COUNT, new Gauge32(7))));
        assertTrue(probe().isEmpty());
        assertEquals(SetResult.OK, set(status(PingColumns.ACTIVE)));
        assertEquals(7, probe().orElseThrow().tests().orElseThrow().count());
        assertEquals(SetResult.OK, set(status(PingColumns.NOT_IN_SERVICE)));
        assertFalse(probe().orElseThrow().tests().orElseThrow().active());
        assertEquals(new Integer32(PingColumns.NOT_IN_SERVICE), get(PingColumns.ROW_STATUS));
    }

    @Test
    void abandonedRowsAreRemovedAndBounded() {
        for (int i = 0; i < Drafts.MOST; i++) {
            PingKey key = new PingKey("noc", "t" + i);
            assertEquals(
                    SetResult.OK, set(of(key, PingColumns.ROW_STATUS, new Integer32(PingColumns.CREATE_AND_WAIT))));
        }
        assertEquals(new SetResult(PDU.resourceUnavailable, 1), set(status(PingColumns.CREATE_AND_WAIT)));
        nanos += Drafts.LIFETIME.toNanos() + 1;
        assertEquals(SetResult.OK, set(status(PingColumns.CREATE_AND_WAIT)));
        assertTrue(get(oid(PingColumns.ROW_STATUS, new PingKey("noc", "t0"))).isException());
    }

    @Test
    void oneSetMakesNoMoreUnfinishedRowsThanMany() {
        VariableBinding[] rows = IntStream.rangeClosed(0, Drafts.MOST)
                .mapToObj(i -> of(
                        new PingKey("noc", "t" + i),
                        PingColumns.ROW_STATUS,
                        new Integer32(PingColumns.CREATE_AND_WAIT)))
                .toArray(VariableBinding[]::new);
        assertEquals(new SetResult(PDU.resourceUnavailable, rows.length), set(rows));
        assertEquals(SetResult.OK, set(Arrays.copyOf(rows, Drafts.MOST)));
    }

    @Test
    void destroyRemovesProbesAndUnfinishedRowsAndWhatIsNotThere() throws Exception {
        create();
        assertEquals(SetResult.OK, set(status(PingColumns.DESTROY)));
        assertTrue(probe().isEmpty());
        assertFalse(Files.readString(file).contains("noc:paris"));
        set(status(PingColumns.CREATE_AND_WAIT));
        assertEquals(SetResult.OK, set(status(PingColumns.DESTROY)));
        assertTrue(get(PingColumns.ROW_STATUS).isException());
        assertEquals(SetResult.OK, set(status(PingColumns.DESTROY)));
    }

    private void refused(int expected, int column, Variable value) {
        assertEquals(new SetResult(expected, 3), create(of(column, value)), () -> "column " + column + ": " + value);
        assertTrue(probe().isEmpty());
    }

    @Test
    void valuesThatNoRowCanHaveAreRefused() {
        refused(PDU.wrongValue, PingColumns.ADMIN_STATUS, new Integer32(3));
        refused(PDU.wrongType, PingColumns.ADMIN_STATUS, new Gauge32(1));
        refused(PDU.wrongType, PingColumns.PROBE_COUNT, new Integer32(15));
        refused(PDU.wrongValue, PingColumns.PROBE_COUNT, new Gauge32(16));
        refused(PDU.wrongValue, PingColumns.TIMEOUT, new Gauge32(61));
        refused(PDU.wrongValue, PingColumns.MAX_ROWS, new Gauge32(1001));
        refused(PDU.wrongValue, PingColumns.DS_FIELD, new Gauge32(3));
        refused(PDU.wrongValue, PingColumns.STORAGE_TYPE, new Integer32(4));
        refused(PDU.wrongValue, PingColumns.BYPASS, new Integer32(PingColumns.YES));
        refused(PDU.inconsistentValue, PingColumns.IF_INDEX, new Integer32(77));
        refused(PDU.inconsistentValue, PingColumns.DATA_FILL, new OctetString("pattern"));
        refused(PDU.wrongLength, PingColumns.DESCR, new OctetString(new byte[256]));
        refused(PDU.wrongValue, PingColumns.TYPE, new OID("1.3.6.1.2.1.80.3.2"));
        refused(PDU.wrongValue, PingColumns.TRAP_GENERATION, new OctetString(new byte[] {1}));
        refused(PDU.notWritable, 2, new OctetString("x"));
        refused(PDU.notWritable, 24, new Integer32(1));
        assertEquals(
                PDU.wrongValue,
                create(of(PingColumns.TARGET_TYPE, new Integer32(3))).status(),
                "ipv4z");
    }

    @Test
    void relationsThatAreRefused() {
        assertEquals(
                PDU.inconsistentValue, set(status(PingColumns.CREATE_AND_GO)).status(), "no target");
        assertEquals(
                PDU.inconsistentValue,
                create(of(PingColumns.TYPE, PathGaugeMib.TCP_SYN)).status(),
                "there is no column for its port");
        assertEquals(
                new SetResult(PDU.inconsistentName, 1), set(of(PingColumns.PROBE_COUNT, new Gauge32(3))), "no row");
        create();
        assertEquals(PDU.inconsistentValue, create().status(), "the row is there");
        assertEquals(
                new SetResult(PDU.inconsistentValue, 1),
                set(of(PingColumns.TARGET_TYPE, new Integer32(PingColumns.IPV6))),
                "the address has four octets");
        assertEquals("198.51.100.7", probe().orElseThrow().target());
    }

    @Test
    void whatTheDatastoreRefusesNamesItsVariable() {
        byte[] multicast = {(byte) 224, 0, 0, 1};
        assertEquals(
                new SetResult(PDU.inconsistentValue, 2),
                set(
                        of(PingColumns.TARGET_TYPE, new Integer32(PingColumns.IPV4)),
                        of(PingColumns.TARGET, new OctetString(multicast)),
                        status(PingColumns.CREATE_AND_GO)));
        create();
        assertEquals(
                SetResult.OK,
                set(of(
                        new PingKey("noc", "rome"),
                        PingColumns.ROW_STATUS,
                        new Integer32(PingColumns.CREATE_AND_WAIT))));
        PingKey third = new PingKey("noc", "third");
        PingKey fourth = new PingKey("noc", "fourth");
        for (PingKey key : List.of(third, fourth)) {
            SetResult result = set(
                    of(key, PingColumns.TARGET_TYPE, new Integer32(PingColumns.IPV4)),
                    of(key, PingColumns.TARGET, new OctetString(ADDRESS)),
                    of(key, PingColumns.ROW_STATUS, new Integer32(PingColumns.CREATE_AND_GO)));
            assertEquals(key.equals(fourth) ? PDU.resourceUnavailable : 0, result.status(), "max-probes is 3");
        }
    }

    @Test
    void namesThatNoProbeCanHaveAreNoCreation() {
        for (PingKey key : List.of(
                new PingKey("a:b", "c"),
                new PingKey("", "a:b"),
                new PingKey("", ""),
                new PingKey("é", "c"),
                new PingKey("a", "c "),
                new PingKey("a".repeat(32), "b".repeat(32)))) {
            assertEquals(
                    PDU.noCreation,
                    set(of(key, PingColumns.ROW_STATUS, new Integer32(PingColumns.CREATE_AND_WAIT)))
                            .status(),
                    key::toString);
        }
        OID cut = new OID(PingMib.CTL_ENTRY.getValue(), new int[] {PingColumns.ROW_STATUS, 3, 'n'});
        assertEquals(
                PDU.noCreation,
                set(new VariableBinding(cut, new Integer32(PingColumns.CREATE_AND_WAIT)))
                        .status());
    }

    @Test
    void rowOfAnotherOwnerCannotBeReachedByItsProbesName() {
        create();
        PingKey disguised = new PingKey("", "noc:paris");
        for (int wanted : new int[] {PingColumns.DESTROY, PingColumns.ACTIVE, PingColumns.NOT_IN_SERVICE}) {
            assertEquals(
                    new SetResult(PDU.noCreation, 1),
                    set(of(disguised, PingColumns.ROW_STATUS, new Integer32(wanted))));
        }
        assertTrue(probe().isPresent());
        assertTrue(get(oid(PingColumns.ROW_STATUS, disguised)).isException());
    }

    @Test
    void probesMadeOtherwiseAreThereAndReadOnly() {
        PingKey london = new PingKey("", "london");
        assertEquals(new Integer32(PingColumns.ACTIVE), get(oid(PingColumns.ROW_STATUS, london)));
        assertEquals(new Integer32(5), get(oid(PingColumns.STORAGE_TYPE, london)), "readOnly");
        assertEquals(
                new SetResult(PDU.notWritable, 1),
                set(of(london, PingColumns.ROW_STATUS, new Integer32(PingColumns.DESTROY))));
    }

    @Test
    void lockOfNetconfMakesResourceUnavailable() throws Exception {
        Editor alice = new Editor("netconf:alice", 7);
        datastore.candidate().lock(DatastoreLocks.Target.RUNNING, alice);
        assertEquals(PDU.resourceUnavailable, create().status());
        assertTrue(get(PingColumns.ROW_STATUS).isException());
        assertEquals(SetResult.OK, set(status(PingColumns.CREATE_AND_WAIT)), "what waits is no configuration yet");
        assertEquals(SetResult.OK, set(status(PingColumns.DESTROY)));
        datastore.candidate().unlock(DatastoreLocks.Target.RUNNING, alice);
        assertEquals(SetResult.OK, create());
    }

    @Test
    void enablingAgainRunsTheTestOnceMore() {
        create(of(PingColumns.ADMIN_STATUS, new Integer32(PingColumns.YES)));
        assertEquals(List.of(), restarted);
        assertEquals(SetResult.OK, set(of(PingColumns.ADMIN_STATUS, new Integer32(PingColumns.YES))));
        assertEquals(List.of("noc:paris"), restarted);
    }

    @Test
    void rowCannotGoOutOfServiceWhileATestRuns() {
        create(of(PingColumns.ADMIN_STATUS, new Integer32(PingColumns.YES)));
        snapshot =
                snapshot.but().tests(List.of(series(TestSeries.Status.ENABLED))).build();
        assertEquals(new SetResult(PDU.inconsistentValue, 1), set(status(PingColumns.NOT_IN_SERVICE)));
        assertEquals(SetResult.OK, set(status(PingColumns.DESTROY)), "but it can be destroyed");
    }

    private static TestSeries series(TestSeries.Status status) {
        return new TestSeries(
                "noc:paris",
                status,
                Optional.empty(),
                3,
                2,
                OptionalLong.of(100_000),
                OptionalLong.of(2_600_000),
                OptionalLong.of(1_350_000),
                OptionalLong.of(7),
                Optional.of(Instant.EPOCH),
                List.of(
                        packet(1, TestSeries.Fate.RECEIVED, 100_000),
                        packet(2, TestSeries.Fate.RECEIVED, 2_600_000),
                        packet(3, TestSeries.Fate.LOST, 3_000_000_000L)));
    }

    private static TestSeries.Packet packet(long index, TestSeries.Fate fate, long nanos) {
        return new TestSeries.Packet(index, fate, OptionalLong.of(nanos), Instant.EPOCH);
    }

    @Test
    void walkRisesAndGetFindsAllOfIt() {
        create();
        set(of(new PingKey("noc", "draft"), PingColumns.ROW_STATUS, new Integer32(PingColumns.CREATE_AND_WAIT)));
        snapshot = snapshot.but()
                .tests(List.of(series(TestSeries.Status.COMPLETED)))
                .build();
        Reading reading = new Reading(() -> snapshot, new WindowCache());
        List<Found> all = new ArrayList<>();
        Optional<Found> next = tree.next(reading, new OID("1.3"), oid -> true);
        while (next.isPresent()) {
            OID oid = next.get().name();
            assertTrue(all.isEmpty() || all.getLast().name().compareTo(oid) < 0, oid + " does not rise");
            assertEquals(next.get().value(), get(oid), oid::toString);
            all.add(next.get());
            next = tree.next(reading, oid, any -> true);
        }
        // One scalar, 21 columns of three rows, ten of the one with results, four of three packets.
        assertEquals(1 + 21 * 3 + 10 + 4 * 3, all.size());
        OID results = new OID(PingMib.RESULTS_ENTRY.getValue(), new int[] {PingResultsTable.MIN_RTT});
        assertEquals(1, get(results.append(KEY.index())).toInt(), "0 would say that nothing came");
        OID history = new OID(PingMib.HISTORY_ENTRY.getValue(), new int[] {2});
        assertEquals(3000, get(history.append(KEY.index()).append(3)).toInt(), "the timeout");
    }

    @Test
    void limitOfConcurrentTestsIsALeafOfTheConfiguration() {
        OID limit = new OID(PingMib.MAX_CONCURRENT.getValue(), 0);
        assertEquals(10, get(limit).toInt());
        assertEquals(SetResult.OK, set(new VariableBinding(limit, new Gauge32(2))));
        assertEquals(2, datastore.config().probing().concurrentTests());
        assertEquals(new SetResult(PDU.wrongValue, 1), set(new VariableBinding(limit, new Gauge32(65_536))));
    }

    @Test
    void severalRowsInOneSetAreAllOrNothing() {
        PingKey other = new PingKey("noc", "rome");
        assertEquals(
                new SetResult(PDU.inconsistentValue, 4),
                set(
                        target()[0],
                        target()[1],
                        status(PingColumns.CREATE_AND_GO),
                        of(other, PingColumns.ROW_STATUS, new Integer32(PingColumns.CREATE_AND_GO))));
        assertTrue(probe().isEmpty());
    }
}
