package org.pathgauge.snmp;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.pathgauge.files.DurableFile;
import org.pathgauge.snmp.mib.PathGaugeMib;

/**
 * The identity of the SNMP engine, kept in {@code engine.json} of the state directory.
 *
 * <p>The engine ID has the form of RFC 3411 (SnmpEngineID): our enterprise number, format 5 (octets), random octets. It
 * is drawn once; users' keys are localised to it, so deleting the file invalidates all users.
 *
 * @param engineId 5 to 32 octets
 * @param engineBoots how often the engine was started (RFC 3414 section 2.2.2); 0 before the first start
 */
record EngineState(byte[] engineId, int engineBoots) {
    static final String FILE = "engine.json";
    private static final int RANDOM_OCTETS = 12;
    private static final byte FORMAT_OCTETS = 5;

    /** Reads the state or draws a new one, counts one boot, and returns when that is on disk. */
    static EngineState boot(Path stateDir) throws SnmpException {
        return locked(stateDir, () -> bootLocked(stateDir));
    }

    private static EngineState bootLocked(Path stateDir) throws SnmpException {
        EngineState old = readOrCreateLocked(stateDir);
        if (old.engineBoots == Integer.MAX_VALUE) {
            // RFC 3414 2.2.2: a latched engineBoots refuses every authenticated message for ever.
            throw new SnmpException("engineBoots in " + stateDir.resolve(FILE)
                    + " has reached its maximum: delete the file and add all SNMP users again");
        }
        EngineState next = new EngineState(old.engineId, old.engineBoots + 1);
        next.write(stateDir);
        return next;
    }

    /** Reads the state; draws and keeps a new one if there is none. Counts no boot. */
    static EngineState readOrCreate(Path stateDir) throws SnmpException {
        return locked(stateDir, () -> readOrCreateLocked(stateDir));
    }

    @FunctionalInterface
    private interface Step {
        EngineState take() throws SnmpException;
    }

    /** An agent's first start and a first user may come at once, and must not draw an engine ID each. */
    private static synchronized EngineState locked(Path stateDir, Step step) throws SnmpException {
        try {
            StateFile.makeDirectory(stateDir);
            try (FileChannel channel = FileChannel.open(
                            stateDir.resolve(FILE + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                assert lock.isValid();
                return step.take();
            }
        } catch (IOException e) {
            throw notKept(stateDir.resolve(FILE), e);
        }
    }

    private static EngineState readOrCreateLocked(Path stateDir) throws SnmpException {
        Path file = stateDir.resolve(FILE);
        if (Files.exists(file)) {
            return read(file);
        }
        EngineState created = new EngineState(drawEngineId(), 0);
        created.write(stateDir);
        return created;
    }

    private static byte[] drawEngineId() {
        byte[] random = new byte[RANDOM_OCTETS];
        new SecureRandom().nextBytes(random);
        byte[] id = new byte[5 + RANDOM_OCTETS];
        int enterprise = PathGaugeMib.enterpriseNumber();
        id[0] = (byte) (0x80 | enterprise >>> 24);
        id[1] = (byte) (enterprise >>> 16);
        id[2] = (byte) (enterprise >>> 8);
        id[3] = (byte) enterprise;
        id[4] = FORMAT_OCTETS;
        System.arraycopy(random, 0, id, 5, RANDOM_OCTETS);
        return id;
    }

    private static EngineState read(Path file) throws SnmpException {
        String id = "";
        int boots = -1;
        try (Reader reader = Files.newBufferedReader(file);
                JsonReader json = new JsonReader(reader)) {
            json.beginObject();
            while (json.hasNext()) {
                switch (json.nextName()) {
                    case "engine-id" -> id = json.nextString();
                    case "engine-boots" -> boots = json.nextInt();
                    default -> json.skipValue();
                }
            }
            json.endObject();
            byte[] octets = HexFormat.of().parseHex(id);
            if (octets.length < 5 || octets.length > 32 || boots < 0) {
                throw new IllegalStateException("engine-id of 5 to 32 octets and engine-boots from 0 expected");
            }
            return new EngineState(octets, boots);
        } catch (IOException | IllegalStateException | IllegalArgumentException e) {
            throw new SnmpException(
                    "The SNMP engine's identity in " + file + " cannot be read (" + e.getMessage()
                            + "): restore the file from a backup, or delete it and add all SNMP users again",
                    e);
        }
    }

    private void write(Path stateDir) throws SnmpException {
        Path file = stateDir.resolve(FILE);
        StringWriter text = new StringWriter();
        try (JsonWriter json = new JsonWriter(text)) {
            json.beginObject();
            json.name("engine-id").value(HexFormat.of().formatHex(engineId));
            json.name("engine-boots").value(engineBoots);
            json.endObject();
            json.flush();
            DurableFile.write(file, (text + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw notKept(file, e);
        }
    }

    private static SnmpException notKept(Path file, IOException e) {
        return new SnmpException(
                "The SNMP engine's identity cannot be kept in " + file + " (" + e
                        + "): make the directory writable or choose another with --state",
                e);
    }
}
