package org.pathgauge.model;

/**
 * How it goes with one receiver of SNMP notifications, since it was configured or the agent started.
 *
 * @param name of the target
 * @param state whether the last notification went through
 * @param queued notifications that wait
 * @param sent traps handed to the network, and informs sent for the first time
 * @param acknowledged informs that the receiver answered
 * @param retried how often an inform was sent again
 * @param failed those that could not be sent, or were not acknowledged in time
 * @param dropped those that found no room in the queue
 * @param filtered those that the filter or the notify view kept back
 * @param damped those that were taken out in pairs because the queue was full
 * @param lastError why the last one failed; empty if none has
 */
public record SnmpTarget(
        String name,
        State state,
        long queued,
        long sent,
        long acknowledged,
        long retried,
        long failed,
        long dropped,
        long filtered,
        long damped,
        String lastError) {

    /** Whether notifications get through. */
    public enum State {
        /** None was sent yet. */
        UNUSED,
        /** The last one went out, and was acknowledged if it was an inform. */
        DELIVERING,
        /** The last one did not. */
        FAILING;

        /** The name in YANG, the command line and the exporter. */
        public String yangName() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}
