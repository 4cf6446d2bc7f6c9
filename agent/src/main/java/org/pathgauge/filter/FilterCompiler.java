package org.pathgauge.filter;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import org.pathgauge.bpf.abi.GuardAbiLayout;
import org.pathgauge.model.FilterRule;

/**
 * From an ordered list of rules to the shapes and cells that the kernel searches; see filter_abi.h.
 *
 * <p>Rules that look at the same bits have one shape. The kernel asks shape after shape, in the order of the first rule
 * that each has, and ends as soon as no later shape can have an earlier rule than the one it found.
 */
final class FilterCompiler {
    /** Cells of all rules together: 16 MiB of them at most, with the free ones between. */
    static final int MOST_CELLS = 65_536;

    private static final int TIME_UNITS = 1_000_000_000;

    /** Bits that some rules look at: one object of each in a set. */
    static final class Shape {
        private final List<Long> mask;

        Shape(List<Long> mask) {
            this.mask = mask;
        }

        List<Long> mask() {
            return mask;
        }
    }

    /**
     * A shape with what the kernel knows before it looks for a cell.
     *
     * @param firstRank rank of its first rule
     * @param commonMask bits of the last word that are the same in all its cells
     * @param common what they are
     */
    record Ranked(Shape shape, int firstRank, long commonMask, long common) {}

    /**
     * One key of one rule.
     *
     * @param rank place of the rule among those that were compiled, from 0
     * @param slot where it counts
     */
    record Cell(Shape shape, List<Long> key, int rank, int slot, int action, long cost, long burst) {
        Cell countingAt(int place) {
            return new Cell(shape, key, rank, place, action, cost, burst);
        }
    }

    /**
     * All that the kernel must know.
     *
     * @param shapes by rising first rank
     * @param cells no two with the same shape and key
     */
    record Compiled(List<Ranked> shapes, List<Cell> cells) {
        /** The same rules, each counting in a place of its own, which is asked for by its rank. */
        Compiled countingAt(IntUnaryOperator slots) {
            return new Compiled(
                    shapes,
                    cells.stream()
                            .map(cell -> cell.countingAt(slots.applyAsInt(cell.rank())))
                            .toList());
        }
    }

    /** What tells shapes from each other. */
    private record Kind(List<Long> mask, int flagsMask, int flags) {
        static Kind of(RuleKey key) {
            return new Kind(key.mask(), key.flagsMask(), key.flags());
        }
    }

    /** A shape and what its cells have in common, cell by cell. */
    private static final class Growing {
        private final Shape shape;
        private final int firstRank;
        private final Set<List<Long>> keys = new HashSet<>();
        private long commonMask;
        private long common;

        Growing(Shape shape, int firstRank) {
            this.shape = shape;
            this.firstRank = firstRank;
        }

        /** Takes a key; false for one that it has already. */
        boolean add(List<Long> key) {
            long last = key.get(RuleKey.WORDS - 1);
            commonMask = keys.isEmpty() ? shape.mask().get(RuleKey.WORDS - 1) : commonMask & ~(common ^ last);
            common = last & commonMask;
            return keys.add(key);
        }

        Ranked ranked() {
            return new Ranked(shape, firstRank, commonMask, common);
        }
    }

    private final Map<Kind, Growing> shapes = new HashMap<>();
    private final List<Cell> cells = new ArrayList<>();

    private FilterCompiler() {}

    /**
     * Compiles rules, all of which count in place 0 until told where.
     *
     * @param rules enabled ones, by rising order
     * @param ifaces number of an interface; empty while it is not watched, which leaves its rules out
     * @throws FilterException when they have more shapes or cells than the kernel searches
     */
    static Compiled compile(List<FilterRule> rules, Function<String, OptionalInt> ifaces) throws FilterException {
        FilterCompiler compiler = new FilterCompiler();
        for (int rank = 0; rank < rules.size(); rank++) {
            FilterRule rule = rules.get(rank);
            OptionalInt iface = rule.interfaceName().map(ifaces).orElse(OptionalInt.empty());
            if (rule.interfaceName().isEmpty() || iface.isPresent()) {
                compiler.add(rule, rank, iface);
            }
        }
        List<Ranked> ranked = compiler.shapes.values().stream()
                .map(Growing::ranked)
                .sorted(Comparator.comparingInt(Ranked::firstRank))
                .toList();
        return new Compiled(ranked, compiler.cells);
    }

    private void add(FilterRule rule, int rank, OptionalInt iface) throws FilterException {
        for (RuleKey key : RuleKey.of(rule, iface)) {
            Growing shape = shapes.computeIfAbsent(Kind.of(key), k -> new Growing(new Shape(k.mask()), rank));
            if (shapes.size() > GuardAbiLayout.FILTER_SHAPES) {
                throw new FilterException(
                        rule.name(),
                        "the rules up to this one look at more than " + GuardAbiLayout.FILTER_SHAPES
                                + " different combinations of prefix lengths, protocol, port blocks and interface, which"
                                + " is as many as the kernel program asks; use fewer prefix lengths, or ranges of ports"
                                + " that begin and end at powers of two");
            }
            // The same packets with an earlier rule: the later one never has them.
            if (shape.add(key.key())) {
                cells.add(cell(rule, rank, shape.shape, key.key()));
            }
            if (cells.size() > MOST_CELLS) {
                throw new FilterException(
                        rule.name(),
                        "the rules up to this one need more than " + MOST_CELLS
                                + " entries in the kernel, because a range of ports takes up to thirty; use fewer rules,"
                                + " or ranges of ports that begin and end at powers of two");
            }
        }
    }

    private static Cell cell(FilterRule rule, int rank, Shape shape, List<Long> key) {
        return switch (rule.action()) {
            case DROP -> new Cell(shape, key, rank, 0, GuardAbiLayout.FILTER_DROP, 0, 0);
            case COUNT -> new Cell(shape, key, rank, 0, GuardAbiLayout.FILTER_COUNT, 0, 0);
            case RATE_LIMIT -> {
                long cost = Math.round((double) TIME_UNITS * GuardAbiLayout.FILTER_FRACTIONS / rule.rate());
                long burst = Math.multiplyExact(cost, rule.burst() - 1);
                yield new Cell(shape, key, rank, 0, GuardAbiLayout.FILTER_RATE, cost, burst);
            }
        };
    }
}
