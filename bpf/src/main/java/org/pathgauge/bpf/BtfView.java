package org.pathgauge.bpf;

import com.sun.jna.Pointer;
import java.util.Optional;

/**
 * Reads types out of libbpf's in-memory BTF. The record layouts are those of the kernel's BTF
 * format (Documentation/bpf/btf.rst), which is stable.
 */
record BtfView(Pointer btf) {
    static final int KIND_POINTER = 2;
    static final int KIND_STRUCT = 4;
    static final int KIND_UNION = 5;
    static final int KIND_ENUM = 6;
    static final int KIND_TYPEDEF = 8;
    static final int KIND_FUNC = 12;
    static final int KIND_FUNC_PROTO = 13;
    static final int KIND_DATASEC = 15;
    static final int KIND_ENUM64 = 19;

    /** {@code struct btf_type}: name_off, info, size or type. */
    private static final int TYPE_BYTES = 12;

    private static final int INFO = 4;
    private static final int SIZE = 8;

    /** A global variable's place within its section. */
    record Variable(int offset, int size) {}

    int find(String name, int kind) {
        return Libbpf.btf__find_by_name_kind(btf, name, kind);
    }

    Pointer type(int id) {
        return Libbpf.btf__type_by_id(btf, id);
    }

    String name(int nameOffset) {
        return Libbpf.btf__name_by_offset(btf, nameOffset);
    }

    static int kind(Pointer type) {
        return type.getInt(INFO) >>> 24 & 0x1f;
    }

    static int memberCount(Pointer type) {
        return type.getInt(INFO) & 0xffff;
    }

    /** Whether an enum's values are signed, or a struct's offsets are packed with bit-field sizes. */
    static boolean kindFlag(Pointer type) {
        return type.getInt(INFO) < 0;
    }

    static int sizeOrType(Pointer type) {
        return type.getInt(SIZE);
    }

    /** The n-th record behind a type's header, each {@code bytes} long. */
    static Pointer record(Pointer type, int n, int bytes) {
        return type.share(TYPE_BYTES + (long) n * bytes);
    }

    /** A variable of a section: {@code struct btf_var_secinfo} is type, offset, size. */
    Optional<Variable> variable(String section, String variable) {
        int id = btf == null ? -1 : find(section, KIND_DATASEC);
        if (id <= 0) {
            return Optional.empty();
        }
        Pointer type = type(id);
        for (int i = 0; i < memberCount(type); i++) {
            Pointer info = record(type, i, 12);
            if (name(type(info.getInt(0)).getInt(0)).equals(variable)) {
                return Optional.of(new Variable(info.getInt(4), info.getInt(8)));
            }
        }
        return Optional.empty();
    }
}
