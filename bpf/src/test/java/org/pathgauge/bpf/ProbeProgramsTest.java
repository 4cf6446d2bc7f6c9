package org.pathgauge.bpf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pathgauge.bpf.abi.BankLayout;
import org.pathgauge.bpf.abi.ClockLayout;
import org.pathgauge.bpf.abi.HistogramLayout;
import org.pathgauge.bpf.abi.IfaceLayout;
import org.pathgauge.bpf.abi.InternalLayout;
import org.pathgauge.bpf.abi.ProbeLayout;
import org.pathgauge.bpf.abi.StampLayout;
import org.pathgauge.bpf.abi.StatsLayout;

class ProbeProgramsTest {
    static final ProbePrograms.Setup SETUP = new ProbePrograms.Setup(100, 800, 400, 1, 2, 0x1234, 40_000);

    private ProbePrograms programs;

    @BeforeEach
    void load() {
        programs = ProbePrograms.load(SETUP);
    }

    @AfterEach
    void close() {
        programs.close();
    }

    @Test
    void mapsHaveTheSizesAskedForAndTheLayoutsOfTheContract() {
        assertShape(programs.probes(), 100, ProbeLayout.SIZE);
        assertShape(programs.stats(), 100, StatsLayout.SIZE);
        assertShape(programs.stamps(), 800, StampLayout.SIZE);
        assertShape(programs.banks(), 400, BankLayout.SIZE);
        assertShape(programs.histograms(), 400, HistogramLayout.SIZE);
        assertShape(programs.clock(), 1, ClockLayout.SIZE);
        assertShape(programs.ifaceIndex(), 65536, 8);
        assertArrayEquals(new long[IfaceLayout.SIZE / 8], programs.ifaceCounters(0));
        assertArrayEquals(new long[InternalLayout.SIZE / 8], programs.internalCounters());
        assertEquals(List.of(), programs.icmpErrors());
        assertFalse(programs.samples().await(0));
    }

    private static void assertShape(ArrayWindow array, int elements, int size) {
        assertEquals(elements, array.elements());
        assertEquals(size, array.stride());
    }

    private static void assertShape(MappedArray array, int elements, int size) {
        assertEquals(elements, array.elements());
        assertEquals(size, array.stride());
    }

    @Test
    void memoryIsThatOfAllMaps() {
        long payload = 100L * (ProbeLayout.SIZE + StatsLayout.SIZE)
                + 800L * StampLayout.SIZE
                + 400L * BankLayout.SIZE
                + 400L * HistogramLayout.SIZE
                + 65536 * 8
                + (1 << 20);
        long memlock = programs.memlockBytes();
        assertTrue(memlock >= payload, memlock + " bytes for a payload of " + payload);
        assertTrue(memlock < 4 * payload, memlock + " bytes for a payload of " + payload);
    }

    @ParameterizedTest
    @EnumSource
    void attachesAtEveryHookAndLeavesNothing(Hook hook) throws Exception {
        try (Netns netns = new Netns()) {
            netns.inside(() -> {
                Attachment attachment = programs.attach(netns.ifindex(), hook);
                assertEquals(netns.ifindex(), attachment.ifindex());
                assertEquals(hook, attachment.ingress());
                assertEquals(hook == Hook.CLSACT ? Hook.CLSACT : Hook.TCX, attachment.egress());
                assertEquals(hook.isXdp(), ForeignXdp.on(netns.ifindex()).isPresent());
                assertTrue(shown(netns).contains("pg_egress"), shown(netns));
                assertTrue(shown(netns).contains(hook.isXdp() ? "pg_xdp" : "pg_tcx_ingress"), shown(netns));
                attachment.close();
                attachment.close();
                assertFalse(shown(netns).contains("pg_"), shown(netns));
                assertFalse(netns.must("tc", "qdisc").contains("clsact"));
            });
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"XDP_NATIVE", "XDP_GENERIC", "TCX"})
    void halfAnAttachmentIsUndone(Hook hook) throws Exception {
        try (Netns netns = new Netns()) {
            netns.inside(() -> {
                BpfProgram egress = programs.program("pg_egress");
                // The kernel takes a program once at a hook, so the second half fails.
                try (BpfLink taken = BpfLink.attachTcx(egress, netns.ifindex(), Direction.EGRESS)) {
                    BpfException e = assertThrows(BpfException.class, () -> programs.attach(netns.ifindex(), hook));
                    assertTrue(e.getMessage().contains("Cannot attach pg_egress"), e.getMessage());
                    assertTrue(e.mend().contains("already"), e.getMessage());
                    assertEquals("pg_egress", shown(netns).strip());
                }
            });
        }
    }

    @Test
    void closingTheProgramsClosesTheirAttachments() throws Exception {
        try (Netns netns = new Netns()) {
            netns.inside(() -> {
                try (ProbePrograms others = ProbePrograms.load(SETUP)) {
                    others.attach(netns.ifindex(), Hook.CLSACT);
                    assertTrue(shown(netns).contains("pg_egress"), shown(netns));
                }
                assertFalse(shown(netns).contains("pg_"), shown(netns));
            });
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"TCX", "CLSACT"})
    void nextStartRemovesWhatAKilledRunLeft(Hook hook) throws Exception {
        try (Netns netns = new Netns();
                BpfObject earlier = BpfObject.open("binding", TestObjects.compile("binding"))) {
            earlier.load();
            netns.inside(() -> {
                Clsact.attach(earlier.program("pg_t_count"), netns.ifindex(), Direction.EGRESS);
                Clsact.attach(earlier.program("foreign_t"), netns.ifindex(), Direction.EGRESS);
                try (Attachment attachment = programs.attach(netns.ifindex(), hook)) {
                    assertFalse(shown(netns).contains("pg_t_count"), shown(netns));
                    assertTrue(shown(netns).contains("foreign_t"), shown(netns));
                }
                assertTrue(shown(netns).contains("foreign_t"), shown(netns));
            });
        }
    }

    @Test
    void impossibleSizesAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new ProbePrograms.Setup(0, 8, 4, 0, 0, 0, 40_000));
        assertThrows(IllegalArgumentException.class, () -> new ProbePrograms.Setup(1, 8, 1, 0, 0, 0, 40_000));
        assertThrows(IllegalArgumentException.class, () -> new ProbePrograms.Setup(1, 8, 4, 0, 0, 0x10000, 40_000));
        assertThrows(IllegalArgumentException.class, () -> new ProbePrograms.Setup(1, 8, 4, 0, 0, 0, 40_001));
    }

    private static String shown(Netns netns) {
        StringBuilder names = new StringBuilder();
        for (Direction direction : Direction.values()) {
            for (int id : BpfLink.queryTcx(netns.ifindex(), direction)) {
                ProgramInfo.byId(id).ifPresent(info -> names.append(info.name()).append(' '));
            }
            for (TcFilters.BpfFilter filter :
                    TcFilters.list(netns.ifindex(), direction).bpf()) {
                ProgramInfo.byId(filter.programId())
                        .ifPresent(info -> names.append(info.name()).append(' '));
            }
        }
        ForeignXdp.on(netns.ifindex()).ifPresent(xdp -> names.append(xdp.programName()));
        return names.toString();
    }
}
