package org.pathgauge.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Replaces small files so that a crash at any moment leaves either the old or the new content.
 *
 * <p>The new content goes to a temporary file beside the old one and to the disk; only then it takes the name, and the
 * folder goes to the disk too.
 */
final class DurableFile {
    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rw-------");
    private static final String OWNERSHIP = "unix:uid,gid,mode";

    private DurableFile() {}

    /** Writes a file; a new one may be read by its owner only, an old one keeps its owner and permissions. */
    static void write(Path file, byte[] content) throws IOException {
        replace(file, prepare(file, content));
    }

    /**
     * Writes a file of the agent's own, readable by its owner only, that may be lost in a crash, but is never torn while
     * the machine lives.
     */
    static void writeLightly(Path file, byte[] content) throws IOException {
        Path temporary = temporary(file.toAbsolutePath());
        write(temporary, content, false);
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Writes a file over its old content: for what is told from a torn form of it by whoever reads it. */
    static void overwrite(Path file, byte[] content) throws IOException {
        try (FileChannel channel = open(file, StandardOpenOption.CREATE)) {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.truncate(content.length);
        }
    }

    /** Opens a file that only its owner may read, and makes it and the folder around it if need be. */
    private static FileChannel open(Path file, StandardOpenOption how) throws IOException {
        Set<StandardOpenOption> options = Set.of(how, StandardOpenOption.WRITE);
        try {
            return FileChannel.open(file, options, PosixFilePermissions.asFileAttribute(PRIVATE));
        } catch (NoSuchFileException e) {
            Files.createDirectories(file.toAbsolutePath().getParent());
            return FileChannel.open(file, options, PosixFilePermissions.asFileAttribute(PRIVATE));
        }
    }

    private static FileChannel openNew(Path fresh) throws IOException {
        try {
            return open(fresh, StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException e) {
            // Left behind by a crash.
            Files.delete(fresh);
            return open(fresh, StandardOpenOption.CREATE_NEW);
        }
    }

    /** Writes a new file; one that is there, or leads elsewhere, is no part of it. */
    private static void write(Path fresh, byte[] content, boolean force) throws IOException {
        try (FileChannel channel = openNew(fresh)) {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            if (force) {
                channel.force(true);
            }
        }
    }

    /** Gives the present content of a file a second name, in the same folder and without copying. */
    static void keep(Path file, Path as) throws IOException {
        Path target = target(file);
        Path temporary = temporary(as.toAbsolutePath());
        Files.deleteIfExists(temporary);
        try {
            Files.createLink(temporary, target);
        } catch (IOException | UnsupportedOperationException e) {
            // Another file system than that of the link's target, or one without hard links.
            write(as, Files.readAllBytes(target));
            return;
        }
        Files.move(temporary, as, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Removes a file for good: it does not come back after a crash. */
    static void remove(Path file) throws IOException {
        if (Files.deleteIfExists(file)) {
            forceFolder(file.toAbsolutePath().getParent());
        }
    }

    /** Writes the temporary file and has it on the disk when this returns. */
    static Path prepare(Path file, byte[] content) throws IOException {
        Path target = target(file);
        Path temporary = temporary(target);
        write(temporary, content, true);
        try {
            // Numbers, since names of users are looked up in files or over the net.
            Map<String, Object> old = Files.readAttributes(target, OWNERSHIP);
            Map<String, Object> now = Files.readAttributes(temporary, OWNERSHIP);
            for (String attribute : List.of("uid", "gid", "mode")) {
                if (!old.get(attribute).equals(now.get(attribute))) {
                    Files.setAttribute(temporary, "unix:" + attribute, old.get(attribute), LinkOption.NOFOLLOW_LINKS);
                }
            }
        } catch (NoSuchFileException e) {
            // A new file stays with whom it is of now.
        }
        return temporary;
    }

    /** Gives a prepared file its name. */
    static void replace(Path file, Path prepared) throws IOException {
        Path target = target(file);
        Files.move(prepared, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        forceFolder(target.getParent());
    }

    private static void forceFolder(Path path) throws IOException {
        try (FileChannel folder = FileChannel.open(path, StandardOpenOption.READ)) {
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
