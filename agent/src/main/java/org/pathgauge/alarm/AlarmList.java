package org.pathgauge.alarm;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.pathgauge.model.Alarm;
import org.pathgauge.model.AlarmEvent;
import org.pathgauge.model.AlarmType;
import org.pathgauge.model.AlarmUnit;
import org.pathgauge.model.Resource;
import org.pathgauge.model.Severity;
import org.pathgauge.model.Threshold;

/** Every alarm that is or was raised, with what happened to it in the evaluation that is under way. */
final class AlarmList {
    /** Raises and clears that are kept of each alarm. */
    static final int STATUS_CHANGES = 32;

    private final AlarmIds ids;
    private final AlarmStore store;
    private final Map<AlarmKey, Alarm> alarms = new HashMap<>();

    /** Raised for the first time in this evaluation: they get their ids together. */
    private final Map<AlarmKey, Raise> raises = new HashMap<>();

    private final List<AlarmEvent> events = new ArrayList<>();
    private List<Alarm> sorted;
    private boolean changed;

    /** All of a raise but the id. */
    record Raise(
            Resource resource,
            AlarmType type,
            String qualifier,
            Optional<Threshold> threshold,
            Severity severity,
            AlarmUnit unit,
            Alarm.Finding finding) {}

    AlarmList(AlarmIds ids, AlarmStore store) {
        this.ids = ids;
        this.store = store;
        store.load().forEach(alarm -> alarms.put(AlarmKey.of(alarm), alarm));
        sorted = sort();
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
            raises.put(key, raise);
        } else {
            put(
                    key,
                    old.with(raise.resource, raise.threshold)
                            .raisedAgain(raise.type, raise.unit, raise.severity, raise.finding, now, STATUS_CHANGES));
        }
    }

    /** Clears an alarm if it is raised. */
    void clear(AlarmKey key, Alarm.Finding finding, Instant now) {
        Alarm old = alarms.get(key);
        if (old != null && old.active()) {
            put(key, old.cleared(finding, now, STATUS_CHANGES));
        }
    }

    private void put(AlarmKey key, Alarm alarm) {
        alarms.put(key, alarm);
        events.add(new AlarmEvent(alarm));
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
            byId.forEach((id, key) -> put(key, first(id, raises.get(key), now)));
            raises.clear();
        }
        if (!events.isEmpty() || changed) {
            sorted = sort();
            store.save(sorted);
            changed = false;
        }
        List<AlarmEvent> told = List.copyOf(events);
        events.clear();
        return told;
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

    /** All of them by id. */
    List<Alarm> sorted() {
        return sorted;
    }

    private List<Alarm> sort() {
        return alarms.values().stream()
                .sorted(Comparator.comparingInt(Alarm::id))
                .toList();
    }
}
