package org.pathgauge.config;

import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import org.pathgauge.model.Probe;

/** The probes of the configuration that was decoded last, by the very objects of the document they were decoded from. */
final class DecodedProbes {
    private Map<JsonValue.Obj, Probe> last = Map.of();
    private Map<JsonValue.Obj, Probe> now = new IdentityHashMap<>();

    /** The probe that was decoded from this object, if it had this index. */
    Optional<Probe> find(JsonValue.Obj document, int index) {
        return Optional.ofNullable(last.get(document)).filter(p -> p.index() == index);
    }

    void add(JsonValue.Obj document, Probe probe) {
        if (now.size() < KnownEntries.MOST) {
            now.put(document, probe);
        }
    }

    /** Forgets all probes but those added since the last call. */
    void turn() {
        last = now;
        now = new IdentityHashMap<>();
    }
}
