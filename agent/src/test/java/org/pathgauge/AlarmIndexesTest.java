package org.pathgauge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pathgauge.alarm.AlarmKey;
import org.pathgauge.alarm.AlarmManager;
import org.pathgauge.alarm.AlarmStore;
import org.pathgauge.config.ConfigDecoder;
import org.pathgauge.config.IndexRegistry;
import org.pathgauge.model.AgentConfig;
import org.pathgauge.model.Probe;
import org.pathgauge.model.Resource;
import org.pathgauge.model.SnapshotFixtures;

/** Ids of alarms when many are raised in one tick. */
class AlarmIndexesTest {
    @TempDir
    private Path folder;

    @Test
    void manyAlarmsOfOneTickWriteTheirIdsOnce() throws Exception {
        Path file = folder.resolve("indexes.json");
        AlarmIndexes ids = new AlarmIndexes(IndexRegistry.open(file), config(1_000));
        List<AlarmKey> keys =
                IntStream.rangeClosed(1, 1_000).mapToObj(AlarmIndexesTest::key).toList();
        Map<AlarmKey, Integer> given = ids.ids(keys);
        assertEquals(1_000, new HashSet<>(given.values()).size());
        String written = Files.readString(file);
        assertEquals(given, ids.ids(keys));
        assertEquals(written, Files.readString(file));
        AlarmIndexes later = new AlarmIndexes(IndexRegistry.open(file), config(1_000));
        assertEquals(given.get(key(500)), later.ids(List.of(key(500))).get(key(500)));
        // Configured ones keep theirs although none of them is listed; others go.
        AlarmKey passing = AlarmKey.ofThreshold(Resource.Kind.PATTERN, "192.0.2.0/24 at eth0", "syn-flood");
        int passingId = later.ids(List.of(passing)).get(passing);
        later.releaseUnused(manager(later));
        assertEquals(given, later.ids(keys));
        AlarmKey other = AlarmKey.ofThreshold(Resource.Kind.PATTERN, "198.51.100.0/24 at eth0", "syn-flood");
        assertEquals(passingId, later.ids(List.of(other)).get(other));
    }

    private static AlarmKey key(int probe) {
        return AlarmKey.ofThreshold(
                Resource.Kind.PROBE,
                "probe-" + probe,
                SnapshotFixtures.probe(probe).thresholds().getFirst().name());
    }

    private static AlarmManager manager(AlarmIndexes ids) {
        return new AlarmManager(ids, AlarmStore.none(), ConfigDecoder.defaults().alarms(), Clock.systemUTC());
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
                ConfigDecoder.defaults().traffic(),
                ConfigDecoder.defaults().alarms());
    }
}
