package org.pathgauge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pathgauge.bpf.Feature;
import org.pathgauge.config.ConfigDecoder;
import org.pathgauge.snmp.AuthProtocol;
import org.pathgauge.snmp.PrivProtocol;
import org.pathgauge.snmp.UserStore;

class SnmpDoctorTest {
    @TempDir
    Path state;

    private List<Feature> look(int port, String more) throws Exception {
        String file = """
                {"pathgauge-system:agent": {"snmp": {"listen": [{"address": "127.0.0.1", "port": %d}]%s}}}""".formatted(port, more);
        return SnmpDoctor.look(ConfigDecoder.decode(file, name -> 1).snmp(), state);
    }

    @Test
    void takenPortIsNeededAndSaid() throws Exception {
        int port;
        try (DatagramSocket other = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
            port = other.getLocalPort();
            Feature taken = look(port, "").get(0);
            assertTrue(taken.required() && !taken.available(), taken.toString());
            assertTrue(taken.name().contains("127.0.0.1 port " + port), taken.name());
            assertEquals("Address already in use", taken.detail());
            assertTrue(taken.howToGet().contains("snmpd"), taken.howToGet());
        }
        assertTrue(look(port, "").get(0).available());
        new DatagramSocket(port, InetAddress.getByName("127.0.0.1")).close();
    }

    @Test
    void nobodyWhoCanReadAndCommunitiesThatMayWriteAreSaid() throws Exception {
        Feature nobody = look(0, "").get(1);
        assertFalse(nobody.available() || nobody.required(), nobody.toString());
        assertTrue(nobody.howToGet().contains("pathgauge user add"), nobody.howToGet());
        new UserStore(state)
                .add(
                        "anna",
                        AuthProtocol.SHA_256,
                        "correct horse".toCharArray(),
                        PrivProtocol.AES_128,
                        "battery staple".toCharArray());
        List<Feature> somebody = look(0, "");
        assertEquals(2, somebody.size());
        assertTrue(somebody.get(1).available(), somebody.toString());
        String groups = """
                , "community": ["lobby", "pinger"], "vacm": {"group": [
                  {"name": "guests", "community": ["lobby"]},
                  {"name": "pingers", "community": ["pinger"], "write-view": "monitoring"}]}""";
        Feature writers = look(0, groups).get(2);
        assertFalse(writers.available());
        assertEquals("communities of pingers may write", writers.detail());
    }
}
