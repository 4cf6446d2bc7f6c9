package org.pathgauge.config;

import org.pathgauge.model.TestPlan.Storage;

/** Probes that are part of the running configuration and never of the file. */
final class VolatileProbes {
    private static final String PROBES = "pathgauge-probes:probes";

    private VolatileProbes() {}

    /** The text of a configuration as it is written to the file. */
    static String without(ConfigValidator.Valid config) {
        ConfigEdit edit = new ConfigEdit(config.document());
        edit.root().find(PROBES).ifPresent(probes -> {
            for (ConfigEdit.Node probe : probes.entries("probe", "name")) {
                boolean gone = probe.find("tests")
                        .flatMap(tests -> tests.leaf("storage"))
                        .filter(Storage.VOLATILE.yangName()::equals)
                        .isPresent();
                if (gone) {
                    probes.remove("probe", "name", probe.leaf("name").orElseThrow());
                }
            }
        });
        return edit.isChanged() ? JsonPrinter.print(edit.document()) : config.text();
    }
}
