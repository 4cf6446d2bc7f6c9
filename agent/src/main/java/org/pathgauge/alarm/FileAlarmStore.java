package org.pathgauge.alarm;

import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.pathgauge.files.DurableFile;
import org.pathgauge.model.Alarm;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the alarm list in one JSON file, replaced as a whole, which a power cut leaves old or new. It is read and written
 * alarm by alarm: as one tree ten thousand of them would take half of the heap.
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
        try (JsonReader in = new JsonReader(Files.newBufferedReader(file))) {
            List<Alarm> alarms = new ArrayList<>();
            in.beginObject();
            if (!in.nextName().equals("alarms")) {
                throw new JsonParseException("there is no \"alarms\"");
            }
            in.beginArray();
            while (in.hasNext()) {
                alarms.add(AlarmJson.decode(JsonParser.parseReader(in).getAsJsonObject()));
            }
            in.endArray();
            in.endObject();
            if (in.peek() != JsonToken.END_DOCUMENT) {
                throw new JsonParseException("there is more behind the alarms");
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
            LOG.warn("{} cannot be renamed, and is overwritten: {}", file, e.toString());
        }
    }

    @Override
    public void save(List<Alarm> alarms) {
        try {
            DurableFile.write(file, out -> write(alarms, out));
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

    private static void write(List<Alarm> alarms, OutputStream to) throws IOException {
        // That of Files refuses half a surrogate pair, which an operator's text may have: nothing would be saved any
        // more.
        try (JsonWriter out = new JsonWriter(new BufferedWriter(new OutputStreamWriter(to, StandardCharsets.UTF_8)))) {
            out.beginObject().name("alarms").beginArray();
            for (Alarm alarm : alarms) {
                out.jsonValue(AlarmJson.encode(alarm).toString());
            }
            out.endArray().endObject();
        }
    }
}
