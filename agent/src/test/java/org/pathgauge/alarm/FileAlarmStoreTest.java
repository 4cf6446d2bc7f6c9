package org.pathgauge.alarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pathgauge.model.Alarm;
import org.pathgauge.model.Severity;
import org.pathgauge.model.Threshold;
import org.pathgauge.model.WindowLength;

class FileAlarmStoreTest {
    @TempDir
    Path dir;

    @Test
    void readsBackWhatItWrote() {
        FileAlarmStore store = new FileAlarmStore(dir.resolve("alarms.json"));
        assertEquals(List.of(), store.load());
        List<Alarm> alarms = List.of(
                alarm(1, true, OptionalLong.empty(), Optional.empty()),
                alarm(2, false, OptionalLong.of(12), Optional.of(AlarmTestbed.START.plusNanos(5))));
        store.save(alarms);
        assertEquals(alarms, new FileAlarmStore(dir.resolve("alarms.json")).load());
    }

    @Test
    void putsADamagedFileAside() throws IOException {
        Path file = dir.resolve("alarms.json");
        Files.writeString(file, "{\"alarms\":[{\"id\":");
        assertEquals(List.of(), new FileAlarmStore(file).load());
        assertTrue(Files.exists(dir.resolve("alarms.json.damaged")));
    }

    private static Alarm alarm(int id, boolean active, OptionalLong value, Optional<Instant> cleared) {
        Threshold threshold = new Threshold(
                "t", Threshold.Metric.RTT_P999, WindowLength.MINUTES_15, 5_000_000_000L, 4, 2, Severity.WARNING);
        return new Alarm(
                id, 7, "näme", threshold, Severity.MINOR, active, value, AlarmTestbed.START, cleared, 3, "text \"q\"");
    }
}
