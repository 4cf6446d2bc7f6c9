package org.pathgauge.snmp.mib;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;

import org.junit.jupiter.api.Test;
import org.pathgauge.model.AlarmEvent;
import org.pathgauge.model.SnapshotFixtures;

/** Notifications of alarms, of which ten thousand may wait for each target. */
class NotificationsTest {
    @Test
    void variablesAreMadeWhenTheyAreAskedFor() {
        Notification raised =
                Notifications.of(new AlarmEvent(SnapshotFixtures.alarm(2, 1)), SnapshotFixtures.snapshot(3));
        assertEquals(16, raised.variables().size());
        assertEquals(raised.variables(), raised.variables());
        assertNotSame(raised.variables(), raised.variables(), "eleven thousand kept ones ended an agent of 64 MB");
    }
}
