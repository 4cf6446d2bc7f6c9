package org.pathgauge;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.pathgauge.alarm.AlarmIds;
import org.pathgauge.config.IndexRegistry;
import org.pathgauge.model.AgentConfig;

/** The alarms' ids, from the registry that keeps all indexes over restarts. */
final class AlarmIndexes implements AlarmIds {
    private static final String KIND = "alarm";

    private final IndexRegistry registry;
    private volatile List<String> configured;
    private volatile boolean changed;

    AlarmIndexes(IndexRegistry registry, AgentConfig config) {
        this.registry = registry;
        configured(config);
    }

    @Override
    public int id(String probe, String threshold) {
        String key = key(probe, threshold);
        OptionalInt known = registry.find(KIND, key);
        if (known.isPresent()) {
            return known.getAsInt();
        }
        // When a path breaks, thousands may be raised in one tick, and each new id is a write to disk: so all at once.
        List<String> all = new ArrayList<>(configured);
        all.add(key);
        return registry.reserve(KIND, all).get(key);
    }

    /** Takes note of a configuration in force. */
    void configured(AgentConfig config) {
        configured = config.probes().stream()
                .flatMap(p -> p.thresholds().stream().map(t -> key(p.name(), t.name())))
                .toList();
        changed = true;
    }

    /** Frees the ids of thresholds that are gone; called after their alarms were cleared. */
    void releaseUnused() {
        if (changed) {
            changed = false;
            registry.retain(KIND, configured);
        }
    }

    /** A line feed is in no name. */
    private static String key(String probe, String threshold) {
        return probe + "\n" + threshold;
    }
}
