package org.pathgauge.snmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.DatagramChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pathgauge.model.AgentConfig;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.SnmpAccess;
import org.pathgauge.model.SnmpStreams;

class ReconfigureTest {
    @TempDir
    private Path state;

    @TempDir
    private Path home;

    private volatile Supplier<Snapshot> snapshots = () -> Snapshot.empty(Instant.EPOCH);
    private NetSnmp netSnmp;
    private SnmpAgent agent;
    private int port;

    @BeforeEach
    void start() throws Exception {
        netSnmp = new NetSnmp(home);
        agent = SnmpFixture.start(state, () -> snapshots.get(), SnmpFixture.config(List.of(SnmpFixture.COMMUNITY)));
        port = agent.ports().get(0);
    }

    @AfterEach
    void stop() {
        agent.close();
    }

    private static AgentConfig.Snmp listening(String location, AgentConfig.Listen... listen) {
        return new AgentConfig.Snmp(true, List.of(listen), List.of(SnmpFixture.COMMUNITY), List.of(), "", location);
    }

    private String location(int at) {
        NetSnmp.Result result = netSnmp.run(
                "snmpget",
                NetSnmp.with(NetSnmp.v2c(SnmpFixture.COMMUNITY), "-Oqv", "-t", "1"),
                at,
                "SNMPv2-MIB::sysLocation.0");
        return result.text();
    }

    @Test
    void appliedChangeMovesPortsAndRollbackMovesThemBack() throws Exception {
        SnmpAgent.Change change =
                agent.prepare(listening("attic", new AgentConfig.Listen("127.0.0.1", 0), loopback6()));
        assertEquals("rack 7", location(port), "prepared is not applied");
        change.apply();
        change.rollback();
        assertEquals(List.of(port), agent.ports());
        assertEquals("rack 7", location(port));
        agent.prepare(listening("attic", loopback6())).apply();
        assertTrue(location(port).contains("Timeout"), "the old port is closed");
        NetSnmp.Result result = netSnmp.run(List.of(
                "snmpget",
                "-v2c",
                "-c",
                SnmpFixture.COMMUNITY,
                "-Oqv",
                "udp6:[::1]:" + agent.ports().get(0),
                "SNMPv2-MIB::sysLocation.0"));
        assertEquals("attic", result.text());
    }

    private static AgentConfig.Listen loopback6() {
        return new AgentConfig.Listen("::1", 0);
    }

    @Test
    void unchangedAddressKeepsItsSocket() throws Exception {
        agent.prepare(listening("attic", new AgentConfig.Listen("127.0.0.1", 0)))
                .apply();
        assertEquals(List.of(port), agent.ports());
        assertEquals("attic", location(port));
    }

    @Test
    void portInUseIsRefusedAndNothingChanges() throws Exception {
        try (DatagramChannel other = DatagramChannel.open().bind(new InetSocketAddress("127.0.0.1", 0))) {
            int taken = ((InetSocketAddress) other.getLocalAddress()).getPort();
            AgentConfig.Snmp config = listening("attic", new AgentConfig.Listen("127.0.0.1", taken));
            String message = assertThrows(SnmpException.class, () -> agent.prepare(config))
                    .getMessage();
            assertTrue(message.contains(Integer.toString(taken)), message);
            assertEquals("rack 7", location(port));
        }
    }

    @Test
    void rollbackWithoutApplyClosesWhatWasBound() throws Exception {
        SnmpAgent.Change change = agent.prepare(listening("attic", loopback6()));
        change.rollback();
        assertEquals(List.of(port), agent.ports());
        assertEquals("rack 7", location(port));
    }

    @Test
    void wildcardAddressTakesThePortOfAnAddressThatGoes() throws Exception {
        agent.prepare(listening("attic", new AgentConfig.Listen("127.0.0.1", port)))
                .apply();
        assertEquals("attic", location(port));
        SnmpAgent.Change change = agent.prepare(listening("cellar", new AgentConfig.Listen("0.0.0.0", port)));
        assertEquals("attic", location(port), "prepared is not applied");
        change.apply();
        assertEquals("cellar", location(port));
        change.rollback();
        assertEquals("attic", location(port));
        assertEquals(List.of(port), agent.ports());
    }

    @Test
    void tcpPortGoesFromOneAddressToAnotherThatHoldsIt() throws Exception {
        agent.prepare(overTcp(new AgentConfig.Listen("127.0.0.1", 0))).apply();
        int tcp = agent.ports(Place.Transport.TCP).get(0);
        for (int i = 0; i < 5; i++) {
            for (String address : List.of("0.0.0.0", "::", "127.0.0.1")) {
                agent.prepare(overTcp(new AgentConfig.Listen(address, tcp))).apply();
                try (Socket socket = new Socket("127.0.0.1", tcp)) {
                    assertTrue(socket.isConnected());
                }
            }
        }
    }

    private static AgentConfig.Snmp overTcp(AgentConfig.Listen listen) {
        return SnmpFixture.config(
                List.of(), SnmpAccess.DEFAULT, new SnmpStreams(List.of(listen), SnmpStreams.NONE.tls()), List.of());
    }

    @Test
    void wildcardAddressThatFailsAfterAllGivesThePortBack() throws Exception {
        AgentConfig.Snmp before = listening("attic", new AgentConfig.Listen("127.0.0.1", port));
        agent.prepare(before).apply();
        // Port taken at another address of this host: 0.0.0.0 cannot be bound even when 127.0.0.1 is free.
        try (DatagramChannel other = DatagramChannel.open().bind(new InetSocketAddress("127.0.0.2", port))) {
            assertTrue(other.isOpen());
            SnmpAgent.Change change = agent.prepare(listening("cellar", new AgentConfig.Listen("0.0.0.0", port)));
            assertThrows(SnmpException.class, change::apply);
            change.rollback();
            assertEquals("attic", location(port));
        }
    }

    @Test
    void portThatNoRollbackGetsBackIsTakenAsSoonAsItIsFree() throws Exception {
        agent.prepare(listening("attic", new AgentConfig.Listen("127.0.0.1", port)))
                .apply();
        SnmpAgent.Change change;
        try (DatagramChannel other = DatagramChannel.open()) {
            change = agent.prepare(listening("cellar", new AgentConfig.Listen("0.0.0.0", port)));
            change.apply();
            // Somebody has the port in the moment in which nobody of us has it.
            agent.prepare(listening("cellar", loopback6())).apply();
            other.bind(new InetSocketAddress("127.0.0.1", port));
            change.rollback();
            agent.tick();
            assertEquals(List.of(), agent.ports());
            // As any change of something else than SNMP does; it is not refused.
            agent.prepare(listening("attic", new AgentConfig.Listen("127.0.0.1", port)))
                    .apply();
        }
        agent.tick();
        assertEquals(List.of(port), agent.ports());
        assertEquals("attic", location(port));
    }

    /** As one amid a SET does while another change takes its address away: each would wait for the other. */
    @Test
    void addressGoesWhoseReceiverIsBusy() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        Snapshot snapshot = snapshots.get();
        snapshots = () -> {
            asked.countDown();
            try {
                over.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return snapshot;
        };
        agent.prepare(listening("attic", new AgentConfig.Listen("0.0.0.0", 0))).apply();
        Process manager = netSnmp.start(
                home.resolve("asked"),
                List.of(
                        "snmpget",
                        "-v2c",
                        "-c",
                        SnmpFixture.COMMUNITY,
                        "-t",
                        "60",
                        "127.0.0.1:" + agent.ports().get(0),
                        "1.3.6.1.2.1.2.1.0"));
        try {
            assertTrue(asked.await(20, TimeUnit.SECONDS));
            assertTimeoutPreemptively(
                    Duration.ofSeconds(20),
                    () -> agent.prepare(listening("attic", loopback6())).apply());
            assertEquals(1, agent.ports().size());
        } finally {
            over.countDown();
            manager.destroyForcibly().waitFor();
        }
    }

    @Test
    void targetWithUnknownUserIsRefused() {
        AgentConfig.Target target =
                new AgentConfig.Target("nms", "127.0.0.1", 162, Optional.of("ghost"), Optional.empty());
        AgentConfig.Snmp config = SnmpFixture.config(List.of(), target);
        String message =
                assertThrows(SnmpException.class, () -> agent.prepare(config)).getMessage();
        assertTrue(message.contains("pathgauge user add ghost"), message);
    }

    @Test
    void switchedOffEngineHasNoSocket() throws Exception {
        agent.prepare(new AgentConfig.Snmp(
                        false, List.of(loopback6()), List.of(SnmpFixture.COMMUNITY), List.of(), "", ""))
                .apply();
        assertEquals(List.of(), agent.ports());
        assertTrue(location(port).contains("Timeout"));
    }
}
