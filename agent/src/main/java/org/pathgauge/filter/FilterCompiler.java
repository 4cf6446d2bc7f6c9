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

    /** Bits that some rules look at. */
    record Shape(List<Long> mask, int flagsMask, int flags) {}

    /**
     * A shape with what the kernel knows before it looks for a cell.
     *
     * @param firstRank rank of its first rule
     * @param commonMask bits of the last word that are the same in all its cells
     * @param common what they are
     */
    record Ranked(Shape shape, int firstRank, long commonMask, long common) {
        static Ranked of(Shape shape, Cell cell) {
            int last = RuleKey.WORDS - 1;
            return new Ranked(
                    shape, cell.rank(), shape.mask().get(last), cell.key().get(last));
        }

        Ranked with(Cell cell) {
            long same = commonMask & ~(common ^ cell.key().get(RuleKey.WORDS - 1));
            return new Ranked(shape, firstRank, same, common & same);
        }
    }

    /** One key of one rule. */
    record Cell(Shape shape, List<Long> key, int rank, int slot, int action, long cost, long burst) {}

    /**
     * All that the kernel must know.
     *
     * @param shapes by rising first rank
     * @param cells no two with the same shape and key
     */
    record Compiled(List<Ranked> shapes, List<Cell> cells) {}

    private record Place(Shape shape, List<Long> key) {}

    private final Map<Shape, Ranked> shapes = new HashMap<>();
    private final List<Cell> cells = new ArrayList<>();
    private final Set<Place> taken = new HashSet<>();

    private FilterCompiler() {}

    /**
     * Compiles rules.
     *
     * @param rules enabled ones, by rising order
     * @param ifaces number of an interface; empty while it is not watched, which leaves its rules out
     * @param slots where a rule counts
     * @throws FilterException when they have more shapes or cells than the kernel searches
     */
    static Compiled compile(
            List<FilterRule> rules, Function<String, OptionalInt> ifaces, Function<FilterRule, Integer> slots)
            throws FilterException {
        FilterCompiler compiler = new FilterCompiler();
        for (int rank = 0; rank < rules.size(); rank++) {
            FilterRule rule = rules.get(rank);
            OptionalInt iface = rule.interfaceName().map(ifaces).orElse(OptionalInt.empty());
            if (rule.interfaceName().isEmpty() || iface.isPresent()) {
                compiler.add(rule, rank, iface, slots.apply(rule));
            }
        }
        List<Ranked> ranked = new ArrayList<>(compiler.shapes.values());
        ranked.sort(Comparator.comparingInt(Ranked::firstRank));
        return new Compiled(ranked, compiler.cells);
    }

    private void add(FilterRule rule, int rank, OptionalInt iface, int slot) throws FilterException {
        for (RuleKey key : RuleKey.of(rule, iface)) {
            Shape shape = new Shape(key.mask(), key.flagsMask(), key.flags());
            Cell cell = cell(rule, rank, slot, shape, key.key());
            shapes.merge(shape, Ranked.of(shape, cell), (before, own) -> before.with(cell));
            if (shapes.size() > GuardAbiLayout.FILTER_SHAPES) {
                throw new FilterException(
                        rule.name(),
                        "the rules up to this one look at more than " + GuardAbiLayout.FILTER_SHAPES
                                + " different combinations of prefix lengths, protocol, port blocks and interface, which"
                                + " is as many as the kernel program asks; use fewer prefix lengths, or ranges of ports"
                                + " that begin and end at powers of two");
            }
            // The same packets with an earlier rule: the later one never has them.
            if (taken.add(new Place(shape, key.key()))) {
                cells.add(cell);
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

    private static Cell cell(FilterRule rule, int rank, int slot, Shape shape, List<Long> key) {
        return switch (rule.action()) {
            case DROP -> new Cell(shape, key, rank, slot, GuardAbiLayout.FILTER_DROP, 0, 0);
            case COUNT -> new Cell(shape, key, rank, slot, GuardAbiLayout.FILTER_COUNT, 0, 0);
            case RATE_LIMIT -> {
                long cost = Math.round((double) TIME_UNITS * GuardAbiLayout.FILTER_FRACTIONS / rule.rate());
                long burst = Math.multiplyExact(cost, rule.burst() - 1);
                yield new Cell(shape, key, rank, slot, GuardAbiLayout.FILTER_RATE, cost, burst);
            }
        };
    }
}
