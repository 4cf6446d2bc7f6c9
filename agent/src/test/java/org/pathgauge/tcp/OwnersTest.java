package org.pathgauge.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnersTest {
    private static final String ID = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    @TempDir
    private Path root;

    @ParameterizedTest
    @CsvSource({
        "system.slice/ssh.service, ssh.service",
        "user.slice/user-0.slice/session-3.scope, session-3.scope",
        "system.slice/nginx.service/worker, nginx.service",
        "system.slice/docker-" + ID + ".scope, docker:0123456789ab",
        "docker/" + ID + ", docker:0123456789ab",
        "kubepods.slice/kubepods-pod1.slice/cri-containerd-" + ID + ".scope, cri-containerd:0123456789ab",
        "machine.slice/libpod-" + ID + ".scope/container, libpod:0123456789ab",
        "lxc.payload.web, lxc:web",
        "some/where, ''",
        "'', ''",
    })
    void namesUnitsAndContainers(String path, String unit) {
        assertEquals(unit, Owners.unit(Path.of(path)));
    }

    @Test
    void findsACgroupByItsInodeAndRemembersItWhenItHasGone() throws IOException {
        Path directory = Files.createDirectories(root.resolve("system.slice/web.service"));
        long inode = (long) Files.getAttribute(directory, "unix:ino");
        Owners owners = new Owners(Optional.of(root));
        assertEquals("web.service", owners.unit(inode));
        Files.delete(directory);
        owners.tick();
        assertEquals("web.service", owners.unit(inode));
        assertEquals("", owners.unit(Long.MAX_VALUE));
    }

    @Test
    void looksOnceATickAtMost() throws IOException {
        Owners owners = new Owners(Optional.of(root));
        assertEquals("", owners.unit(Long.MAX_VALUE));
        Path directory = Files.createDirectory(root.resolve("late.service"));
        long inode = (long) Files.getAttribute(directory, "unix:ino");
        assertEquals("", owners.unit(inode));
        owners.tick();
        assertEquals("late.service", owners.unit(inode));
    }

    @Test
    void nothingHasAUnitWithoutAHierarchy() {
        assertEquals("", new Owners(Optional.empty()).unit(1));
    }
}
