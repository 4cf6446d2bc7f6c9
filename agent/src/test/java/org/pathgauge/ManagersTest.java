package org.pathgauge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.pathgauge.config.ConfigDecoder;
import org.pathgauge.filter.Management;
import org.pathgauge.filter.TcpPeers;
import org.pathgauge.snmp.SnmpManager;

/** Every way in which a configuration lets the agent be managed is known to the filter's check. */
class ManagersTest {
    private static final String CONFIG = """
            {"pathgauge-system:agent": {
              "netconf": {
                "listen": [{"address": "0.0.0.0", "port": 830}],
                "call-home": {"client": [{"name": "nms", "address": "192.0.2.9", "port": 4334}]}
              },
              "snmp": {
                "listen": [{"address": "0.0.0.0", "port": 161}],
                "tcp": {"listen": [{"address": "::", "port": 1161}]},
                "tls": {
                  "listen": [{"address": "0.0.0.0", "port": 10161}],
                  "certificate": "/c", "private-key": "/k", "trust-anchors": "/t"
                },
                "agentx": {"enabled": true, "address": "192.0.2.7", "port": 7050}
              },
              "openmetrics": {"enabled": true, "listen": [{"address": "127.0.0.1", "port": 9832}]}
            }}
            """;

    @Test
    void everyListenerAndWhomTheAgentConnectsToAreKnown() throws Exception {
        Managers managers = Managers.of(ConfigDecoder.decode(CONFIG, name -> 1));
        assertEquals(
                List.of(
                        "NETCONF 830/6",
                        "OpenMetrics 9832/6",
                        "SNMP 161/17",
                        "SNMP over TCP 1161/6",
                        "SNMP over TLS 10161/6"),
                managers.services().stream()
                        .map(s -> s.name() + " " + s.port() + "/" + s.protocol())
                        .sorted()
                        .toList());
        assertEquals(
                List.of(
                        new TcpPeers.Dialled("NETCONF call home", "192.0.2.9", 4334),
                        new TcpPeers.Dialled("AgentX", "192.0.2.7", 7050)),
                managers.dialled());
    }

    @Test
    void whoAsksOverUdpIsAPeerWhileThatPortIsListenedOn() throws Exception {
        Managers managers = Managers.of(ConfigDecoder.decode(CONFIG, name -> 1));
        InetAddress any = InetAddress.getByName("0.0.0.0");
        InetAddress nms = InetAddress.getByName("198.51.100.7");
        InetAddress loopback = InetAddress.getByName("127.0.0.1");
        assertEquals(
                List.of(
                        new Management.Peer("SNMP", nms, 40_000, any, 161, 17),
                        new Management.Peer("SNMP", loopback, 40_001, loopback, 161, 17)),
                managers.asking(List.of(
                        new SnmpManager(nms, 40_000, any, 161),
                        new SnmpManager(loopback, 40_001, any, 161),
                        new SnmpManager(nms, 40_000, any, 1161))));
    }

    @Test
    void aConnectionToAMasterMakesItAPeer() throws Exception {
        InetAddress loopback = InetAddress.getByName("127.0.0.1");
        try (ServerSocket master = new ServerSocket(0, 1, loopback);
                Socket agent = new Socket(loopback, master.getLocalPort())) {
            Management.Peer peer =
                    new Management.Peer("AgentX", loopback, master.getLocalPort(), loopback, agent.getLocalPort(), 6);
            for (String address : List.of("127.0.0.1", "localhost")) {
                assertEquals(
                        List.of(peer),
                        TcpPeers.of(
                                List.of(), List.of(new TcpPeers.Dialled("AgentX", address, master.getLocalPort()))));
            }
            assertEquals(
                    List.of(),
                    TcpPeers.of(
                            List.of(), List.of(new TcpPeers.Dialled("AgentX", "192.0.2.1", master.getLocalPort()))));
        }
    }
}
