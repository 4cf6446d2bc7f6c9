package org.pathgauge.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pathgauge.files.DurableFile;

class IndexRegistryTest {
    @TempDir
    Path folder;

    private IndexRegistry open() throws ConfigException {
        return IndexRegistry.open(folder.resolve("indexes.json"));
    }

    @Test
    void kindsAreIndependentAndKeysMayHoldAnything() throws Exception {
        IndexRegistry registry = open();
        assertEquals(1, registry.index("probe", "a"));
        assertEquals(1, registry.index("alarm", "a\"\\/\n\u0001\u00e9"));
        assertEquals(2, registry.index("alarm", ""));

        IndexRegistry again = open();
        assertEquals(OptionalInt.of(1), again.find("alarm", "a\"\\/\n\u0001\u00e9"));
        assertEquals(OptionalInt.of(2), again.find("alarm", ""));
        assertEquals(OptionalInt.empty(), again.find("probe", ""));
    }

    @Test
    void theLowestFreeIndexIsGivenAndKeptOverRestarts() throws Exception {
        Random random = new Random(1);
        IndexRegistry registry = open();
        Map<String, Integer> before = Map.of();
        for (int round = 0; round < 30; round++) {
            Set<String> names = new HashSet<>();
            for (int i = 0; i < 40; i++) {
                names.add("p" + random.nextInt(60));
            }
            registry = round % 7 == 0 ? open() : registry;
            Map<String, Integer> now = registry.reserve("probe", names);
            for (Map.Entry<String, Integer> e : before.entrySet()) {
                assertEquals(e.getValue(), now.getOrDefault(e.getKey(), e.getValue()), "kept by " + e.getKey());
            }
            assertEquals(names.size(), new HashSet<>(now.values()).size(), "no index twice");
            registry.retain("probe", names);
            before = now;
        }
        registry.retain("probe", List.of());
        assertEquals(1, registry.index("probe", "new"));
    }

    @Test
    void anIndexThatCannotBeKeptIsNotGiven() throws Exception {
        IndexRegistry registry = open();
        registry.index("probe", "a");
        Files.createDirectories(
                DurableFile.temporary(folder.resolve("indexes.json")).resolve("full"));
        assertThrows(UncheckedIOException.class, () -> registry.index("probe", "b"));
        assertEquals(OptionalInt.empty(), registry.find("probe", "b"));
    }
}
