package org.pathgauge.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.pathgauge.filter.Rules.rule;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.pathgauge.bpf.abi.FilterHeadLayout;
import org.pathgauge.bpf.abi.FilterSetLayout;
import org.pathgauge.bpf.abi.GuardAbiLayout;
import org.pathgauge.model.FilterRule;
import org.pathgauge.model.FilterRule.Prefix;

/** The kernel's table when somebody chose addresses of one hash, which are easy to compute. */
class CellTableTest {
    private static final long K0 = 0x9e3779b97f4a7c15L;
    private static final long K1 = 0xc2b2ae3d27d4eb4fL;

    /** The inverse of {@link #K1} modulo 2^64. */
    private static final long INVERSE = BigInteger.valueOf(K1)
            .modInverse(BigInteger.ONE.shiftLeft(Long.SIZE))
            .longValue();

    private static CellTable table(int rulesOfOneHash) throws FilterException {
        List<FilterRule> rules = IntStream.range(0, rulesOfOneHash)
                .mapToObj(i -> rule("r" + i, i).from(source(i)).drop())
                .toList();
        return CellTable.of(FilterCompiler.compile(rules, name -> OptionalInt.empty()));
    }

    private static Prefix source(long first) {
        byte[] octets = ByteBuffer.allocate(16)
                .order(ByteOrder.nativeOrder())
                .putLong(first)
                .putLong(-first * K0 * INVERSE)
                .array();
        return Prefix.of(octets, 128);
    }

    @Test
    void rulesOfOneHashUnderOneSeedAreHashedWithAnother() throws FilterException {
        assertEquals(0, seed(table(GuardAbiLayout.FILTER_TRIES)));
        assertNotEquals(0, seed(table(1000)));
    }

    private static long seed(CellTable table) {
        return ByteBuffer.wrap(table.set())
                .order(ByteOrder.nativeOrder())
                .getLong(FilterSetLayout.HEAD + FilterHeadLayout.SEED);
    }
}
