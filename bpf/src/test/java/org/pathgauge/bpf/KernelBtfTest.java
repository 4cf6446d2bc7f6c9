package org.pathgauge.bpf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class KernelBtfTest {

    @Test
    void typesMembersAndEnumsOfTheRunningKernel() {
        try (KernelBtf btf = KernelBtf.open()) {
            assertTrue(btf.hasType("sk_buff"));
            assertTrue(btf.hasType("bpf_map_type"));
            assertFalse(btf.hasType("pg_no_such_type"));
            assertTrue(btf.hasFunction("bpf_prog_run_generic_xdp") || btf.hasFunction("dev_xdp_attach"));
            assertFalse(btf.hasFunction("pg_no_such_function"));

            // struct xdp_md is user-space API: its offsets are fixed.
            assertEquals(OptionalInt.of(0), btf.memberOffsetBits("xdp_md", "data"));
            assertEquals(OptionalInt.of(32 * 3), btf.memberOffsetBits("xdp_md", "ingress_ifindex"));
            assertEquals(OptionalInt.empty(), btf.memberOffsetBits("xdp_md", "nothing"));
            assertEquals(OptionalInt.empty(), btf.memberOffsetBits("pg_no_such_type", "data"));
            // Members of unnamed inner structs are members of the outer one (C11 6.7.2.1).
            assertEquals(OptionalInt.of(0), btf.memberOffsetBits("sk_buff", "next"));
            assertTrue(btf.memberOffsetBits("sk_buff", "dev").isPresent());

            Map<String, Long> types = btf.enumValues("bpf_map_type").orElseThrow();
            assertEquals(2, types.get("BPF_MAP_TYPE_ARRAY"));
            assertEquals(27, types.get("BPF_MAP_TYPE_RINGBUF"));
            assertTrue(btf.enumValues("pg_no_such_enum").isEmpty());
        }
    }

    @Test
    void closedOneFailsInsteadOfCrashing() {
        KernelBtf btf = KernelBtf.open();
        btf.close();
        btf.close();
        assertThrows(IllegalStateException.class, () -> btf.hasType("sk_buff"));
    }
}
