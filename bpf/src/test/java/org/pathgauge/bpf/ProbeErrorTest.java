package org.pathgauge.bpf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pathgauge.bpf.abi.AbiLayout;
import org.pathgauge.bpf.abi.IcmpErrorKeyLayout;
import org.pathgauge.bpf.abi.IcmpErrorLayout;
import org.pathgauge.bpf.abi.InternalLayout;

/** ICMP errors (RFC 792, RFC 4443) are ours when the packet they quote is; at both hooks. */
class ProbeErrorTest {
    private static final String ROUTER = "203.0.113.9";
    private static final String ROUTER6 = "2001:db8:2::9";
    private static final int SLOT = 2;
    private static final int NO_SLOT = -1;
    private static final int QUOTE_HEADERS = 20 + 8;

    private record Error(byte[] sender, int slot, int family, int type, int code, long count, long info) {}

    @ParameterizedTest
    @CsvSource({
        "3,1,0,0",
        "3,4,1400,1400",
        "11,0,0,0",
        "12,0,0x14000000,20",
        "5,1,0x0a000001,0",
        "4,0,0,0",
    })
    void ipv4ErrorsAreCountedBySenderTypeAndCode(int type, int code, String word, long info) {
        try (ProbeBench bench = bench(false)) {
            byte[] frame = error4(type, code, Long.decode(word).intValue(), quote4(7));
            assertEquals(AbiLayout.PASS_ICMP_ERROR, bench.ingress(frame));
            assertEquals(AbiLayout.PASS_ICMP_ERROR, bench.ingress(frame));
            Error error = only(bench);
            assertArrayEquals(Arrays.copyOf(Frame.address(ROUTER), 16), error.sender());
            assertEquals(
                    List.of(SLOT, 2, type, code), List.of(error.slot(), error.family(), error.type(), error.code()));
            assertEquals(2, error.count());
            assertEquals(info, error.info());
        }
    }

    @ParameterizedTest
    @CsvSource({"1,3,0,0", "2,0,1280,1280", "3,0,0,0", "4,1,40,40"})
    void ipv6ErrorsAreCountedBySenderTypeAndCode(int type, int code, int word, long info) {
        try (ProbeBench bench = bench(true)) {
            assertEquals(AbiLayout.PASS_ICMP_ERROR, bench.ingress(error6(type, code, word, quote6(7))));
            Error error = only(bench);
            assertArrayEquals(Frame.address(ROUTER6), error.sender());
            assertEquals(List.of(3, 10, type, code), List.of(error.slot(), error.family(), error.type(), error.code()));
            assertEquals(info, error.info());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void quoteOfEveryLengthIsJudgedByWhatItHolds(boolean xdp) {
        try (ProbeBench bench = bench(xdp)) {
            byte[] whole = quote4(7);
            for (int length = 0; length <= whole.length; length++) {
                int verdict = bench.ingress(error4(11, 0, 0, Frame.cut(whole, length)));
                assertEquals(
                        length < QUOTE_HEADERS ? AbiLayout.PASS_OTHER : AbiLayout.PASS_ICMP_ERROR,
                        verdict,
                        "quote of " + length);
            }
            List<Error> errors = errors(bench);
            assertEquals(2, errors.size());
            long unknown = count(errors, NO_SLOT);
            assertEquals(24, unknown, "quotes that end before the token does");
            assertEquals(whole.length - QUOTE_HEADERS - 24 + 1, count(errors, SLOT));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void quotesOfOthersAreNotOurs(boolean xdp) {
        try (ProbeBench bench = bench(xdp)) {
            for (int at : new int[] {0, 9, 20, 24, 25, 28}) { // version, protocol, type, id, id, magic
                byte[] quote = quote4(7);
                quote[at] ^= 0x44;
                assertEquals(AbiLayout.PASS_OTHER, bench.ingress(error4(3, 1, 0, quote)), "byte " + at);
            }
            byte[] forged = quote4(7);
            forged[QUOTE_HEADERS + 20] ^= 1;
            assertEquals(AbiLayout.PASS_FORGED, bench.ingress(error4(3, 1, 0, forged)));
            byte[] gone = Frame.cutFront(ProbeBench.request(SLOT + 4, 7), 14);
            assertEquals(AbiLayout.PASS_STALE, bench.ingress(error4(3, 1, 0, gone)), "a probe that is gone");
            byte[] second = quote4(7);
            second[7] = 1;
            assertEquals(AbiLayout.PASS_OTHER, bench.ingress(error4(3, 1, 0, second)), "a later fragment");
            assertEquals(AbiLayout.PASS_OTHER, bench.ingress(error4(13, 0, 0, quote4(7))), "not an error");
            assertTrue(errors(bench).isEmpty());
        }
    }

    @Test
    void sendersBeyondTheMapAreCounted() {
        try (ProbeBench bench = bench(true)) {
            int senders = AbiLayout.ICMP_ERRORS + 4;
            byte[] icmp = Frame.icmp(3, 1, 0, quote4(7));
            for (int i = 0; i < senders; i++) {
                String sender = "203.0." + i / 256 + "." + i % 256;
                byte[] frame = Frame.ethernet(Frame.ipv4(sender, ProbeBench.AGENT, new byte[0], icmp));
                bench.programs.program("pg_xdp").testRun(frame, new byte[0], 1);
            }
            long full = bench.programs.internalCounters()[InternalLayout.ICMP_ERROR_MAP_FULL / Long.BYTES];
            assertEquals(4, full);
            assertEquals(AbiLayout.ICMP_ERRORS, errors(bench).size());
        }
    }

    private static ProbeBench bench(boolean xdp) {
        ProbeBench bench = new ProbeBench(xdp);
        bench.addProbe(SLOT, ProbeBench.TARGET);
        bench.addProbe(3, ProbeBench.TARGET6);
        return bench;
    }

    private static byte[] quote4(int seq) {
        return Frame.cutFront(ProbeBench.request(SLOT, seq), 14);
    }

    private static byte[] quote6(int seq) {
        return Frame.cutFront(ProbeBench.request6(3, seq), 14);
    }

    private static byte[] error4(int type, int code, int word, byte[] quote) {
        byte[] icmp = Frame.icmp(type, code, word, quote);
        return Frame.ethernet(Frame.ipv4(ROUTER, ProbeBench.AGENT, new byte[0], icmp));
    }

    private static byte[] error6(int type, int code, int word, byte[] quote) {
        byte[] icmp = Frame.icmp(type, code, word, quote);
        return Frame.ethernet(Frame.ipv6(ROUTER6, ProbeBench.AGENT6, Frame.NEXT_ICMPV6, new byte[0], icmp));
    }

    private static Error only(ProbeBench bench) {
        List<Error> errors = errors(bench);
        assertEquals(1, errors.size());
        return errors.get(0);
    }

    private static long count(List<Error> errors, int slot) {
        return errors.stream()
                .filter(e -> e.slot() == slot)
                .mapToLong(Error::count)
                .sum();
    }

    private static List<Error> errors(ProbeBench bench) {
        return bench.programs.icmpErrors().stream()
                .map(entry -> {
                    byte[] key = entry.key();
                    ByteBuffer keys = ByteBuffer.wrap(key).order(ByteOrder.nativeOrder());
                    ByteBuffer values = ByteBuffer.wrap(entry.value()).order(ByteOrder.nativeOrder());
                    return new Error(
                            Arrays.copyOf(key, 16),
                            keys.getInt(IcmpErrorKeyLayout.SLOT),
                            key[IcmpErrorKeyLayout.FAMILY],
                            key[IcmpErrorKeyLayout.TYPE],
                            key[IcmpErrorKeyLayout.CODE],
                            values.getLong(IcmpErrorLayout.COUNT),
                            values.getLong(IcmpErrorLayout.LAST_INFO));
                })
                .toList();
    }
}
