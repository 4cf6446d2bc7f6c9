package org.pathgauge.alarm;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.pathgauge.model.Alarm;
import org.pathgauge.model.AlarmActionException;
import org.pathgauge.model.AlarmActions;
import org.pathgauge.model.AlarmCondition;
import org.pathgauge.model.AlarmConfig;
import org.pathgauge.model.AlarmEvent;
import org.pathgauge.model.OperatorState;
import org.pathgauge.model.Resource;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.Threshold;

/**
 * Compares each snapshot with the thresholds of its resources, takes in the conditions that it tells, and keeps the list
 * of alarms.
 *
 * <p>A threshold is evaluated once per newly completed window of its length; windows that follow each other in a row are
 * disjoint. An alarm is raised after {@code consecutive} windows at or above rising and cleared after as many at or
 * below falling. It is also cleared when its resource or threshold is removed, when the resource is switched off, and
 * when the threshold turns to another metric or window length. A new severity counts from the next raise.
 *
 * <p>A condition is raised when it is told as active, and cleared when it is told as not active or no longer told.
 *
 * <p>Snapshots are evaluated by one thread; persons and the configuration may come by others.
 */
public final class AlarmManager implements AlarmActions {
    private final AlarmList list;
    private final Map<AlarmKey, ThresholdState> states = new HashMap<>();
    private final Clock clock;
    private AlarmConfig config;
    private boolean configured = true;
    private long round;

    /**
     * What a snapshot led to.
     *
     * @param alarms every alarm that is or was raised and still has its place in the list, sorted by id
     * @param shelved those that lie on shelves, sorted by id
     * @param refused how many could not be raised because the list was full, since the start
     * @param events raises and clears, each exactly once
     */
    public record Evaluation(List<Alarm> alarms, List<Alarm> shelved, long refused, List<AlarmEvent> events) {
        public Evaluation {
            alarms = List.copyOf(alarms);
            shelved = List.copyOf(shelved);
            events = List.copyOf(events);
        }
    }

    /**
     * Makes a manager that goes on where the last run ended.
     *
     * @param ids gives alarms their ids
     * @param store keeps the list; it is saved before an event is handed out, so that a crash between the two loses an
     *     event rather than sending it twice
     * @param config how the list is kept
     * @param clock wall clock, for what persons do
     */
    public AlarmManager(AlarmIds ids, AlarmStore store, AlarmConfig config, Clock clock) {
        this.clock = clock;
        list = new AlarmList(ids, store, config);
        this.config = config;
    }

    /** The snapshot with the list as it is now. */
    public synchronized Snapshot addTo(Snapshot snapshot) {
        return snapshot.but()
                .alarms(list.listed(), list.shelved(), list.refused())
                .build();
    }

    /** Rises whenever the list changes. */
    public synchronized long generation() {
        return list.generation();
    }

    /** The keys of all alarms, on a shelf or not. */
    public synchronized List<AlarmKey> keys() {
        return list.entries().stream().map(Map.Entry::getKey).toList();
    }

    /** Shelves for one alarm that take none of the list. */
    public synchronized List<AlarmConfig.Shelf> loneShelves() {
        List<AlarmConfig.Shelf> shelves = config.shelves().stream()
                .filter(shelf -> shelf.alarm().isPresent())
                .toList();
        if (shelves.isEmpty()) {
            return List.of();
        }
        Map<Integer, Alarm> byId = new HashMap<>();
        list.entries().forEach(entry -> byId.put(entry.getValue().id(), entry.getValue()));
        return shelves.stream()
                .filter(shelf -> Optional.ofNullable(byId.get(shelf.alarm().getAsInt()))
                        .filter(shelf::takes)
                        .isEmpty())
                .toList();
    }

    /** Keeps the list otherwise, from the next snapshot on. */
    public synchronized void configure(AlarmConfig newConfig) {
        config = newConfig;
        configured = true;
    }

    @Override
    public synchronized void setOperatorState(int id, OperatorState state, String operator, String text)
            throws AlarmActionException {
        list.operator(id, new Alarm.OperatorChange(clock.instant(), state, operator, text));
    }

    @Override
    public synchronized int purge(Duration age, Optional<OperatorState> state) {
        Instant before = clock.instant().minus(age);
        return list.purge(alarm -> !alarm.lastChanged().isAfter(before)
                && state.map(s -> alarm.operatorState() == s).orElse(true));
    }

    /** Evaluates all thresholds and conditions of a snapshot that has all configured resources. */
    public synchronized Evaluation evaluate(Snapshot snapshot) {
        round++;
        Instant now = snapshot.time();
        if (configured) {
            list.configure(config, now);
            configured = false;
        }
        Comparisons compare = (resource, threshold, newest, off) -> compare(resource, threshold, newest, off, now);
        ProbeReadings.each(snapshot, compare);
        InterfaceReadings.each(snapshot, config, compare);
        TcpReadings.each(snapshot, config, compare);
        RuleReadings.each(snapshot, config, compare);
        Set<AlarmKey> told = new HashSet<>();
        for (AlarmCondition condition : Conditions.of(snapshot)) {
            AlarmKey key = AlarmKey.of(condition);
            told.add(key);
            take(key, condition, now);
        }
        states.values().removeIf(state -> state.round() != round);
        clearGone(told, Conditions.unknown(snapshot), now);
        List<AlarmEvent> events = list.finish(now);
        return new Evaluation(list.listed(), list.shelved(), list.refused(), events);
    }

    private void compare(Resource resource, Threshold threshold, Optional<Measured> newest, String off, Instant now) {
        AlarmKey key = AlarmKey.ofThreshold(resource.kind(), resource.name(), threshold.name());
        // An old alarm brings its own threshold, so that a change made while the agent was down is seen as one.
        ThresholdState state = states.computeIfAbsent(
                key,
                k -> new ThresholdState(list.find(k).flatMap(Alarm::threshold).orElse(threshold)));
        state.seenIn(round);
        if (!state.threshold().equals(threshold)) {
            redefine(key, resource, state, threshold, now);
        }
        if (!off.isEmpty()) {
            clear(key, state, off, now);
            return;
        }
        if (newest.isEmpty() || !state.due(newest.get())) {
            return;
        }
        Reading reading = newest.get().reading(threshold);
        boolean active = list.active(key);
        if (!state.count(newest.get(), reading, active)) {
            return;
        }
        state.startOver();
        if (active) {
            list.clear(key, AlarmText.cleared(resource, threshold, reading), now);
        } else {
            list.raise(
                    key,
                    new AlarmList.Raise(
                            resource,
                            threshold.metric().type(),
                            threshold.name(),
                            Optional.of(threshold),
                            threshold.severity(),
                            threshold.metric().unit(),
                            AlarmText.raised(resource, threshold, reading)),
                    now);
        }
    }

    private void redefine(AlarmKey key, Resource resource, ThresholdState state, Threshold threshold, Instant now) {
        Threshold old = state.threshold();
        if (old.metric() != threshold.metric() || old.window() != threshold.window()) {
            clear(key, state, "threshold changed", now);
        }
        state.redefine(threshold);
        list.find(key).ifPresent(alarm -> list.update(key, alarm.with(resource, Optional.of(threshold))));
    }

    private void clear(AlarmKey key, ThresholdState state, String why, Instant now) {
        if (list.active(key)) {
            list.clear(key, AlarmText.gone(list.find(key).orElseThrow(), why), now);
            state.startOver();
        }
    }

    private void take(AlarmKey key, AlarmCondition condition, Instant now) {
        Alarm.Finding finding = new Alarm.Finding(condition.value(), condition.limit(), condition.text());
        if (!condition.active()) {
            list.clear(key, finding, now);
        } else if (!list.active(key)) {
            list.raise(
                    key,
                    new AlarmList.Raise(
                            condition.resource(),
                            condition.type(),
                            condition.qualifier(),
                            Optional.empty(),
                            condition.severity(),
                            condition.unit(),
                            finding),
                    now);
        } else {
            // Over a restart the resource may have got another index.
            list.find(key)
                    .filter(alarm -> !alarm.resource().equals(condition.resource()))
                    .ifPresent(alarm -> list.update(key, alarm.with(condition.resource(), alarm.threshold())));
        }
    }

    /** Alarms of what is not there any more. Configured things take theirs with them. */
    private void clearGone(Set<AlarmKey> told, Set<Resource.Kind> unknown, Instant now) {
        for (Map.Entry<AlarmKey, Alarm> entry : list.entries()) {
            AlarmKey key = entry.getKey();
            if (states.containsKey(key) || told.contains(key) || unknown.contains(key.kind())) {
                continue;
            }
            boolean passing = key.kind().passing();
            if (entry.getValue().active()) {
                list.clear(
                        key,
                        AlarmText.gone(entry.getValue(), passing ? "no longer seen" : "no longer configured"),
                        now);
            }
            if (!passing) {
                list.remove(key);
            }
        }
    }
}
