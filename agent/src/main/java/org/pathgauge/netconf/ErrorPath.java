package org.pathgauge.netconf;

import java.util.LinkedHashMap;
import java.util.Map;
import org.pathgauge.config.YangModels;

/**
 * The content of error-path: an instance identifier with the prefixes of the modules, and what they stand for.
 *
 * @param text for example {@code /pgp:probes/pgp:probe[pgp:name='x']}
 * @param namespaces of its prefixes
 */
record ErrorPath(String text, Map<String, String> namespaces) {
    static final ErrorPath NONE = new ErrorPath("", Map.of());

    /** Translates a path as RFC 7951 section 6.11 writes it, with names of modules where they change. */
    static ErrorPath of(String path, YangModels models) {
        if (path.isEmpty() || path.equals("/")) {
            return NONE;
        }
        return new Translation(path, models).all();
    }

    private static final class Translation {
        private final String path;
        private final YangModels models;
        private final StringBuilder out = new StringBuilder();
        private final Map<String, String> namespaces = new LinkedHashMap<>();
        private String prefix = "";
        private int at;

        Translation(String path, YangModels models) {
            this.path = path;
            this.models = models;
        }

        ErrorPath all() {
            while (at < path.length()) {
                char c = path.charAt(at++);
                out.append(c);
                if (c == '/') {
                    node();
                } else if (c == '[' && path.charAt(at) != '.') {
                    if (!prefix.isEmpty()) {
                        out.append(prefix).append(':');
                    }
                } else if (c == '\'' || c == '"') {
                    int end = path.indexOf(c, at);
                    out.append(path, at, end + 1);
                    at = end + 1;
                }
            }
            return new ErrorPath(out.toString(), namespaces);
        }

        private void node() {
            int end = at;
            while (end < path.length() && path.charAt(end) != '/' && path.charAt(end) != '[') {
                end++;
            }
            String name = path.substring(at, end);
            int colon = name.indexOf(':');
            if (colon > 0) {
                models.source(name.substring(0, colon), java.util.Optional.empty())
                        .ifPresent(s -> {
                            prefix = s.prefix();
                            namespaces.put(s.prefix(), s.namespace());
                        });
                name = name.substring(colon + 1);
            }
            out.append(prefix.isEmpty() ? "" : prefix + ":").append(name);
            at = end;
        }
    }
}
