package org.pathgauge.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Replaces small files so that a crash at any moment leaves either the old or the new content.
 *
 * <p>The new content goes to a temporary file beside the old one and to the disk; only then it takes the name, and the
 * folder goes to the disk too.
 */
final class DurableFile {
    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rw-------");

    private DurableFile() {}

    /** Writes a file; a new one may be read by its owner only, an old one keeps its owner and permissions. */
    static void write(Path file, byte[] content) throws IOException {
        replace(file, prepare(file, content));
    }

    /** Writes the temporary file and has it on the disk when this returns. */
    static Path prepare(Path file, byte[] content) throws IOException {
        Path target = target(file);
        Path temporary = temporary(target);
        Files.createDirectories(target.getParent());
        Files.deleteIfExists(temporary);
        Files.createFile(temporary, PosixFilePermissions.asFileAttribute(PRIVATE));
        try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
        if (Files.exists(target)) {
            PosixFileAttributes old = Files.readAttributes(target, PosixFileAttributes.class);
            PosixFileAttributes now = Files.readAttributes(temporary, PosixFileAttributes.class);
            if (!old.owner().equals(now.owner())) {
                Files.setOwner(temporary, old.owner());
            }
            if (!old.group().equals(now.group())) {
                Files.setAttribute(temporary, "posix:group", old.group(), LinkOption.NOFOLLOW_LINKS);
            }
            Files.setPosixFilePermissions(temporary, old.permissions());
        }
        return temporary;
    }

    /** Gives a prepared file its name. */
    static void replace(Path file, Path prepared) throws IOException {
        Path target = target(file);
        Files.move(prepared, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel folder = FileChannel.open(target.getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    /** Where {@link #prepare} writes. */
    static Path temporary(Path file) {
        return file.resolveSibling("." + file.getFileName() + ".new");
    }

    /** A symbolic link stays one: what it points to is replaced. */
    private static Path target(Path file) throws IOException {
        return Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
    }
}
