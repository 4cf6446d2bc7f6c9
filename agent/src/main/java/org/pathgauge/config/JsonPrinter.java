package org.pathgauge.config;

import java.util.List;
import java.util.Map;

/**
 * Writes a {@link JsonValue} for people: indented, small objects and arrays of scalars on one line.
 */
final class JsonPrinter {
    private static final int WIDTH = 100;

    private final StringBuilder out = new StringBuilder();

    private JsonPrinter() {}

    static String print(JsonValue value) {
        JsonPrinter printer = new JsonPrinter();
        printer.value(value, 0);
        return printer.out.append('\n').toString();
    }

    private void value(JsonValue value, int indent) {
        switch (value) {
            case JsonValue.Obj o -> object(o, indent);
            case JsonValue.Arr a -> array(a, indent);
            case JsonValue.Str s -> quote(s.value(), out);
            case JsonValue.Num n -> out.append(n.text());
            case JsonValue.Bool b -> out.append(b.value());
            case JsonValue.Null n -> out.append("null");
        }
    }

    private void object(JsonValue.Obj object, int indent) {
        if (object.members().isEmpty()) {
            out.append("{}");
            return;
        }
        int start = out.length();
        if (scalars(object)) {
            String comma = "{";
            for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
                out.append(comma);
                quote(member.getKey(), out);
                out.append(": ");
                value(member.getValue(), 0);
                comma = ", ";
            }
            out.append('}');
            if (out.length() - start + indent <= WIDTH) {
                return;
            }
            out.setLength(start);
        }
        String comma = "{\n";
        for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
            out.append(comma).append(" ".repeat(indent + 2));
            quote(member.getKey(), out);
            out.append(": ");
            value(member.getValue(), indent + 2);
            comma = ",\n";
        }
        out.append('\n').append(" ".repeat(indent)).append('}');
    }

    private void array(JsonValue.Arr array, int indent) {
        List<JsonValue> elements = array.elements();
        if (elements.isEmpty()) {
            out.append("[]");
            return;
        }
        String comma = "[\n";
        for (JsonValue element : elements) {
            out.append(comma).append(" ".repeat(indent + 2));
            value(element, indent + 2);
            comma = ",\n";
        }
        out.append('\n').append(" ".repeat(indent)).append(']');
    }

    private static boolean scalars(JsonValue.Obj object) {
        for (JsonValue value : object.members().values()) {
            if (value instanceof JsonValue.Obj || value instanceof JsonValue.Arr) {
                return false;
            }
        }
        return true;
    }

    /** A JSON string literal. */
    static String quote(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2);
        quote(text, quoted);
        return quoted.toString();
    }

    private static void quote(String text, StringBuilder quoted) {
        quoted.append('"');
        if (isPlain(text)) {
            quoted.append(text).append('"');
            return;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                default -> {
                    if (c < ' ') {
                        quoted.append(String.format("\\u%04x", (int) c));
                    } else {
                        quoted.append(c);
                    }
                }
            }
        }
        quoted.append('"');
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == '"' || c == '\\') {
                return false;
            }
        }
        return true;
    }
}
