package org.pathgauge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pathgauge.config.ConfigDecoder;
import org.pathgauge.config.IndexRegistry;
import org.pathgauge.model.AgentConfig;
import org.pathgauge.model.Probe;
import org.pathgauge.model.SnapshotFixtures;

/** Ids of alarms when many are raised in one tick. */
class AlarmIndexesTest {
    @TempDir
    private Path folder;

    @Test
    void manyAlarmsOfOneTickWriteTheirIdsOnce() throws Exception {
        Path file = folder.resolve("indexes.json");
        AlarmIndexes ids = new AlarmIndexes(IndexRegistry.open(file), config(1_000));
        Set<Integer> given = new HashSet<>();
        given.add(ids.id("probe-1", name(1)));
        String written = Files.readString(file);
        for (int probe = 2; probe <= 1_000; probe++) {
            given.add(ids.id("probe-" + probe, name(probe)));
        }
        assertEquals(1_000, given.size());
        assertEquals(written, Files.readString(file));
        AlarmIndexes later = new AlarmIndexes(IndexRegistry.open(file), config(1_000));
        assertEquals(ids.id("probe-500", name(500)), later.id("probe-500", name(500)));
    }

    private static String name(int probe) {
        return SnapshotFixtures.probe(probe).thresholds().getFirst().name();
    }

    private static AgentConfig config(int probes) {
        List<Probe> all = IntStream.rangeClosed(1, probes)
                .mapToObj(SnapshotFixtures::probe)
                .toList();
        return new AgentConfig(
                new AgentConfig.Probing(probes, 10_000, 0),
                all,
                List.of(),
                false,
                new AgentConfig.Snmp(false, List.of(), List.of(), List.of(), "", ""),
                new AgentConfig.Netconf(false, List.of(), List.of()),
                ConfigDecoder.defaults().history(),
                ConfigDecoder.defaults().openMetrics(),
                ConfigDecoder.defaults().traffic());
    }
}
