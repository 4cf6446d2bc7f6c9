package org.pathgauge.patterns;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.pathgauge.bpf.MappedArray;
import org.pathgauge.bpf.abi.GuardAbiLayout;
import org.pathgauge.bpf.abi.PatternCellLayout;
import org.pathgauge.bpf.abi.PatternPortsLayout;
import org.pathgauge.bpf.abi.PatternSketchLayout;
import org.pathgauge.bpf.abi.PatternSourceLayout;

/**
 * One interval's counts by source prefix, read from the kernel's count-min sketch.
 *
 * <p>A source adds to one cell of each row, so each of its cells is at least its count, and the smallest is above it by
 * more than e/{@link GuardAbiLayout#PATTERN_COLUMNS} of all counts for one source in twenty at most (Cormode and Muthukrishnan,
 * 2005, with three rows). What most cells of a row have anyway, its median, is taken away: a flood from everywhere raises
 * all cells alike, and no single source is to blame for it.
 *
 * <p>Distinct ports are counted by linear counting (Whang, Vander-Zanden and Taylor, 1990) in
 * {@link GuardAbiLayout#PATTERN_PORT_BITS} bits.
 */
final class Sketch {
    /** Three rows. */
    private static final int ROWS = GuardAbiLayout.PATTERN_ROWS;

    private final MappedArray cells;
    private final int bank;
    private final long[] seed;
    private final int[][] medians = new int[GuardAbiLayout.PATTERN_COUNTS][ROWS];
    private final int[] incompleteMedians = new int[ROWS];
    private final int[] portMedians = new int[GuardAbiLayout.PATTERN_PORT_ROWS];

    /**
     * Reads what the rows have in common; single sources are read when asked.
     *
     * @param cells map pg_pattern_sketch
     * @param bank the element that the kernel writes to no more
     * @param seed of the hashes
     */
    Sketch(MappedArray cells, int bank, long[] seed) {
        this.cells = cells;
        this.bank = bank;
        this.seed = seed.clone();
        int[] column = new int[GuardAbiLayout.PATTERN_COLUMNS];
        for (int row = 0; row < ROWS; row++) {
            for (int seen = 0; seen < GuardAbiLayout.PATTERN_COUNTS; seen++) {
                for (int i = 0; i < column.length; i++) {
                    column[i] = count(row, i, seen);
                }
                medians[seen][row] = median(column);
            }
            for (int i = 0; i < column.length; i++) {
                column[i] = incomplete(row, i);
            }
            incompleteMedians[row] = median(column);
        }
        int[] ports = new int[GuardAbiLayout.PATTERN_PORT_COLUMNS];
        for (int row = 0; row < GuardAbiLayout.PATTERN_PORT_ROWS; row++) {
            for (int i = 0; i < ports.length; i++) {
                ports[i] = cells.getInt(bank, port(row, i) + PatternPortsLayout.SET);
            }
            portMedians[row] = median(ports);
        }
    }

    private static int median(int[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }

    /** Packets of a source; {@code seen} is one of enum pg_pattern_count. */
    long packets(long hash, int seen) {
        long least = Long.MAX_VALUE;
        for (int row = 0; row < ROWS; row++) {
            least = Math.min(least, Integer.toUnsignedLong(count(row, column(hash, row), seen)) - medians[seen][row]);
        }
        return Math.max(0, least);
    }

    /** SYNs of a source less the handshakes that it completed. */
    long incomplete(long hash) {
        long least = Long.MAX_VALUE;
        for (int row = 0; row < ROWS; row++) {
            least = Math.min(least, (long) incomplete(row, column(hash, row)) - incompleteMedians[row]);
        }
        return Math.max(0, least);
    }

    /** Distinct destination ports of a source's SYNs; there are never more of them than SYNs. */
    long ports(long hash) {
        long least = packets(hash, GuardAbiLayout.PATTERN_SYN);
        for (int row = 0; row < GuardAbiLayout.PATTERN_PORT_ROWS; row++) {
            int shift = ROWS * GuardAbiLayout.PATTERN_ROW_BITS + row * GuardAbiLayout.PATTERN_PORT_ROW_BITS;
            int cell = port(row, (int) (hash >>> shift) & GuardAbiLayout.PATTERN_PORT_COLUMNS - 1);
            int set = 0;
            for (int word = 0; word < PatternPortsLayout.BITS_LENGTH; word++) {
                set += Long.bitCount(cells.getLong(bank, cell + PatternPortsLayout.BITS + word * Long.BYTES));
            }
            least = Math.min(least, ports(set) - ports(Math.min(portMedians[row], GuardAbiLayout.PATTERN_PORT_BITS)));
        }
        return Math.max(0, least);
    }

    /** What most cells have of a count: no source has this for itself. */
    long background(int seen) {
        return Arrays.stream(medians[seen]).max().orElse(0);
    }

    /** Bits that most port cells have set. */
    int portBackground() {
        return Arrays.stream(portMedians).max().orElse(0);
    }

    /** How many distinct ports set so many bits, by linear counting. */
    static long ports(int set) {
        double clear = set < GuardAbiLayout.PATTERN_PORT_BITS ? GuardAbiLayout.PATTERN_PORT_BITS - set : 0.5;
        return Math.round(-GuardAbiLayout.PATTERN_PORT_BITS * Math.log(clear / GuardAbiLayout.PATTERN_PORT_BITS));
    }

    /** How many bits so many distinct ports set, on the average. */
    static int bits(long ports) {
        return (int) Math.floor(
                GuardAbiLayout.PATTERN_PORT_BITS * (1 - Math.exp(-(double) ports / GuardAbiLayout.PATTERN_PORT_BITS)));
    }

    private int count(int row, int column, int seen) {
        return cells.getInt(bank, cell(row, column) + PatternCellLayout.COUNT + seen * Integer.BYTES);
    }

    private int incomplete(int row, int column) {
        return count(row, column, GuardAbiLayout.PATTERN_SYN) - count(row, column, GuardAbiLayout.PATTERN_HANDSHAKE);
    }

    private static int column(long hash, int row) {
        return (int) (hash >>> row * GuardAbiLayout.PATTERN_ROW_BITS) & GuardAbiLayout.PATTERN_COLUMNS - 1;
    }

    private static int cell(int row, int column) {
        return PatternSketchLayout.CELLS + (row * GuardAbiLayout.PATTERN_COLUMNS + column) * PatternCellLayout.SIZE;
    }

    private static int port(int row, int column) {
        return PatternSketchLayout.PORTS
                + (row * GuardAbiLayout.PATTERN_PORT_COLUMNS + column) * PatternPortsLayout.SIZE;
    }

    /** The hash of a source; the same as pg_source_hash() of sketch.bpf.h. */
    static long hash(byte[] key, long[] seed) {
        ByteBuffer in = ByteBuffer.wrap(key).order(ByteOrder.nativeOrder());
        long ifIndex = in.getInt(PatternSourceLayout.IFINDEX);
        long[] word = new long[PatternSourceLayout.PREFIX_LENGTH];
        for (int i = 0; i < word.length; i++) {
            word[i] = Integer.toUnsignedLong(in.getInt(PatternSourceLayout.PREFIX + i * Integer.BYTES));
        }
        long hash = mix((ifIndex << Integer.SIZE | word[0]) ^ seed[0]);
        if (in.getInt(PatternSourceLayout.FAMILY) == 2) {
            return hash;
        }
        hash = mix(hash ^ (word[2] << Integer.SIZE | word[1]));
        return mix(hash ^ word[3] ^ seed[1]);
    }

    /** The same as pg_mix() of sketch.bpf.h. */
    static long mix(long value) {
        long v = value;
        v ^= v >>> 32;
        v *= 0x9e3779b97f4a7c15L;
        v ^= v >>> 29;
        v *= 0xd6e8feb86659fd93L;
        return v ^ v >>> 32;
    }
}
