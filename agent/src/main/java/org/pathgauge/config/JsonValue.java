package org.pathgauge.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A JSON value (RFC 8259) that knows where in its text it began; lines and columns count from 1. */
sealed interface JsonValue {
    int line();

    int column();

    /** What a person calls it. */
    String kind();

    /**
     * An object.
     *
     * @param members by name, in document order
     * @param repeated members whose name was there before; they are not among {@code members}
     */
    record Obj(Map<String, JsonValue> members, List<Repeated> repeated, int line, int column) implements JsonValue {
        @Override
        public String kind() {
            return "an object";
        }

        Optional<JsonValue> get(String name) {
            return Optional.ofNullable(members.get(name));
        }
    }

    /** A member of an object whose name was there before. */
    record Repeated(String name, JsonValue value) {}

    /** An array. */
    record Arr(List<JsonValue> elements, int line, int column) implements JsonValue {
        @Override
        public String kind() {
            return "an array";
        }
    }

    /** A string, unescaped. */
    record Str(String value, int line, int column) implements JsonValue {
        @Override
        public String kind() {
            return "a string";
        }
    }

    /** A number as it was written. */
    record Num(String text, int line, int column) implements JsonValue {
        @Override
        public String kind() {
            return "a number";
        }
    }

    /** True or false. */
    record Bool(boolean value, int line, int column) implements JsonValue {
        @Override
        public String kind() {
            return "a boolean";
        }
    }

    /** The null literal. */
    record Null(int line, int column) implements JsonValue {
        @Override
        public String kind() {
            return "null";
        }
    }
}
