package org.pathgauge.filter;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.pathgauge.bpf.abi.FilterCellLayout;
import org.pathgauge.bpf.abi.FilterHeadLayout;
import org.pathgauge.bpf.abi.FilterSetLayout;
import org.pathgauge.bpf.abi.FilterShapeLayout;
import org.pathgauge.bpf.abi.GuardAbiLayout;

/**
 * Compiled rules laid out as the kernel reads them: head, shapes, the bits of what is present, and a hash table in which
 * every cell lies within a few steps of where its key leads to. See filter_abi.h.
 */
final class CellTable {
    private static final int SEEDS = 8;
    private static final int LEAST = 16;
    private static final int MOST = GuardAbiLayout.FILTER_CELLS * GuardAbiLayout.FILTER_BLOCKS;
    private static final int PRESENT_WORD_SHIFT = 53;
    private static final int[] PRESENT_BIT_SHIFTS = {47, 41};

    // Where two octets lie in the first word of a key, in bits.
    private static final int HEAD_OCTETS = 0;
    private static final int BODY_OCTETS = 32;
    private static final int PAIRS = GuardAbiLayout.FILTER_PAIRS;

    // PG_FILTER_K0 and so on of filter_abi.h.
    private static final long[] FACTORS = {
        0x9e3779b97f4a7c15L, 0xc2b2ae3d27d4eb4fL, 0x165667b19e3779f9L, 0xd6e8feb86659fd93L, 0xa0761d6478bd642fL
    };
    private static final long SHAPE_FACTOR = 0xe7037ed1a0b428dbL;
    private static final long LAST_FACTOR = 0x8ebc6af09c88c6e3L;

    private final FilterCompiler.Compiled compiled;
    private final List<FilterCompiler.Cell> cells;
    private final Map<FilterCompiler.Shape, Integer> numbers = new HashMap<>();
    private final long seed;
    private final int[] places;
    private final int size;

    private CellTable(FilterCompiler.Compiled compiled) throws FilterException {
        this.compiled = compiled;
        for (int i = 0; i < compiled.shapes().size(); i++) {
            numbers.put(compiled.shapes().get(i).shape(), i);
        }
        cells = byShape(compiled.cells());
        int wanted = places(Integer.highestOneBit(cells.size()) * 4);
        for (long attempt = 0; ; attempt++) {
            if (attempt > 0 && attempt % SEEDS == 0) {
                if (wanted == MOST) {
                    // More than chance brings about, and under so many seeds more than whoever chooses addresses can.
                    throw new FilterException(
                            "",
                            "some of the rules have no place in the kernel, because more than "
                                    + GuardAbiLayout.FILTER_TRIES
                                    + " of their entries have one hash; give some of those that were added last other"
                                    + " prefixes or ports");
                }
                wanted = places(wanted * 2);
            }
            Optional<int[]> fit = fit(wanted, attempt * FACTORS[0]);
            if (fit.isPresent()) {
                this.seed = attempt * FACTORS[0];
                this.places = fit.get();
                this.size = wanted;
                return;
            }
        }
    }

    /**
     * Lays out compiled rules.
     *
     * @throws FilterException when too many of their entries have one hash
     */
    static CellTable of(FilterCompiler.Compiled compiled) throws FilterException {
        return new CellTable(compiled);
    }

    /** A number of places that there can be, at least so many if possible: all in the set, or whole blocks. */
    private static int places(int wanted) {
        int least = wanted <= GuardAbiLayout.FILTER_NEAR ? LEAST : GuardAbiLayout.FILTER_CELLS;
        return Math.clamp(wanted, least, MOST);
    }

    /**
     * Cells with those of the smallest shapes first, which so get the places where their keys lead to. A rule that has its
     * shape for itself is likely one for very many packets, and a second look costs a packet a call.
     */
    private static List<FilterCompiler.Cell> byShape(List<FilterCompiler.Cell> cells) {
        Map<FilterCompiler.Shape, Integer> sizes = new HashMap<>();
        cells.forEach(cell -> sizes.merge(cell.shape(), 1, Integer::sum));
        return cells.stream()
                .sorted(Comparator.comparingInt(cell -> sizes.get(cell.shape())))
                .toList();
    }

    /** Where each cell goes; empty when one would lie too far from where its key leads to. */
    private Optional<int[]> fit(int among, long withSeed) {
        boolean[] used = new boolean[among];
        int[] at = new int[cells.size()];
        for (int i = 0; i < at.length; i++) {
            int first = first(cells.get(i), withSeed, among);
            int step = 0;
            while (step < GuardAbiLayout.FILTER_TRIES && used[stepped(first, step, among)]) {
                step++;
            }
            if (step == GuardAbiLayout.FILTER_TRIES) {
                return Optional.empty();
            }
            at[i] = stepped(first, step, among);
            used[at[i]] = true;
        }
        return Optional.of(at);
    }

    /** The place that a cell's key leads to. */
    private int first(FilterCompiler.Cell cell, long withSeed, int among) {
        return (int) (hash(cell, withSeed) >>> 32) & among - 1;
    }

    /** The place some steps behind another, in the same block. */
    private static int stepped(int place, int steps, int among) {
        int within = Math.min(among, GuardAbiLayout.FILTER_CELLS) - 1;
        return place & ~within | place + steps & within;
    }

    /** pg_filter_hash() of search.bpf.h. */
    private long hash(FilterCompiler.Cell cell, long withSeed) {
        long h = numbers.get(cell.shape()) * SHAPE_FACTOR;
        for (int i = 0; i < FACTORS.length; i++) {
            h += (cell.key().get(i) ^ (i == 0 ? withSeed : 0)) * FACTORS[i];
        }
        h ^= h >>> 32;
        return h * LAST_FACTOR;
    }

    /** The set, with its cells if it has place for them: struct pg_filter_set. */
    byte[] set() {
        ByteBuffer set = buffer(FilterSetLayout.SIZE);
        set.putLong(FilterSetLayout.HEAD + FilterHeadLayout.SEED, seed);
        set.putInt(FilterSetLayout.HEAD + FilterHeadLayout.PLACE_MASK, size - 1);
        set.putInt(
                FilterSetLayout.HEAD + FilterHeadLayout.SHAPES,
                compiled.shapes().size());
        for (int i = 0; i < compiled.shapes().size(); i++) {
            shape(
                    set,
                    FilterSetLayout.SHAPES + i * FilterShapeLayout.SIZE,
                    compiled.shapes().get(i));
        }
        for (FilterCompiler.Cell cell : cells) {
            long hash = hash(cell, seed);
            int at = FilterSetLayout.PRESENT + (int) (hash >>> PRESENT_WORD_SHIFT) * Long.BYTES;
            for (int shift : PRESENT_BIT_SHIFTS) {
                set.putLong(at, set.getLong(at) | 1L << (hash >>> shift));
            }
        }
        groups(set, FilterSetLayout.HEADS, HEAD_OCTETS);
        groups(set, FilterSetLayout.BODIES, BODY_OCTETS);
        byte[] near = isNear() ? cells(0, FilterSetLayout.NEAR_LENGTH) : new byte[0];
        return set.put(FilterSetLayout.NEAR, near).array();
    }

    /** Which groups of shapes may have a cell for a packet, by what it has in these octets of its key. */
    private void groups(ByteBuffer set, int at, int octets) {
        short any = (short) compiled.shapes().stream()
                .map(FilterCompiler.Ranked::shape)
                .filter(shape -> pair(shape.mask(), octets) != PAIRS - 1)
                .mapToInt(this::group)
                .reduce(0, (some, one) -> some | one);
        for (int value = 0; value < PAIRS; value++) {
            set.putShort(at + value * Short.BYTES, any);
        }
        for (FilterCompiler.Cell cell : cells) {
            int value = at + pair(cell.key(), octets) * Short.BYTES;
            set.putShort(value, (short) (set.getShort(value) | group(cell.shape())));
        }
    }

    private static int pair(List<Long> words, int octets) {
        return (int) (words.get(0) >>> octets) & PAIRS - 1;
    }

    private int group(FilterCompiler.Shape shape) {
        return 1 << numbers.get(shape) % GuardAbiLayout.FILTER_GROUPS;
    }

    private boolean isNear() {
        return size <= GuardAbiLayout.FILTER_NEAR;
    }

    /** The cells of each block in its order, struct pg_filter_block; none if they lie in the set. */
    List<byte[]> blocks() {
        int count = isNear() ? 0 : size / GuardAbiLayout.FILTER_CELLS;
        return IntStream.range(0, count)
                .mapToObj(block -> cells(block * GuardAbiLayout.FILTER_CELLS, GuardAbiLayout.FILTER_CELLS))
                .toList();
    }

    /** What lies at some places one after another. */
    private byte[] cells(int from, int count) {
        ByteBuffer bytes = buffer(count * FilterCellLayout.SIZE);
        for (int place = 0; place < count; place++) {
            bytes.put(place * FilterCellLayout.SIZE + FilterCellLayout.SHAPE, (byte) GuardAbiLayout.FILTER_EMPTY);
        }
        for (int i = 0; i < places.length; i++) {
            if (from <= places[i] && places[i] < from + count) {
                cell(bytes, (places[i] - from) * FilterCellLayout.SIZE, cells.get(i));
            }
        }
        for (int i = 0; i < places.length; i++) {
            int first = first(cells.get(i), seed, size);
            if (first != places[i] && from <= first && first < from + count) {
                bytes.put((first - from) * FilterCellLayout.SIZE + FilterCellLayout.BEHIND, (byte) 1);
            }
        }
        return bytes.array();
    }

    private static void shape(ByteBuffer set, int at, FilterCompiler.Ranked of) {
        words(set, at + FilterShapeLayout.MASK, of.shape().mask());
        set.putLong(at + FilterShapeLayout.COMMON_MASK, of.commonMask());
        set.putLong(at + FilterShapeLayout.COMMON, of.common());
        set.putInt(at + FilterShapeLayout.FIRST_RANK, of.firstRank());
        boolean wide = of.shape().mask().subList(1, RuleKey.WORDS - 1).stream().anyMatch(word -> word != 0);
        set.putInt(at + FilterShapeLayout.FLAGS, wide ? GuardAbiLayout.FILTER_WIDE : 0);
    }

    private void cell(ByteBuffer into, int at, FilterCompiler.Cell of) {
        words(into, at + FilterCellLayout.KEY, of.key());
        into.putLong(at + FilterCellLayout.COST, of.cost());
        into.putLong(at + FilterCellLayout.BURST, of.burst());
        into.putShort(at + FilterCellLayout.RANK, (short) of.rank());
        into.putShort(at + FilterCellLayout.SLOT, (short) of.slot());
        into.put(at + FilterCellLayout.ACTION, (byte) of.action());
        into.put(at + FilterCellLayout.SHAPE, (byte) (int) numbers.get(of.shape()));
    }

    private static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
    }

    private static void words(ByteBuffer buffer, int at, List<Long> words) {
        for (int i = 0; i < words.size(); i++) {
            buffer.putLong(at + i * Long.BYTES, words.get(i));
        }
    }
}
