package org.pathgauge.bpf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Links and clsact filters on a veth in a namespace of the test's own. */
class AttachTest {
    private BpfObject object;
    private Netns netns;

    @BeforeEach
    void make() {
        object = BpfObject.open("binding", TestObjects.compile("binding"));
        object.load();
        netns = new Netns();
    }

    @AfterEach
    void remove() {
        netns.close();
        object.close();
    }

    @ParameterizedTest
    @EnumSource
    void tcxLinkIsSeenAndGoesWhenClosed(Direction direction) throws Exception {
        netns.inside(() -> {
            assertEquals(0, BpfLink.queryTcx(netns.ifindex(), direction).length);
            try (BpfLink link = BpfLink.attachTcx(object.program("pg_t_count"), netns.ifindex(), direction)) {
                int[] ids = BpfLink.queryTcx(netns.ifindex(), direction);
                assertEquals(1, ids.length);
                assertEquals(
                        "pg_t_count", ProgramInfo.byId(ids[0]).orElseThrow().name());
            }
            assertEquals(0, BpfLink.queryTcx(netns.ifindex(), direction).length);
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"XDP_NATIVE", "XDP_GENERIC"})
    void xdpLinkIsSeenAndKeepsOthersOut(Hook mode) throws Exception {
        netns.inside(() -> {
            assertTrue(ForeignXdp.on(netns.ifindex()).isEmpty());
            BpfProgram program = object.program("pg_t_xdp");
            try (BpfLink link = BpfLink.attachXdp(program, netns.ifindex(), mode)) {
                ForeignXdp holder = ForeignXdp.on(netns.ifindex()).orElseThrow();
                assertEquals("pg_t_xdp", holder.programName());
                assertEquals(mode == Hook.XDP_NATIVE ? "native" : "generic", holder.mode());
                assertTrue(holder.ours());
                BpfException e =
                        assertThrows(BpfException.class, () -> BpfLink.attachXdp(program, netns.ifindex(), mode));
                assertEquals("EBUSY", e.errnoName());
                assertTrue(e.mend().contains("pg_t_xdp"), e.mend());
                assertTrue(e.mend().contains("pg0"), e.mend());
            }
            assertTrue(ForeignXdp.on(netns.ifindex()).isEmpty());
        });
    }

    @Test
    void interfaceThatGoesFirstDoesNotDisturbTheClose() throws Exception {
        netns.inside(() -> {
            BpfLink xdp = BpfLink.attachXdp(object.program("pg_t_xdp"), netns.ifindex(), Hook.XDP_GENERIC);
            BpfLink tcx = BpfLink.attachTcx(object.program("pg_t_count"), netns.ifindex(), Direction.EGRESS);
            Clsact.Filter filter = Clsact.attach(object.program("pg_t_count"), netns.ifindex(), Direction.INGRESS);
            netns.must("ip", "link", "del", "pg0");
            xdp.close();
            tcx.close();
            filter.close();
        });
    }

    @Test
    void missingInterfaceIsNamed() throws Exception {
        netns.inside(() -> {
            BpfProgram tc = object.program("pg_t_count");
            BpfProgram xdp = object.program("pg_t_xdp");
            assertInterfaceNamed(() -> BpfLink.attachTcx(tc, 4711, Direction.EGRESS));
            assertInterfaceNamed(() -> BpfLink.attachXdp(xdp, 4711, Hook.XDP_GENERIC));
            assertInterfaceNamed(() -> Clsact.attach(tc, 4711, Direction.EGRESS));
        });
    }

    private static void assertInterfaceNamed(org.junit.jupiter.api.function.Executable attach) {
        BpfException e = assertThrows(BpfException.class, attach);
        assertTrue(e.getMessage().contains("interface 4711"), e.getMessage());
        assertTrue(e.getMessage().contains("exist"), e.getMessage());
    }

    @Test
    void mtuTooLargeForXdpWithoutFragmentsSaysHowToMend() throws Exception {
        netns.must("ip", "link", "set", "pg0", "mtu", "9000");
        netns.must("ip", "link", "set", "pg1", "mtu", "9000");
        netns.inside(() -> {
            BpfException e = assertThrows(
                    BpfException.class,
                    () -> BpfLink.attachXdp(object.program("pg_t_xdp"), netns.ifindex(), Hook.XDP_NATIVE));
            assertTrue(e.mend().contains("MTU"), e.getMessage());
            assertTrue(e.mend().contains("tcx"), e.getMessage());
        });
    }

    @Test
    void clsactFilterGoesWithTheQdiscThatItMade() throws Exception {
        netns.inside(() -> {
            try (Clsact.Filter in = Clsact.attach(object.program("pg_t_count"), netns.ifindex(), Direction.INGRESS);
                    Clsact.Filter out =
                            Clsact.attach(object.program("pg_t_count"), netns.ifindex(), Direction.EGRESS)) {
                assertEquals(
                        1,
                        TcFilters.list(netns.ifindex(), Direction.INGRESS).bpf().size());
                assertTrue(filters("ingress").contains("pg_t_count"), filters("ingress"));
                assertTrue(filters("egress").contains("pg_t_count"), filters("egress"));
            }
            assertFalse(qdiscs().contains("clsact"), qdiscs());
        });
    }

    @Test
    void staleFiltersOfOursGoAndOthersStay() throws Exception {
        netns.inside(() -> {
            Clsact.attach(object.program("pg_t_count"), netns.ifindex(), Direction.INGRESS);
            Clsact.attach(object.program("foreign_t"), netns.ifindex(), Direction.INGRESS);
            Clsact.attach(object.program("pg_t_count"), netns.ifindex(), Direction.INGRESS);
            Clsact.attach(object.program("pg_t_count"), netns.ifindex(), Direction.EGRESS);
            // A classic BPF filter: no eBPF program, the one other kind that every kernel with clsact has.
            netns.must(
                    "tc",
                    "filter",
                    "add",
                    "dev",
                    "pg0",
                    "egress",
                    "protocol",
                    "ip",
                    "bpf",
                    "bytecode",
                    "1,6 0 0 4294967295,",
                    "flowid",
                    "1:1");

            assertEquals(3, Clsact.removeStale(netns.ifindex()));
            assertEquals(0, Clsact.removeStale(netns.ifindex()));
            assertFalse(filters("ingress").contains("pg_t_count"), filters("ingress"));
            assertTrue(filters("ingress").contains("foreign_t"), filters("ingress"));
            assertTrue(filters("egress").contains("bytecode"), filters("egress"));

            netns.must("tc", "filter", "del", "dev", "pg0", "egress");
            netns.must("tc", "filter", "del", "dev", "pg0", "ingress");
            assertTrue(qdiscs().contains("clsact"), "not ours to remove while others used it");
        });
    }

    @Test
    void lastStaleFilterTakesTheQdiscAlong() throws Exception {
        netns.inside(() -> {
            Clsact.attach(object.program("pg_t_count"), netns.ifindex(), Direction.EGRESS);
            assertTrue(qdiscs().contains("clsact"), qdiscs());
            assertEquals(1, Clsact.removeStale(netns.ifindex()));
            assertFalse(qdiscs().contains("clsact"), qdiscs());
        });
    }

    @Test
    void qdiscOfOthersStaysWhenOurFilterGoes() throws Exception {
        netns.must("tc", "qdisc", "add", "dev", "pg0", "clsact");
        netns.inside(() -> {
            Clsact.attach(object.program("pg_t_count"), netns.ifindex(), Direction.EGRESS)
                    .close();
            assertFalse(filters("egress").contains("pg_t_count"), filters("egress"));
            assertTrue(qdiscs().contains("clsact"), qdiscs());
        });
    }

    private String filters(String direction) {
        return netns.must("tc", "filter", "show", "dev", "pg0", direction);
    }

    private String qdiscs() {
        return netns.must("tc", "qdisc", "show", "dev", "pg0");
    }
}
