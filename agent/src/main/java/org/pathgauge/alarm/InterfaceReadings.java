package org.pathgauge.alarm;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.pathgauge.model.AlarmConfig;
import org.pathgauge.model.KernelDrops;
import org.pathgauge.model.Resource;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.Threshold;

/** What is counted at interfaces against the interfaces' thresholds. */
final class InterfaceReadings {
    private InterfaceReadings() {}

    static void each(Snapshot snapshot, AlarmConfig config, Comparisons to) {
        KernelDrops drops = snapshot.traffic().drops();
        for (Map.Entry<String, List<Threshold>> entry : config.interfaces().entrySet()) {
            Optional<KernelDrops.OfInterface> counted = drops.byName(entry.getKey());
            OptionalInt index = counted.map(c -> OptionalInt.of(c.ifIndex())).orElse(OptionalInt.empty());
            Resource resource = new Resource(Resource.Kind.INTERFACE, entry.getKey(), index);
            String off = !drops.running() ? "drops are not watched" : counted.isEmpty() ? "interface is gone" : "";
            for (Threshold threshold : entry.getValue()) {
                to.compare(resource, threshold, counted.flatMap(c -> window(c, threshold)), off);
            }
        }
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
