package org.pathgauge.bpf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pathgauge.bpf.abi.AbiLayout;
import org.pathgauge.bpf.abi.ProbeLayout;

/** The ingress programs that do more than match replies: in the place of the plain ones while they are needed. */
class IngressPartTest {
    @ParameterizedTest
    @EnumSource
    void anotherProgramTakesThePlaceOfTheOneThatIsAttached(Hook hook) throws Exception {
        try (Netns netns = new Netns();
                ProbeBench bench = new ProbeBench(hook.isXdp())) {
            netns.inside(() -> {
                try (Attachment attachment = bench.programs.attach(netns.ifindex(), hook)) {
                    assertEquals(hook.isXdp() ? "pg_xdp" : "pg_tcx_ingress", shown(netns, hook));
                    bench.programs.need(IngressPart.FILTER, true);
                    assertEquals(hook.isXdp() ? "pg_xdp_filter" : "pg_tcx_filter", shown(netns, hook));
                    bench.programs.need(IngressPart.FILTER, false);
                    assertEquals(hook.isXdp() ? "pg_xdp" : "pg_tcx_ingress", shown(netns, hook));
                    assertEquals(hook, attachment.ingress());
                }
                assertEquals("", shown(netns, hook));
            });
        }
    }

    @Test
    void interfacesThatComeLaterGetTheProgramThatIsNeeded() throws Exception {
        try (Netns netns = new Netns();
                ProbeBench bench = new ProbeBench(false)) {
            netns.inside(() -> {
                bench.programs.need(IngressPart.FILTER, true);
                try (Attachment attachment = bench.programs.attach(netns.ifindex(), Hook.TCX)) {
                    assertEquals("pg_tcx_filter", shown(netns, attachment.ingress()));
                }
            });
        }
    }

    @Test
    void memoryIsTakenOnlyWhenAPartIsNeeded() {
        try (ProbeBench bench = new ProbeBench(true)) {
            long plain = bench.programs.memlockBytes();
            assertThrows(IllegalStateException.class, () -> bench.programs.partMap("pg_filter_hits"));
            bench.programs.need(IngressPart.FILTER, true);
            assertTrue(bench.programs.memlockBytes() > plain);
            assertEquals(Set.of(IngressPart.FILTER), bench.programs.parts());
            assertTrue(bench.programs.partMap("pg_filter_hits").isMmapable());
        }
    }

    /** The programs share the maps of probes, so a reply is matched whichever of them it meets. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void repliesAreMatchedByEveryProgram(boolean xdp) {
        try (ProbeBench bench = new ProbeBench(xdp)) {
            bench.addProbe(0, ProbeBench.TARGET);
            // Loading the other program takes seconds on a busy host, while the reply is under way.
            bench.programs.probes().setLong(0, ProbeLayout.TIMEOUT_NS, 12 * ProbeBench.TIMEOUT);
            bench.egress(ProbeBench.request(0, 1));
            bench.programs.need(IngressPart.FILTER, true);
            assertEquals(AbiLayout.DROP_REPLY, bench.ingress(ProbeBench.reply(0, 1)));
            bench.egress(ProbeBench.request(0, 2));
            bench.programs.need(IngressPart.FILTER, false);
            assertEquals(AbiLayout.DROP_REPLY, bench.ingress(ProbeBench.reply(0, 2)));
        }
    }

    private static String shown(Netns netns, Hook hook) {
        if (hook.isXdp()) {
            return ForeignXdp.on(netns.ifindex()).map(ForeignXdp::programName).orElse("");
        }
        int[] ids = hook == Hook.TCX ? BpfLink.queryTcx(netns.ifindex(), Direction.INGRESS) : clsact(netns);
        assertFalse(ids.length > 1, "one program");
        return ids.length == 0
                ? ""
                : ProgramInfo.byId(ids[0]).map(ProgramInfo::name).orElseThrow();
    }

    private static int[] clsact(Netns netns) {
        List<TcFilters.BpfFilter> filters =
                TcFilters.list(netns.ifindex(), Direction.INGRESS).bpf();
        return filters.stream().mapToInt(TcFilters.BpfFilter::programId).toArray();
    }
}
