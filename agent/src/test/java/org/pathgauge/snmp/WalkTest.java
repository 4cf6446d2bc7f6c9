package org.pathgauge.snmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.SnapshotFixtures;
import org.snmp4j.smi.OID;

/** Walks of the whole MIB with net-snmp: order, GETBULK against GETNEXT, values against the snapshot. */
class WalkTest {
    private static final String OURS = ".1.3.6.1.4.1.32473.1";
    private static final List<String> V2C = NetSnmp.v2c(SnmpFixture.COMMUNITY);

    @TempDir
    private static Path state;

    @TempDir
    private static Path home;

    // Seven probes in a row cover every kind of fixture.
    private static final Snapshot SNAPSHOT = SnapshotFixtures.snapshot(42, 1, 2, 3, 4, 5, 6, 7, 500, 65_536);
    private static final AtomicInteger READS = new AtomicInteger();
    private static NetSnmp netSnmp;
    private static SnmpAgent agent;

    @BeforeAll
    static void start() throws Exception {
        netSnmp = new NetSnmp(home);
        agent = SnmpFixture.start(
                state,
                () -> {
                    READS.incrementAndGet();
                    return SNAPSHOT;
                },
                SnmpFixture.config(List.of(SnmpFixture.COMMUNITY)));
    }

    @AfterAll
    static void stop() {
        agent.close();
    }

    private static List<String> walk(String program, List<String> options, String root) {
        return netSnmp.lines(program, options, agent.ports().get(0), root);
    }

    @Test
    void objectsRiseFromFirstToLastAndEnd() {
        List<String> lines = walk("snmpwalk", NetSnmp.with(V2C, "-One"), ".1");
        OID before = new OID("0");
        for (String line : lines) {
            if (!line.startsWith(".")) {
                continue; // the rest of a value of several lines
            }
            OID oid = new OID(line.substring(1, line.indexOf(' ')));
            assertTrue(oid.compareTo(before) > 0, oid + " comes behind " + before);
            before = oid;
        }
        assertTrue(lines.size() > 1_000, "only " + lines.size() + " objects");
    }

    // net-snmp checks each value's type against the MIB and says "Wrong Type" beside a value that has another.
    @Test
    void typesAreThoseOfTheMib() {
        assertEquals(
                List.of(),
                walk("snmpwalk", V2C, OURS).stream()
                        .filter(line -> line.contains("Wrong Type") || line.contains("SNMPv2-SMI::enterprises"))
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 1000})
    void getBulkWalksLikeGetNext(int repetitions) {
        List<String> options = NetSnmp.with(V2C, "-On");
        assertEquals(
                walk("snmpwalk", options, OURS),
                walk("snmpbulkwalk", NetSnmp.with(options, "-Cr" + repetitions), OURS));
    }

    @Test
    void walkTellsWhatTheSnapshotSays() {
        Set<String> told = new TreeSet<>(walk("snmpwalk", NetSnmp.with(V2C, "-OQUesb"), OURS));
        Set<String> expected = new TreeSet<>(ExpectedWalk.of(SNAPSHOT));
        assertEquals(String.join("\n", expected), String.join("\n", told));
    }

    @Test
    void tableToolShowsProbesByName() {
        List<String> table = netSnmp.lines(
                "snmptable", NetSnmp.with(V2C, "-Ci", "-CB"), agent.ports().get(0), "pathGaugeProbeTable");
        for (int index : new int[] {1, 2, 65_536}) {
            assertTrue(
                    table.stream().anyMatch(row -> row.contains("probe-" + index)),
                    () -> "no probe-" + index + " in " + table);
        }
    }

    @Test
    void absentValuesAreNoSuchInstance() {
        // Probe 3 never got a reply, probe 5 has no window.
        for (String object :
                List.of("pathGaugeProbeLastRtt.3", "pathGaugeWindowRttMean.3.60", "pathGaugeWindowSent.5.10")) {
            List<String> lines = netSnmp.lines("snmpget", V2C, agent.ports().get(0), "PATHGAUGE-MIB::" + object);
            assertEquals(1, lines.size());
            assertTrue(lines.get(0).contains("No Such Instance"), lines.get(0));
        }
    }

    @Test
    void oneRequestReadsOneSnapshot() {
        int before = READS.get();
        String[] repeated = new String[20];
        Arrays.fill(repeated, "PATHGAUGE-MIB::pathGaugeAgentSnapshotNumber.0");
        netSnmp.lines("snmpget", V2C, agent.ports().get(0), repeated);
        netSnmp.lines("snmpbulkget", NetSnmp.with(V2C, "-Cr50"), agent.ports().get(0), OURS);
        assertEquals(2, READS.get() - before);
    }

    @Test
    void valuesOfOneResponseBelongTogetherWhileSnapshotsPass() throws Exception {
        AtomicInteger number = new AtomicInteger(1);
        try (SnmpAgent moving = SnmpFixture.start(
                home.resolve("moving"),
                () -> SnapshotFixtures.snapshot(number.getAndIncrement(), 1),
                SnmpFixture.config(List.of(SnmpFixture.COMMUNITY)))) {
            for (int i = 0; i < 10; i++) {
                List<String> lines = netSnmp.lines(
                        "snmpget",
                        NetSnmp.with(V2C, "-OQUv"),
                        moving.ports().get(0),
                        "PATHGAUGE-MIB::pathGaugeAgentSnapshotNumber.0",
                        "PATHGAUGE-MIB::pathGaugeAgentSnapshotTime.0",
                        "PATHGAUGE-MIB::pathGaugeAgentSnapshotNumber.0");
                Instant time = SnapshotFixtures.TIME.plusSeconds(Long.parseLong(lines.get(0)));
                assertEquals(lines.get(0), lines.get(2));
                assertEquals(ExpectedWalk.time(time), lines.get(1));
            }
        }
    }

    @Test
    void systemGroupAnswersBeforeThereIsAnySnapshot() throws Exception {
        try (SnmpAgent starting = SnmpFixture.start(
                home.resolve("starting"),
                () -> {
                    throw new IllegalStateException("nothing is measured yet");
                },
                SnmpFixture.config(List.of(SnmpFixture.COMMUNITY)))) {
            int port = starting.ports().get(0);
            assertEquals(
                    1, netSnmp.lines("snmpget", V2C, port, ".1.3.6.1.2.1.1.3.0").size());
            // What a snapshot holds must not look empty, on which managers would forget all probes.
            NetSnmp.Result refused = netSnmp.run("snmpwalk", V2C, port, OURS);
            assertTrue(refused.text().contains("genError"), refused.text());
        }
    }

    @Test
    void largeGetBulkIsCutOffAndNotRefused() {
        List<String> lines = netSnmp.lines(
                "snmpbulkget",
                NetSnmp.with(V2C, "-On", "-Cr10000"),
                agent.ports().get(0),
                OURS);
        assertTrue(lines.size() > 100, "only " + lines.size());
        assertEquals(lines.size(), lines.stream().distinct().count(), "objects twice");
        assertFalse(lines.stream().collect(Collectors.joining()).contains("tooBig"));
    }
}
