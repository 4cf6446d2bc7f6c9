package org.pathgauge.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import org.pathgauge.files.DurableFile;

/**
 * Short integer indexes of named things, such as probes and alarms, that stay the same over restarts.
 *
 * <p>The rule: a name keeps its index for as long as it exists. A new name gets the lowest index that is free, from 1.
 * An index becomes free when its name is removed, and from the next commit on it may come to mean something else; a
 * commit that removes one probe and adds another never gives the index of the one to the other. A name that is removed
 * and comes back later is a new name. Indexes of different kinds have nothing to do with each other.
 *
 * <p>Kept in a JSON file, written before the indexes are used. Safe for use by several threads.
 */
public final class IndexRegistry {
    /** The kind of the probes' indexes; its keys are their names. */
    public static final String PROBES = "probe";

    /** The kind of the indexes of the filter's rules; its keys are their names. */
    public static final String FILTER_RULES = "filter-rule";

    private final Path file;
    private final Map<String, Kind> kinds;

    private IndexRegistry(Path file, Map<String, Kind> kinds) {
        this.file = file;
        this.kinds = kinds;
    }

    /**
     * Opens the registry in a file; a missing file is an empty registry.
     *
     * @throws ConfigException when the file is damaged: starting afresh would silently renumber everything
     */
    public static IndexRegistry open(Path file) throws ConfigException {
        Map<String, Kind> kinds = new TreeMap<>();
        if (Files.exists(file)) {
            try {
                read(JsonText.parse(Files.readString(file)), kinds);
            } catch (IOException | ConfigException | IllegalArgumentException e) {
                throw new ConfigException(
                        ConfigError.operationFailed(
                                "/",
                                "the index file " + file + " cannot be used: " + e.getMessage()
                                        + ". Restore it, or delete it to have all indexes given anew"),
                        e);
            }
        }
        return new IndexRegistry(file, kinds);
    }

    private static void read(JsonValue.Obj object, Map<String, Kind> kinds) {
        object.members().forEach((kind, entries) -> {
            if (!(entries instanceof JsonValue.Obj names)) {
                throw new IllegalArgumentException("\"" + kind + "\" must be an object");
            }
            Kind into = kinds.computeIfAbsent(kind, k -> new Kind());
            JsonFields fields = new JsonFields(names);
            for (String name : names.members().keySet()) {
                into.put(name, fields.integer(name, 0));
            }
        });
    }

    /** The index of a key, if it has one. */
    public synchronized OptionalInt find(String kind, String key) {
        Kind k = kinds.get(kind);
        Integer index = k == null ? null : k.indexes.get(key);
        return index == null ? OptionalInt.empty() : OptionalInt.of(index);
    }

    /**
     * The index of a key, which gets one if it has none.
     *
     * @throws UncheckedIOException when it cannot be written
     */
    public synchronized int index(String kind, String key) {
        return reserve(kind, List.of(key)).get(key);
    }

    /**
     * The indexes of keys; those that have none get one. Nothing is removed.
     *
     * @throws UncheckedIOException when they cannot be written; then no index was given
     */
    public synchronized Map<String, Integer> reserve(String kind, Collection<String> keys) {
        Kind k = kinds.computeIfAbsent(kind, x -> new Kind());
        Map<String, Integer> result = new HashMap<>();
        List<String> added = new ArrayList<>();
        for (String key : keys) {
            Integer index = k.indexes.get(key);
            if (index == null) {
                index = k.used.nextClearBit(1);
                k.put(key, index);
                added.add(key);
            }
            result.put(key, index);
        }
        if (!added.isEmpty()) {
            try {
                write();
            } catch (UncheckedIOException e) {
                added.forEach(k::remove);
                throw e;
            }
        }
        return result;
    }

    /**
     * Removes all keys of a kind but the given ones, which frees the removed ones' indexes.
     *
     * @throws UncheckedIOException when it cannot be written; the removed keys are gone in memory then, and come back
     *     at the next start
     */
    public synchronized void retain(String kind, Collection<String> keys) {
        Kind k = kinds.get(kind);
        if (k == null) {
            return;
        }
        Set<String> kept = new HashSet<>(keys);
        List<String> gone =
                k.indexes.keySet().stream().filter(key -> !kept.contains(key)).toList();
        gone.forEach(k::remove);
        if (!gone.isEmpty()) {
            write();
        }
    }

    /** Called with the lock held. */
    private void write() {
        StringBuilder json = new StringBuilder("{");
        String kindComma = "\n";
        for (Map.Entry<String, Kind> kind : kinds.entrySet()) {
            json.append(kindComma)
                    .append("  ")
                    .append(JsonPrinter.quote(kind.getKey()))
                    .append(": {");
            String comma = "\n";
            for (Map.Entry<String, Integer> e : kind.getValue().indexes.entrySet()) {
                json.append(comma)
                        .append("    ")
                        .append(JsonPrinter.quote(e.getKey()))
                        .append(": ");
                json.append(e.getValue());
                comma = ",\n";
            }
            json.append("\n  }");
            kindComma = ",\n";
        }
        byte[] bytes = json.append("\n}\n").toString().getBytes(StandardCharsets.UTF_8);
        try {
            DurableFile.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("the indexes cannot be written to " + file + ": " + e.getMessage(), e);
        }
    }

    private static final class Kind {
        private final Map<String, Integer> indexes = new TreeMap<>();
        private final BitSet used = new BitSet();

        void put(String key, int index) {
            if (index < 1 || used.get(index)) {
                throw new IllegalArgumentException("index " + index + " of \"" + key + "\" is below 1 or used twice");
            }
            indexes.put(key, index);
            used.set(index);
        }

        void remove(String key) {
            used.clear(indexes.remove(key));
        }
    }
}
