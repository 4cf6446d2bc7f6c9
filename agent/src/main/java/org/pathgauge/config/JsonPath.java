package org.pathgauge.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Instance identifiers of RFC 7951 section 6.11 as text, and where in a document they lead. */
final class JsonPath {
    private JsonPath() {}

    /** The path of a child node. */
    static String child(String parent, String name) {
        return parent.equals("/") ? "/" + name : parent + "/" + name;
    }

    /** The path of a list entry: name of the list with its keys. */
    static String entry(String list, Map<String, String> keys) {
        StringBuilder path = new StringBuilder(list);
        keys.forEach((key, value) ->
                path.append('[').append(key).append('=').append(quote(value)).append(']'));
        return path.toString();
    }

    /** The path of a leaf-list entry. */
    static String value(String leafList, String value) {
        return leafList + "[.=" + quote(value) + "]";
    }

    private static String quote(String value) {
        return value.contains("'") ? '"' + value + '"' : "'" + value + "'";
    }

    /** An error with the place of the deepest node of its path that the document has. */
    static ConfigError locate(JsonValue.Obj document, ConfigError error) {
        if (error.line() != 0) {
            return error;
        }
        JsonValue at = document;
        for (Step step : steps(error.path())) {
            Optional<JsonValue> next = at instanceof JsonValue.Obj o ? o.get(step.name) : Optional.empty();
            if (next.isPresent() && !step.keys.isEmpty()) {
                next = next.flatMap(list -> entry(list, step.keys));
            }
            if (next.isEmpty()) {
                break;
            }
            at = next.get();
        }
        return error.at(at.line(), at.column());
    }

    private static Optional<JsonValue> entry(JsonValue list, Map<String, String> keys) {
        if (!(list instanceof JsonValue.Arr array)) {
            return Optional.empty();
        }
        return array.elements().stream().filter(e -> has(e, keys)).findFirst();
    }

    private static boolean has(JsonValue element, Map<String, String> keys) {
        return keys.entrySet().stream().allMatch(k -> {
            JsonValue value = k.getKey().equals(".") || !(element instanceof JsonValue.Obj o)
                    ? element
                    : o.members().get(k.getKey());
            return value != null && k.getValue().equals(scalar(value));
        });
    }

    /** A scalar as it stands in a path; empty for anything else. */
    static String scalar(JsonValue value) {
        return switch (value) {
            case JsonValue.Str s -> s.value();
            case JsonValue.Num n -> n.text();
            case JsonValue.Bool b -> String.valueOf(b.value());
            default -> "";
        };
    }

    private record Step(String name, Map<String, String> keys) {}

    /** Splits a path that this class made. */
    private static List<Step> steps(String path) {
        List<Step> steps = new ArrayList<>();
        int at = 0;
        while (at < path.length() && path.charAt(at) == '/' && at + 1 < path.length()) {
            int end = at + 1;
            while (end < path.length() && path.charAt(end) != '/' && path.charAt(end) != '[') {
                end++;
            }
            String name = path.substring(at + 1, end);
            Map<String, String> keys = new LinkedHashMap<>();
            while (end < path.length() && path.charAt(end) == '[') {
                int equal = path.indexOf('=', end);
                int close = path.indexOf(path.charAt(equal + 1) + "]", equal + 2);
                keys.put(path.substring(end + 1, equal), path.substring(equal + 2, close));
                end = close + 2;
            }
            steps.add(new Step(name, keys));
            at = end;
        }
        return steps;
    }
}
