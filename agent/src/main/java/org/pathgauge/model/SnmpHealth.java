package org.pathgauge.model;

import java.util.List;

/**
 * How it goes with SNMP.
 *
 * @param faults messages with wrong credentials
 * @param damped notifications of alarms that were taken out of storms
 * @param logged notifications that the logs took
 * @param bumped entries of the logs that went to make room
 * @param targets the receivers of notifications, in the order of the configuration
 */
public record SnmpHealth(SnmpFaults faults, long damped, long logged, long bumped, List<SnmpTarget> targets) {
    /** Nothing happened yet. */
    public static final SnmpHealth NONE = new SnmpHealth(SnmpFaults.NONE, 0, 0, 0, List.of());

    public SnmpHealth {
        targets = List.copyOf(targets);
    }
}
