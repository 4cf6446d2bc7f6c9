package org.pathgauge.config;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.pathgauge.model.SnmpAccess;
import org.pathgauge.model.SnmpAccess.Group;
import org.pathgauge.model.SnmpAccess.View;

/** Reads and checks container {@code vacm} of the SNMP configuration. */
final class SnmpAccessDecoder {
    private static final String VACM = "/pathgauge-system:agent/snmp/vacm";
    private static final Set<String> BUILT_IN = Set.of(SnmpAccess.ALL, SnmpAccess.MONITORING, SnmpAccess.NONE);

    /** RFC 2578 section 3.5. */
    private static final long MOST = 4_294_967_295L;

    private SnmpAccessDecoder() {}

    static SnmpAccess decode(JsonFields vacm) {
        return new SnmpAccess(
                ConfigDecoder.sorted(vacm.list("view"), SnmpAccessDecoder::view, Comparator.comparing(View::name)),
                ConfigDecoder.sorted(vacm.list("group"), SnmpAccessDecoder::group, Comparator.comparing(Group::name)));
    }

    private static View view(JsonFields f) {
        return new View(
                f.string("name"),
                ConfigDecoder.sorted(f.strings("include")),
                ConfigDecoder.sorted(f.strings("exclude")));
    }

    private static Group group(JsonFields f) {
        return new Group(
                f.string("name"),
                ConfigDecoder.sorted(f.strings("user")),
                ConfigDecoder.sorted(f.strings("community")),
                f.named(
                        "security-level",
                        Defaults.SNMP_SECURITY_LEVEL,
                        SnmpAccess.Level.values(),
                        SnmpAccess.Level::yangName),
                f.optional("read-view").orElse(Defaults.SNMP_READ_VIEW),
                f.optional("write-view").orElse(Defaults.SNMP_WRITE_VIEW),
                f.optional("notify-view").orElse(Defaults.SNMP_NOTIFY_VIEW));
    }

    /** Adds the violations of rules that span several nodes. */
    static void check(SnmpAccess access, List<ConfigError> errors) {
        Set<String> views = new HashSet<>(BUILT_IN);
        for (View view : access.views()) {
            String path = JsonPath.entry(VACM + "/view", Map.of("name", view.name()));
            if (!views.add(view.name())) {
                errors.add(ConfigError.mustViolation(
                        path + "/name", "the view \"" + view.name() + "\" is built in; choose another name"));
            }
            numbers(path + "/include", view.include(), errors);
            numbers(path + "/exclude", view.exclude(), errors);
            view.exclude().stream()
                    .filter(view.include()::contains)
                    .forEach(both -> errors.add(ConfigError.mustViolation(
                            JsonPath.value(path + "/exclude", both),
                            "a subtree is either included or excluded; remove one")));
        }
        Set<String> users = new HashSet<>();
        Set<String> communities = new HashSet<>();
        for (Group group : access.groups()) {
            String path = JsonPath.entry(VACM + "/group", Map.of("name", group.name()));
            view(path + "/read-view", group.readView(), views, errors);
            view(path + "/write-view", group.writeView(), views, errors);
            view(path + "/notify-view", group.notifyView(), views, errors);
            once(path + "/user", group.users(), users, errors);
            once(path + "/community", group.communities(), communities, errors);
        }
    }

    private static void view(String path, String name, Set<String> views, List<ConfigError> errors) {
        if (!views.contains(name)) {
            errors.add(ConfigError.mustViolation(
                    path,
                    "there is no view \"" + name + "\"; add it to the list view, or name all, monitoring or none"));
        }
    }

    /** What the pattern of the type leaves to be checked. */
    private static void numbers(String path, List<String> subtrees, List<ConfigError> errors) {
        for (String subtree : subtrees) {
            if (Arrays.stream(subtree.split("\\.")).anyMatch(n -> !n.equals("*") && Long.parseLong(n) > MOST)) {
                errors.add(ConfigError.invalidValue(
                        JsonPath.value(path, subtree), "a number in an object identifier is at most " + MOST));
            }
        }
    }

    private static void once(String path, List<String> members, Set<String> seen, List<ConfigError> errors) {
        for (String member : members) {
            if (!seen.add(member)) {
                errors.add(ConfigError.mustViolation(
                        JsonPath.value(path, member), "is in another group already; keep one of them"));
            }
        }
    }
}
