package org.pathgauge.config;

import java.util.List;
import java.util.Optional;
import org.pathgauge.model.AgentConfig;
import org.pathgauge.model.TestPlan.Storage;

/** Probes that are part of the running configuration and never of the file. */
final class VolatileProbes {
    private static final String PROBES = "pathgauge-probes:probes";
    private static final String LIST = "probe";
    private static final String KEY = "name";

    private VolatileProbes() {}

    static boolean anyIn(AgentConfig config) {
        return config.probes().stream()
                .anyMatch(probe -> probe.tests()
                        .filter(tests -> tests.storage() == Storage.VOLATILE)
                        .isPresent());
    }

    /**
     * The document of a configuration as it is written to the file.
     *
     * @param config as {@link TreeJson} names its members
     */
    static JsonValue.Obj without(JsonValue.Obj config) {
        ConfigEdit edit = new ConfigEdit(config);
        for (ConfigEdit.Node probe : in(edit)) {
            edit.root().child(PROBES).remove(LIST, KEY, probe.leaf(KEY).orElseThrow());
        }
        return edit.document();
    }

    /**
     * The document of a file with the volatile probes of the running configuration; empty when that adds none.
     *
     * @param file and {@code running} as {@link TreeJson} names their members
     */
    static Optional<JsonValue.Obj> addedTo(JsonValue.Obj file, JsonValue.Obj running) {
        ConfigEdit edit = new ConfigEdit(file);
        for (ConfigEdit.Node probe : in(new ConfigEdit(running))) {
            ConfigEdit.Node probes = edit.root().child(PROBES);
            String name = probe.leaf(KEY).orElseThrow();
            // What a person has given the same name to takes its place.
            if (probes.entry(LIST, KEY, name).isEmpty()) {
                probes.add(LIST, KEY, probe);
            }
        }
        return edit.isChanged() ? Optional.of(edit.document()) : Optional.empty();
    }

    private static List<ConfigEdit.Node> in(ConfigEdit config) {
        return config.root()
                .find(PROBES)
                .map(probes -> probes.entries(LIST, KEY).stream()
                        .filter(probe -> probe.find("tests")
                                .flatMap(tests -> tests.leaf("storage"))
                                .filter(Storage.VOLATILE.yangName()::equals)
                                .isPresent())
                        .toList())
                .orElse(List.of());
    }
}
