package org.pathgauge.filter;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pathgauge.bpf.MappedArray;
import org.pathgauge.bpf.abi.FilterCellLayout;
import org.pathgauge.bpf.abi.FilterHeadLayout;
import org.pathgauge.bpf.abi.FilterShapeLayout;
import org.pathgauge.bpf.abi.GuardAbiLayout;

/**
 * Compiled rules laid out as the kernel reads them: head, shapes, and a hash table in which every cell lies within a few
 * steps of where its key leads to.
 */
final class CellTable {
    private static final int SEEDS = 8;

    // PG_FILTER_K0 and so on of filter_abi.h.
    private static final long[] FACTORS = {
        0x9e3779b97f4a7c15L, 0xc2b2ae3d27d4eb4fL, 0x165667b19e3779f9L, 0xd6e8feb86659fd93L, 0xa0761d6478bd642fL
    };
    private static final long SHAPE_FACTOR = 0xe7037ed1a0b428dbL;
    private static final long LAST_FACTOR = 0x8ebc6af09c88c6e3L;

    private final FilterCompiler.Compiled compiled;
    private final Map<FilterCompiler.Shape, Integer> numbers = new HashMap<>();
    private final long seed;
    private final int[] places;
    private final int mask;

    private CellTable(FilterCompiler.Compiled compiled) {
        this.compiled = compiled;
        for (int i = 0; i < compiled.shapes().size(); i++) {
            numbers.put(compiled.shapes().get(i).shape(), i);
        }
        int size =
                Math.max(2, Integer.highestOneBit(Math.max(1, compiled.cells().size())) * 4);
        for (long attempt = 0; ; attempt++) {
            if (attempt > 0 && attempt % SEEDS == 0) {
                size *= 2;
            }
            Optional<int[]> fit = fit(size, attempt * FACTORS[0]);
            if (fit.isPresent()) {
                this.seed = attempt * FACTORS[0];
                this.places = fit.get();
                this.mask = size - 1;
                return;
            }
        }
    }

    /** Lays out compiled rules. */
    static CellTable of(FilterCompiler.Compiled compiled) {
        return new CellTable(compiled);
    }

    /** Elements that the kernel's array needs. */
    int elements() {
        return GuardAbiLayout.FILTER_CELLS_AT + mask + 1;
    }

    /** Where each cell goes; empty when one would lie too far from where its key leads to. */
    private Optional<int[]> fit(int size, long withSeed) {
        List<FilterCompiler.Cell> cells = compiled.cells();
        boolean[] used = new boolean[size];
        int[] at = new int[cells.size()];
        for (int i = 0; i < at.length; i++) {
            int hash = hash(cells.get(i), withSeed);
            int step = 0;
            while (step < GuardAbiLayout.FILTER_TRIES && used[hash + step & size - 1]) {
                step++;
            }
            if (step == GuardAbiLayout.FILTER_TRIES) {
                return Optional.empty();
            }
            at[i] = hash + step & size - 1;
            used[at[i]] = true;
        }
        return Optional.of(at);
    }

    /** pg_filter_hash() of filter.bpf.h. */
    private int hash(FilterCompiler.Cell cell, long withSeed) {
        long h = numbers.get(cell.shape()) * SHAPE_FACTOR;
        for (int i = 0; i < FACTORS.length; i++) {
            h += cell.key().get(i) * FACTORS[i];
        }
        h ^= withSeed;
        h ^= h >>> 32;
        return (int) (h * LAST_FACTOR >>> 32);
    }

    /** Fills an array of {@link #elements} elements that are zero. */
    void writeTo(MappedArray array) {
        ByteBuffer head = element();
        head.putLong(FilterHeadLayout.SEED, seed);
        head.putInt(FilterHeadLayout.SHAPES, compiled.shapes().size());
        head.putInt(FilterHeadLayout.CELL_MASK, mask);
        array.write(0, 0, head.array());
        for (int i = 0; i < compiled.shapes().size(); i++) {
            FilterCompiler.Ranked ranked = compiled.shapes().get(i);
            ByteBuffer shape = element();
            words(shape, FilterShapeLayout.MASK, ranked.shape().mask());
            shape.putInt(FilterShapeLayout.FIRST_RANK, ranked.firstRank());
            shape.put(FilterShapeLayout.FLAGS_MASK, (byte) ranked.shape().flagsMask());
            shape.put(FilterShapeLayout.FLAGS, (byte) ranked.shape().flags());
            array.write(1 + i, 0, shape.array());
        }
        for (int i = 0; i < places.length; i++) {
            array.write(
                    GuardAbiLayout.FILTER_CELLS_AT + places[i],
                    0,
                    cell(compiled.cells().get(i)).array());
        }
    }

    private ByteBuffer cell(FilterCompiler.Cell of) {
        ByteBuffer cell = element();
        words(cell, FilterCellLayout.KEY, of.key());
        cell.putInt(FilterCellLayout.RANK, of.rank());
        cell.putShort(FilterCellLayout.SLOT, (short) of.slot());
        cell.put(FilterCellLayout.ACTION, (byte) of.action());
        cell.put(FilterCellLayout.SHAPE, (byte) (int) numbers.get(of.shape()));
        cell.putLong(FilterCellLayout.COST, of.cost());
        cell.putLong(FilterCellLayout.BURST, of.burst());
        return cell;
    }

    private static ByteBuffer element() {
        return ByteBuffer.allocate(FilterCellLayout.SIZE).order(ByteOrder.nativeOrder());
    }

    private static void words(ByteBuffer element, int at, List<Long> words) {
        for (int i = 0; i < words.size(); i++) {
            element.putLong(at + i * Long.BYTES, words.get(i));
        }
    }
}
