package org.pathgauge.bpf.abi;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The section table of a 64-bit ELF object, as far as finding one section by name. */
final class ElfSections {
    private static final int MAGIC = 0x7f454c46; // 0x7f "ELF", read big endian
    private static final int CLASS_64 = 2;
    private static final int LITTLE = 1;

    private ElfSections() {}

    /**
     * Finds a section.
     *
     * @return its bytes, in the byte order of the object
     * @throws BtfException if the object has no such section
     * @throws IndexOutOfBoundsException if the object is cut short
     */
    static ByteBuffer find(byte[] elf, String name) {
        ByteBuffer file = ByteBuffer.wrap(elf);
        if (elf.length < 64 || file.getInt(0) != MAGIC || file.get(4) != CLASS_64) {
            throw new BtfException("not a 64-bit ELF object");
        }
        file.order(file.get(5) == LITTLE ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int table = Math.toIntExact(file.getLong(0x28));
        int entry = Short.toUnsignedInt(file.getShort(0x3a));
        int count = Short.toUnsignedInt(file.getShort(0x3c));
        int names = section(file, table + entry * Short.toUnsignedInt(file.getShort(0x3e)));
        for (int i = 0; i < count; i++) {
            int header = table + i * entry;
            if (nameAt(elf, names + file.getInt(header)).equals(name)) {
                int offset = section(file, header);
                int size = Math.toIntExact(file.getLong(header + 0x20));
                return file.slice(offset, size).order(file.order());
            }
        }
        throw new BtfException("the object has no section " + name + ": compile it with clang -g -target bpf");
    }

    private static int section(ByteBuffer file, int header) {
        return Math.toIntExact(file.getLong(header + 0x18));
    }

    private static String nameAt(byte[] elf, int from) {
        int to = from;
        while (elf[to] != 0) {
            to++;
        }
        return new String(elf, from, to - from, StandardCharsets.US_ASCII);
    }
}
