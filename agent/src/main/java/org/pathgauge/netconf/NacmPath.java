package org.pathgauge.netconf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The path of a NACM rule, an instance identifier in which keys may be left out to mean every entry (RFC 8341 section
 * 3.5.2, node-instance-identifier).
 */
record NacmPath(List<Step> steps) {
    private static final Pattern STEP = Pattern.compile("/(?:([\\w.-]+):)?([\\w.-]+)"
            + "((?:\\s*\\[\\s*(?:[\\w.-]+:)?[\\w.-]+\\s*=\\s*(?:'[^']*'|\"[^\"]*\")\\s*\\])*)");
    private static final Pattern PREDICATE =
            Pattern.compile("\\[\\s*(?:[\\w.-]+:)?([\\w.-]+)\\s*=\\s*(?:'([^']*)'|\"([^\"]*)\")\\s*\\]");

    /**
     * One node.
     *
     * @param keys values of keys by their local names
     */
    record Step(Name name, Map<String, String> keys) {
        boolean matches(Name node, Function<String, Optional<String>> key) {
            return name.equals(node)
                    && keys.entrySet().stream()
                            .allMatch(k -> key.apply(k.getKey()).equals(Optional.of(k.getValue())));
        }
    }

    /**
     * Reads a path.
     *
     * @param namespaces by name or prefix of a module
     * @return empty when it is no such path; a rule with it matches nothing
     */
    static Optional<NacmPath> parse(String text, Map<String, String> namespaces) {
        List<Step> steps = new ArrayList<>();
        Matcher m = STEP.matcher(text.strip());
        String namespace = "";
        int end = 0;
        while (m.find() && m.start() == end) {
            if (m.group(1) != null) {
                namespace = namespaces.getOrDefault(m.group(1), m.group(1));
            }
            Map<String, String> keys = new HashMap<>();
            Matcher p = PREDICATE.matcher(m.group(3));
            while (p.find()) {
                keys.put(p.group(1), p.group(2) != null ? p.group(2) : p.group(3));
            }
            steps.add(new Step(new Name(namespace, m.group(2)), keys));
            end = m.end();
        }
        boolean whole = end == text.strip().length() || text.strip().equals("/");
        return whole ? Optional.of(new NacmPath(List.copyOf(steps))) : Optional.empty();
    }
}
