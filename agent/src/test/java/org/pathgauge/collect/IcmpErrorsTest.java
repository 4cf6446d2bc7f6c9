package org.pathgauge.collect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.pathgauge.bpf.ProbePrograms;

/** Needs root. */
class IcmpErrorsTest {
    private static final int ICMP_ID = 3;

    /** Time exceeded, quoting no more of an echo request of ours than RFC 792 asks for. */
    private static byte[] shortQuote(int sender) {
        return ByteBuffer.allocate(70)
                .putShort(12, (short) 0x0800)
                .put(14, (byte) 0x45)
                .putShort(16, (short) 56)
                .put(23, (byte) 1)
                .putInt(26, sender)
                .put(34, (byte) 11)
                .put(42, (byte) 0x45)
                .put(51, (byte) 1)
                .put(62, (byte) 8)
                .putShort(66, (short) ICMP_ID)
                .array();
    }

    /** Anybody who guessed the identifier could fill the map for good with errors that belong to no probe. */
    @Test
    void errorsOfNoProbeDoNotStayInTheMap() {
        try (ProbePrograms programs = ProbePrograms.load(new ProbePrograms.Setup(1, 4, 2, 1, 2, ICMP_ID, 40_000))) {
            SlotClock clock = new SlotClock(Clock.systemUTC(), System::nanoTime, offset -> {});
            IcmpErrors errors = new IcmpErrors(programs, clock);
            for (int sender = 1; sender <= 20; sender++) {
                programs.program("pg_xdp").testRun(shortQuote(sender), new byte[0], 1);
            }
            assertEquals(20, programs.icmpErrors().size());
            errors.tick(slot -> slot == 0);
            assertEquals(0, programs.icmpErrors().size());
            assertEquals(List.of(), errors.of(0));
        }
    }
}
