package org.pathgauge.bpf;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The running kernel's type information (/sys/kernel/btf/vmlinux): what exists and where. */
public final class KernelBtf implements AutoCloseable {
    private final BtfView view;
    private boolean closed;

    private KernelBtf(Pointer btf) {
        this.view = new BtfView(btf);
    }

    /**
     * Reads the kernel's BTF; takes some milliseconds and megabytes, so close it soon.
     *
     * @throws BpfException when libbpf is missing or the kernel has no BTF
     */
    public static KernelBtf open() {
        Libbpf.load();
        LibbpfLog.clear();
        Pointer btf = Libbpf.btf__load_vmlinux_btf();
        if (btf == null) {
            throw BpfException.of(
                    "Cannot read the kernel's BTF at /sys/kernel/btf/vmlinux",
                    Native.getLastError(),
                    "Boot a kernel built with CONFIG_DEBUG_INFO_BTF=y (all current distributions' are).");
        }
        return new KernelBtf(btf);
    }

    /** Whether the kernel has a struct, union or enum of this name. */
    public boolean hasType(String name) {
        return find(name, BtfView.KIND_STRUCT, BtfView.KIND_UNION, BtfView.KIND_ENUM, BtfView.KIND_ENUM64) != null;
    }

    /** Whether the kernel has a function of this name (inlined ones are not recorded). */
    public boolean hasFunction(String name) {
        return find(name, BtfView.KIND_FUNC) != null;
    }

    /**
     * How many arguments a tracepoint hands to a program ({@code SEC("tp_btf/NAME")}); empty when the kernel has no such
     * tracepoint. Kernels add arguments at the end.
     */
    public OptionalInt tracepointArguments(String name) {
        Pointer typedef = find("btf_trace_" + name, BtfView.KIND_TYPEDEF);
        Pointer pointer = typedef == null ? null : view.type(BtfView.sizeOrType(typedef));
        Pointer prototype = pointer == null || BtfView.kind(pointer) != BtfView.KIND_POINTER
                ? null
                : view.type(BtfView.sizeOrType(pointer));
        if (prototype == null || BtfView.kind(prototype) != BtfView.KIND_FUNC_PROTO) {
            return OptionalInt.empty();
        }
        // The first parameter is the tracepoint's own data, which no program sees.
        return OptionalInt.of(BtfView.memberCount(prototype) - 1);
    }

    /**
     * Values of an enum in the order of declaration; empty when there is no such enum.
     *
     * <p>Numbers of, for example, {@code skb_drop_reason} differ between kernels: this is their truth.
     */
    public Optional<Map<String, Long>> enumValues(String name) {
        Pointer type = find(name, BtfView.KIND_ENUM, BtfView.KIND_ENUM64);
        if (type == null) {
            return Optional.empty();
        }
        boolean wide = BtfView.kind(type) == BtfView.KIND_ENUM64;
        boolean signed = BtfView.kindFlag(type);
        Map<String, Long> values = new LinkedHashMap<>();
        for (int i = 0; i < BtfView.memberCount(type); i++) {
            // struct btf_enum: name_off, val; struct btf_enum64: name_off, val_lo32, val_hi32
            Pointer entry = BtfView.record(type, i, wide ? 12 : 8);
            long low = entry.getInt(4);
            long value = wide
                    ? (long) entry.getInt(8) << 32 | Integer.toUnsignedLong((int) low)
                    : signed ? low : Integer.toUnsignedLong((int) low);
            values.put(view.name(entry.getInt(0)), value);
        }
        return Optional.of(values);
    }

    private Pointer find(String name, int... kinds) {
        if (closed) {
            throw new IllegalStateException("the kernel's BTF is closed");
        }
        for (int kind : kinds) {
            int id = view.find(name, kind);
            if (id > 0) {
                return view.type(id);
            }
        }
        return null;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            Libbpf.btf__free(view.btf());
        }
    }
}
