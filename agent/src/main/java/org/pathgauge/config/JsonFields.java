package org.pathgauge.config;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The members of one JSON object, read as the YANG nodes of a valid document. */
final class JsonFields {
    private final JsonValue.Obj object;

    JsonFields(JsonValue.Obj object) {
        this.object = object;
    }

    /** A container; an empty one when absent (a container without presence always exists). */
    JsonFields child(String name) {
        return object.get(name)
                .map(v -> new JsonFields(cast(v, JsonValue.Obj.class, name)))
                .orElseGet(() -> new JsonFields(new JsonValue.Obj(java.util.Map.of(), List.of(), 0, 0)));
    }

    List<JsonFields> list(String name) {
        return elements(name).stream()
                .map(e -> new JsonFields(cast(e, JsonValue.Obj.class, name)))
                .toList();
    }

    List<String> strings(String name) {
        return elements(name).stream()
                .map(e -> cast(e, JsonValue.Str.class, name).value())
                .toList();
    }

    /** A string that is mandatory in the model. */
    String string(String name) {
        return optional(name).orElseThrow(() -> new IllegalArgumentException("\"" + name + "\" is missing"));
    }

    Optional<String> optional(String name) {
        return object.get(name).map(v -> cast(v, JsonValue.Str.class, name).value());
    }

    int integer(String name, int fallback) {
        return object.get(name)
                .map(v -> Integer.parseInt(cast(v, JsonValue.Num.class, name).text()))
                .orElse(fallback);
    }

    boolean bool(String name, boolean fallback) {
        return object.get(name)
                .map(v -> cast(v, JsonValue.Bool.class, name).value())
                .orElse(fallback);
    }

    /** The constant whose YANG name the leaf has. */
    <E> E named(String name, String fallback, E[] constants, Function<E, String> yangName) {
        String wanted = optional(name).orElse(fallback);
        for (E constant : constants) {
            if (yangName.apply(constant).equals(wanted)) {
                return constant;
            }
        }
        throw new IllegalArgumentException("\"" + name + "\" is \"" + wanted + "\", which is none of its names");
    }

    private List<JsonValue> elements(String name) {
        return object.get(name)
                .map(v -> cast(v, JsonValue.Arr.class, name).elements())
                .orElse(List.of());
    }

    private static <T extends JsonValue> T cast(JsonValue value, Class<T> type, String name) {
        if (!type.isInstance(value)) {
            throw new IllegalArgumentException("\"" + name + "\" is " + value.kind());
        }
        return type.cast(value);
    }
}
