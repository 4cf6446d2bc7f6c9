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
        lone.remove(List.of("alarm 2"));
        lone.connect(datastore);
        Editor bob = new Editor("netconf:bob", 7);
        assertEquals(Optional.empty(), datastore.candidate().lock(Target.RUNNING, bob));
        long before = asked.get();
        lone.remove(List.of("alarm 2"));
        // It looks once whether it is time, and once more after the refusal, to tell when it is again.
        await(() -> asked.get() == before + 2);
        assertTrue(datastore.candidate().unlock(Target.RUNNING, bob));
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(31));
        await(() -> {
            // The refused attempt may still be about to end.
            lone.remove(List.of("alarm 2", "quiet", "unheard of"));
            return names().equals(List.of("alarm 7", "quiet"));
        });
        assertTrue(Files.readString(file).contains("alarm 7"));
    }
}
