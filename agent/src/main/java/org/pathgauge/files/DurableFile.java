package org.pathgauge.files;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
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
public final class DurableFile {
    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rw-------");
    private static final String OWNERSHIP = "unix:uid,gid,mode";

    private DurableFile() {}

    /** What is written into a file, piece by piece: all of it at once may be too much for the heap. */
    @FunctionalInterface
    public interface Content {
        /** Writes it; whether the stream is closed or not makes no difference. */
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Writes a file and has it, and its name, on the disk when this returns. A new one may be read by its owner only, an
     * old one keeps its owner and permissions.
     *
     * @throws IOException when that fails; the old content stays
     */
    public static void write(Path file, byte[] content) throws IOException {
        write(file, out -> out.write(content));
    }

    /** Does the same with content that comes in pieces. */
    public static void write(Path file, Content content) throws IOException {
        replace(file, prepare(file, content));
    }

    /**
     * Writes a file of the agent's own, readable by its owner only, that may be lost in a crash, but is never torn while
     * the machine lives.
     */
    public static void writeLightly(Path file, byte[] content) throws IOException {
        Path temporary = temporary(file.toAbsolutePath());
        write(temporary, out -> out.write(content), false);
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Writes a file over its old content: for what is told from a torn form of it by whoever reads it. */
    public static void overwrite(Path file, byte[] content) throws IOException {
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
    private static void write(Path fresh, Content content, boolean force) throws IOException {
        FileChannel channel = openNew(fresh);
        try {
            try (OutputStream out = Channels.newOutputStream(channel)) {
                content.writeTo(out);
            }
            if (force) {
                force(fresh);
            }
        } catch (IOException | RuntimeException e) {
            // A full disk is not to hold a part of a file as well.
            Files.deleteIfExists(fresh);
            throw e;
        }
    }

    /** Gives the present content of a file a second name, in the same folder and without copying. */
    public static void keep(Path file, Path as) throws IOException {
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
    public static void remove(Path file) throws IOException {
        if (Files.deleteIfExists(file)) {
            force(file.toAbsolutePath().getParent());
        }
    }

    /** Writes the temporary file and has it on the disk when this returns. */
    public static Path prepare(Path file, byte[] content) throws IOException {
        return prepare(file, out -> out.write(content));
    }

    private static Path prepare(Path file, Content content) throws IOException {
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
    public static void replace(Path file, Path prepared) throws IOException {
        Path target = target(file);
        Files.move(prepared, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        force(target.getParent());
    }

    /** Has a file, or the names in a folder, on the disk when this returns. */
    private static void force(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Where {@link #prepare} writes. */
    public static Path temporary(Path file) {
        return file.resolveSibling("." + file.getFileName() + ".new");
    }

    /** A symbolic link stays one: what it points to is replaced. */
    private static Path target(Path file) throws IOException {
        return Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
    }
}
