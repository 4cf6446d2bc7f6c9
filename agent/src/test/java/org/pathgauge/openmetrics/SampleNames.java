package org.pathgauge.openmetrics;

import java.util.Map;
import java.util.TreeMap;

/** The names of all samples that the exporter can write, each with what its family says that it is. */
public final class SampleNames {
    private SampleNames() {}

    public static Map<String, String> all() {
        Map<String, String> names = new TreeMap<>();
        for (Family family : Families.ALL) {
            family.samples().forEach(name -> names.put(name, family.metadata().getHelp()));
        }
        return names;
    }
}
