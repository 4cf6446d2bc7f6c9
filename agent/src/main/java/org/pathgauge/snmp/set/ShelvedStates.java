package org.pathgauge.snmp.set;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.pathgauge.config.ConfigEdit;
import org.pathgauge.model.Alarm;
import org.pathgauge.model.Snapshot;
import org.pathgauge.snmp.mib.MibView;

/**
 * pathGaugeShelvedOperatorState: takes an alarm from the shelf that was made for it alone. The shelf is part of the
 * configuration and named after the alarm's number. It holds resource, type and qualifier, too: once an alarm has left
 * the list, its number may come to another one.
 */
public final class ShelvedStates extends SettableView {
    private static final int OPERATOR_STATE = 11;
    private static final int UN_SHELVED = 5;
    private static final String ALARMS = "pathgauge-alarms:alarms";
    private static final String LIST = "shelf";
    private static final String KEY = "name";
    private static final String ALARM = "alarm-id";

    /** The longest text that a shelf may match, and the MIB's longest. */
    private static final int LONGEST = 255;

    private final Supplier<Snapshot> snapshots;

    /**
     * Makes the column writable.
     *
     * @param table what reads it
     * @param snapshots which alarms lie on shelves
     */
    public ShelvedStates(MibView table, Supplier<Snapshot> snapshots) {
        super(table);
        this.snapshots = snapshots;
    }

    /** The shelf of one alarm. */
    static String shelf(Alarm alarm) {
        return "alarm " + alarm.id();
    }

    private static ConfigEdit.Node shelves(SetStage stage) {
        return stage.config().root().child(ALARMS).child("control").child("alarm-shelving");
    }

    /** Puts an alarm on a shelf of its own. */
    static void shelve(SetStage stage, Assignment a, Alarm alarm) throws SetException {
        ConfigEdit.Node shelves = shelves(stage);
        if (shelves.entry(LIST, KEY, shelf(alarm)).isPresent()) {
            throw SetException.inconsistentValue(a, "the shelf \"" + shelf(alarm) + "\" is there already");
        }
        ConfigEdit.Node shelf = shelves.add(LIST, KEY, shelf(alarm));
        stage.wrote(shelf.path(), a);
        shelf.put(ALARM, alarm.id());
        shelf.put("resource-kind", List.of(alarm.resource().kind().yangName()));
        match(shelf, "resource", alarm.resource().name());
        shelf.put("alarm-type-id", List.of("pathgauge-alarms:" + alarm.type().yangName()));
        match(shelf, "alarm-type-qualifier-match", alarm.qualifier());
    }

    /** A star in the text matches more than itself, which does no harm beside the alarm's number. */
    private static void match(ConfigEdit.Node shelf, String list, String text) {
        if (!text.isEmpty() && text.codePointCount(0, text.length()) <= LONGEST) {
            shelf.put(list, List.of(text));
        }
    }

    @Override
    public void set(SetStage stage, Assignment a) throws SetException {
        if (column(a.oid()) != OPERATOR_STATE) {
            throw SetException.notWritable(a, "pathGaugeShelvedTable has no such column that can be set");
        }
        integer(a, v -> v == UN_SHELVED, "unShelved(5) alone");
        int id = index(a.oid());
        Alarm alarm = snapshots.get().shelvedAlarms().stream()
                .filter(shelved -> shelved.id() == id)
                .findFirst()
                .orElseThrow(() -> SetException.noCreation(a, "there is no such alarm on a shelf"));
        String on = alarm.shelf().orElseThrow();
        ConfigEdit.Node shelves = shelves(stage);
        Optional<ConfigEdit.Node> shelf = shelves.entry(LIST, KEY, on);
        if (shelf.isEmpty()) {
            throw SetException.inconsistentValue(a, "the shelf was removed already");
        }
        if (shelf.get().leaf(ALARM).isEmpty()) {
            throw SetException.inconsistentValue(
                    a, "it lies on the shelf \"" + on + "\", which may hold others; change that in the configuration");
        }
        stage.wrote(shelves.path(LIST), a);
        shelves.remove(LIST, KEY, on);
    }
}
