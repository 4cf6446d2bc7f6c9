package org.pathgauge;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/** The agent's directory of state, held by one agent at a time. */
final class StateDirectory implements AutoCloseable {
    private final Path path;
    private final FileChannel channel;

    private StateDirectory(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /** Makes the directory if it is missing and locks it; the kernel frees the lock however the process ends. */
    static StateDirectory lock(Path path) throws StartException {
        try {
            if (!Files.isDirectory(path)) {
                Files.createDirectories(
                        path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            FileChannel channel =
                    FileChannel.open(path.resolve("agent.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                channel.close();
                throw new StartException(
                        StartException.Reason.SURROUNDINGS,
                        "Another agent runs with the state directory " + path
                                + ": stop it, or give this one a directory of its own with --state",
                        null);
            }
            return new StateDirectory(path, channel);
        } catch (IOException e) {
            throw new StartException(
                    StartException.Reason.SURROUNDINGS,
                    "The state directory " + path + " cannot be used (" + e
                            + "): make it writable for this user, or choose another with --state",
                    e);
        }
    }

    Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
