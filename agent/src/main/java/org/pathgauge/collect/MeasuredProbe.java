package org.pathgauge.collect;

import java.net.InetAddress;
import java.util.Optional;
import org.pathgauge.model.Probe;

/** One configured probe as the collector must know it: where the kernel counts for it and how its sending goes. */
public interface MeasuredProbe {
    Probe probe();

    /** Index into pg_probes and pg_stats; -1 for a disabled probe. */
    int slot();

    int stampBase();

    /** Number of stamps, a power of two. */
    int stamps();

    int bankBase();

    /** Number of banks, a power of two. */
    int banks();

    /** Another number whenever all counters of the probe began at zero; 0 before the first packet may be sent. */
    long generation();

    /** The address probed now; empty while there is none. */
    Optional<InetAddress> address();

    /** Why there is no address; empty when there is one or the answer is still out. */
    String resolveProblem();

    /** Why the newest packet could not be sent; empty when it could. */
    String sendProblem();

    /** Packets accepted by the kernel's socket. */
    long handedOver();

    /** Sequence number of the first packet of this generation. */
    int firstSequence();

    /** Sequence number of the newest packet handed over. */
    int lastSequence();

    /** Packets that were due and not sent. */
    long unsent();

    /** Packets that were due in a time slot and not sent; the newest eight slots are known. */
    int unsentIn(long slotNumber);

    /** Counts packets as unsent that the kernel accepted and that never reached a watched interface. */
    void addUnsent(long slotNumber, int count);
}
