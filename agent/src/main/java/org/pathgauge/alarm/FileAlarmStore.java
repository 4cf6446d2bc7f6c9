package org.pathgauge.alarm;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.pathgauge.model.Alarm;
import org.pathgauge.model.Severity;
import org.pathgauge.model.Threshold;
import org.pathgauge.model.WindowLength;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the alarm list in one JSON file, replaced as a whole by a rename.
 *
 * <p>A file that cannot be read is put aside as {@code <name>.damaged} and the list starts empty: an agent that does not
 * start because it forgot its alarms would be worse than an alarm raised twice.
 */
public final class FileAlarmStore implements AlarmStore {
    private static final Logger LOG = LoggerFactory.getLogger(FileAlarmStore.class);

    private final Path file;
    private boolean failing;

    /** Makes a store of a file, usually {@code alarms.json} in the state directory. */
    public FileAlarmStore(Path file) {
        this.file = file;
    }

    @Override
    public List<Alarm> load() {
        try {
            String text = Files.readString(file);
            List<Alarm> alarms = new ArrayList<>();
            for (JsonElement element :
                    JsonParser.parseString(text).getAsJsonObject().getAsJsonArray("alarms")) {
                alarms.add(decode(element.getAsJsonObject()));
            }
            return List.copyOf(alarms);
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException | RuntimeException e) {
            putAside(e);
            return List.of();
        }
    }

    private void putAside(Exception why) {
        Path damaged = file.resolveSibling(file.getFileName() + ".damaged");
        LOG.warn("The alarm list {} cannot be read ({}); it is kept as {} and begun anew", file, why, damaged);
        try {
            Files.move(file, damaged, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.warn("{} cannot be renamed: {}", file, e.toString());
        }
    }

    @Override
    public void save(List<Alarm> alarms) {
        JsonArray array = new JsonArray();
        alarms.forEach(a -> array.add(encode(a)));
        JsonObject root = new JsonObject();
        root.add("alarms", array);
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.write(fresh, root.toString().getBytes(StandardCharsets.UTF_8));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            failing = false;
        } catch (IOException e) {
            if (!failing) {
                LOG.warn(
                        "The alarm list cannot be written to {} ({}); after a restart, active alarms would be raised again",
                        file,
                        e.toString());
            }
            failing = true;
        }
    }

    private static JsonObject encode(Alarm alarm) {
        Threshold t = alarm.threshold();
        JsonObject threshold = new JsonObject();
        threshold.addProperty("name", t.name());
        threshold.addProperty("metric", t.metric().name());
        threshold.addProperty("window", t.window().name());
        threshold.addProperty("rising", t.rising());
        threshold.addProperty("falling", t.falling());
        threshold.addProperty("consecutive", t.consecutive());
        threshold.addProperty("severity", t.severity().name());
        JsonObject json = new JsonObject();
        json.addProperty("id", alarm.id());
        json.addProperty("probeIndex", alarm.probeIndex());
        json.addProperty("probe", alarm.probeName());
        json.add("threshold", threshold);
        json.addProperty("severity", alarm.severity().name());
        json.addProperty("active", alarm.active());
        alarm.value().ifPresent(v -> json.addProperty("value", v));
        json.addProperty("raised", alarm.raised().toString());
        alarm.cleared().ifPresent(c -> json.addProperty("cleared", c.toString()));
        json.addProperty("changes", alarm.changes());
        json.addProperty("text", alarm.text());
        return json;
    }

    private static Alarm decode(JsonObject json) {
        JsonObject t = json.getAsJsonObject("threshold");
        Threshold threshold = new Threshold(
                t.get("name").getAsString(),
                Threshold.Metric.valueOf(t.get("metric").getAsString()),
                WindowLength.valueOf(t.get("window").getAsString()),
                t.get("rising").getAsLong(),
                t.get("falling").getAsLong(),
                t.get("consecutive").getAsInt(),
                Severity.valueOf(t.get("severity").getAsString()));
        return new Alarm(
                json.get("id").getAsInt(),
                json.get("probeIndex").getAsInt(),
                json.get("probe").getAsString(),
                threshold,
                Severity.valueOf(json.get("severity").getAsString()),
                json.get("active").getAsBoolean(),
                json.has("value") ? OptionalLong.of(json.get("value").getAsLong()) : OptionalLong.empty(),
                Instant.parse(json.get("raised").getAsString()),
                json.has("cleared")
                        ? Optional.of(Instant.parse(json.get("cleared").getAsString()))
                        : Optional.empty(),
                json.get("changes").getAsLong(),
                json.get("text").getAsString());
    }
}
