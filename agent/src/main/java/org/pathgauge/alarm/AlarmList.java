package org.pathgauge.alarm;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.pathgauge.model.Alarm;
import org.pathgauge.model.AlarmActionException;
import org.pathgauge.model.AlarmConfig;
import org.pathgauge.model.AlarmEvent;
import org.pathgauge.model.AlarmType;
import org.pathgauge.model.AlarmUnit;
import org.pathgauge.model.OperatorState;
import org.pathgauge.model.Resource;
import org.pathgauge.model.Severity;
import org.pathgauge.model.Threshold;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every alarm that is or was raised, with what happened to it in the evaluation that is under way. */
final class AlarmList {
    private static final Logger LOG = LoggerFactory.getLogger(AlarmList.class);

    private final AlarmIds ids;
    private final AlarmStore store;
    private final Map<AlarmKey, Alarm> alarms = new HashMap<>();

    /** Raised for the first time in this evaluation: they get their ids together. */
    private final Map<AlarmKey, Raise> raises = new HashMap<>();

    private final List<AlarmEvent> events = new ArrayList<>();
    private AlarmConfig config;
    private List<Alarm> listed = List.of();
    private List<Alarm> shelved = List.of();
    private boolean changed;
    private long refused;
    private long generation;
    private boolean full;

    /** All of a raise but the id. */
    record Raise(
            Resource resource,
            AlarmType type,
            String qualifier,
            Optional<Threshold> threshold,
            Severity severity,
            AlarmUnit unit,
            Alarm.Finding finding) {}

    AlarmList(AlarmIds ids, AlarmStore store, AlarmConfig config) {
        this.ids = ids;
        this.store = store;
        this.config = config;
        store.load().forEach(alarm -> alarms.put(AlarmKey.of(alarm), alarm));
        sort();
    }

    /** Puts alarms on the shelves of a configuration and takes others from there. */
    void configure(AlarmConfig newConfig, Instant now) {
        config = newConfig;
        for (Map.Entry<AlarmKey, Alarm> entry : entries()) {
            Alarm before = entry.getValue();
            Alarm after = shelved(before, now);
            if (!after.equals(before)) {
                update(entry.getKey(), after);
                // What lies on a shelf does not notify, so managers must take it for cleared meanwhile.
                if (after.active()
                        && before.shelf().isPresent() != after.shelf().isPresent()) {
                    String how = after.shelf().isPresent() ? "put on " : "taken from ";
                    String shelf = after.operatorChanges().getLast().text();
                    events.add(new AlarmEvent(after, how + shelf + ": " + after.text()));
                }
            }
        }
    }

    private Alarm shelved(Alarm alarm, Instant now) {
        Optional<String> shelf = config.shelves().stream()
                .filter(s -> s.takes(alarm))
                .map(AlarmConfig.Shelf::name)
                .findFirst();
        if (shelf.equals(alarm.shelf())) {
            return alarm;
        }
        OperatorState state = shelf.isPresent() ? OperatorState.SHELVED : OperatorState.UN_SHELVED;
        String text = "shelf " + shelf.or(alarm::shelf).orElse("");
        return alarm.with(new Alarm.OperatorChange(now, state, Alarm.AGENT, text), shelf, config.statusChanges());
    }

    Optional<Alarm> find(AlarmKey key) {
        return Optional.ofNullable(alarms.get(key));
    }

    boolean active(AlarmKey key) {
        Alarm alarm = alarms.get(key);
        return alarm != null && alarm.active();
    }

    /** All of them, in no order. */
    List<Map.Entry<AlarmKey, Alarm>> entries() {
        return List.copyOf(alarms.entrySet());
    }

    void raise(AlarmKey key, Raise raise, Instant now) {
        Alarm old = alarms.get(key);
        if (old == null) {
            if (!key.kind().passing() || room()) {
                raises.put(key, raise);
            }
            return;
        }
        Alarm again = old.with(raise.resource, raise.threshold)
                .raisedAgain(raise.type, raise.unit, raise.severity, raise.finding, now, config.statusChanges());
        boolean handled = old.operatorState() == OperatorState.ACK || old.operatorState() == OperatorState.CLOSED;
        put(
                key,
                shelved(
                        handled
                                ? again.with(
                                        new Alarm.OperatorChange(now, OperatorState.NONE, Alarm.AGENT, "raised again"),
                                        again.shelf(),
                                        config.statusChanges())
                                : again,
                        now));
    }

    /** Makes room for one more alarm that traffic brought: the one that was cleared longest ago goes. */
    private boolean room() {
        long raising = raises.keySet().stream().filter(k -> k.kind().passing()).count();
        long there = alarms.keySet().stream().filter(k -> k.kind().passing()).count();
        if (raising + there < config.maxPassing()) {
            full = false;
            return true;
        }
        Optional<AlarmKey> oldest = alarms.entrySet().stream()
                .filter(e -> e.getKey().kind().passing() && !e.getValue().active())
                .min(Comparator.comparing(e -> e.getValue().lastChanged()))
                .map(Map.Entry::getKey);
        oldest.ifPresent(this::remove);
        if (oldest.isEmpty()) {
            refused++;
            if (!full) {
                LOG.warn(
                        "The list has {} alarms about traffic, none of them cleared: no more are raised until one is."
                                + " Raise max-passing-alarms, or the limits that they met",
                        config.maxPassing());
            }
            full = true;
        }
        return oldest.isPresent();
    }

    /** Clears an alarm if it is raised. */
    void clear(AlarmKey key, Alarm.Finding finding, Instant now) {
        Alarm old = alarms.get(key);
        if (old != null && old.active()) {
            put(key, old.cleared(finding, now, config.statusChanges()));
        }
    }

    private void put(AlarmKey key, Alarm alarm) {
        alarms.put(key, alarm);
        changed = true;
        if (alarm.shelf().isEmpty()) {
            events.add(new AlarmEvent(alarm));
        }
    }

    /** Sets what a person says of an alarm, and saves it. */
    void operator(int id, Alarm.OperatorChange change) throws AlarmActionException {
        Map.Entry<AlarmKey, Alarm> found = alarms.entrySet().stream()
                .filter(e -> e.getValue().id() == id)
                .findFirst()
                .orElseThrow(() -> new AlarmActionException(
                        "There is no alarm " + id + "; 'pathgauge show alarms' lists all with their numbers"));
        Alarm alarm = found.getValue();
        if (alarm.shelf().isPresent()) {
            throw new AlarmActionException("Alarm " + id + " lies on the shelf "
                    + alarm.shelf().get() + "; change the shelf in the configuration to take it from there");
        }
        update(found.getKey(), alarm.with(change, Optional.empty(), config.statusChanges()));
        save();
    }

    /** Removes cleared alarms that are not on a shelf. */
    int purge(Predicate<Alarm> which) {
        List<AlarmKey> gone = alarms.entrySet().stream()
                .filter(e -> !e.getValue().active() && e.getValue().shelf().isEmpty() && which.test(e.getValue()))
                .map(Map.Entry::getKey)
                .toList();
        gone.forEach(this::remove);
        save();
        return gone.size();
    }

    /** Changes an alarm in a way that nobody is told of. */
    void update(AlarmKey key, Alarm alarm) {
        alarms.put(key, alarm);
        changed = true;
    }

    void remove(AlarmKey key) {
        changed |= alarms.remove(key) != null;
    }

    /** Ends an evaluation: saves, if something changed, and hands out the events. */
    List<AlarmEvent> finish(Instant now) {
        if (!raises.isEmpty()) {
            Map<AlarmKey, Integer> given = ids.ids(List.copyOf(raises.keySet()));
            // By id, so that the order of events is the same each time.
            Map<Integer, AlarmKey> byId = new TreeMap<>();
            given.forEach((key, id) -> byId.put(id, key));
            byId.forEach((id, key) -> put(key, shelved(first(id, raises.get(key), now), now)));
            raises.clear();
        }
        save();
        List<AlarmEvent> told = List.copyOf(events);
        events.clear();
        return told;
    }

    private void save() {
        if (changed) {
            sort();
            store.save(Stream.concat(listed.stream(), shelved.stream()).toList());
            changed = false;
        }
    }

    private static Alarm first(int id, Raise raise, Instant now) {
        return new Alarm(
                id,
                raise.resource,
                raise.type,
                raise.qualifier,
                raise.threshold,
                raise.severity,
                true,
                raise.unit,
                raise.finding.value(),
                raise.finding.limit(),
                now,
                now,
                Optional.empty(),
                1,
                raise.finding.text(),
                List.of(new Alarm.StatusChange(now, Optional.of(raise.severity), raise.finding.text())),
                List.of(),
                Optional.empty());
    }

    /** Those on no shelf, by id. */
    List<Alarm> listed() {
        return listed;
    }

    /** Those on shelves, by id. */
    List<Alarm> shelved() {
        return shelved;
    }

    /** How many could not be raised because the list was full. */
    long refused() {
        return refused;
    }

    /** Rises whenever the list changes. */
    long generation() {
        return generation;
    }

    private void sort() {
        generation++;
        Map<Boolean, List<Alarm>> apart = alarms.values().stream()
                .sorted(Comparator.comparingInt(Alarm::id))
                .collect(Collectors.partitioningBy(a -> a.shelf().isPresent()));
        listed = List.copyOf(apart.get(false));
        shelved = List.copyOf(apart.get(true));
    }
}
