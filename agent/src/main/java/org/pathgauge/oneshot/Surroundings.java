package org.pathgauge.oneshot;

import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.pathgauge.bpf.ArrayWindow;
import org.pathgauge.bpf.MappedArray;
import org.pathgauge.model.IcmpError;

/** What a test needs of the agent around it. Thread-safe. */
public interface Surroundings {
    /** struct pg_stamp; for one thread, which closes it. */
    ArrayWindow stamps();

    /** struct pg_stats by slot. */
    MappedArray stats();

    /** The kernel's monotonic clock, ns. */
    long now();

    /** Wall clock minus monotonic clock, ns. */
    long wallOffset();

    /** The wall clock's time at a monotonic time. */
    default Instant wallClock(long monotonic) {
        long wall = monotonic + wallOffset();
        return Instant.ofEpochSecond(Math.floorDiv(wall, 1_000_000_000L), Math.floorMod(wall, 1_000_000_000L));
    }

    /** Reads and forgets the ICMP errors that quote packets of a kernel slot. */
    List<IcmpError> takeIcmpErrors(int slot);

    /** Why packets to a destination are handed over and never stamped, in one sentence. */
    String whyNotStamped(InetAddress destination, Optional<String> through);

    /** Packets a second that periodic probes send. */
    double probesPerSecond();

    /** Budget of packets a second of probes and tests together. */
    int packetsPerSecond();
}
