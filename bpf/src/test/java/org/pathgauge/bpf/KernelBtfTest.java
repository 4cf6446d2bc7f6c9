package org.pathgauge.bpf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

class KernelBtfTest {

    @Test
    void typesFunctionsAndEnumsOfTheRunningKernel() {
        try (KernelBtf btf = KernelBtf.open()) {
            assertTrue(btf.hasType("sk_buff"));
            assertTrue(btf.hasType("bpf_map_type"));
            assertFalse(btf.hasType("pg_no_such_type"));
            assertTrue(btf.hasFunction("bpf_prog_run_generic_xdp") || btf.hasFunction("dev_xdp_attach"));
            assertFalse(btf.hasFunction("pg_no_such_function"));

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
