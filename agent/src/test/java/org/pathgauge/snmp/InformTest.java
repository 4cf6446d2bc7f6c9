package org.pathgauge.snmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pathgauge.model.AgentConfig;
import org.pathgauge.model.AlarmEvent;
import org.pathgauge.model.Severity;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.SnapshotFixtures;
import org.pathgauge.model.SnmpNotifications.Delivery;
import org.pathgauge.model.SnmpNotifications.Filter;
import org.pathgauge.model.SnmpTarget;

/** Informs to net-snmp's snmptrapd, which comes and goes. */
class InformTest {
    private static final String ENGINE = "8000000001020304";

    @TempDir
    private Path state;

    @TempDir
    private Path home;

    private final Snapshot snapshot = SnapshotFixtures.snapshot(5);
    private NetSnmp netSnmp;
    private int port;
    private Path received;
    private Optional<Process> trapd = Optional.empty();

    @BeforeEach
    void prepare() throws Exception {
        netSnmp = new NetSnmp(home);
        received = home.resolve("traps.txt");
        try (DatagramSocket free = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
    }

    @AfterEach
    void stop() throws Exception {
        stopReceiver();
    }

    private void startReceiver() throws Exception {
        Path config = home.resolve("snmptrapd.conf");
        Files.write(
                config,
                List.of(
                        "authCommunity log watchers",
                        "exactEngineID 0x" + ENGINE,
                        "createUser trapper SHA-256 \"" + SnmpFixture.AUTH_SECRET + "\" AES \""
                                + SnmpFixture.PRIV_SECRET + "\"",
                        "authUser log trapper priv"));
        Files.deleteIfExists(received);
        trapd = Optional.of(netSnmp.trapd(received, config, "-OQUes", port));
        await("snmptrapd to start", () -> text().contains("NET-SNMP version"));
    }

    private void stopReceiver() throws Exception {
        if (trapd.isPresent()) {
            trapd.get().destroy();
            assertTrue(trapd.get().waitFor(30, TimeUnit.SECONDS), "snmptrapd does not end");
            trapd = Optional.empty();
        }
    }

    private String text() {
        try {
            return Files.exists(received) ? Files.readString(received) : "";
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private long arrived() {
        return text().lines().filter(line -> line.startsWith("TRAP ")).count();
    }

    private void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, () -> "waited in vain for " + what + ": " + text());
            Thread.sleep(20);
        }
    }

    private AgentConfig.Target target(
            Optional<String> user, Optional<String> community, Duration timeout, int retries) {
        return new AgentConfig.Target(
                "nms",
                "127.0.0.1",
                port,
                user,
                community,
                new Delivery(true, timeout, retries, 500),
                new Filter(List.of(), List.of(), Optional.of(Severity.MINOR), List.of(), List.of(), List.of()));
    }

    private static SnmpTarget nms(SnmpAgent agent) {
        return agent.targets().get(0);
    }

    private static List<AlarmEvent> event(int id) {
        return List.of(new AlarmEvent(SnapshotFixtures.alarm(id, 4)));
    }

    @Test
    void version2cInformIsAcknowledgedOrRetriedAndThenInTheLog() throws Exception {
        AgentConfig.Target target = target(Optional.empty(), Optional.of("watchers"), Duration.ofMillis(1500), 1);
        AgentConfig.Snmp config = SnmpFixture.config(List.of(SnmpFixture.COMMUNITY), target);
        startReceiver();
        try (SnmpAgent agent = SnmpFixture.start(state, () -> snapshot, config)) {
            agent.notifier().send(event(2));
            await("the acknowledgement", () -> nms(agent).acknowledged() == 1);
            assertEquals(1, arrived());
            stopReceiver();
            agent.notifier().send(event(3));
            await("the inform to be given up", () -> nms(agent).failed() == 1);
            assertEquals(1, nms(agent).retried());
            assertEquals(SnmpTarget.State.FAILING, nms(agent).state());
            List<String> log = netSnmp.lines(
                    "snmpwalk",
                    NetSnmp.with(NetSnmp.v2c(SnmpFixture.COMMUNITY), "-On"),
                    agent.ports().get(0),
                    ".1.3.6.1.2.1.92");
            String nms = "3.110.109.115";
            assertTrue(
                    log.contains(".1.3.6.1.2.1.92.1.3.1.1.9." + nms + ".1 = OID: .1.3.6.1.4.1.32473.1.0.1"),
                    String.join("\n", log));
            assertTrue(log.contains(".1.3.6.1.2.1.92.1.3.2.1.7." + nms + ".1.1 = INTEGER: 3"), String.join("\n", log));
            assertTrue(log.contains(".1.3.6.1.2.1.92.1.2.3.1.1.0 = Counter32: 2"), String.join("\n", log));
            startReceiver();
            agent.notifier().send(event(4));
            await("the receiver to be told again", () -> nms(agent).acknowledged() == 2);
            assertEquals(SnmpTarget.State.DELIVERING, nms(agent).state());
        }
    }

    @Test
    void version3InformNeedsKeysForTheReceiversEngine() throws Exception {
        AgentConfig.Target target = target(Optional.of("trapper"), Optional.empty(), Duration.ofSeconds(5), 1);
        AgentConfig.Snmp config = SnmpFixture.config(List.of(), target);
        startReceiver();
        try (SnmpAgent agent = SnmpFixture.start(state, () -> snapshot, config)) {
            agent.notifier().send(event(2));
            await("the missing keys to be noticed", () -> nms(agent).failed() == 1);
            assertTrue(
                    nms(agent).lastError().contains("pathgauge user add trapper --engine-id " + ENGINE),
                    nms(agent).lastError());
            new UserStore(state)
                    .add(
                            "trapper",
                            Optional.of(HexFormat.of().parseHex(ENGINE)),
                            AuthProtocol.SHA_256,
                            SnmpFixture.AUTH_SECRET.toCharArray(),
                            PrivProtocol.AES_128,
                            SnmpFixture.PRIV_SECRET.toCharArray());
            agent.prepare(config).apply();
            agent.notifier().send(event(3));
            await("the acknowledgement", () -> nms(agent).acknowledged() == 1);
            assertEquals(1, arrived());
            assertTrue(text().contains("pathGaugeNotifyAlarmId.0 = 3"), text());
        }
    }

    @Test
    void wrongPassphraseIsTold() throws Exception {
        new UserStore(state)
                .add(
                        "trapper",
                        Optional.of(HexFormat.of().parseHex(ENGINE)),
                        AuthProtocol.SHA_256,
                        "not the right one".toCharArray(),
                        PrivProtocol.AES_128,
                        SnmpFixture.PRIV_SECRET.toCharArray());
        AgentConfig.Target target = target(Optional.of("trapper"), Optional.empty(), Duration.ofSeconds(2), 0);
        startReceiver();
        try (SnmpAgent agent = SnmpFixture.start(state, () -> snapshot, SnmpFixture.config(List.of(), target))) {
            agent.notifier().send(event(2));
            await("the inform to fail", () -> nms(agent).failed() == 1);
            assertEquals(0, arrived());
        }
    }
}
