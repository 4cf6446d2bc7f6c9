package org.pathgauge.bpf;

/**
 * Our two programs attached to one interface: the stamping one at egress, the matching one at
 * ingress. Closing it detaches both; with tcx and XDP so does the end of the process, however it
 * comes.
 */
public interface Attachment extends AutoCloseable {

    /** Index of the interface in the agent's network namespace. */
    int ifindex();

    /** The ingress hook in force. */
    Hook ingress();

    /** The egress hook in force: {@link Hook#TCX} or {@link Hook#CLSACT}. */
    Hook egress();

    /** Detaches both programs; does nothing when called again or when the interface is gone. */
    @Override
    void close();
}
