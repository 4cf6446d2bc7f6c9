package org.pathgauge.bpf.abi;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The BPF Type Format of an object: its structs and enums. Format: kernel documentation, bpf/btf.rst.
 *
 * <pre>
 *   header   magic, version, flags, hdr_len, type_off, type_len, str_off, str_len
 *   types    name_off, info (kind, vlen, kflag), size or type; then, by kind, vlen entries
 *   strings  NUL-terminated, addressed by offset
 * </pre>
 */
public final class Btf {
    /** A member of a struct. Sizes and offsets are bytes; {@code length} is 0 unless the member is an array. */
    public record Member(String name, String type, int offset, int size, int length) {}

    /** A struct, members in order of declaration. */
    public record Struct(String name, int size, List<Member> members) {}

    /** One named value of an enum. */
    public record Value(String name, long value) {}

    /** An enum, values in order of declaration. */
    public record Enumeration(String name, List<Value> values) {}

    private static final int MAGIC = 0xeb9f;
    private static final int INT = 1;
    private static final int POINTER = 2;
    private static final int ARRAY = 3;
    private static final int STRUCT = 4;
    private static final int UNION = 5;
    private static final int ENUM = 6;
    private static final int TYPEDEF = 8;
    private static final int VOLATILE = 9;
    private static final int CONST = 10;
    private static final int RESTRICT = 11;
    private static final int FUNC_PROTO = 13;
    private static final int VAR = 14;
    private static final int DATASEC = 15;
    private static final int DECL_TAG = 17;
    private static final int TYPE_TAG = 18;
    private static final int ENUM64 = 19;
    private static final int TYPE_SIZE = 12;
    private static final int MAX_DEPTH = 32;

    private final ByteBuffer data;
    private final int strings;
    private final int stringsEnd;
    private final List<Integer> types = new ArrayList<>(List.of(-1)); // type 0 is void

    private Btf(ByteBuffer data) {
        this.data = data;
        if (data.limit() < 24 || Short.toUnsignedInt(data.getShort(0)) != MAGIC) {
            throw new BtfException("not BTF: it does not begin with the magic number 0xeb9f");
        }
        int header = data.getInt(4);
        int start = Math.addExact(header, data.getInt(8));
        int end = Math.addExact(start, data.getInt(12));
        strings = Math.addExact(header, data.getInt(16));
        stringsEnd = Math.addExact(strings, data.getInt(20));
        if (header < 24 || start < header || end > data.limit() || strings < header || stringsEnd > data.limit()) {
            throw new BtfException("BTF is cut short: a section ends beyond its " + data.limit() + " bytes");
        }
        for (int at = start; at < end; at += TYPE_SIZE + payload(at)) {
            types.add(at);
        }
    }

    /**
     * Reads the BTF of a compiled BPF object.
     *
     * @param elf the bytes of a 64-bit ELF object with a section .BTF
     * @throws BtfException if there is none, or it is damaged
     */
    public static Btf ofObject(byte[] elf) {
        try {
            return new Btf(ElfSections.find(elf, ".BTF"));
        } catch (IndexOutOfBoundsException | ArithmeticException e) {
            throw new BtfException("BTF of the object is damaged: " + e.getMessage());
        }
    }

    /**
     * Reads raw BTF, as in /sys/kernel/btf/vmlinux.
     *
     * @throws BtfException if it is none, or damaged
     */
    public static Btf ofRaw(byte[] btf) {
        try {
            return new Btf(ByteBuffer.wrap(btf).order(ByteOrder.nativeOrder()));
        } catch (IndexOutOfBoundsException | ArithmeticException e) {
            throw new BtfException("BTF is damaged: " + e.getMessage());
        }
    }

    /** All named structs, in the order of the object. */
    public List<Struct> structs() {
        List<Struct> found = new ArrayList<>();
        for (int id = 1; id < types.size(); id++) {
            if (kind(id) == STRUCT && !name(id).isEmpty()) {
                found.add(structAt(id));
            }
        }
        return found;
    }

    public Optional<Struct> struct(String name) {
        return find(STRUCT, name).map(this::structAt);
    }

    /** All named enums, in the order of the object. */
    public List<Enumeration> enums() {
        List<Enumeration> found = new ArrayList<>();
        for (int id = 1; id < types.size(); id++) {
            if ((kind(id) == ENUM || kind(id) == ENUM64) && !name(id).isEmpty()) {
                found.add(enumAt(id));
            }
        }
        return found;
    }

    public Optional<Enumeration> enumeration(String name) {
        return find(ENUM, name).or(() -> find(ENUM64, name)).map(this::enumAt);
    }

    private Optional<Integer> find(int kind, String name) {
        for (int id = 1; id < types.size(); id++) {
            if (kind(id) == kind && name(id).equals(name)) {
                return Optional.of(id);
            }
        }
        return Optional.empty();
    }

    private Struct structAt(int id) {
        int at = types.get(id);
        boolean bitfields = info(at) < 0;
        List<Member> members = new ArrayList<>();
        for (int i = 0, m = at + TYPE_SIZE; i < vlen(at); i++, m += 12) {
            int bits = bitfields ? data.getInt(m + 8) & 0xff_ffff : data.getInt(m + 8);
            members.add(member(string(data.getInt(m)), data.getInt(m + 4), bits / 8));
        }
        return new Struct(name(id), sizeOrType(at), List.copyOf(members));
    }

    private Member member(String name, int type, int offset) {
        int resolved = resolve(type);
        if (kind(resolved) == ARRAY) {
            int at = types.get(resolved) + TYPE_SIZE;
            return new Member(name, typeName(data.getInt(at)), offset, size(resolved, 0), data.getInt(at + 8));
        }
        return new Member(name, typeName(type), offset, size(type, 0), 0);
    }

    private Enumeration enumAt(int id) {
        int at = types.get(id);
        boolean wide = kind(id) == ENUM64;
        boolean signed = info(at) < 0;
        List<Value> values = new ArrayList<>();
        for (int i = 0, v = at + TYPE_SIZE; i < vlen(at); i++, v += wide ? 12 : 8) {
            long low = Integer.toUnsignedLong(data.getInt(v + 4));
            long value = wide ? low | (long) data.getInt(v + 8) << 32 : signed ? (int) low : low;
            values.add(new Value(string(data.getInt(v)), value));
        }
        return new Enumeration(name(id), List.copyOf(values));
    }

    /** Follows typedefs and qualifiers. */
    private int resolve(int id) {
        int type = id;
        for (int depth = 0; depth < MAX_DEPTH; depth++) {
            switch (kind(type)) {
                case TYPEDEF, VOLATILE, CONST, RESTRICT, TYPE_TAG -> type = sizeOrType(types.get(type));
                default -> {
                    return type;
                }
            }
        }
        throw new BtfException("BTF type " + id + " refers to itself");
    }

    private int size(int id, int depth) {
        int type = resolve(id);
        if (depth > MAX_DEPTH) {
            throw new BtfException("BTF type " + id + " is nested too deeply");
        }
        return switch (kind(type)) {
            case POINTER -> 8;
            case ARRAY -> {
                int at = types.get(type) + TYPE_SIZE;
                yield Math.multiplyExact(size(data.getInt(at), depth + 1), data.getInt(at + 8));
            }
            case INT, STRUCT, UNION, ENUM, ENUM64 -> sizeOrType(types.get(type));
            default -> 0;
        };
    }

    private String typeName(int id) {
        if (id > 0 && id < types.size() && !name(id).isEmpty()) {
            return name(id);
        }
        return resolve(id) == id ? "?" : typeName(resolve(id));
    }

    private int payload(int at) {
        return switch (info(at) >>> 24 & 0x1f) {
            case INT, VAR, DECL_TAG -> 4;
            case ARRAY -> 12;
            case STRUCT, UNION, DATASEC, ENUM64 -> 12 * vlen(at);
            case ENUM, FUNC_PROTO -> 8 * vlen(at);
            default -> 0;
        };
    }

    private int kind(int id) {
        if (id < 0 || id >= types.size()) {
            throw new BtfException("BTF refers to type " + id + ", but has only " + (types.size() - 1));
        }
        return id == 0 ? 0 : info(types.get(id)) >>> 24 & 0x1f;
    }

    private String name(int id) {
        return string(data.getInt(types.get(id)));
    }

    private int info(int at) {
        return data.getInt(at + 4);
    }

    private int vlen(int at) {
        return info(at) & 0xffff;
    }

    private int sizeOrType(int at) {
        return data.getInt(at + 8);
    }

    private String string(int offset) {
        int from = Math.addExact(strings, offset);
        int to = from;
        while (to < stringsEnd && data.get(to) != 0) {
            to++;
        }
        byte[] text = new byte[to - from];
        data.get(from, text);
        return new String(text, StandardCharsets.UTF_8);
    }
}
