package org.pathgauge.collect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.pathgauge.model.NetworkInterface;

/** What rtnetlink tells of the interfaces of this very host; every host has a loopback. */
class HostInterfacesTest {
    private static final Instant STARTED = Instant.parse("2026-03-04T05:06:06Z");
    private static final Instant NOW = STARTED.plusSeconds(1);

    @Test
    void theLoopbackIsThereWithItsCounters() {
        try (HostInterfaces host = new HostInterfaces()) {
            NetworkInterface lo = host.look(STARTED, NOW).stream()
                    .filter(i -> i.name().equals("lo"))
                    .findFirst()
                    .orElseThrow();
            assertEquals(1, lo.ifIndex());
            assertEquals(NetworkInterface.Kind.LOOPBACK, lo.kind());
            assertTrue(lo.address().isEmpty(), "all zero");
            assertTrue(lo.lastChange().isEmpty(), "nobody saw it change");
            assertEquals(STARTED, lo.discontinuity());
            assertEquals(lo.in().octets(), lo.out().octets(), "what it sends it receives");
            assertEquals(STARTED, host.changed());
            assertFalse(lo.connector(), "nothing to plug in");
            assertTrue(lo.mtu() >= 1280, () -> "MTU " + lo.mtu());
        }
    }
}
