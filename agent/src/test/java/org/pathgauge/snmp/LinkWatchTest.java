package org.pathgauge.snmp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.pathgauge.model.NetworkInterface;
import org.pathgauge.model.NetworkInterface.Status;
import org.pathgauge.model.SnapshotFixtures;
import org.pathgauge.model.SnmpNotifications;
import org.pathgauge.model.SnmpNotifications.LinkScope;
import org.pathgauge.model.SnmpNotifications.Links;
import org.snmp4j.mp.SnmpConstants;
import org.snmp4j.smi.OID;

/** linkDown and linkUp of RFC 2863, from looks at interfaces. */
class LinkWatchTest {
    private static final OID DOWN = SnmpConstants.linkDown;
    private static final OID UP = SnmpConstants.linkUp;

    private long nanos;
    private final LinkWatch watch = new LinkWatch(() -> nanos);
    private SnmpNotifications config = with(LinkScope.ALL, 0, Map.of());

    private static SnmpNotifications with(LinkScope scope, int limit, Map<String, Boolean> byName) {
        return new SnmpNotifications(false, false, limit, 1000, Duration.ofDays(1), new Links(scope, byName));
    }

    private static NetworkInterface eth(int index, String name, Status status, boolean connector) {
        NetworkInterface i = SnapshotFixtures.hostInterface(index, name);
        return new NetworkInterface(
                index,
                name,
                "to the core",
                i.kind(),
                status != Status.DOWN,
                status,
                Optional.empty(),
                i.address(),
                1500,
                OptionalLong.empty(),
                List.of(),
                List.of(),
                false,
                connector,
                i.discontinuity(),
                i.in(),
                i.out());
    }

    private List<OID> look(NetworkInterface... interfaces) {
        return watch.look(List.of(interfaces), config).stream()
                .map(n -> n.type())
                .toList();
    }

    private List<OID> look(Status status) {
        return look(eth(7, "eth0", status, true));
    }

    @Test
    void downIsToldWhenItBeginsAndEnds() {
        assertEquals(List.of(), look(Status.UP), "the first look");
        assertEquals(List.of(DOWN), look(Status.DOWN));
        assertEquals(List.of(), look(Status.DOWN));
        assertEquals(List.of(UP), look(Status.DORMANT), "left down for another state");
        assertEquals(List.of(), look(Status.LOWER_LAYER_DOWN), "its own layer is not down");
        assertEquals(List.of(), look(Status.UP));
        assertEquals(List.of(), look(Status.NOT_PRESENT));
        assertEquals(List.of(), look(Status.DOWN), "from notPresent nothing is told");
        assertEquals(List.of(UP), look(Status.UP));
        assertEquals(List.of(), look(), "gone");
        assertEquals(List.of(), look(Status.DOWN), "come anew");
        assertEquals(List.of(), look(eth(7, "other", Status.UP, true)), "another one with its index");
        watch.forget();
        assertEquals(List.of(), look(eth(7, "other", Status.DOWN, true)), "while nobody was to be told");
    }

    @Test
    void notificationSaysWhatTheMibAsksForAndTheNames() {
        look(Status.UP);
        String said = watch.look(List.of(eth(7, "eth0", Status.DOWN, true)), config)
                .get(0)
                .variables()
                .toString();
        assertEquals(
                "[1.3.6.1.2.1.2.2.1.1.7 = 7, 1.3.6.1.2.1.2.2.1.7.7 = 2, 1.3.6.1.2.1.2.2.1.8.7 = 2,"
                        + " 1.3.6.1.2.1.31.1.1.1.1.7 = eth0, 1.3.6.1.2.1.31.1.1.1.18.7 = to the core]",
                said);
    }

    @Test
    void scopeAndNamesDecideOfWhich() {
        config = with(LinkScope.CONNECTOR, 0, Map.of("eth1", false, "tap0", true));
        Status[] steps = {Status.UP, Status.DOWN};
        List<Integer> told = Stream.of(steps)
                .flatMap(s -> watch
                        .look(
                                List.of(
                                        eth(1, "eth0", s, true),
                                        eth(2, "eth1", s, true),
                                        eth(3, "tap0", s, false),
                                        eth(4, "veth1", s, false)),
                                config)
                        .stream())
                .map(n -> n.variables().get(0).getVariable().toInt())
                .toList();
        assertEquals(List.of(1, 3), told);
        config = with(LinkScope.NONE, 0, Map.of());
        assertEquals(List.of(), look(eth(1, "eth0", Status.UP, true)));
        config = with(LinkScope.ALL, 0, Map.of());
        assertEquals(
                List.of(), look(eth(1, "eth0", Status.UP, true)), "what was switched off meanwhile is not told late");
    }

    @Test
    void flappingIsDampedInPairsAndItsEndIsTold() {
        config = with(LinkScope.ALL, 4, Map.of());
        look(Status.UP);
        int downs = 0;
        int ups = 0;
        for (int i = 0; i < 1_001; i++) {
            List<OID> told = look(i % 2 == 0 ? Status.DOWN : Status.UP);
            downs += told.contains(DOWN) ? 1 : 0;
            ups += told.contains(UP) ? 1 : 0;
        }
        assertEquals(2, downs);
        assertEquals(2, ups);
        assertEquals(996, watch.damped());
        nanos += TimeUnit.MINUTES.toNanos(1);
        assertEquals(List.of(DOWN), look(Status.DOWN), "how it ended");
    }
}
