package org.pathgauge.alarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pathgauge.files.DurableFile;
import org.pathgauge.model.Alarm;
import org.pathgauge.model.AlarmType;
import org.pathgauge.model.AlarmUnit;
import org.pathgauge.model.OperatorState;
import org.pathgauge.model.Resource;
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
                alarm(1, true, OptionalLong.empty(), Optional.empty(), "on it"),
                alarm(2, false, OptionalLong.of(12), Optional.of(AlarmTestbed.START.plusNanos(5)), "on it"));
        store.save(alarms);
        assertEquals(alarms, new FileAlarmStore(dir.resolve("alarms.json")).load());
    }

    @Test
    void listThatCannotBeWrittenLeavesTheOneBefore() throws IOException {
        Path file = dir.resolve("alarms.json");
        FileAlarmStore store = new FileAlarmStore(file);
        List<Alarm> before = List.of(alarm(1, true, OptionalLong.empty(), Optional.empty(), "on it"));
        store.save(before);
        // A folder where the temporary file should be cannot be replaced, not even by root.
        Files.createDirectories(DurableFile.temporary(file).resolve("full"));
        store.save(List.of());
        assertEquals(before, store.load());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "7",
                "{\"alarms\":[{\"id\":",
                "{\"alarms\":[]",
                "{\"alarms\":[]} more",
                "{\"alarms\":[7]}",
                "{\"others\":[]}"
            })
    void putsADamagedFileAside(String damaged) throws IOException {
        Path file = dir.resolve("alarms.json");
        Files.writeString(file, damaged);
        assertEquals(List.of(), new FileAlarmStore(file).load());
        assertTrue(Files.exists(dir.resolve("alarms.json.damaged")));
    }

    @Test
    void halfACharacterInATextKeepsNothingElseFromTheFile() {
        FileAlarmStore store = new FileAlarmStore(dir.resolve("alarms.json"));
        store.save(List.of(alarm(1, true, OptionalLong.empty(), Optional.empty(), "on \ud83d")));
        assertEquals(List.of(alarm(1, true, OptionalLong.empty(), Optional.empty(), "on ?")), store.load());
    }

    private static Alarm alarm(int id, boolean active, OptionalLong value, Optional<Instant> cleared, String note) {
        Threshold threshold = new Threshold(
                "t", Threshold.Metric.RTT_P999, WindowLength.MINUTES_15, 5_000_000_000L, 4, 2, Severity.WARNING);
        return new Alarm(
                id,
                Resource.probe("näme", 7),
                AlarmType.PROBE_DELAY,
                "t",
                Optional.of(threshold),
                Severity.MINOR,
                active,
                AlarmUnit.NANOSECONDS,
                value,
                OptionalLong.of(4),
                AlarmTestbed.START,
                AlarmTestbed.START.plusNanos(1),
                cleared,
                3,
                "text \"q\"",
                List.of(
                        new Alarm.StatusChange(AlarmTestbed.START, Optional.of(Severity.MINOR), "up"),
                        new Alarm.StatusChange(AlarmTestbed.START.plusNanos(1), Optional.empty(), "down")),
                List.of(new Alarm.OperatorChange(AlarmTestbed.START, OperatorState.ACK, "ann", note)),
                active ? Optional.of("night") : Optional.empty());
    }

    @Test
    void readsConditionsWithoutThreshold() {
        Alarm condition = new Alarm(
                3,
                new Resource(Resource.Kind.PATTERN, "192.0.2.0/24 at eth0", OptionalInt.empty()),
                AlarmType.PORT_SCAN,
                "",
                Optional.empty(),
                Severity.MAJOR,
                true,
                AlarmUnit.COUNT,
                OptionalLong.of(200),
                OptionalLong.of(100),
                AlarmTestbed.START,
                AlarmTestbed.START,
                Optional.empty(),
                1,
                "scan",
                List.of(),
                List.of(),
                Optional.empty());
        Path file = dir.resolve("alarms.json");
        new FileAlarmStore(file).save(List.of(condition));
        assertEquals(List.of(condition), new FileAlarmStore(file).load());
    }

    /** Files of agents whose alarms were about probes alone. */
    @Test
    void readsFilesOfBeforeThereWereResources() throws IOException {
        Path file = dir.resolve("alarms.json");
        Files.writeString(file, """
                {"alarms":[{"id":5,"probeIndex":7,"probe":"london","threshold":{"name":"slow","metric":"RTT_P99",
                "window":"MINUTE_1","rising":20,"falling":10,"consecutive":2,"severity":"MAJOR"},"severity":"MINOR",
                "active":true,"value":25,"raised":"2026-01-01T00:00:00Z","changes":3,"text":"slow"},
                {"id":6,"probeIndex":7,"probe":"london","threshold":{"name":"dead","metric":"UNREACHABLE",
                "window":"SECONDS_10","rising":0,"falling":0,"consecutive":1,"severity":"CRITICAL"},
                "severity":"CRITICAL","active":false,"raised":"2026-01-01T00:00:00Z",
                "cleared":"2026-01-01T00:01:00Z","changes":2,"text":"back"}]}
                """);
        List<Alarm> alarms = new FileAlarmStore(file).load();
        Alarm slow = alarms.get(0);
        assertEquals(Resource.probe("london", 7), slow.resource());
        assertEquals(AlarmType.PROBE_DELAY, slow.type());
        assertEquals("slow", slow.qualifier());
        assertEquals(OptionalLong.of(20), slow.limit());
        assertEquals(AlarmTestbed.START, slow.created());
        assertEquals("london\nslow", AlarmKey.of(slow).text());
        assertEquals(OptionalLong.empty(), alarms.get(1).limit());
        assertEquals(AlarmType.PROBE_UNREACHABLE, alarms.get(1).type());
        assertEquals(2, alarms.size());
    }
}
