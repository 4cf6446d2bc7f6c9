package org.pathgauge.bpf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.pathgauge.bpf.abi.AbiLayout;
import org.pathgauge.bpf.abi.BankLayout;
import org.pathgauge.bpf.abi.ClockLayout;
import org.pathgauge.bpf.abi.HistogramLayout;
import org.pathgauge.bpf.abi.InternalLayout;
import org.pathgauge.bpf.abi.ProbeLayout;
import org.pathgauge.bpf.abi.StampLayout;
import org.pathgauge.bpf.abi.StatsLayout;

/** Which requests are stamped, and into which slot of time they are counted. */
class ProbeEgressTest {
    private static final long SLOT_NANOS = AbiLayout.SLOT_SECONDS * 1_000_000_000L;

    private ProbeBench bench;

    @BeforeEach
    void load() {
        bench = new ProbeBench(true);
        bench.addProbe(0, ProbeBench.TARGET);
        bench.addProbe(1, ProbeBench.TARGET6);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void stampHoldsSequenceTimeAndBank() {
        long before = System.nanoTime();
        assertEquals(AbiLayout.EGRESS_STAMPED, bench.egress(ProbeBench.request(0, 0xfffffffe)));
        long after = System.nanoTime();
        int stamp = ProbeBench.stamp(0, 0xfffffffe);
        ArrayWindow stamps = bench.programs.stamps();
        assertEquals(0xfffffffe, stamps.getInt(stamp, StampLayout.SEQ));
        long egress = stamps.getLong(stamp, StampLayout.EGRESS_NS);
        assertTrue(before <= egress && egress <= after, before + " " + egress + " " + after);
        int state = stamps.getInt(stamp, StampLayout.STATE);
        assertEquals(AbiLayout.STAMP_OUTSTANDING, state & AbiLayout.STAMP_STATE_MASK);
        long offset = bench.programs.clock().getLong(0, ClockLayout.WALL_OFFSET_NS);
        int slot = (int) ((egress + offset) / SLOT_NANOS);
        int bank = bench.bank(0);
        assertEquals(slot % ProbeBench.BANKS, bank);
        assertEquals(slot & 0xff, state >>> AbiLayout.STAMP_BANK_SHIFT & 0xff);
        assertEquals(slot, bench.programs.banks().getInt(bank, BankLayout.SLOT_NUMBER));
        long first = bench.programs.banks().getLong(bank, BankLayout.FIRST_NS);
        assertTrue(before <= first && first <= egress);
        assertEquals(0xfffffffeL, Integer.toUnsignedLong(bench.programs.stats().getInt(0, StatsLayout.LAST_SEQ_SENT)));
    }

    @Test
    void packetThatPassesTwoWatchedDevicesIsCountedOnceAndStampedAtTheLower() {
        bench.egress(ProbeBench.request(0, 5));
        long upper = bench.programs.stamps().getLong(ProbeBench.stamp(0, 5), StampLayout.EGRESS_NS);
        assertEquals(AbiLayout.EGRESS_STAMPED, bench.egress(ProbeBench.request(0, 5)));
        assertTrue(bench.programs.stamps().getLong(ProbeBench.stamp(0, 5), StampLayout.EGRESS_NS) > upper);
        assertEquals(1, bench.stat(0, StatsLayout.SENT));
        assertEquals(1, bench.programs.banks().getInt(bench.bank(0), BankLayout.SENT));
    }

    @Test
    void requestsThatTheAgentDidNotWriteAreNotStamped() {
        byte[] forged = ProbeBench.request(0, 1);
        forged[14 + 20 + 8 + 20] ^= 1;
        assertEquals(AbiLayout.EGRESS_FORGED, bench.egress(forged), "token");
        assertEquals(AbiLayout.EGRESS_UNKNOWN, bench.egress(ProbeBench.request(2, 1)), "unused slot");
        assertEquals(AbiLayout.EGRESS_UNKNOWN, bench.egress(ProbeBench.request(ProbeBench.PROBES, 1)), "no slot");
        assertEquals(AbiLayout.EGRESS_UNKNOWN, bench.egress(ProbeBench.request(1, 1)), "other family");
        byte[] message = ProbeBench.message(Frame.ECHO_V4, 0, 1, 56);
        byte[] elsewhere = Frame.ethernet(Frame.ipv4(ProbeBench.AGENT, "198.51.100.8", new byte[0], message));
        assertEquals(AbiLayout.EGRESS_UNKNOWN, bench.egress(elsewhere), "other target");
        byte[] ping = ProbeBench.request(0, 1);
        ping[14 + 20 + 5] ^= 1;
        assertEquals(AbiLayout.EGRESS_OTHER, bench.egress(ping), "other identifier");
        assertEquals(AbiLayout.EGRESS_OTHER, bench.egress(ProbeBench.reply(0, 1)), "a reply of the host's");
        assertEquals(0, bench.stat(0, StatsLayout.SENT));
        assertEquals(AbiLayout.EGRESS_STAMPED, bench.egress(ProbeBench.request6(1, 1)));
    }

    @Test
    void bankThatNobodyHarvestedIsCountedIntoAndReported() {
        bench.egress(ProbeBench.request(0, 1));
        int bank = bench.bank(0);
        int slot = bench.programs.banks().getInt(bank, BankLayout.SLOT_NUMBER);
        MappedArray clock = bench.programs.clock();
        long offset = clock.getLong(0, ClockLayout.WALL_OFFSET_NS);
        clock.setLong(0, ClockLayout.WALL_OFFSET_NS, offset + ProbeBench.BANKS * SLOT_NANOS);
        bench.egress(ProbeBench.request(0, 2));
        assertEquals(slot, bench.programs.banks().getInt(bank, BankLayout.SLOT_NUMBER));
        assertEquals(2, bench.programs.banks().getInt(bank, BankLayout.SENT));
        assertEquals(1, bench.stat(0, StatsLayout.OVERRUNS));
        assertEquals(1, bench.programs.internalCounters()[InternalLayout.BANK_OVERRUNS / Long.BYTES]);
        assertEquals(0, bench.programs.internalCounters()[InternalLayout.LOOKUP_FAILED / Long.BYTES]);
    }

    @Test
    void oneShotTestIsStampedAndCountedIntoNoBank() {
        bench.programs.probes().setByte(0, ProbeLayout.ONCE, (byte) 1);
        assertEquals(AbiLayout.EGRESS_STAMPED, bench.egress(ProbeBench.request(0, 1)));
        assertEquals(AbiLayout.EGRESS_STAMPED, bench.egress(ProbeBench.request(0, 2)));
        assertEquals(AbiLayout.DROP_REPLY, bench.ingress(ProbeBench.reply(0, 1)));
        assertEquals(AbiLayout.DROP_REPLY, bench.ingress(ProbeBench.reply(0, 2)));
        assertEquals(AbiLayout.PASS_DUPLICATE, bench.ingress(ProbeBench.reply(0, 2)));
        assertEquals(2, bench.stat(0, StatsLayout.SENT));
        assertEquals(2, bench.stat(0, StatsLayout.RECEIVED));
        assertEquals(1, bench.stat(0, StatsLayout.DUPLICATES));
        for (int seq = 1; seq <= 2; seq++) {
            int stamp = ProbeBench.stamp(0, seq);
            int state = bench.programs.stamps().getInt(stamp, StampLayout.STATE);
            assertEquals(AbiLayout.STAMP_ANSWERED, state & AbiLayout.STAMP_STATE_MASK);
            assertTrue(bench.programs.stamps().getLong(stamp, StampLayout.RTT_NS) > 0);
        }
        for (int bank = 0; bank < bench.programs.banks().elements(); bank++) {
            for (int at = 0; at < BankLayout.SIZE; at += Integer.BYTES) {
                assertEquals(0, bench.programs.banks().getInt(bank, at), "bank " + bank + " at " + at);
            }
            for (int at = 0; at < HistogramLayout.SIZE; at += Integer.BYTES) {
                assertEquals(0, bench.programs.histograms().getInt(bank, at), "histogram " + bank + " at " + at);
            }
        }
        for (long counter : bench.programs.internalCounters()) {
            assertEquals(0, counter);
        }
    }
}
