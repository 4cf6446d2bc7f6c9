package org.pathgauge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pathgauge.config.ConfigLoader;
import org.pathgauge.config.Datastore;
import org.pathgauge.config.DatastoreLocks.Target;
import org.pathgauge.config.Editor;
import org.pathgauge.model.AlarmConfig;

/** Shelves for one alarm leave the configuration with it. */
class LoneShelvesTest {
    private static final String START = """
            {"pathgauge-alarms:alarms": {"control": {"alarm-shelving": {"shelf": [
              {"name": "alarm 2", "alarm-id": 2},
              {"name": "alarm 5", "alarm-id": 5},
              {"name": "alarm 6", "alarm-id": 6, "resource": ["lab-1"]},
              {"name": "alarm 7", "alarm-id": 7},
              {"name": "quiet", "resource": ["lab-*"]}]}}}}""";

    @TempDir
    private Path folder;

    private Datastore datastore;

    private List<String> names() {
        return datastore.config().alarms().shelves().stream()
                .map(AlarmConfig.Shelf::name)
                .toList();
    }

    private AlarmConfig.Shelf shelf(String name) {
        return datastore.config().alarms().shelves().stream()
                .filter(shelf -> shelf.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "waited in vain");
            Thread.sleep(10);
        }
    }

    @Test
    void areRemovedAsSoonAsTheConfigurationIsFree() throws Exception {
        Path file = Files.writeString(folder.resolve("pathgauge.json"), START);
        datastore =
                ConfigLoader.start(file, folder.resolve("state")).datastore().join();
        AtomicLong nanos = new AtomicLong();
        AtomicLong asked = new AtomicLong();
        LoneShelves lone = new LoneShelves(() -> {
            long now = nanos.get();
            asked.incrementAndGet();
            return now;
        });
        AlarmConfig.Shelf gone = shelf("alarm 2");
        lone.remove(List.of(gone));
        lone.connect(datastore);
        Editor bob = new Editor("netconf:bob", 7);
        assertEquals(Optional.empty(), datastore.candidate().lock(Target.RUNNING, bob));
        long before = asked.get();
        lone.remove(List.of(gone));
        // It looks once whether it is time, and once more after the refusal, to tell when it is again.
        await(() -> asked.get() == before + 2);
        assertTrue(datastore.candidate().unlock(Target.RUNNING, bob));
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(31));
        await(() -> {
            // The refused attempt may still be about to end.
            lone.remove(List.of(gone));
            return !names().contains("alarm 2");
        });
        assertTrue(Files.readString(file).contains("alarm 7"));
    }

    @Test
    void stayWhenTheyBecameAnotherAlarmsOrMoresMeanwhile() throws Exception {
        Path file = Files.writeString(folder.resolve("pathgauge.json"), START);
        datastore =
                ConfigLoader.start(file, folder.resolve("state")).datastore().join();
        List<AlarmConfig.Shelf> seen =
                List.of(shelf("alarm 2"), shelf("alarm 5"), shelf("alarm 6"), shelf("alarm 7"), shelf("quiet"));
        datastore.commitJson(
                "netconf:bob",
                START.replace("\"alarm-id\": 2", "\"alarm-id\": 3")
                        .replace("\"alarm-id\": 5", "\"resource\": [\"lab-5\"]")
                        .replace("lab-1", "lab-2")
                        .replace("lab-*", "*"));
        LoneShelves lone = new LoneShelves(() -> 0);
        lone.connect(datastore);
        lone.remove(seen);
        await(() -> !names().contains("alarm 7"));
        assertEquals(List.of("alarm 2", "alarm 5", "alarm 6", "quiet"), names());
    }
}
