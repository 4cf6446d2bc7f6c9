package org.pathgauge.bpf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Programs at the kernel's tracepoints: attached as links, left out where the tracepoint is missing. */
class TracepointTest {
    @Test
    void countsTheArgumentsOfATracepoint() {
        try (KernelBtf btf = KernelBtf.open()) {
            assertEquals(OptionalInt.of(3), btf.tracepointArguments("inet_sock_set_state"));
            assertEquals(OptionalInt.empty(), btf.tracepointArguments("no_such_tracepoint"));
        }
    }

    @Test
    void leavesOutWhatTheKernelLacks() {
        try (BpfObject object = BpfObject.open("tracepoints", TestObjects.compile("tracepoints"))) {
            assertEquals(Set.of("no_such_tracepoint"), object.skipMissingTracepoints());
            object.load();
            List<BpfLink> links = object.attachTracepoints();
            assertEquals(1, links.size());
            links.forEach(BpfLink::close);
            BpfException e = assertThrows(BpfException.class, () -> object.program("missing"));
            assertTrue(e.getMessage().contains("was not loaded"), e.getMessage());
        }
    }
}
