package org.pathgauge.snmp;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
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
import org.pathgauge.model.Alarm;
import org.pathgauge.model.AlarmEvent;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.SnapshotFixtures;

/** Alarm events as traps, received by a real snmptrapd. */
class TrapTest {
    @TempDir
    private Path state;

    @TempDir
    private Path home;

    private final Snapshot snapshot = SnapshotFixtures.snapshot(3);
    private NetSnmp netSnmp;
    private Path received;
    private Process trapd;
    private int trapPort;

    @BeforeEach
    void startReceiver() throws Exception {
        netSnmp = new NetSnmp(home);
        SnmpFixture.addUser(state, "trapper", AuthProtocol.SHA_256, PrivProtocol.AES_128);
        try (DatagramSocket free = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            trapPort = free.getLocalPort();
        }
        Path config = home.resolve("snmptrapd.conf");
        Files.write(
                config,
                List.of(
                        "authCommunity log watchers",
                        "createUser -e 0x"
                                + HexFormat.of()
                                        .formatHex(
                                                EngineState.readOrCreate(state).engineId())
                                + " trapper SHA-256 \"" + SnmpFixture.AUTH_SECRET + "\" AES \""
                                + SnmpFixture.PRIV_SECRET + "\"",
                        "authUser log trapper priv"));
        received = home.resolve("traps.txt");
        trapd = netSnmp.trapd(received, config, "-OQUes", trapPort);
        await("snmptrapd to start", () -> text().contains("NET-SNMP version"));
    }

    @AfterEach
    void stopReceiver() throws Exception {
        trapd.destroy();
        assertTrue(trapd.waitFor(30, TimeUnit.SECONDS), "snmptrapd does not end");
    }

    private String text() {
        try {
            return Files.readString(received);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, () -> "waited in vain for " + what + ": " + text());
            Thread.sleep(20);
        }
    }

    private AgentConfig.Target target(String name, Optional<String> user, Optional<String> community) {
        return new AgentConfig.Target(name, "127.0.0.1", trapPort, user, community);
    }

    private List<String> traps() {
        return text().lines().filter(line -> line.startsWith("TRAP ")).toList();
    }

    private void raisedAndClearedArrive(AgentConfig.Target target) throws Exception {
        Alarm raised = SnapshotFixtures.alarm(2, 4);
        Alarm cleared = SnapshotFixtures.clearedAlarm(9, 4);
        try (SnmpAgent agent = SnmpFixture.start(state, () -> snapshot, SnmpFixture.config(List.of(), target))) {
            agent.notifier().send(List.of(new AlarmEvent(raised), new AlarmEvent(cleared)));
            await(
                    "two traps, and to be told of both",
                    () -> traps().size() == 2 && agent.notifier().counters().equals(new Notifier.Counters(2, 0, 0)));
        }
        String first = traps().get(0);
        for (String expected : List.of(
                "snmpTrapOID.0 = pathGaugeAlarmRaised",
                "pathGaugeNotifyAlarmId.0 = 2",
                "pathGaugeAlarmProbeName.2 = probe-4",
                "pathGaugeNotifyProbeAddress.0 = 2001:db8::4",
                "pathGaugeAlarmMetric.2 = 3",
                "pathGaugeAlarmValue.2 = 234568",
                "pathGaugeAlarmRising.2 = 200000",
                "pathGaugeAlarmFalling.2 = 100000",
                "pathGaugeAlarmSeverity.2 = 3",
                "pathGaugeAlarmText.2 = " + raised.text(),
                "pathGaugeAlarmResourceKind.2 = 1",
                "pathGaugeAlarmResourceName.2 = probe-4",
                "pathGaugeAlarmResourceIndex.2 = 4",
                "pathGaugeAlarmTypeId.2 = 1",
                "pathGaugeAlarmQualifier.2 = rtt-p95",
                "pathGaugeAlarmUnit.2 = 1",
                "pathGaugeAlarmLimit.2 = 200000")) {
            assertTrue(first.contains(expected), () -> expected + " is not in " + first);
        }
        assertTrue(first.startsWith("TRAP sysUpTime.0 = "), first);
        String second = traps().get(1);
        assertTrue(second.contains("snmpTrapOID.0 = pathGaugeAlarmCleared"), second);
        assertTrue(second.contains("pathGaugeAlarmValue.9 = 1000"), second);
    }

    @Test
    void version2cTargetGetsRaisedAndCleared() throws Exception {
        raisedAndClearedArrive(target("nms", Optional.empty(), Optional.of("watchers")));
    }

    @Test
    void version3TargetGetsRaisedAndCleared() throws Exception {
        raisedAndClearedArrive(target("nms", Optional.of("trapper"), Optional.empty()));
    }

    /** What the table leaves out, a notification says in numbers that mean absence. */
    @Test
    void alarmWithoutThresholdHasAllObjects() throws Exception {
        Alarm scan = SnapshotFixtures.patternAlarm(12);
        AgentConfig.Target nms = target("nms", Optional.empty(), Optional.of("watchers"));
        try (SnmpAgent agent = SnmpFixture.start(state, () -> snapshot, SnmpFixture.config(List.of(), nms))) {
            agent.notifier().send(List.of(new AlarmEvent(scan)));
            await("the trap", () -> traps().size() == 1);
        }
        String trap = traps().get(0);
        for (String expected : List.of(
                "pathGaugeAlarmProbeName.12 = \t",
                "pathGaugeAlarmMetric.12 = 9",
                "pathGaugeAlarmValue.12 = 321",
                "pathGaugeAlarmRising.12 = 4294967295",
                "pathGaugeAlarmFalling.12 = 4294967295",
                "pathGaugeAlarmResourceKind.12 = 4",
                "pathGaugeAlarmResourceName.12 = 203.0.113.0/24 at eth0",
                "pathGaugeAlarmResourceIndex.12 = 0",
                "pathGaugeAlarmTypeId.12 = 6",
                "pathGaugeAlarmUnit.12 = 4",
                "pathGaugeAlarmLimit.12 = 100")) {
            assertTrue(trap.contains(expected), () -> expected + " is not in " + trap);
        }
    }

    @Test
    void unreachableTargetDoesNotKeepOthersFromTheirs() throws Exception {
        AgentConfig.Target broken =
                new AgentConfig.Target("broken", "host.invalid", 162, Optional.empty(), Optional.of("watchers"));
        AgentConfig.Snmp config =
                SnmpFixture.config(List.of(), broken, target("nms", Optional.empty(), Optional.of("watchers")));
        try (SnmpAgent agent = SnmpFixture.start(state, () -> snapshot, config)) {
            agent.notifier().send(List.of(new AlarmEvent(SnapshotFixtures.alarm(2, 4))));
            await(
                    "the trap, and to be told of both targets",
                    () -> traps().size() == 1 && agent.notifier().counters().equals(new Notifier.Counters(1, 1, 0)));
        }
    }
}
