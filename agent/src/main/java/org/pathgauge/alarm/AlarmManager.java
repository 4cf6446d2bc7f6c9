package org.pathgauge.alarm;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.pathgauge.model.Alarm;
import org.pathgauge.model.AlarmEvent;
import org.pathgauge.model.Probe;
import org.pathgauge.model.ProbeState;
import org.pathgauge.model.ProbeStats;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.Threshold;
import org.pathgauge.model.Window;

/**
 * Compares each snapshot with the thresholds of its probes and keeps the list of alarms.
 *
 * <p>A threshold is evaluated once per newly completed window of its length; windows that follow each other in a row are
 * disjoint. An alarm is raised after {@code consecutive} windows at or above rising and cleared after as many at or
 * below falling. It is also cleared when its probe or threshold is removed, when the probe is switched off, and when the
 * threshold turns to another metric or window length. A new severity counts from the next raise.
 *
 * <p>For use by one thread.
 */
public final class AlarmManager {
    /** The first slot of a probe is rarely whole; a window that lacks more than it is not complete yet. */
    private static final Duration SLOT = Duration.ofSeconds(10);

    private final AlarmIds ids;
    private final AlarmStore store;
    private final Map<Key, ThresholdState> states = new HashMap<>();

    /** Alarms of an earlier run whose probe has not been seen yet. */
    private final Map<Key, Alarm> restored = new HashMap<>();

    private List<Alarm> list;
    private boolean listChanged;

    private record Key(String probe, String threshold) {}

    /**
     * What a snapshot led to.
     *
     * @param alarms every alarm that is or was raised and whose threshold still exists, sorted by id
     * @param events raises and clears, each exactly once
     */
    public record Evaluation(List<Alarm> alarms, List<AlarmEvent> events) {
        public Evaluation {
            alarms = List.copyOf(alarms);
            events = List.copyOf(events);
        }
    }

    /**
     * Makes a manager that goes on where the last run ended.
     *
     * @param ids gives alarms their ids
     * @param store keeps the list; it is saved before an event is handed out, so that a crash between the two loses an
     *     event rather than sending it twice
     */
    public AlarmManager(AlarmIds ids, AlarmStore store) {
        this.ids = ids;
        this.store = store;
        for (Alarm alarm : store.load()) {
            restored.put(new Key(alarm.probeName(), alarm.threshold().name()), alarm);
        }
        list = sorted(restored.values().stream());
    }

    /** The list after the last snapshot, or as restored at start. */
    public List<Alarm> alarms() {
        return list;
    }

    /** Evaluates all thresholds of a snapshot that has all configured probes. */
    public Evaluation evaluate(Snapshot snapshot) {
        List<AlarmEvent> events = new ArrayList<>();
        Set<Key> seen = new HashSet<>();
        listChanged = !restored.isEmpty();
        for (ProbeStats stats : snapshot.probes()) {
            for (Threshold threshold : stats.probe().thresholds()) {
                Key key = new Key(stats.probe().name(), threshold.name());
                seen.add(key);
                evaluate(key, stats, threshold, snapshot.time(), events);
            }
        }
        clearRemoved(seen, snapshot.time(), events);
        if (!events.isEmpty() || listChanged) {
            list = sorted(states.values().stream().map(ThresholdState::alarm).flatMap(Optional::stream));
            store.save(list);
        }
        return new Evaluation(list, events);
    }

    private void evaluate(Key key, ProbeStats stats, Threshold threshold, Instant now, List<AlarmEvent> events) {
        ThresholdState state =
                states.computeIfAbsent(key, k -> stateFrom(Optional.ofNullable(restored.remove(k)), threshold));
        if (!state.threshold().equals(threshold)) {
            redefine(state, threshold, now, events);
            listChanged = true;
        }
        if (stats.state() == ProbeState.DISABLED) {
            clear(state, OptionalLong.empty(), now, "probe disabled", events);
            return;
        }
        Optional<Window> window =
                stats.window(threshold.window()).filter(w -> complete(w, stats)).filter(state::due);
        if (window.isEmpty()) {
            return;
        }
        Reading reading = Reading.of(threshold, window.get());
        if (!state.count(window.get(), reading)) {
            return;
        }
        if (state.active()) {
            clear(state, reading.value(), now, AlarmText.reading(threshold, reading), events);
        } else {
            raise(state, stats.probe(), reading, now, events);
        }
    }

    private static ThresholdState stateFrom(Optional<Alarm> old, Threshold threshold) {
        // An old alarm brings its own threshold, so that a change made while the agent was down is seen as one.
        return new ThresholdState(old.map(Alarm::threshold).orElse(threshold), old);
    }

    private static boolean complete(Window window, ProbeStats stats) {
        return window.start().plus(SLOT).isAfter(stats.totals().discontinuity());
    }

    private void redefine(ThresholdState state, Threshold threshold, Instant now, List<AlarmEvent> events) {
        Threshold old = state.threshold();
        if (old.metric() != threshold.metric() || old.window() != threshold.window()) {
            clear(state, OptionalLong.empty(), now, "threshold changed", events);
        }
        state.redefine(threshold);
        state.alarm().ifPresent(a -> state.setAlarm(withThreshold(a, threshold)));
    }

    private void raise(ThresholdState state, Probe probe, Reading reading, Instant now, List<AlarmEvent> events) {
        Threshold threshold = state.threshold();
        Alarm raised = new Alarm(
                ids.id(probe.name(), threshold.name()),
                probe.index(),
                probe.name(),
                threshold,
                threshold.severity(),
                true,
                reading.value(),
                now,
                state.alarm().flatMap(Alarm::cleared),
                state.alarm().map(Alarm::changes).orElse(0L) + 1,
                AlarmText.raised(probe.name(), threshold, reading));
        state.setAlarm(raised);
        events.add(new AlarmEvent(raised));
    }

    private static void clear(
            ThresholdState state, OptionalLong value, Instant now, String why, List<AlarmEvent> events) {
        if (state.active()) {
            Alarm cleared = cleared(state.alarm().orElseThrow(), value, now, why);
            state.setAlarm(cleared);
            events.add(new AlarmEvent(cleared));
        }
    }

    private void clearRemoved(Set<Key> seen, Instant now, List<AlarmEvent> events) {
        for (Iterator<Map.Entry<Key, ThresholdState>> all = states.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<Key, ThresholdState> entry = all.next();
            if (!seen.contains(entry.getKey())) {
                clear(entry.getValue(), OptionalLong.empty(), now, "no longer configured", events);
                all.remove();
                listChanged = true;
            }
        }
        for (Alarm alarm : restored.values()) {
            if (alarm.active()) {
                events.add(new AlarmEvent(cleared(alarm, OptionalLong.empty(), now, "no longer configured")));
            }
        }
        restored.clear();
    }

    private static Alarm cleared(Alarm alarm, OptionalLong value, Instant now, String why) {
        return new Alarm(
                alarm.id(),
                alarm.probeIndex(),
                alarm.probeName(),
                alarm.threshold(),
                alarm.severity(),
                false,
                value,
                alarm.raised(),
                Optional.of(now),
                alarm.changes() + 1,
                AlarmText.cleared(alarm.probeName(), alarm.threshold(), why));
    }

    private static Alarm withThreshold(Alarm alarm, Threshold threshold) {
        return new Alarm(
                alarm.id(),
                alarm.probeIndex(),
                alarm.probeName(),
                threshold,
                alarm.severity(),
                alarm.active(),
                alarm.value(),
                alarm.raised(),
                alarm.cleared(),
                alarm.changes(),
                alarm.text());
    }

    private static List<Alarm> sorted(Stream<Alarm> alarms) {
        return alarms.sorted(Comparator.comparingInt(Alarm::id)).toList();
    }
}
