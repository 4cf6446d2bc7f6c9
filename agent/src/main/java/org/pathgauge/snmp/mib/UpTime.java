package org.pathgauge.snmp.mib;

import java.time.Instant;
import org.snmp4j.smi.TimeTicks;

/** The time line of sysUpTime, on which standard MIBs tell when something happened. */
public interface UpTime {
    /** sysUpTime now. */
    TimeTicks now();

    /** The value that sysUpTime had at an instant; 0 at and before the engine's start. */
    TimeTicks at(Instant instant);
}
