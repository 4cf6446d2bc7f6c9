package org.pathgauge.snmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pathgauge.config.ConfigLoader;
import org.pathgauge.config.Datastore;
import org.pathgauge.config.DatastoreLocks;
import org.pathgauge.config.Editor;
import org.pathgauge.control.FakeAlarms;
import org.pathgauge.model.Alarm;
import org.pathgauge.model.AlarmConfig;
import org.pathgauge.model.Probe;
import org.pathgauge.model.Resource;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.SnapshotFixtures;
import org.pathgauge.model.SnmpNotifications;
import org.pathgauge.snmp.mib.MibTree;
import org.pathgauge.snmp.mib.MibView;
import org.pathgauge.snmp.mib.PathGaugeMib;
import org.pathgauge.snmp.mib.PathGaugeViews;
import org.pathgauge.snmp.mib.StandardViews;
import org.pathgauge.snmp.mib.UpTime;
import org.pathgauge.snmp.set.SetResult;
import org.pathgauge.snmp.set.SetTransaction;
import org.pathgauge.snmp.set.Sets;
import org.pathgauge.snmp.set.WritableView;
import org.snmp4j.PDU;
import org.snmp4j.smi.Gauge32;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.TimeTicks;
import org.snmp4j.smi.UnsignedInteger32;
import org.snmp4j.smi.Variable;
import org.snmp4j.smi.VariableBinding;

/** SET of PATHGAUGE-MIB and IF-MIB on a datastore with its file. */
class SettableTest {
    private static final String START = """
            {"pathgauge-probes:probes": {"packets-per-second": 5,
              "probe": [{"name": "probe-1", "target": "192.0.2.1"}, {"name": "new", "target": "192.0.2.2"}]},
             "pathgauge-alarms:alarms": {"control": {"alarm-shelving": {"shelf": [{"name": "quiet"}]}}}}""";
    private static final int ENABLED = 9;
    private static final int INTERVAL = 10;
    private static final int TTL = 14;
    private static final int SAMPLES = 17;
    private static final int OPERATOR_STATE = 25;
    private static final int SHELVED_STATE = 11;
    private static final int TRAP_ENABLE = 14;

    @TempDir
    Path folder;

    private final FakeAlarms alarms = new FakeAlarms();
    private Datastore datastore;
    private MibTree tree;
    private Sets sets;
    private Snapshot snapshot = SnapshotFixtures.snapshot(2);

    @BeforeEach
    void start() throws Exception {
        Path file = folder.resolve("pathgauge.json");
        if (!Files.exists(file)) {
            Files.writeString(file, START);
        }
        datastore =
                ConfigLoader.start(file, folder.resolve("state")).datastore().join();
        Settable settable = new Settable(() -> snapshot);
        settable.alarms(alarms);
        List<MibView> views = new ArrayList<>(PathGaugeViews.all());
        views.addAll(StandardViews.all(
                new UpTime() {
                    @Override
                    public TimeTicks now() {
                        return new TimeTicks(0);
                    }

                    @Override
                    public TimeTicks at(Instant instant) {
                        return now();
                    }
                },
                i -> false));
        views.replaceAll(settable::of);
        tree = new MibTree(views);
        sets = new Sets(tree);
        sets.datastore(datastore);
    }

    private static VariableBinding probe(int column, int index, Variable value) {
        return of(PathGaugeMib.PROBE_ENTRY, column, index, value);
    }

    private static VariableBinding of(OID entry, int column, int index, Variable value) {
        return new VariableBinding(new OID(entry.getValue(), new int[] {column, index}), value);
    }

    private SetTransaction begin(VariableBinding... variables) {
        return sets.begin("snmp:anna", List.of(variables));
    }

    private SetResult set(VariableBinding... variables) {
        return begin(variables).commit();
    }

    private Probe probe() {
        return datastore.config().probes().stream()
                .filter(p -> p.name().equals("probe-1"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void probeIsSwitchedOffAndChangedAndStaysSo() throws Exception {
        assertEquals(
                SetResult.OK,
                set(
                        probe(ENABLED, 1, new Integer32(2)),
                        probe(INTERVAL, 1, new UnsignedInteger32(500)),
                        probe(TTL, 1, new Gauge32(9)),
                        probe(SAMPLES, 1, new Integer32(2))));
        start();
        assertFalse(probe().enabled());
        assertEquals(500, probe().interval().toMillis());
        assertEquals(9, probe().ttl());
        assertFalse(probe().samples());
    }

    @Test
    void refusalNamesVariableAndLeavesAllAsItWas() {
        VariableBinding good = probe(TTL, 1, new Gauge32(9));
        Map<VariableBinding, Integer> refused = Map.of(
                probe(2, 1, new OctetString("renamed")), PDU.notWritable,
                probe(INTERVAL, 1, new Integer32(500)), PDU.wrongType,
                probe(INTERVAL, 1, new Gauge32(99)), PDU.wrongValue,
                probe(ENABLED, 1, new Integer32(3)), PDU.wrongValue,
                probe(INTERVAL, 4, new Gauge32(500)), PDU.noCreation,
                probe(INTERVAL, 3, new Gauge32(500)), PDU.noCreation,
                probe(INTERVAL, -1, new Gauge32(500)), PDU.noCreation);
        refused.forEach(
                (variable, status) -> assertEquals(new SetResult(status, 2), set(good, variable), variable.toString()));
        assertEquals(64, probe().ttl());
    }

    @Test
    void alarmIsAcknowledgedInTheNameOfTheUser() {
        assertEquals(SetResult.OK, set(of(PathGaugeMib.ALARM_ENTRY, OPERATOR_STATE, 2, new Integer32(2))));
        assertEquals(List.of("ack by snmp:anna: "), alarms.asked);
        SetTransaction undone = begin(of(PathGaugeMib.ALARM_ENTRY, OPERATOR_STATE, 2, new Integer32(3)));
        assertEquals(SetResult.OK, undone.commit());
        assertEquals(SetResult.OK, undone.undo());
        assertEquals("closed by snmp:anna: ", alarms.asked.get(1));
        assertEquals("ack by snmp:anna: ", alarms.asked.get(2), "as the snapshot has it");
    }

    @Test
    void alarmThatWentMeanwhileTakesTheWholeSetBack() {
        // Number 9 is in the snapshot, and the list has it no more.
        assertEquals(
                new SetResult(PDU.commitFailed, 3),
                set(
                        probe(TTL, 1, new Gauge32(9)),
                        of(PathGaugeMib.ALARM_ENTRY, OPERATOR_STATE, 2, new Integer32(3)),
                        of(PathGaugeMib.ALARM_ENTRY, OPERATOR_STATE, 9, new Integer32(2))));
        assertEquals(64, probe().ttl());
        assertEquals(List.of("closed by snmp:anna: ", "ack by snmp:anna: "), alarms.asked);
        assertEquals(
                new SetResult(PDU.noCreation, 1),
                set(of(PathGaugeMib.ALARM_ENTRY, OPERATOR_STATE, 14, new Integer32(2))),
                "it lies on a shelf");
        assertEquals(
                new SetResult(PDU.wrongValue, 1),
                set(of(PathGaugeMib.ALARM_ENTRY, OPERATOR_STATE, 2, new Integer32(5))));
    }

    @Test
    void shelvedAlarmHasAShelfOfItsOwnUntilItIsUnshelved() throws Exception {
        VariableBinding shelve = of(PathGaugeMib.ALARM_ENTRY, OPERATOR_STATE, 2, new Integer32(4));
        assertEquals(SetResult.OK, set(shelve));
        start();
        AlarmConfig.Shelf shelf = datastore.config().alarms().shelves().get(0);
        assertEquals("alarm 2", shelf.name());
        assertEquals(OptionalInt.of(2), shelf.alarm());
        List<Alarm> taken = snapshot.alarms().stream().filter(shelf::takes).toList();
        assertEquals(List.of(2), taken.stream().map(Alarm::id).toList());
        assertEquals(new SetResult(PDU.inconsistentValue, 1), set(shelve), "not again before it moved");
        Alarm moved = taken.get(0).with(taken.get(0).operatorChanges().getLast(), Optional.of(shelf.name()), 32);
        snapshot = snapshot.but()
                .alarms(List.of(), List.of(moved, SnapshotFixtures.shelvedAlarm(14)), 0)
                .build();
        assertEquals(
                new SetResult(PDU.inconsistentValue, 1),
                set(of(PathGaugeMib.SHELVED_ENTRY, SHELVED_STATE, 14, new Integer32(5))),
                "a shelf that others made");
        assertEquals(SetResult.OK, set(of(PathGaugeMib.SHELVED_ENTRY, SHELVED_STATE, 2, new Integer32(5))));
        assertEquals(
                List.of("quiet"),
                datastore.config().alarms().shelves().stream()
                        .map(AlarmConfig.Shelf::name)
                        .toList());
    }

    @Test
    void shelfOfAnAlarmTakesNoOtherWhateverItsNames() throws Exception {
        Alarm alarm = snapshot.alarms().stream()
                .filter(a -> a.id() == 2)
                .findFirst()
                .orElseThrow()
                .with(Resource.probe("*", 1), Optional.empty());
        snapshot = snapshot.but().alarms(List.of(alarm), List.of(), 0).build();
        assertEquals(SetResult.OK, set(of(PathGaugeMib.ALARM_ENTRY, OPERATOR_STATE, 2, new Integer32(4))));
        AlarmConfig.Shelf shelf = datastore.config().alarms().shelves().get(0);
        assertTrue(shelf.takes(alarm));
        assertFalse(shelf.takes(SnapshotFixtures.alarm(3, 1)));
    }

    @Test
    void lockOfTheConfigurationStopsNoAcknowledgement() throws Exception {
        Editor bob = new Editor("netconf:bob", 7);
        assertEquals(Optional.empty(), datastore.candidate().lock(DatastoreLocks.Target.RUNNING, bob));
        VariableBinding ack = of(PathGaugeMib.ALARM_ENTRY, OPERATOR_STATE, 2, new Integer32(2));
        SetTransaction acknowledged = begin(ack);
        assertEquals(SetResult.OK, acknowledged.test());
        assertEquals(SetResult.OK, acknowledged.commit());
        assertEquals(SetResult.OK, acknowledged.undo());
        assertEquals(List.of("ack by snmp:anna: ", "ack by snmp:anna: "), alarms.asked);
        SetResult unavailable = new SetResult(PDU.resourceUnavailable, 1);
        assertEquals(unavailable, set(ack, probe(TTL, 1, new Gauge32(9))), "part of it is configuration");
        assertEquals(unavailable, set(of(PathGaugeMib.ALARM_ENTRY, OPERATOR_STATE, 2, new Integer32(4))));
        assertEquals(2, alarms.asked.size());
    }

    @Test
    void linkTrapsAreSaidByInterface() {
        OID entry = StandardViews.IF_X_ENTRY;
        assertEquals(
                SetResult.OK,
                set(of(entry, TRAP_ENABLE, 17, new Integer32(2)), of(entry, TRAP_ENABLE, 2, new Integer32(1))));
        assertEquals(SetResult.OK, set(of(entry, TRAP_ENABLE, 17, new Integer32(1))));
        SnmpNotifications.Links links =
                datastore.config().snmp().notifications().links();
        assertEquals(Map.of("eth0", true, "wlan0", true), links.byName());
        assertEquals(
                new SetResult(PDU.noCreation, 1),
                set(of(entry, TRAP_ENABLE, 3, new Integer32(1))),
                "no such interface");
        assertEquals(new SetResult(PDU.notWritable, 1), set(of(entry, 18, 2, new OctetString("uplink"))));
    }

    /** The MIB's text says of each object whether it can be set; the code must hold the same. */
    @Test
    void justWhatTheMibSaysCanBeSet() throws Exception {
        var writable = new TreeSet<String>();
        var text = Files.readString(Path.of("../mib/src/main/resources/mib/PATHGAUGE-MIB"));
        var object = java.util.regex.Pattern.compile(
                        "(\\w+) OBJECT-TYPE(?:(?!OBJECT-TYPE).)*?MAX-ACCESS  read-write.*?::= \\{ (\\w+) (\\d+) }",
                        java.util.regex.Pattern.DOTALL)
                .matcher(text);
        while (object.find()) {
            writable.add(object.group(2) + " " + object.group(3));
        }
        Map<String, OID> entries = Map.of(
                "pathGaugeProbeEntry", PathGaugeMib.PROBE_ENTRY,
                "pathGaugeAlarmEntry", PathGaugeMib.ALARM_ENTRY,
                "pathGaugeShelvedEntry", PathGaugeMib.SHELVED_ENTRY);
        var served = new TreeSet<String>();
        for (MibView view : PathGaugeViews.all()) {
            boolean can = tree.view(view.root()).orElseThrow() instanceof WritableView;
            assertEquals(entries.containsValue(view.root()), can, view.root().toString());
        }
        entries.forEach((name, entry) -> {
            for (int column = 1; column < 40; column++) {
                // No value is of this type, so whatever can be set says so.
                int status = set(of(entry, column, 1, new TimeTicks(1))).status();
                if (status == PDU.wrongType) {
                    served.add(name + " " + column);
                } else {
                    assertEquals(PDU.notWritable, status, name + " " + column);
                }
            }
        });
        assertEquals(writable, served);
        assertTrue(writable.size() >= 9, writable.toString());
    }
}
