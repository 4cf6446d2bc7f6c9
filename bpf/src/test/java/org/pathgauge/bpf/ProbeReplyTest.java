package org.pathgauge.bpf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pathgauge.bpf.abi.AbiLayout;
import org.pathgauge.bpf.abi.BankLayout;
import org.pathgauge.bpf.abi.StampLayout;
import org.pathgauge.bpf.abi.StatsLayout;

/** What is believed to be a reply of ours, and what each other packet is counted as; at both hooks. */
class ProbeReplyTest {
    private static final int REPLY_OFFSET = 14 + 20;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void matchedReplyIsDroppedAndMeasured(boolean xdp) {
        try (ProbeBench bench = new ProbeBench(xdp)) {
            bench.addProbe(3, ProbeBench.TARGET);
            assertEquals(AbiLayout.EGRESS_STAMPED, bench.egress(ProbeBench.request(3, 41)));
            bench.age(3, 41, 1_000_000);
            assertEquals(AbiLayout.DROP_REPLY, bench.ingress(ProbeBench.reply(3, 41)));

            int stamp = ProbeBench.stamp(3, 41);
            long rtt = bench.programs.stamps().getLong(stamp, StampLayout.RTT_NS);
            assertTrue(rtt >= 1_000_000 && rtt < ProbeBench.TIMEOUT, "rtt " + rtt);
            assertEquals(
                    AbiLayout.STAMP_ANSWERED,
                    bench.programs.stamps().getInt(stamp, StampLayout.STATE) & AbiLayout.STAMP_STATE_MASK);
            assertEquals(1, bench.stat(3, StatsLayout.SENT));
            assertEquals(1, bench.stat(3, StatsLayout.RECEIVED));
            assertEquals(rtt, bench.stat(3, StatsLayout.RTT_SUM_NS));
            assertEquals(rtt, bench.stat(3, StatsLayout.LAST_RTT_NS));
            ArrayWindow banks = bench.programs.banks();
            int bank = bench.bank(3);
            assertEquals(1, banks.getInt(bank, BankLayout.SENT));
            assertEquals(1, banks.getInt(bank, BankLayout.RECEIVED));
            assertEquals(rtt, banks.getLong(bank, BankLayout.RTT_MIN_NS));
            assertEquals(rtt, banks.getLong(bank, BankLayout.RTT_MAX_NS));
            List<ProbeBench.Sample> samples = bench.samples();
            assertEquals(1, samples.size());
            assertEquals(rtt, samples.get(0).rtt());
            assertEquals(41, samples.get(0).seq());
            assertEquals(AbiLayout.DROP_REPLY, samples.get(0).verdict());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void ipv6IsMatchedAlike(boolean xdp) {
        try (ProbeBench bench = new ProbeBench(xdp)) {
            bench.addProbe(1, ProbeBench.TARGET6);
            assertEquals(AbiLayout.EGRESS_STAMPED, bench.egress(ProbeBench.request6(1, 9)));
            byte[] corrupt = ProbeBench.reply6(1, 9);
            corrupt[corrupt.length - 1] ^= 1;
            assertEquals(AbiLayout.PASS_CORRUPT, bench.ingress(corrupt));
            assertEquals(AbiLayout.DROP_REPLY, bench.ingress(ProbeBench.reply6(1, 9)));
            assertEquals(AbiLayout.PASS_DUPLICATE, bench.ingress(ProbeBench.reply6(1, 9)));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void secondReplyIsADuplicate(boolean xdp) {
        try (ProbeBench bench = new ProbeBench(xdp)) {
            bench.addProbe(0, ProbeBench.TARGET);
            bench.egress(ProbeBench.request(0, 1));
            assertEquals(AbiLayout.DROP_REPLY, bench.ingress(ProbeBench.reply(0, 1)));
            assertEquals(AbiLayout.PASS_DUPLICATE, bench.ingress(ProbeBench.reply(0, 1)));
            assertEquals(1, bench.stat(0, StatsLayout.RECEIVED));
            assertEquals(1, bench.stat(0, StatsLayout.DUPLICATES));
            assertEquals(1, bench.programs.banks().getInt(bench.bank(0), BankLayout.DUPLICATES));
            assertEquals(
                    List.of(AbiLayout.DROP_REPLY, AbiLayout.PASS_DUPLICATE),
                    bench.samples().stream().map(ProbeBench.Sample::verdict).toList());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void replyAfterTheTimeoutIsLateOnceThenDuplicate(boolean xdp) {
        try (ProbeBench bench = new ProbeBench(xdp)) {
            bench.addProbe(0, ProbeBench.TARGET);
            bench.egress(ProbeBench.request(0, 1));
            bench.age(0, 1, ProbeBench.TIMEOUT);
            assertEquals(AbiLayout.PASS_LATE, bench.ingress(ProbeBench.reply(0, 1)));
            assertEquals(AbiLayout.PASS_DUPLICATE, bench.ingress(ProbeBench.reply(0, 1)));
            assertEquals(0, bench.stat(0, StatsLayout.RECEIVED));
            assertEquals(1, bench.stat(0, StatsLayout.LATE));
            int stamp = ProbeBench.stamp(0, 1);
            assertEquals(
                    AbiLayout.STAMP_LATE,
                    bench.programs.stamps().getInt(stamp, StampLayout.STATE) & AbiLayout.STAMP_STATE_MASK);
            assertTrue(bench.programs.stamps().getLong(stamp, StampLayout.RTT_NS) > ProbeBench.TIMEOUT);
            assertEquals(0, bench.programs.banks().getInt(bench.bank(0), BankLayout.RECEIVED));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void everyFlippedBitBehindIdAndMagicIsCorrupt(boolean xdp) {
        try (ProbeBench bench = new ProbeBench(xdp)) {
            bench.addProbe(0, ProbeBench.TARGET);
            bench.egress(ProbeBench.request(0, 1));
            int corrupt = 0;
            for (int at = REPLY_OFFSET + 2; at < ProbeBench.reply(0, 1).length; at++) {
                byte[] frame = ProbeBench.reply(0, 1);
                frame[at] ^= 0x10;
                boolean id = at == REPLY_OFFSET + 4 || at == REPLY_OFFSET + 5;
                boolean magic = at >= REPLY_OFFSET + 8 && at < REPLY_OFFSET + 12;
                assertEquals(
                        id || magic ? AbiLayout.PASS_OTHER : AbiLayout.PASS_CORRUPT, bench.ingress(frame), "" + at);
                boolean slot = at >= REPLY_OFFSET + 12 && at < REPLY_OFFSET + 16;
                corrupt += id || magic || slot ? 0 : 1;
            }
            assertEquals(corrupt, bench.stat(0, StatsLayout.CORRUPT));
            assertEquals(AbiLayout.DROP_REPLY, bench.ingress(ProbeBench.reply(0, 1)), "the stamp is untouched");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void replyThatIsTooShortForATokenIsCorrupt(boolean xdp) {
        try (ProbeBench bench = new ProbeBench(xdp)) {
            bench.addProbe(0, ProbeBench.TARGET);
            byte[] payload = Frame.cut(ProbeBench.payload(0, 1, 24), 20);
            byte[] icmp = Frame.icmp(Frame.REPLY_V4, 0, ProbeBench.ID << 16 | 1, payload);
            byte[] frame = Frame.ethernet(Frame.ipv4(ProbeBench.TARGET, ProbeBench.AGENT, new byte[0], icmp));
            assertEquals(AbiLayout.PASS_CORRUPT, bench.ingress(frame));
            assertEquals(1, bench.stat(0, StatsLayout.CORRUPT));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void wrongTokenOrSourceIsForged(boolean xdp) {
        try (ProbeBench bench = new ProbeBench(xdp)) {
            bench.addProbe(0, ProbeBench.TARGET);
            bench.addProbe(1, ProbeBench.TARGET6);
            bench.egress(ProbeBench.request(0, 1));
            byte[] message = ProbeBench.message(Frame.REPLY_V4, 0, 1, 56);
            message[8 + 20] ^= 1;
            assertEquals(AbiLayout.PASS_FORGED, bench.ingress(fromTarget(message)), "token");
            byte[] right = ProbeBench.message(Frame.REPLY_V4, 0, 1, 56);
            byte[] elsewhere = Frame.ethernet(Frame.ipv4("198.51.100.8", ProbeBench.AGENT, new byte[0], right));
            assertEquals(AbiLayout.PASS_FORGED, bench.ingress(elsewhere), "source");
            assertEquals(2, bench.stat(0, StatsLayout.FORGED));
            bench.egress(ProbeBench.request6(1, 1));
            assertEquals(AbiLayout.PASS_FORGED, bench.ingress(ProbeBench.reply(1, 1)), "family");
            assertEquals(0, bench.stat(0, StatsLayout.RECEIVED));
            assertEquals(AbiLayout.DROP_REPLY, bench.ingress(ProbeBench.reply(0, 1)));
        }
    }

    /** They counted as forged, so that each change of a probe looked like an attack. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void replyToAProbeThatIsGoneIsStale(boolean xdp) {
        try (ProbeBench bench = new ProbeBench(xdp)) {
            bench.addProbe(0, "198.51.100.99");
            bench.addProbe(1, ProbeBench.TARGET6);
            assertEquals(AbiLayout.PASS_STALE, bench.ingress(ProbeBench.reply(0, 1)), "another target now");
            assertEquals(AbiLayout.PASS_STALE, bench.ingress(ProbeBench.reply(1, 1)), "another family now");
            assertEquals(1, bench.stat(0, StatsLayout.STALE));
            assertEquals(1, bench.stat(1, StatsLayout.STALE));
            assertEquals(AbiLayout.PASS_STALE, bench.ingress(ProbeBench.reply(2, 1)), "unused slot");
            assertEquals(AbiLayout.PASS_STALE, bench.ingress(ProbeBench.reply(ProbeBench.PROBES, 1)), "no slot");
            assertEquals(AbiLayout.PASS_STALE, bench.ingress(ProbeBench.reply(-1, 1)), "no slot");
        }
    }

    /** Both hooks come before the stack looks at the header, and a reply it would refuse was believed. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void replyWithAWrongHeaderChecksumIsCorrupt(boolean xdp) {
        try (ProbeBench bench = new ProbeBench(xdp)) {
            bench.addProbe(0, ProbeBench.TARGET);
            bench.egress(ProbeBench.request(0, 1));
            byte[] message = ProbeBench.message(Frame.REPLY_V4, 0, 1, 56);
            for (int options = 0; options <= 40; options += 4) {
                byte[] right =
                        Frame.ethernet(Frame.ipv4(ProbeBench.TARGET, ProbeBench.AGENT, new byte[options], message));
                for (int at : new int[] {1, 4, 8, 10, 11, 16, 19 + options}) {
                    byte[] wrong = right.clone();
                    wrong[14 + at] ^= 1;
                    assertEquals(AbiLayout.PASS_CORRUPT, bench.ingress(wrong), options + " of options, byte " + at);
                }
                assertEquals(
                        options == 0 ? AbiLayout.DROP_REPLY : AbiLayout.PASS_DUPLICATE,
                        bench.ingress(right),
                        options + " of options");
            }
            assertEquals(11 * 7, bench.stat(0, StatsLayout.CORRUPT));
        }
    }

    /** A late reply that came up from a bridge's port counted as a duplicate at the bridge, all others twice. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatPassedALowerInterfaceIsNotCountedAgain(boolean xdp) {
        try (ProbeBench bench = new ProbeBench(xdp)) {
            bench.addProbe(0, ProbeBench.TARGET);
            bench.announce(ProbeBench.IFACE | AbiLayout.IFACE_UPPER);
            bench.egress(ProbeBench.request(0, 1));
            bench.egress(ProbeBench.request(0, 2));
            assertEquals(AbiLayout.DROP_REPLY, bench.ingress(ProbeBench.reply(0, 1)), "by a port that is not watched");
            assertEquals(AbiLayout.PASS_DUPLICATE, bench.ingress(ProbeBench.reply(0, 1)));
            bench.age(0, 2, ProbeBench.TIMEOUT);
            assertEquals(AbiLayout.PASS_LATE, bench.ingress(ProbeBench.reply(0, 2)));
            assertEquals(AbiLayout.PASS_STALE, bench.ingress(ProbeBench.reply(0, 3)));
            byte[] corrupt = ProbeBench.reply(0, 1);
            corrupt[corrupt.length - 1] ^= 1;
            assertEquals(AbiLayout.PASS_CORRUPT, bench.ingress(corrupt));
            byte[] forged = ProbeBench.message(Frame.REPLY_V4, 0, 1, 56);
            forged[8 + 20] ^= 1;
            assertEquals(AbiLayout.PASS_FORGED, bench.ingress(fromTarget(forged)));
            byte[] quote = Frame.cutFront(ProbeBench.request(0, 1), 14);
            byte[] error = Frame.icmp(11, 0, 0, quote);
            assertEquals(AbiLayout.PASS_ICMP_ERROR, bench.ingress(fromTarget(error)));
            assertEquals(1, bench.stat(0, StatsLayout.RECEIVED));
            assertEquals(1, bench.stat(0, StatsLayout.LATE));
            for (int once :
                    new int[] {StatsLayout.DUPLICATES, StatsLayout.STALE, StatsLayout.CORRUPT, StatsLayout.FORGED}) {
                assertEquals(0, bench.stat(0, once));
            }
            assertTrue(bench.programs.icmpErrors().isEmpty());
        }
    }

    /** After a step of the wall clock the agent empties banks; a reply then counted in a slot it was not sent in. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void replyWhoseBankWasEmptiedCountsInTheTotalsAlone(boolean xdp) {
        try (ProbeBench bench = new ProbeBench(xdp)) {
            bench.addProbe(0, ProbeBench.TARGET);
            bench.egress(ProbeBench.request(0, 1));
            bench.egress(ProbeBench.request(0, 2));
            bench.egress(ProbeBench.request(0, 3));
            int bank = bench.bank(0);
            ArrayWindow banks = bench.programs.banks();
            int slot = banks.getInt(bank, BankLayout.SLOT_NUMBER);
            banks.zero(bank);
            assertEquals(AbiLayout.DROP_REPLY, bench.ingress(ProbeBench.reply(0, 1)), "free");
            banks.setInt(bank, BankLayout.SLOT_NUMBER, slot - ProbeBench.BANKS);
            assertEquals(AbiLayout.DROP_REPLY, bench.ingress(ProbeBench.reply(0, 2)), "another slot's");
            assertEquals(0, banks.getInt(bank, BankLayout.RECEIVED));
            assertEquals(0, banks.getInt(bank, BankLayout.IPDV_COUNT));
            banks.setInt(bank, BankLayout.SLOT_NUMBER, slot);
            assertEquals(AbiLayout.DROP_REPLY, bench.ingress(ProbeBench.reply(0, 3)), "its own");
            assertEquals(1, banks.getInt(bank, BankLayout.RECEIVED));
            assertEquals(3, bench.stat(0, StatsLayout.RECEIVED));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void replyWithoutItsStampIsStale(boolean xdp) {
        try (ProbeBench bench = new ProbeBench(xdp)) {
            bench.addProbe(0, ProbeBench.TARGET);
            assertEquals(AbiLayout.PASS_STALE, bench.ingress(ProbeBench.reply(0, 0)), "never sent");
            bench.egress(ProbeBench.request(0, 1));
            bench.egress(ProbeBench.request(0, 1 + ProbeBench.STAMPS));
            assertEquals(AbiLayout.PASS_STALE, bench.ingress(ProbeBench.reply(0, 1)), "overwritten");
            assertEquals(2, bench.stat(0, StatsLayout.STALE));
            assertEquals(AbiLayout.DROP_REPLY, bench.ingress(ProbeBench.reply(0, 1 + ProbeBench.STAMPS)));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void checksumCoversMessagesOfEverySize(boolean xdp) {
        try (ProbeBench bench = new ProbeBench(xdp)) {
            bench.addProbe(0, ProbeBench.TARGET);
            // Around the pieces of 128 bytes, odd lengths; at XDP also beyond the first buffer.
            int[] sizes = xdp
                    ? new int[] {24, 25, 119, 120, 121, 247, 248, 1472, 3001, 8972}
                    : new int[] {24, 25, 119, 120, 121, 247, 248, 1472, 3001};
            int seq = 100;
            for (int size : sizes) {
                bench.egress(ProbeBench.request(0, ++seq));
                byte[] message = ProbeBench.message(Frame.REPLY_V4, 0, seq, size);
                Arrays.fill(message, 32, message.length, (byte) 0xa5);
                byte[] corrupt = fromTarget(message);
                corrupt[corrupt.length - 1] ^= 1;
                assertEquals(AbiLayout.PASS_CORRUPT, bench.ingress(corrupt), "last byte of " + size);
                assertEquals(AbiLayout.DROP_REPLY, bench.ingress(fromTarget(message)), "size " + size);
            }
        }
    }

    private static byte[] fromTarget(byte[] message) {
        return Frame.ethernet(Frame.ipv4(ProbeBench.TARGET, ProbeBench.AGENT, new byte[0], message));
    }
}
