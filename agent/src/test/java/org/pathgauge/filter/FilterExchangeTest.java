package org.pathgauge.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.pathgauge.filter.Rules.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pathgauge.bpf.BpfProgram;
import org.pathgauge.bpf.abi.AbiLayout;
import org.pathgauge.bpf.abi.IfaceLayout;
import org.pathgauge.model.FilterRule;

/** Rules are exchanged while packets come at the kernel's own rate: none slips through between two sets, none counts twice. */
class FilterExchangeTest {
    private static final int UDP = 17;
    private static final int EXCHANGES = 16;
    private static final int OTHERS = 3000;
    private static final int REPEAT = 500;
    private static final Packet PACKET = Packet.of("192.0.2.9", "198.51.100.1", UDP, 5000, 53);

    /** Receives one frame again and again, on a thread of its own. */
    private static final class Traffic implements AutoCloseable {
        private final AtomicLong sent = new AtomicLong();
        private final AtomicLong passed = new AtomicLong();
        private final AtomicBoolean stop = new AtomicBoolean();
        private final Thread thread;

        Traffic(BpfProgram program, int drop) {
            byte[] frame = PACKET.frame();
            thread = Thread.ofPlatform().start(() -> {
                while (!stop.get()) {
                    if (program.testRun(frame, new byte[0], REPEAT).returnValue() != drop) {
                        passed.incrementAndGet();
                    }
                    sent.addAndGet(REPEAT);
                }
            });
        }

        void awaitMore() throws InterruptedException {
            long before = sent.get();
            while (sent.get() == before) {
                assertTrue(thread.isAlive(), "the kernel refused a test run");
                Thread.sleep(1);
            }
        }

        @Override
        public void close() throws InterruptedException {
            stop.set(true);
            thread.join();
        }
    }

    /** Both sets drop the packet, by another rule each; the other rules have other places and other shapes in each. */
    private static List<FilterRule> set(int number) {
        boolean even = number % 2 == 0;
        List<FilterRule> rules = new ArrayList<>();
        rules.add(rule("host", even ? 1 : 3).from("192.0.2.9/32").drop());
        rules.add(rule("net", 2).from("192.0.2.0/24").protocol(UDP).drop());
        int others = OTHERS / (1 + number % 3);
        for (int i = 0; i < others; i++) {
            String prefix = "10." + (i >> 8) + "." + (i & 255) + (even ? ".0/" + (24 + i % 5) : ".9/32");
            rules.add(rule("other-" + number % 4 + "-" + i, 10 + i).from(prefix).drop());
        }
        return rules;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Timeout(300)
    void noPacketPassesBetweenTwoSets(boolean xdp) throws Exception {
        try (FilterBench bench = new FilterBench().at(xdp)) {
            bench.configure(set(0));
            long before = filtered(bench);
            long sent;
            Traffic traffic = new Traffic(bench.programs.ingress(xdp), xdp ? 1 : 2);
            try (traffic) {
                for (int exchange = 1; exchange <= EXCHANGES; exchange++) {
                    traffic.awaitMore();
                    bench.configure(set(exchange));
                }
                traffic.awaitMore();
            }
            sent = traffic.sent.get();
            long host = bench.hits("host").dropped();
            long net = bench.hits("net").dropped();
            assertEquals(0, traffic.passed.get());
            assertEquals(sent, host + net);
            assertTrue(host > 0 && net > 0, "each set had its packets");
            assertEquals(sent, filtered(bench) - before);
        }
    }

    private static long filtered(FilterBench bench) {
        return bench.programs
                .ifaceCounters(FilterBench.IFACE)[IfaceLayout.PACKETS / Long.BYTES + AbiLayout.DROP_FILTER];
    }

    @Test
    void aRuleThatComesBackBeginsAtZeroThoughItsPlaceIsTaken() {
        try (FilterBench bench = new FilterBench().at(true)) {
            FilterRule own = rule("own", 1).from("192.0.2.9/32").drop();
            bench.configure(own);
            assertTrue(bench.drops(PACKET.frame()));
            bench.configure(rule("heir", 1).from("192.0.2.0/24").drop());
            assertTrue(bench.drops(PACKET.frame()));
            assertEquals(1, bench.hits("heir").dropped());
            bench.configure(rule("heir", 2).from("192.0.2.0/24").drop(), own);
            assertTrue(bench.drops(PACKET.frame()));
            assertEquals(1, bench.hits("own").dropped());
            assertEquals(1, bench.hits("heir").dropped());
        }
    }
}
