package org.pathgauge;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.pathgauge.alarm.AlarmIds;
import org.pathgauge.alarm.AlarmKey;
import org.pathgauge.alarm.AlarmManager;
import org.pathgauge.config.IndexRegistry;
import org.pathgauge.model.AgentConfig;
import org.pathgauge.model.Resource;
import org.pathgauge.model.Threshold;

/** The alarms' ids, from the registry that keeps all indexes over restarts. */
final class AlarmIndexes implements AlarmIds {
    private static final String KIND = "alarm";

    private final IndexRegistry registry;
    private volatile List<String> configured;
    private volatile boolean changed;
    private long retained;

    AlarmIndexes(IndexRegistry registry, AgentConfig config) {
        this.registry = registry;
        configured(config);
    }

    @Override
    public Map<AlarmKey, Integer> ids(List<AlarmKey> keys) {
        // When a path breaks, thousands may be raised in one tick, and each new id is a write to disk: so all at once.
        Map<String, Integer> given =
                registry.reserve(KIND, keys.stream().map(AlarmKey::text).toList());
        Map<AlarmKey, Integer> ids = new HashMap<>();
        keys.forEach(key -> ids.put(key, given.get(key.text())));
        return ids;
    }

    /** Takes note of a configuration in force. */
    void configured(AgentConfig config) {
        List<String> all = new ArrayList<>();
        config.probes().forEach(p -> add(Resource.Kind.PROBE, p.name(), p.thresholds(), all));
        config.alarms().interfaces().forEach((name, own) -> add(Resource.Kind.INTERFACE, name, own, all));
        config.alarms().rules().forEach((name, own) -> add(Resource.Kind.FILTER_RULE, name, own, all));
        configured = List.copyOf(all);
        changed = true;
    }

    private static void add(Resource.Kind kind, String name, List<Threshold> thresholds, List<String> to) {
        thresholds.forEach(
                t -> to.add(AlarmKey.ofThreshold(kind, name, t.name()).text()));
    }

    /** Frees the ids of what is neither configured nor listed; called after the alarms of what is gone were cleared. */
    void releaseUnused(AlarmManager alarms) {
        if (changed || alarms.generation() != retained) {
            changed = false;
            retained = alarms.generation();
            List<String> kept = new ArrayList<>(configured);
            alarms.keys().forEach(key -> kept.add(key.text()));
            registry.retain(KIND, kept);
        }
    }
}
