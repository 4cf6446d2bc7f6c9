package org.pathgauge.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.pathgauge.bpf.Frame;
import org.pathgauge.bpf.ProbePrograms;
import org.pathgauge.bpf.abi.AbiLayout;
import org.pathgauge.bpf.abi.IfaceLayout;
import org.pathgauge.model.Filter;
import org.pathgauge.model.FilterRule;

/** The filter in the kernel on a test bench: no interface, packets by BPF_PROG_TEST_RUN. */
final class FilterBench implements AutoCloseable {
    /** The number of the interface that test runs come from, which is the loopback. */
    static final int IFACE = 5;

    static final String NAME = "eth0";

    private static final int IFINDEX = 1;
    private static final int XDP_DROP = 1;
    private static final int TC_DROP = 2;

    final ProbePrograms programs = ProbePrograms.load(new ProbePrograms.Setup(8, 64, 32, 1L, 2L, 0xbeef, 40_000));
    final PacketFilter filter;
    boolean xdp;
    private Management management = Management.NONE;
    private long nanos = 1_000_000_000L;

    FilterBench() {
        announce(IFACE);
        filter = new PacketFilter(programs, () -> nanos, Instant.EPOCH::plusNanos, () -> management);
        filter.tick(Map.of(NAME, new PacketFilter.Place(IFACE, xdp)));
    }

    /** This bench with no rule and at a hook: loading the programs takes longer than most tests. */
    FilterBench at(boolean atXdp) {
        configure();
        announce(IFACE);
        managedBy(Management.NONE);
        xdp = atXdp;
        return this;
    }

    void announce(int value) {
        programs.ifaceIndex().setInt(IFINDEX, 0, value);
    }

    void managedBy(Management by) {
        management = by;
    }

    void pass(long more) {
        nanos += more;
    }

    void configure(FilterRule... rules) {
        configure(List.of(rules));
    }

    void configure(List<FilterRule> rules) {
        try {
            filter.prepare(rules, Management.NONE, true).apply();
        } catch (FilterException e) {
            throw new AssertionError(e);
        }
    }

    Filter tick() {
        return filter.tick(Map.of(NAME, new PacketFilter.Place(IFACE, xdp)));
    }

    Filter.Hits hits(String rule) {
        return tick().rules().stream()
                .filter(h -> h.rule().name().equals(rule))
                .findFirst()
                .orElseThrow();
    }

    /** Receives a frame; returns whether it was dropped, having checked that the verdict's counter says the same. */
    boolean drops(byte[] frame) {
        return drops(frame, new byte[0]);
    }

    /** The same with a context, such as {@link Frame#merged}. */
    boolean drops(byte[] frame, byte[] context) {
        long[] before = programs.ifaceCounters(IFACE);
        int action = programs.ingress(xdp).testRun(frame, context, 1).returnValue();
        long[] after = programs.ifaceCounters(IFACE);
        List<Integer> risen = new ArrayList<>();
        for (int i = 0; i < AbiLayout.VERDICTS; i++) {
            int word = IfaceLayout.PACKETS / Long.BYTES + i;
            if (after[word] != before[word]) {
                risen.add(i);
            }
        }
        assertEquals(1, risen.size(), "one verdict");
        boolean dropped = action == (xdp ? XDP_DROP : TC_DROP);
        assertEquals(dropped, risen.contains(AbiLayout.DROP_FILTER) || risen.contains(AbiLayout.DROP_RATE));
        return dropped;
    }

    static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(literal, e);
        }
    }

    @Override
    public void close() {
        filter.close();
        programs.close();
    }
}
