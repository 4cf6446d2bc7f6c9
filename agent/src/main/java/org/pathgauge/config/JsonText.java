package org.pathgauge.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A strict JSON parser (RFC 8259) that keeps the place of every value, so that an error can name line and column.
 *
 * <p>It is small and has no dependencies, because the agent's start waits for it.
 */
final class JsonText {
    /** In the message about a document that ends too early. */
    static final String TORN = "the file is torn";

    /** Begins the message about a document without content. */
    static final String EMPTY = "the document is empty";

    private static final int MOST_DEPTH = 64;

    private final String text;
    private int at;
    private int line = 1;
    private int lineStart;
    private int depth;

    private JsonText(String text) {
        this.text = text;
    }

    /**
     * Parses a text that is one object.
     *
     * @throws ConfigException with one error that has line and column
     */
    static JsonValue.Obj parse(String text) throws ConfigException {
        try {
            return new JsonText(text).document();
        } catch (Malformed e) {
            throw new ConfigException(
                    new ConfigError("/", "application", "malformed-message", Optional.empty(), e.getMessage())
                            .at(e.line, e.column));
        }
    }

    /** Thrown within this class only. */
    private static final class Malformed extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final int line;
        private final int column;

        Malformed(String message, int line, int column) {
            super(message, null, false, false);
            this.line = line;
            this.column = column;
        }
    }

    private JsonValue.Obj document() {
        skipSpace();
        if (at == text.length()) {
            throw error(EMPTY + "; an empty configuration is {}");
        }
        if (peek() != '{') {
            throw error("a configuration is a JSON object and begins with '{', but here is " + shown());
        }
        JsonValue.Obj object = object();
        skipSpace();
        if (at < text.length()) {
            throw error("the document goes on with " + shown() + " after its closing '}'; remove what follows");
        }
        return object;
    }

    private JsonValue value(int ownerLine, String owner) {
        if (at == text.length()) {
            throw torn(ownerLine, owner);
        }
        int column = column();
        switch (peek()) {
            case '{':
                return object();
            case '[':
                return array();
            case '"':
                return new JsonValue.Str(string(), line, column);
            case 't':
                literal("true");
                return new JsonValue.Bool(true, line, column);
            case 'f':
                literal("false");
                return new JsonValue.Bool(false, line, column);
            case 'n':
                literal("null");
                return new JsonValue.Null(line, column);
            default:
                return new JsonValue.Num(number(), line, column);
        }
    }

    private JsonValue.Obj object() {
        int startLine = line;
        int startColumn = column();
        enter();
        Map<String, JsonValue> members = new LinkedHashMap<>();
        List<JsonValue.Repeated> repeated = new ArrayList<>(0);
        if (!next('}', startLine, "object")) {
            do {
                skipSpace();
                if (at < text.length() && peek() == '}') {
                    throw error("a ',' must be followed by another member; remove the ',' before this '}'");
                }
                if (at < text.length() && peek() != '"') {
                    throw error("a member's name in double quotes is expected, but here is " + shown());
                }
                if (at == text.length()) {
                    throw torn(startLine, "object");
                }
                String name = string();
                skipSpace();
                if (at < text.length() && peek() != ':') {
                    throw error("':' is expected after the name \"" + name + "\", but here is " + shown());
                }
                at = Math.min(at + 1, text.length());
                skipSpace();
                JsonValue value = value(startLine, "object");
                if (members.containsKey(name)) {
                    repeated.add(new JsonValue.Repeated(name, value));
                } else {
                    members.put(name, value);
                }
            } while (more('}', startLine, "object"));
        }
        depth--;
        return new JsonValue.Obj(members, repeated, startLine, startColumn);
    }

    private JsonValue.Arr array() {
        int startLine = line;
        int startColumn = column();
        enter();
        List<JsonValue> elements = new ArrayList<>();
        if (!next(']', startLine, "array")) {
            do {
                skipSpace();
                if (at < text.length() && peek() == ']') {
                    throw error("a ',' must be followed by another element; remove the ',' before this ']'");
                }
                elements.add(value(startLine, "array"));
            } while (more(']', startLine, "array"));
        }
        depth--;
        return new JsonValue.Arr(elements, startLine, startColumn);
    }

    /** Steps over the opening character. */
    private void enter() {
        if (++depth > MOST_DEPTH) {
            throw error("objects and arrays are nested deeper than " + MOST_DEPTH + " levels");
        }
        at++;
    }

    /** Steps over the closing character if it follows. */
    private boolean next(char close, int startLine, String owner) {
        skipSpace();
        if (at == text.length()) {
            throw torn(startLine, owner);
        }
        if (peek() != close) {
            return false;
        }
        at++;
        return true;
    }

    /** Steps over a comma (true) or the closing character (false). */
    private boolean more(char close, int startLine, String owner) {
        if (next(close, startLine, owner)) {
            return false;
        }
        if (peek() != ',') {
            throw error("',' or '" + close + "' is expected in the " + owner + " that began in line " + startLine
                    + ", but here is " + shown());
        }
        at++;
        return true;
    }

    private String string() {
        int startLine = line;
        int startColumn = column();
        int from = ++at;
        StringBuilder unescaped = null;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '"') {
                String tail = text.substring(from, at++);
                return unescaped == null ? tail : unescaped.append(tail).toString();
            }
            if (c < ' ') {
                throw error("a string must not contain " + shown() + "; close it with '\"' or write the character as "
                        + "an escape such as \\n");
            }
            if (c == '\\') {
                unescaped = (unescaped == null ? new StringBuilder() : unescaped).append(text, from, at);
                unescaped.append(escape());
                from = at;
            } else {
                at++;
            }
        }
        throw new Malformed(
                "the document ends within the string that begins here; close it, or " + TORN, startLine, startColumn);
    }

    private char escape() {
        if (at + 1 < text.length()) {
            char c = text.charAt(at + 1);
            int plain = "\"\\/bfnrt".indexOf(c);
            if (plain >= 0) {
                at += 2;
                return "\"\\/\b\f\n\r\t".charAt(plain);
            }
            if (c == 'u' && at + 6 <= text.length()) {
                String hex = text.substring(at + 2, at + 6);
                if (hex.chars().allMatch(d -> Character.digit(d, 16) >= 0 && d < 128)) {
                    at += 6;
                    return (char) Integer.parseInt(hex, 16);
                }
            }
        }
        throw error("'\\' begins an escape and must be followed by one of \" \\ / b f n r t or by u and four "
                + "hexadecimal digits; write \\\\ for a backslash");
    }

    private String number() {
        int from = at;
        if (at < text.length() && peek() == '-') {
            at++;
        }
        int whole = at;
        if (digits() == 0) {
            at = from;
            throw error("a value is expected, but here is " + shown());
        }
        if (text.charAt(whole) == '0' && at > whole + 1) {
            at = from;
            throw error("a number must not begin with a superfluous 0");
        }
        if (at < text.length() && peek() == '.') {
            at++;
            if (digits() == 0) {
                throw error("a digit is expected after the decimal point, but here is " + shown());
            }
        }
        if (at < text.length() && (peek() == 'e' || peek() == 'E')) {
            at++;
            if (at < text.length() && (peek() == '+' || peek() == '-')) {
                at++;
            }
            if (digits() == 0) {
                throw error("a digit is expected in the exponent, but here is " + shown());
            }
        }
        return text.substring(from, at);
    }

    private int digits() {
        int from = at;
        while (at < text.length() && peek() >= '0' && peek() <= '9') {
            at++;
        }
        return at - from;
    }

    private void literal(String word) {
        if (!text.startsWith(word, at)) {
            throw error("a value is expected, but here is " + shown() + "; strings need double quotes");
        }
        at += word.length();
    }

    private void skipSpace() {
        while (at < text.length()) {
            char c = peek();
            if (c == '\n') {
                line++;
                lineStart = at + 1;
            } else if (c != ' ' && c != '\t' && c != '\r') {
                if (c == '/' || c == '#') {
                    throw error("JSON has no comments; remove this one");
                }
                return;
            }
            at++;
        }
    }

    private char peek() {
        return text.charAt(at);
    }

    private int column() {
        return at - lineStart + 1;
    }

    private String shown() {
        if (at >= text.length()) {
            return "the end of the document";
        }
        int c = text.codePointAt(at);
        return c <= ' ' || Character.isISOControl(c)
                ? String.format("the character U+%04X", c)
                : "'" + Character.toString(c) + "'";
    }

    private Malformed error(String message) {
        return new Malformed(message, line, column());
    }

    private Malformed torn(int startLine, String owner) {
        return error("the document ends within the " + owner + " that began in line " + startLine + "; close it, or "
                + TORN + " and must be restored");
    }
}
