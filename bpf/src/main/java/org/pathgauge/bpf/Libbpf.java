package org.pathgauge.bpf;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;

/**
 * libbpf's C interface, mapped directly; names are libbpf's own.
 *
 * <p>Nothing here runs before {@link #load()}, which every entry point of the package calls, so that
 * a machine without libbpf gets one sentence and not an initialiser's stack trace.
 */
final class Libbpf {
    /** System property that names another file or path than {@value #DEFAULT_LIBRARY}. */
    static final String LIBRARY_PROPERTY = "org.pathgauge.libbpf";

    static final String DEFAULT_LIBRARY = "libbpf.so.1";

    private static boolean loaded;

    private Libbpf() {}

    /**
     * Loads the library once.
     *
     * @throws BpfException when it is not installed or this is not 64-bit Linux
     */
    static synchronized void load() {
        if (loaded) {
            return;
        }
        String library = System.getProperty(LIBRARY_PROPERTY, DEFAULT_LIBRARY);
        if (!jnaIs64Bit()) {
            throw BpfException.of(
                    "Cannot use " + library + " in a 32-bit process", "Run a 64-bit JVM on 64-bit Linux.");
        }
        try {
            SystemLibrary.register(Libbpf.class, library);
        } catch (UnsatisfiedLinkError e) {
            throw BpfException.of(
                    "Cannot load " + library,
                    "Install libbpf 1.1 or newer: apt-get install libbpf1 (Debian, Ubuntu) or dnf install libbpf"
                            + " (Fedora, RHEL).");
        }
        LibbpfLog.install();
        loaded = true;
    }

    private static boolean jnaIs64Bit() {
        try {
            return Native.POINTER_SIZE == 8 && Native.LONG_SIZE == 8;
        } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
            throw BpfException.of(
                    "Cannot load JNA's native part (" + e.getMessage() + ")",
                    "Give it a directory that may hold executables: -Djna.tmpdir=DIRECTORY.");
        }
    }

    static native String libbpf_version_string();

    static native Pointer libbpf_set_print(LibbpfLog.Printer printer);

    static native int libbpf_num_possible_cpus();

    static native int libbpf_probe_bpf_prog_type(int type, Pointer options);

    static native int libbpf_probe_bpf_map_type(int type, Pointer options);

    static native Pointer bpf_object__open_mem(Pointer bytes, long size, Options.ObjectOpen options);

    static native int bpf_object__load(Pointer object);

    static native void bpf_object__close(Pointer object);

    static native Pointer bpf_object__btf(Pointer object);

    static native Pointer bpf_object__find_map_by_name(Pointer object, String name);

    static native Pointer bpf_object__next_map(Pointer object, Pointer previous);

    static native Pointer bpf_object__find_program_by_name(Pointer object, String name);

    static native Pointer bpf_object__next_program(Pointer object, Pointer previous);

    static native int bpf_program__fd(Pointer program);

    static native String bpf_program__name(Pointer program);

    static native String bpf_program__section_name(Pointer program);

    static native int bpf_program__set_log_level(Pointer program, int level);

    static native int bpf_program__set_autoload(Pointer program, boolean autoload);

    static native boolean bpf_program__autoload(Pointer program);

    static native int bpf_map__fd(Pointer map);

    static native String bpf_map__name(Pointer map);

    static native int bpf_map__type(Pointer map);

    static native int bpf_map__key_size(Pointer map);

    static native int bpf_map__value_size(Pointer map);

    static native int bpf_map__max_entries(Pointer map);

    static native int bpf_map__set_max_entries(Pointer map, int entries);

    static native int bpf_map__map_flags(Pointer map);

    static native Pointer bpf_map__inner_map(Pointer map);

    static native int bpf_map__set_inner_map_fd(Pointer map, int fd);

    static native int bpf_map__reuse_fd(Pointer map, int fd);

    static native int bpf_map__set_autocreate(Pointer map, boolean autocreate);

    static native boolean bpf_map__autocreate(Pointer map);

    static native int bpf_map_create(
            int type, String name, int keySize, int valueSize, int maxEntries, Options.MapCreate options);

    static native Pointer bpf_map__initial_value(Pointer map, LongByReference size);

    static native int bpf_map_lookup_elem(int fd, byte[] key, byte[] value);

    static native int bpf_map_update_elem(int fd, byte[] key, byte[] value, long flags);

    static native int bpf_map_delete_elem(int fd, byte[] key);

    static native int bpf_map_get_next_key(int fd, byte[] key, byte[] next);

    static native int bpf_map_lookup_batch(
            int fd, Pointer in, Pointer out, Pointer keys, Pointer values, IntByReference count, Pointer options);

    static native int bpf_prog_test_run_opts(int fd, Options.TestRun options);

    static native int bpf_link_create(int program, int target, int attachType, Options.LinkCreate options);

    static native int bpf_raw_tracepoint_open(String name, int program);

    static native int bpf_link_update(int fd, int program, Pointer options);

    static native int bpf_iter_create(int link);

    static native int bpf_link_detach(int fd);

    static native int bpf_prog_query(
            int target, int type, int flags, Pointer attachFlags, int[] ids, IntByReference count);

    static native int bpf_prog_get_fd_by_id(int id);

    static native int bpf_obj_get_info_by_fd(int fd, Pointer info, IntByReference length);

    static native int bpf_xdp_query(int ifindex, int flags, Options.XdpQuery options);

    static native int bpf_tc_hook_create(Options.TcHook hook);

    static native int bpf_tc_hook_destroy(Options.TcHook hook);

    static native int bpf_tc_attach(Options.TcHook hook, Options.Tc options);

    static native int bpf_tc_detach(Options.TcHook hook, Options.Tc options);

    static native Pointer btf__load_vmlinux_btf();

    static native void btf__free(Pointer btf);

    static native int btf__find_by_name_kind(Pointer btf, String name, int kind);

    static native Pointer btf__type_by_id(Pointer btf, int id);

    static native String btf__name_by_offset(Pointer btf, int offset);

    static native long btf__resolve_size(Pointer btf, int id);
}
