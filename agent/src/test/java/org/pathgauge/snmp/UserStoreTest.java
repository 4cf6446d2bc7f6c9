package org.pathgauge.snmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserStoreTest {
    @TempDir
    private Path state;

    private Path file() {
        return state.resolve(UserStore.FILE);
    }

    @Test
    void usersAreKeptReplacedAndRemoved() throws Exception {
        UserStore store = new UserStore(state);
        assertEquals(List.of(), store.list());
        SnmpFixture.addUser(state, "zoe", AuthProtocol.SHA_512, PrivProtocol.AES_256);
        SnmpFixture.addUser(state, "adam", AuthProtocol.SHA_256, PrivProtocol.AES_128);
        SnmpFixture.addUser(state, "zoe", AuthProtocol.SHA_384, PrivProtocol.AES_192);
        assertEquals(
                List.of(
                        new UserStore.User("adam", AuthProtocol.SHA_256, PrivProtocol.AES_128),
                        new UserStore.User("zoe", AuthProtocol.SHA_384, PrivProtocol.AES_192)),
                store.list());
        assertTrue(store.remove("adam"));
        assertFalse(store.remove("adam"));
        assertEquals(1, store.list().size());
    }

    @Test
    void fileIsForOwnerOnlyAndHoldsNoPassphrase() throws Exception {
        SnmpFixture.addUser(state, "zoe", AuthProtocol.SHA_256, PrivProtocol.AES_128);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file())));
        String content = Files.readString(file());
        assertFalse(content.contains(SnmpFixture.AUTH_SECRET), content);
        assertFalse(content.contains(SnmpFixture.PRIV_SECRET), content);
    }

    @Test
    void fileThatOthersCanReadIsRefused() throws Exception {
        SnmpFixture.addUser(state, "zoe", AuthProtocol.SHA_256, PrivProtocol.AES_128);
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r-----"));
        String message = assertThrows(SnmpException.class, () -> new UserStore(state).list())
                .getMessage();
        assertTrue(message.contains("chmod 600"), message);
    }

    @Test
    void contentThatIsNoUserListIsRefusedWithItsReason() throws Exception {
        SnmpFixture.addUser(state, "zoe", AuthProtocol.SHA_256, PrivProtocol.AES_128);
        String good = Files.readString(file());
        for (String bad : List.of(
                "",
                good.substring(0, good.length() / 2),
                good.replace("sha-256", "md5"),
                good.replace("\"priv-key\"", "\"key\""),
                good.replaceFirst("(\"auth-key\": \")..", "$1zz"),
                good.replaceFirst("(\"auth-key\": \")..", "$1"))) {
            Files.writeString(file(), bad);
            String message = assertThrows(SnmpException.class, () -> new UserStore(state).list(), bad)
                    .getMessage();
            assertTrue(message.contains(UserStore.FILE), message);
        }
    }

    @Test
    void weakOrNamelessUsersAreRefused() {
        UserStore store = new UserStore(state);
        char[] good = SnmpFixture.AUTH_SECRET.toCharArray();
        for (String name : List.of("", "x".repeat(33))) {
            assertThrows(
                    SnmpException.class, () -> store.add(name, AuthProtocol.SHA_256, good, PrivProtocol.AES_128, good));
        }
        char[] weak = "1234567".toCharArray();
        assertThrows(
                SnmpException.class, () -> store.add("zoe", AuthProtocol.SHA_256, weak, PrivProtocol.AES_128, good));
        assertThrows(
                SnmpException.class, () -> store.add("zoe", AuthProtocol.SHA_256, good, PrivProtocol.AES_128, weak));
        assertFalse(Files.exists(file()));
    }

    @Test
    void nameWithLineFeedThatWouldFakeLinesOfTheListIsRefused() {
        UserStore store = new UserStore(state);
        char[] good = SnmpFixture.AUTH_SECRET.toCharArray();
        for (String name : List.of("zoe\nroot", "zoe\u0000", "\u001b[2J", "zoe\u0085")) {
            assertThrows(
                    SnmpException.class, () -> store.add(name, AuthProtocol.SHA_256, good, PrivProtocol.AES_128, good));
        }
        assertFalse(Files.exists(file()));
    }

    @Test
    void userBeforeTheFirstStartMakesStateDirectoryForTheOwnerAlone() throws Exception {
        Path fresh = state.resolve("not-there-yet");
        SnmpFixture.addUser(fresh, "zoe", AuthProtocol.SHA_256, PrivProtocol.AES_128);
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(fresh)));
    }
}
