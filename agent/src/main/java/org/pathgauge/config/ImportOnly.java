package org.pathgauge.config;

import java.util.Set;

/**
 * The text of a module of which only definitions are used, without its data nodes, operations and notifications.
 *
 * <p>The parser takes every module for an implemented one (RFC 7950 section 5.6.5): what is left out here is what an
 * import-only module does not bring into the schema.
 */
final class ImportOnly {
    private static final Set<String> LEFT_OUT = Set.of(
            "anydata",
            "anyxml",
            "augment",
            "choice",
            "container",
            "deviation",
            "leaf",
            "leaf-list",
            "list",
            "notification",
            "rpc",
            "uses");

    private final String text;
    private final StringBuilder kept = new StringBuilder();
    private int at;

    private ImportOnly(String text) {
        this.text = text;
    }

    /** Leaves out the statements directly within the module that define more than what others may use. */
    static String definitions(String module) {
        return new ImportOnly(module).module();
    }

    private String module() {
        int brace = skip('{', '{');
        kept.append(text, 0, brace + 1);
        at = brace + 1;
        while (true) {
            space();
            if (at >= text.length() || text.charAt(at) == '}') {
                return kept.append("}\n").toString();
            }
            int start = at;
            while (at < text.length()
                    && !Character.isWhitespace(text.charAt(at))
                    && ";{".indexOf(text.charAt(at)) < 0) {
                at++;
            }
            String keyword = text.substring(start, at);
            at = skip(';', '{');
            if (text.charAt(at) == '{') {
                block();
            }
            at++;
            // Data of a YANG-data extension is no part of the schema either.
            if (!LEFT_OUT.contains(keyword) && !keyword.endsWith(":yang-data")) {
                kept.append("  ").append(text, start, at).append('\n');
            }
        }
    }

    /** Goes from an opening brace to the one that closes it. */
    private void block() {
        int depth = 0;
        do {
            at = skip('{', '}');
            depth += text.charAt(at) == '{' ? 1 : -1;
            at++;
        } while (depth > 0);
        at--;
    }

    /** Where one of two characters is next, strings and comments not looked at. */
    private int skip(char one, char other) {
        int i = at;
        while (text.charAt(i) != one && text.charAt(i) != other) {
            i = text.charAt(i) == '"' || text.charAt(i) == '\'' ? string(i) : comment(i) > i ? comment(i) : i + 1;
        }
        return i;
    }

    private void space() {
        while (at < text.length() && (Character.isWhitespace(text.charAt(at)) || comment(at) > at)) {
            at = Math.max(at + 1, comment(at));
        }
    }

    private int string(int start) {
        char quote = text.charAt(start);
        int i = start + 1;
        while (text.charAt(i) != quote) {
            i += quote == '"' && text.charAt(i) == '\\' ? 2 : 1;
        }
        return i + 1;
    }

    /** Behind a comment that begins here; here when none does. */
    private int comment(int start) {
        if (text.startsWith("//", start)) {
            return text.indexOf('\n', start) + 1;
        }
        return text.startsWith("/*", start) ? text.indexOf("*/", start) + 2 : start;
    }
}
