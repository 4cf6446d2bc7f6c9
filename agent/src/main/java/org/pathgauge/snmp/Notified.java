package org.pathgauge.snmp;

import java.time.Instant;
import java.util.Optional;
import org.pathgauge.model.AlarmEvent;
import org.pathgauge.snmp.mib.Notification;
import org.snmp4j.smi.TimeTicks;

/**
 * A notification with the time it was made at, which is when it happened, not when it goes out.
 *
 * @param event the change of an alarm that it tells of; empty if it tells of something else
 */
record Notified(Notification notification, TimeTicks upTime, Instant time, Optional<AlarmEvent> event) {}
