package org.pathgauge.model;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileStampTest {
    @TempDir
    private Path folder;

    private static FileStamp of(Path file) throws Exception {
        return FileStamp.of(file).orElseThrow();
    }

    @Test
    void aFileThatGotAnotherNameIsTheSameAndAnEditedOrReplacedOneIsNot() throws Exception {
        FileStamp written = of(Files.writeString(folder.resolve("new"), "a"));
        Path file = Files.move(folder.resolve("new"), folder.resolve("file"));
        assertTrue(of(file).isOnlyRenamed(written));

        Files.writeString(file, "b", StandardOpenOption.APPEND);
        assertFalse(of(file).isOnlyRenamed(written));
        assertNotEquals(written, of(file));

        Path other = Files.writeString(folder.resolve("other"), "c");
        assertFalse(of(other).isOnlyRenamed(written));
        assertTrue(FileStamp.of(folder.resolve("none")).isEmpty());
    }
}
