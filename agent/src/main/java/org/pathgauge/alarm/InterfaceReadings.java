package org.pathgauge.alarm;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.pathgauge.model.AlarmConfig;
import org.pathgauge.model.InterfaceDrops;
import org.pathgauge.model.KernelDrops;
import org.pathgauge.model.Rate;
import org.pathgauge.model.Resource;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.Threshold;
import org.pathgauge.model.Threshold.Metric;

/** What is counted at interfaces against the interfaces' thresholds. */
final class InterfaceReadings {
    private InterfaceReadings() {}

    static void each(Snapshot snapshot, AlarmConfig config, Comparisons to) {
        if (config.interfaces().isEmpty()) {
            return;
        }
        Map<String, Rate> ingress = RateReading.byName(snapshot, Metric.INGRESS_DROPS);
        Map<String, Rate> exceptions = RateReading.byName(snapshot, Metric.XDP_EXCEPTIONS);
        KernelDrops drops = snapshot.traffic().drops();
        config.interfaces().forEach((name, thresholds) -> {
            Optional<KernelDrops.OfInterface> counted = drops.byName(name);
            Optional<InterfaceDrops> watched = snapshot.interfaces().stream()
                    .filter(i -> i.name().equals(name))
                    .findFirst();
            OptionalInt index = Stream.concat(
                            counted.stream().map(KernelDrops.OfInterface::ifIndex),
                            watched.stream().map(InterfaceDrops::ifIndex))
                    .mapToInt(i -> i)
                    .findFirst();
            Resource resource = new Resource(Resource.Kind.INTERFACE, name, index);
            String unwatched =
                    !drops.running() ? "drops are not watched" : counted.isEmpty() ? "interface is gone" : "";
            for (Threshold t : thresholds) {
                switch (t.metric()) {
                    case INGRESS_DROPS ->
                        to.compare(
                                resource,
                                t,
                                RateReading.of(Optional.ofNullable(ingress.get(name)), t),
                                offAtIngress(watched));
                    case XDP_EXCEPTIONS ->
                        to.compare(
                                resource, t, RateReading.of(Optional.ofNullable(exceptions.get(name)), t), unwatched);
                    default -> to.compare(resource, t, counted.flatMap(c -> window(c, t)), unwatched);
                }
            }
        });
    }

    private static String offAtIngress(Optional<InterfaceDrops> watched) {
        if (watched.isEmpty()) {
            return "interface is gone";
        }
        return watched.get().hook().isEmpty() ? "no ingress program is attached" : "";
    }

    private static Optional<Measured> window(KernelDrops.OfInterface counted, Threshold threshold) {
        return counted.windows().stream()
                .filter(w -> w.length() == threshold.window())
                .findFirst()
                .map(OfDrops::new);
    }

    private record OfDrops(KernelDrops.Window window) implements Measured {
        @Override
        public Instant end() {
            return window.end();
        }

        /** Rounded up, so that a limit of 1 is met by any drop at all. */
        @Override
        public Reading reading(Threshold threshold) {
            return Reading.compare(threshold, OptionalLong.of(Math.ceilDiv(window.dropped(), (long)
                    window.length().seconds())));
        }
    }
}
