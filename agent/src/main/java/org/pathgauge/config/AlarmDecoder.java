package org.pathgauge.config;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.pathgauge.model.AlarmConfig;
import org.pathgauge.model.AlarmType;
import org.pathgauge.model.Resource;
import org.pathgauge.model.Threshold;

/** Turns what a valid document says of alarms into its record. */
final class AlarmDecoder {
    private AlarmDecoder() {}

    static AlarmConfig decode(JsonFields root) {
        JsonFields control = root.child("pathgauge-alarms:alarms").child("control");
        return new AlarmConfig(
                control.integer("max-alarm-status-changes", Defaults.MAX_ALARM_STATUS_CHANGES),
                control.integer("max-passing-alarms", Defaults.MAX_PASSING_ALARMS),
                control.child("alarm-shelving").list("shelf").stream()
                        .map(AlarmDecoder::shelf)
                        .sorted(Comparator.comparing(AlarmConfig.Shelf::name))
                        .toList(),
                byName(root.child("pathgauge-xdp:interfaces").list("interface")),
                thresholds(root.child("pathgauge-tcp:tcp")),
                byName(root.child(FilterDecoder.CONTAINER).list("rule")));
    }

    private static Map<String, List<Threshold>> byName(List<JsonFields> resources) {
        Map<String, List<Threshold>> byName = new HashMap<>();
        for (JsonFields f : resources) {
            List<Threshold> own = thresholds(f);
            if (!own.isEmpty()) {
                byName.put(f.string("name"), own);
            }
        }
        return byName;
    }

    private static List<Threshold> thresholds(JsonFields f) {
        return f.list("threshold").stream()
                .map(ConfigDecoder::threshold)
                .sorted(Comparator.comparing(Threshold::name))
                .toList();
    }

    private static AlarmConfig.Shelf shelf(JsonFields f) {
        return new AlarmConfig.Shelf(
                f.string("name"),
                f.optionalInteger("alarm-id"),
                named(f.strings("resource-kind"), Resource.Kind.values(), Resource.Kind::yangName),
                sorted(f.strings("resource")),
                named(f.strings("alarm-type-id"), AlarmType.values(), AlarmType::yangName),
                sorted(f.strings("alarm-type-qualifier-match")));
    }

    /** The constants with these names, in their own order; identities may have their module in front. */
    static <E> List<E> named(List<String> names, E[] constants, Function<E, String> yangName) {
        List<String> bare =
                names.stream().map(n -> n.substring(n.indexOf(':') + 1)).toList();
        return Arrays.stream(constants)
                .filter(c -> bare.contains(yangName.apply(c)))
                .toList();
    }

    private static List<String> sorted(List<String> values) {
        return values.stream().sorted().toList();
    }
}
