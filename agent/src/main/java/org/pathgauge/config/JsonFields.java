package org.pathgauge.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;

/** The members of one JSON object, read as the YANG nodes of a valid document. */
final class JsonFields {
    private static final JsonFields NONE = new JsonFields(new JsonValue.Obj(Map.of(), List.of(), 0, 0));

    private final JsonValue.Obj object;
    private final String module;

    JsonFields(JsonValue.Obj document) {
        this(document, "");
    }

    private JsonFields(JsonValue.Obj object, String module) {
        this.object = object;
        this.module = module;
    }

    /** A member by its name, which a document may write with its module even where it need not (RFC 7951 section 4). */
    private Optional<JsonValue> get(String name) {
        return object.get(name).or(() -> object.get(module + ":" + name));
    }

    JsonValue.Obj object() {
        return object;
    }

    /** Whether a container with presence is there. */
    boolean has(String name) {
        return get(name).isPresent();
    }

    /** A container; an empty one when absent (a container without presence always exists). */
    JsonFields child(String name) {
        return get(name)
                .map(v -> cast(v, JsonValue.Obj.class, name))
                .map(o -> new JsonFields(o, moduleOf(name)))
                .orElse(NONE);
    }

    List<JsonFields> list(String name) {
        return elements(name).stream()
                .map(e -> new JsonFields(cast(e, JsonValue.Obj.class, name), moduleOf(name)))
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
        return get(name).map(v -> cast(v, JsonValue.Str.class, name).value());
    }

    int integer(String name, int fallback) {
        return get(name)
                .map(v -> Integer.parseInt(cast(v, JsonValue.Num.class, name).text()))
                .orElse(fallback);
    }

    OptionalInt optionalInteger(String name) {
        return get(name)
                .map(v -> Integer.parseInt(cast(v, JsonValue.Num.class, name).text()))
                .map(OptionalInt::of)
                .orElse(OptionalInt.empty());
    }

    OptionalLong optionalLong(String name) {
        return get(name)
                .map(v -> Long.parseLong(cast(v, JsonValue.Num.class, name).text()))
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty());
    }

    boolean bool(String name, boolean fallback) {
        return get(name).map(v -> cast(v, JsonValue.Bool.class, name).value()).orElse(fallback);
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
        return get(name).map(v -> cast(v, JsonValue.Arr.class, name).elements()).orElse(List.of());
    }

    private String moduleOf(String name) {
        int colon = name.indexOf(':');
        return colon < 0 ? module : name.substring(0, colon);
    }

    private static <T extends JsonValue> T cast(JsonValue value, Class<T> type, String name) {
        if (!type.isInstance(value)) {
            throw new IllegalArgumentException("\"" + name + "\" is " + value.kind());
        }
        return type.cast(value);
    }
}
