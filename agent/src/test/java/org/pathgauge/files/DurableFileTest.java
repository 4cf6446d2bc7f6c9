package org.pathgauge.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is there of a file before, after and without a replacement. */
class DurableFileTest {
    @TempDir
    private Path folder;

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void newFileIsItsOwnersAlone() throws Exception {
        Path file = folder.resolve("made/with/folders");
        DurableFile.write(file, bytes("new"));
        assertEquals("new", Files.readString(file));
        assertEquals("rw-------", mode(file));
    }

    @Test
    void oldFileKeepsItsModeAndALinkItsTarget() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "old");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        DurableFile.write(link, out -> {
            for (String piece : List.of("new", " and ", "longer")) {
                out.write(bytes(piece));
            }
            assertEquals("old", Files.readString(file), "until all of it is written");
            out.close();
        });
        assertEquals("new and longer", Files.readString(file));
        assertEquals("rw-r-----", mode(file));
        assertEquals(List.of("file", "link"), names());
        assertEquals(file.toRealPath(), link.toRealPath());
    }

    @Test
    void contentThatFailsLeavesTheOldFileAndNothingElse() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "old");
        IOException full = new IOException("no space left");
        IOException e = assertThrows(
                IOException.class,
                () -> DurableFile.write(file, out -> {
                    out.write(bytes("ne"));
                    throw full;
                }));
        assertSame(full, e);
        assertEquals("old", Files.readString(file));
        assertEquals(List.of("file"), names());
    }

    @Test
    void whatACrashLeftBehindIsNoObstacle() throws Exception {
        Path file = folder.resolve("file");
        Files.writeString(DurableFile.temporary(file), "half of someth");
        DurableFile.write(file, bytes("new"));
        assertEquals("new", Files.readString(file));
        assertEquals(List.of("file"), names());
    }
}
