package org.pathgauge.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.pathgauge.model.Filter;
import org.pathgauge.model.FilterRule;
import org.pathgauge.model.FilterRule.Action;
import org.pathgauge.model.FilterRule.Ports;
import org.pathgauge.model.FilterRule.Prefix;

/** Compiler and kernel together against a naive reading of the rules: random rules, random packets. */
class FilterPropertyTest {
    private static final int ROUNDS = 40;
    private static final int PACKETS = 250;
    private static final int NETWORKS = 1000;
    private static final int[] PROTOCOLS = {1, 6, 17, 132, 47};
    private static final int[] PORTS = {0, 1, 22, 53, 79, 80, 81, 1023, 1024, 8080, 32_767, 32_768, 65_535};

    @Test
    void kernelDecidesAsANaiveReaderOfTheRulesDoes() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        int dropped = 0;
        try (FilterBench bench = new FilterBench()) {
            for (int round = 0; round < ROUNDS; round++) {
                bench.at(round % 2 == 0);
                List<FilterRule> rules = install(bench, random);
                Map<String, Long> matched = new HashMap<>();
                for (int i = 0; i < PACKETS; i++) {
                    Packet packet = packet(random);
                    int shape = random.nextInt(6);
                    boolean ports = packet.ports() && shape != 5;
                    byte[] frame =
                            switch (shape) {
                                case 1 -> packet.frame(0x8100);
                                case 2 -> packet.withOptions();
                                case 4 -> packet.fragment(0);
                                case 5 -> packet.fragment(1 + random.nextInt(100));
                                default -> packet.frame();
                            };
                    Optional<FilterRule> rule = first(rules, packet, ports);
                    String what = "seed " + seed + ", round " + round + ": " + packet + " against " + rule;
                    boolean drop = rule.map(r -> r.action() == Action.DROP).orElse(false);
                    assertEquals(drop, bench.drops(frame), what);
                    rule.ifPresent(r -> matched.merge(r.name(), 1L, Long::sum));
                    dropped += drop ? 1 : 0;
                }
                for (Filter.Hits hits : bench.tick().rules()) {
                    assertEquals(
                            matched.getOrDefault(hits.rule().name(), 0L),
                            hits.matched(),
                            "seed " + seed + ", round " + round + ": " + hits.rule());
                    // Whoever is said to match nothing matched nothing.
                    assertTrue(hits.problem().isEmpty() || hits.matched() == 0, hits.problem());
                }
            }
        }
        assertTrue(dropped > ROUNDS, "only " + dropped + " packets were dropped: the test tests nothing");
    }

    /** As many random rules as the kernel takes. */
    private static List<FilterRule> install(FilterBench bench, Random random) {
        for (int most = 1 + random.nextInt(300); ; most = most / 2 + 1) {
            List<FilterRule> rules = new ArrayList<>();
            for (int i = 0; i < most; i++) {
                rules.add(rule(random, i));
            }
            if (random.nextInt(3) > 0) {
                IntStream.range(0, NETWORKS).mapToObj(i -> network(1000 + i)).forEach(rules::add);
            }
            rules.sort(Comparator.comparingLong(FilterRule::order));
            try {
                bench.filter.prepare(rules, Management.NONE, true).apply();
                return rules;
            } catch (FilterException e) {
                assertTrue(e.getMessage().contains("combinations"), e.getMessage());
            }
        }
    }

    /** A rule that no packet of this test matches; many of them make a set whose shapes are pruned. */
    private static FilterRule network(int number) {
        return rule(number)
                .from("10.0." + number % 200 + "." + (8 + number % 19) * 8 + "/29")
                .drop();
    }

    private static Rules rule(int number) {
        return Rules.rule("r" + number, 1 + (number * 7919L) % 10_007);
    }

    private static FilterRule rule(Random random, int number) {
        Rules rule = rule(number);
        boolean v4 = random.nextInt(3) > 0;
        if (random.nextInt(4) > 0) {
            rule.from(prefix(random, v4));
        }
        if (random.nextInt(3) == 0) {
            rule.to(prefix(random, v4));
        }
        if (random.nextInt(3) == 0) {
            rule.protocol(PROTOCOLS[1 + random.nextInt(3)]);
            if (random.nextInt(2) == 0) {
                int a = port(random);
                int b = random.nextInt(3) > 0 ? a : port(random);
                rule.ports(Math.min(a, b), Math.max(a, b));
            }
            if (random.nextInt(5) == 0) {
                int a = port(random);
                rule.sourcePorts(a, a);
            }
        } else if (random.nextInt(6) == 0) {
            rule.protocol(PROTOCOLS[random.nextInt(PROTOCOLS.length)]);
        }
        if (random.nextInt(8) == 0) {
            rule.at(random.nextBoolean() ? FilterBench.NAME : "eth9");
        }
        return random.nextBoolean() ? rule.drop() : rule.count();
    }

    private static String prefix(Random random, boolean v4) {
        int[] lengths = v4 ? new int[] {8, 15, 16, 24, 31, 32} : new int[] {32, 48, 64, 127, 128};
        return address(random, v4) + "/" + lengths[random.nextInt(lengths.length)];
    }

    private static String address(Random random, boolean v4) {
        // Others begin elsewhere in the octets that shapes are pruned by.
        boolean usual = random.nextInt(5) > 0;
        return v4
                ? (usual ? "10.0." : "10.1.") + random.nextInt(3) + "." + random.nextInt(4)
                : (usual ? "2001:db8:0:" : "2001:db8:1:") + random.nextInt(3) + "::" + random.nextInt(4);
    }

    private static int port(Random random) {
        return PORTS[random.nextInt(PORTS.length)];
    }

    private static Packet packet(Random random) {
        boolean v4 = random.nextInt(3) > 0;
        int protocol = PROTOCOLS[random.nextInt(PROTOCOLS.length)];
        String from = address(random, v4);
        String to = address(random, v4);
        return protocol == 1 || protocol == 47
                ? Packet.of(from, to, protocol)
                : Packet.of(from, to, protocol, port(random), port(random));
    }

    private static Optional<FilterRule> first(List<FilterRule> inOrder, Packet packet, boolean ports) {
        return inOrder.stream().filter(rule -> matches(rule, packet, ports)).findFirst();
    }

    private static boolean matches(FilterRule rule, Packet packet, boolean ports) {
        return rule.source().map(p -> in(p, packet.source().getAddress())).orElse(true)
                && rule.destination()
                        .map(p -> in(p, packet.destination().getAddress()))
                        .orElse(true)
                && (rule.protocol().isEmpty() || rule.protocol().getAsInt() == packet.protocol())
                && rule.sourcePorts().map(p -> ports && in(p, packet.from())).orElse(true)
                && rule.destinationPorts().map(p -> ports && in(p, packet.to())).orElse(true)
                && rule.interfaceName().map(FilterBench.NAME::equals).orElse(true);
    }

    private static boolean in(Prefix prefix, byte[] address) {
        byte[] network = prefix.address().getAddress();
        int rest = 8 * network.length - prefix.length();
        return network.length == address.length
                && new BigInteger(1, network).shiftRight(rest).equals(new BigInteger(1, address).shiftRight(rest));
    }

    private static boolean in(Ports ports, int port) {
        return ports.first() <= port && port <= ports.last();
    }
}
