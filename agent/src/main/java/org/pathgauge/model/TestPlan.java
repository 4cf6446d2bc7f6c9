package org.pathgauge.model;

import java.time.Duration;

/**
 * Tests of a number of packets on the path of a probe, once or again and again, beside its periodic packets or instead of
 * them; what DISMAN-PING-MIB (RFC 4560) calls a ping test.
 *
 * @param active whether the plan is in service; otherwise nothing of it runs
 * @param enabled whether tests shall run
 * @param count packets of one test, 1..15, as far apart as the probe's interval says
 * @param frequency from the end of a test to the start of the next; zero for one test only
 * @param historyRows results of packets that are kept, 0..1000
 * @param storage whether the probe survives a restart of the agent
 * @param notifyOf what notifications are sent of
 * @param probeFailures lost packets in a row, within a test, that make a notification
 * @param testFailures lost packets that make a test a failed one
 * @param description what the test is for
 */
public record TestPlan(
        boolean active,
        boolean enabled,
        int count,
        Duration frequency,
        int historyRows,
        Storage storage,
        Notify notifyOf,
        int probeFailures,
        int testFailures,
        String description) {

    /** Where a probe is kept. */
    public enum Storage {
        /** In the configuration file. */
        NON_VOLATILE("non-volatile"),
        /** In memory, until the agent stops. */
        VOLATILE("volatile");

        private final String yangName;

        Storage(String yangName) {
            this.yangName = yangName;
        }

        /** The name of the enum in the YANG model. */
        public String yangName() {
            return yangName;
        }
    }

    /** What notifications are sent of. */
    public record Notify(boolean probeFailure, boolean testFailure, boolean testCompletion) {}

    /** Whether tests run as things are configured. */
    public boolean wanted() {
        return active && enabled;
    }
}
