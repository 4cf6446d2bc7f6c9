package org.pathgauge;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.DataContainerChild;
import org.pathgauge.model.AgentConfig;
import org.pathgauge.model.FilterRule;
import org.pathgauge.model.InterfaceConfig;
import org.pathgauge.model.Probe;

/** Tells a person in lines how two configurations differ. */
final class ConfigDiff {
    private ConfigDiff() {}

    static List<String> lines(AgentConfig before, AgentConfig after) {
        List<String> lines = new ArrayList<>();
        if (before.probing().packetsPerSecond() != after.probing().packetsPerSecond()) {
            lines.add("packets-per-second is now " + after.probing().packetsPerSecond());
        }
        if (before.probing().maxProbes() != after.probing().maxProbes()) {
            lines.add("max-probes will be " + after.probing().maxProbes() + " when the agent is restarted");
        }
        if (before.probing().resultsKept() != after.probing().resultsKept()) {
            lines.add("results is now " + after.probing().resultsKept());
        }
        compare("probe", before.probes(), after.probes(), Probe::name, lines);
        compare("interface", before.interfaces(), after.interfaces(), InterfaceConfig::name, lines);
        if (before.watchAll() != after.watchAll()) {
            lines.add("watch-all is now " + (after.watchAll() ? "on" : "off"));
        }
        if (!before.snmp().equals(after.snmp())) {
            lines.add("SNMP changed");
        }
        if (!before.netconf().equals(after.netconf())) {
            lines.add("NETCONF changed");
        }
        if (!before.history().equals(after.history())) {
            lines.add("history changed");
        }
        if (!before.openMetrics().equals(after.openMetrics())) {
            lines.add("OpenMetrics changed");
        }
        if (!before.alarms().equals(after.alarms())) {
            lines.add("alarms changed: how the list is kept, or thresholds of interfaces, TCP or rules");
        }
        if (!before.traffic().drops().equals(after.traffic().drops())) {
            lines.add("watching of drops changed");
        }
        if (!before.traffic().tcp().equals(after.traffic().tcp())) {
            lines.add("passive measurement of TCP changed");
        }
        if (!before.traffic().patterns().equals(after.traffic().patterns())) {
            lines.add("suspicious patterns changed");
        }
        compare(
                "filter rule",
                before.traffic().filter().rules(),
                after.traffic().filter().rules(),
                FilterRule::name,
                lines);
        return List.copyOf(lines);
    }

    /** Whether the rules of access control differ, which no part of the agent decodes but NETCONF. */
    static List<String> accessControl(ContainerNode before, ContainerNode after) {
        return nacm(before).equals(nacm(after)) ? List.of() : List.of("access control (nacm) changed");
    }

    private static Optional<DataContainerChild> nacm(ContainerNode root) {
        return root.body().stream()
                .filter(child -> child.name().getNodeType().getLocalName().equals("nacm"))
                .findFirst();
    }

    /** How two sets of SNMP users differ, each with a number for its keys. */
    static List<String> users(Map<String, Integer> before, Map<String, Integer> after) {
        List<String> lines = new ArrayList<>();
        compare("SNMP user", List.copyOf(before.entrySet()), List.copyOf(after.entrySet()), Map.Entry::getKey, lines);
        return List.copyOf(lines);
    }

    private static <T> void compare(
            String kind, List<T> before, List<T> after, Function<T, String> name, List<String> lines) {
        Map<String, T> old = byName(before, name);
        Map<String, T> fresh = byName(after, name);
        TreeSet<String> names = new TreeSet<>(old.keySet());
        names.addAll(fresh.keySet());
        for (String n : names) {
            if (!old.containsKey(n)) {
                lines.add(kind + " " + n + " added");
            } else if (!fresh.containsKey(n)) {
                lines.add(kind + " " + n + " removed");
            } else if (!Objects.equals(old.get(n), fresh.get(n))) {
                lines.add(kind + " " + n + " changed");
            }
        }
    }

    private static <T> Map<String, T> byName(List<T> all, Function<T, String> name) {
        Map<String, T> map = new LinkedHashMap<>();
        all.forEach(one -> map.put(name.apply(one), one));
        return map;
    }
}
