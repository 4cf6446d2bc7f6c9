package org.pathgauge.snmp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineStateTest {
    @TempDir
    private Path state;

    @TempDir
    private Path home;

    @Test
    void engineIdHasFormOfRfc3411AndIsUniqueAndKept() throws Exception {
        byte[] first = EngineState.boot(state).engineId();
        byte[] prefix = {(byte) 0x80, 0, 0x7e, (byte) 0xd9, 5};
        assertArrayEquals(prefix, Arrays.copyOf(first, 5));
        assertEquals(17, first.length);
        assertArrayEquals(first, EngineState.boot(state).engineId());
        assertFalse(Arrays.equals(first, EngineState.boot(home).engineId()));
    }

    @Test
    void everyStartCountsOneBoot() throws Exception {
        assertEquals(1, EngineState.boot(state).engineBoots());
        assertEquals(2, EngineState.boot(state).engineBoots());
        assertEquals(2, EngineState.readOrCreate(state).engineBoots());
    }

    @Test
    void unreadableStateIsRefusedWithFileAndRemedy() throws Exception {
        for (String content : List.of("", "{", "{}", "[]", "{\"engine-id\":\"80\",\"engine-boots\":1}")) {
            Files.writeString(state.resolve(EngineState.FILE), content);
            String message = assertThrows(SnmpException.class, () -> EngineState.boot(state), content)
                    .getMessage();
            assertTrue(message.contains(EngineState.FILE) && message.contains("delete it"), message);
        }
    }

    @Test
    void exhaustedBootsAreRefused() throws Exception {
        Files.writeString(
                state.resolve(EngineState.FILE),
                "{\"engine-id\":\"80007ed905000102030405060708090a0b\",\"engine-boots\":2147483647}");
        assertTrue(assertThrows(SnmpException.class, () -> EngineState.boot(state))
                .getMessage()
                .contains("maximum"));
    }

    @Test
    void bootsGrowOverKillAndUsersStayValid() throws Exception {
        SnmpFixture.addUser(state, "operator", AuthProtocol.SHA_512, PrivProtocol.AES_256);
        NetSnmp netSnmp = new NetSnmp(home);
        for (int boot = 1; boot <= 3; boot++) {
            Process jvm = standalone();
            try (BufferedReader output = jvm.inputReader()) {
                String line = output.readLine();
                while (line != null && !line.startsWith("answers on port ")) {
                    line = output.readLine();
                }
                assertTrue(line != null, "the engine did not start");
                int port = Integer.parseInt(line.replaceAll("\\D+", ""));
                List<String> boots = netSnmp.lines(
                        "snmpget",
                        NetSnmp.with(
                                NetSnmp.v3(
                                        "operator",
                                        AuthProtocol.SHA_512,
                                        SnmpFixture.AUTH_SECRET,
                                        PrivProtocol.AES_256,
                                        SnmpFixture.PRIV_SECRET),
                                "-Oqv"),
                        port,
                        "1.3.6.1.6.3.10.2.1.2.0");
                assertEquals(List.of(Integer.toString(boot)), boots);
            } finally {
                // SIGKILL: nothing in the process gets a chance to write.
                jvm.destroyForcibly();
                assertTrue(jvm.waitFor(30, TimeUnit.SECONDS));
            }
        }
    }

    private Process standalone() throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        StandaloneSnmp.class.getName(),
                        state.toString(),
                        "0",
                        "3")
                .redirectErrorStream(true)
                .start();
    }
}
