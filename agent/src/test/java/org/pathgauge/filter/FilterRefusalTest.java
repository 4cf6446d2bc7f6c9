package org.pathgauge.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.pathgauge.filter.Rules.rule;

import com.sun.jna.NativeLibrary;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.pathgauge.bpf.BpfMap;
import org.pathgauge.model.FilterRule;

/** The kernel refuses the last step of an exchange of rules: those of before stay in force. */
class FilterRefusalTest {
    private static final int UDP = 17;
    private static final Packet ANNA = Packet.of("192.0.2.9", "198.51.100.1", UDP, 5000, 53);
    private static final Packet BERT = Packet.of("192.0.2.10", "198.51.100.1", UDP, 5000, 53);
    private static final FilterRule NO_ANNA =
            rule("anna", 1).from("192.0.2.9/32").drop();
    private static final FilterRule NO_BERT =
            rule("bert", 1).from("192.0.2.10/32").drop();

    /** From now on the kernel refuses each change of a map from outside of programs; it cannot be taken back. */
    private static void freeze(BpfMap map) {
        int error = NativeLibrary.getInstance("libbpf.so.1")
                .getFunction("bpf_map_freeze")
                .invokeInt(new Object[] {map.fd()});
        assertEquals(0, error);
    }

    @Test
    void rulesOfBeforeStayWhenProgramsCannotBeWaitedFor() throws Exception {
        try (FilterBench bench = new FilterBench().at(true)) {
            bench.configure(NO_ANNA);
            freeze(bench.programs.partMap("pg_filter_fence"));
            // The first is refused behind the exchange, the second before it writes over what programs may look into.
            for (int attempt = 0; attempt < 2; attempt++) {
                PacketFilter.Change refused = bench.filter.prepare(List.of(NO_BERT), Management.NONE, true);
                FilterException e = assertThrows(FilterException.class, refused::apply);
                assertTrue(e.getMessage().contains("pg_filter_fence"), e.getMessage());
                assertTrue(bench.drops(ANNA.frame()));
                assertFalse(bench.drops(BERT.frame()));
                assertEquals(attempt + 1, bench.hits("anna").dropped());
            }
        }
    }

    @Test
    void blocksThatCannotBeRemovedMakeNoChangeFail() {
        try (FilterBench bench = new FilterBench().at(true)) {
            List<FilterRule> enoughForBlocks = new ArrayList<>(List.of(NO_BERT));
            for (int i = 0; i < 3000; i++) {
                enoughForBlocks.add(rule("other-" + i, 10 + i)
                        .from("10." + (i >> 8) + "." + (i & 255) + ".0/24")
                        .drop());
            }
            bench.configure(enoughForBlocks);
            assertTrue(bench.drops(BERT.frame()));
            assertTrue(bench.filter.kernelMemoryBytes() > 0);
            freeze(bench.programs.partMap("pg_filter_blocks"));
            // No rule, so no block has to be written; those of before have to go.
            bench.configure();
            assertFalse(bench.drops(BERT.frame()));
            assertEquals("", bench.tick().problem());
        }
    }
}
