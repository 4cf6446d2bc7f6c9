package org.pathgauge.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What tells one state of a file from another without reading it.
 *
 * <p>Whoever changes a file has the kernel set a new time, which nobody else can set. Two changes within one tick of its
 * clock, a few milliseconds, may have the same; but who edits a file by hand, or replaces it, is not that fast.
 *
 * @param modified when the content changed last, as far as nobody has set it otherwise
 * @param changed when content, owner, permissions or names changed last
 */
public record FileStamp(Object device, Object inode, Object size, Object modified, Object changed) {
    /** Of a file, or of what a link leads to; empty when it is not there. */
    public static Optional<FileStamp> of(Path file) throws IOException {
        try {
            Map<String, Object> now = Files.readAttributes(file, "unix:dev,ino,size,lastModifiedTime,ctime");
            return Optional.of(new FileStamp(
                    now.get("dev"), now.get("ino"), now.get("size"), now.get("lastModifiedTime"), now.get("ctime")));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Whether this is the same file with the same content as before, though it may have got another name since. */
    public boolean isOnlyRenamed(FileStamp before) {
        return device.equals(before.device)
                && inode.equals(before.inode)
                && size.equals(before.size)
                && modified.equals(before.modified);
    }
}
