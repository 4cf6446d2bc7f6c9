package org.pathgauge.config;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.pathgauge.model.FilterRule;
import org.pathgauge.model.Probe;

/** What was decoded of the configuration before, by the very objects of the document that it was decoded from. */
final class Decoded {
    private Map<JsonValue.Obj, Object> last = Map.of();
    private Map<JsonValue.Obj, Object> now = new IdentityHashMap<>();
    private final Map<String, Part> parts = new HashMap<>();

    private record Part(JsonValue.Obj from, Object value) {}

    /** The probe that was decoded from this object, if it had this index. */
    Optional<Probe> find(JsonValue.Obj document, int index) {
        return Optional.ofNullable((Probe) last.get(document)).filter(p -> p.index() == index);
    }

    /** The rule of the filter that was decoded from this object, if it had this index. */
    Optional<FilterRule> findRule(JsonValue.Obj document, int index) {
        return Optional.ofNullable((FilterRule) last.get(document)).filter(r -> r.index() == index);
    }

    /** A part of the configuration that depends on one container alone. */
    @SuppressWarnings("unchecked") // Of one container always the same is made.
    <T> T part(String name, JsonFields container, Function<JsonFields, T> decode) {
        Part before = parts.get(name);
        if (before != null && before.from() == container.object()) {
            return (T) before.value();
        }
        T value = decode.apply(container);
        parts.put(name, new Part(container.object(), value));
        return value;
    }

    /** Notes what was decoded from an object. */
    void add(JsonValue.Obj document, Object entry) {
        if (now.size() < KnownEntries.MOST) {
            now.put(document, entry);
        }
    }

    /** Forgets all entries but those added since the last call. */
    void turn() {
        last = now;
        now = new IdentityHashMap<>();
    }
}
