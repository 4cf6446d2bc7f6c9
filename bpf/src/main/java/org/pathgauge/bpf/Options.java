package org.pathgauge.bpf;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.Structure;
import com.sun.jna.Structure.FieldOrder;

/**
 * libbpf's option structs, laid out by JNA from the declared fields.
 *
 * <p>libbpf takes a member only when the {@code sz} that the caller gives covers it, so the structs
 * end where libbpf 1.1's end and work with every later 1.x.
 */
final class Options {

    private Options() {}

    /** {@code struct bpf_object_open_opts}. */
    @FieldOrder({
        "sz",
        "object_name",
        "relaxed_maps",
        "pin_root_path",
        "attach_prog_fd",
        "kconfig",
        "btf_custom_path",
        "kernel_log_buf",
        "kernel_log_size",
        "kernel_log_level",
        "pad"
    })
    public static final class ObjectOpen extends Structure {
        public long sz;
        public Pointer object_name;
        public byte relaxed_maps;
        public Pointer pin_root_path;
        public int attach_prog_fd;
        public Pointer kconfig;
        public Pointer btf_custom_path;
        public Pointer kernel_log_buf;
        public long kernel_log_size;
        public int kernel_log_level;
        public int pad;

        ObjectOpen() {
            sz = size();
        }
    }

    /** {@code struct bpf_map_create_opts}. */
    @FieldOrder({
        "sz",
        "btf_fd",
        "btf_key_type_id",
        "btf_value_type_id",
        "btf_vmlinux_value_type_id",
        "inner_map_fd",
        "map_flags",
        "map_extra",
        "numa_node",
        "map_ifindex"
    })
    public static final class MapCreate extends Structure {
        public long sz;
        public int btf_fd;
        public int btf_key_type_id;
        public int btf_value_type_id;
        public int btf_vmlinux_value_type_id;
        public int inner_map_fd;
        public int map_flags;
        public long map_extra;
        public int numa_node;
        public int map_ifindex;

        MapCreate(int flags) {
            sz = size();
            map_flags = flags;
        }
    }

    /** {@code struct bpf_link_create_opts}; the union at its end is reserved space here. */
    @FieldOrder({"sz", "flags", "iter_info", "iter_info_len", "target_btf_id", "union"})
    public static final class LinkCreate extends Structure {
        public long sz;
        public int flags;
        public Pointer iter_info;
        public int iter_info_len;
        public int target_btf_id;
        public long[] union = new long[4];

        LinkCreate(int flags) {
            this.sz = size();
            this.flags = flags;
        }

        /** For an iterator over a map: {@code union bpf_iter_link_info}, in memory that the caller keeps. */
        LinkCreate(Memory iterator) {
            this(0);
            this.iter_info = iterator;
            this.iter_info_len = Math.toIntExact(iterator.size());
        }
    }

    /** {@code struct bpf_test_run_opts}. */
    @FieldOrder({
        "sz",
        "data_in",
        "data_out",
        "data_size_in",
        "data_size_out",
        "ctx_in",
        "ctx_out",
        "ctx_size_in",
        "ctx_size_out",
        "retval",
        "repeat",
        "duration",
        "flags",
        "cpu",
        "batch_size"
    })
    public static final class TestRun extends Structure {
        public long sz;
        public Pointer data_in;
        public Pointer data_out;
        public int data_size_in;
        public int data_size_out;
        public Pointer ctx_in;
        public Pointer ctx_out;
        public int ctx_size_in;
        public int ctx_size_out;
        public int retval;
        public int repeat;
        public int duration;
        public int flags;
        public int cpu;
        public int batch_size;

        TestRun() {
            sz = size();
        }
    }

    /** {@code struct bpf_xdp_query_opts}. */
    @FieldOrder({"sz", "prog_id", "drv_prog_id", "hw_prog_id", "skb_prog_id", "attach_mode", "pad"})
    public static final class XdpQuery extends Structure {
        public long sz;
        public int prog_id;
        public int drv_prog_id;
        public int hw_prog_id;
        public int skb_prog_id;
        public byte attach_mode;
        public byte[] pad = new byte[7];

        XdpQuery() {
            sz = size();
        }
    }

    /** {@code struct bpf_tc_hook}. */
    @FieldOrder({"sz", "ifindex", "attach_point", "parent", "pad"})
    public static final class TcHook extends Structure {
        public long sz;
        public int ifindex;
        public int attach_point;
        public int parent;
        public int pad;

        TcHook(int ifindex, int attachPoint) {
            this.sz = size();
            this.ifindex = ifindex;
            this.attach_point = attachPoint;
        }
    }

    /** {@code struct bpf_tc_opts}. */
    @FieldOrder({"sz", "prog_fd", "flags", "prog_id", "handle", "priority", "pad"})
    public static final class Tc extends Structure {
        public long sz;
        public int prog_fd;
        public int flags;
        public int prog_id;
        public int handle;
        public int priority;
        public int pad;

        Tc() {
            sz = size();
        }
    }
}
