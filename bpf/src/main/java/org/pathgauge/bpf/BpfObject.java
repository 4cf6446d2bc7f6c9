package org.pathgauge.bpf;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.pathgauge.bpf.abi.BtfException;
import org.pathgauge.bpf.abi.LayoutCheck;
import org.pathgauge.bpf.abi.ShippedObject;

/**
 * A compiled BPF object: opened, adjusted (constants, map sizes, which programs), then loaded.
 *
 * <p>Adjusting is for one thread before {@link #load()}; afterwards the object is immutable. Closing
 * it closes its maps' and programs' descriptors; links keep their program alive on their own.
 */
public final class BpfObject implements AutoCloseable {
    /** Large enough for our programs; the kernel writes only as much as there is to say. */
    private static final long VERIFIER_LOG_BYTES = 1 << 20;

    /**
     * BPF_LOG_STATS: what the verifier has against a program, and how far it got. A log of each instruction it looked at
     * would not fit, for which kernels before 6.4 tell ENOSPC in place of the reason.
     */
    private static final int VERIFIER_LOG_LEVEL = 4;

    private static final String TRACEPOINT = "tp_btf/";

    private final String name;
    private final Memory log;
    private final Pointer object;
    private boolean loaded;
    private boolean closed;

    private BpfObject(String name, Memory log, Pointer object) {
        this.name = name;
        this.log = log;
        this.object = object;
    }

    /**
     * Opens an ELF object from memory.
     *
     * @param name as messages and the kernel name it; letters, digits, underscore
     * @throws BpfException when libbpf is missing or the bytes are no BPF object
     */
    public static BpfObject open(String name, byte[] elf) {
        Libbpf.load();
        LibbpfLog.clear();
        Memory log = new Memory(VERIFIER_LOG_BYTES);
        log.setByte(0, (byte) 0);
        try (Memory bytes = new Memory(Math.max(1, elf.length));
                Memory objectName = new Memory(name.length() + 1L)) {
            bytes.write(0, elf, 0, elf.length);
            objectName.setString(0, name);
            Options.ObjectOpen options = new Options.ObjectOpen();
            options.object_name = objectName;
            options.kernel_log_buf = log;
            options.kernel_log_size = VERIFIER_LOG_BYTES;
            Pointer object = Libbpf.bpf_object__open_mem(bytes, elf.length, options);
            if (object == null) {
                int errno = Native.getLastError();
                log.close();
                throw BpfException.of(
                        "Cannot open BPF object " + name + said(),
                        errno,
                        "Rebuild the object with clang -target bpf -g for this version of PathGauge.");
            }
            return new BpfObject(name, log, object);
        }
    }

    /**
     * Opens an object that the agent ships, after comparing its layouts with the agent's.
     *
     * @throws BpfException when libbpf or the object is missing
     * @throws BtfException when the shipped object is of another build than these classes
     */
    public static BpfObject open(ShippedObject object) {
        byte[] elf = shipped(object);
        LayoutCheck.verify(object, elf);
        return open("pathgauge_" + object.label(), elf);
    }

    /** The shipped object's bytes. */
    static byte[] shipped(ShippedObject object) {
        try (InputStream in = BpfObject.class.getResourceAsStream(object.resource())) {
            if (in == null) {
                throw BpfException.of(
                        "The agent's jar lacks " + object.resource(), "Rebuild it: mvn package (needs clang).");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + object.resource() + " from the agent's jar", e);
        }
    }

    /**
     * Sets a {@code const volatile} variable before the load.
     *
     * @param value exactly as many bytes as the variable has, in the variable's own byte order
     * @throws BpfException when there is no such variable or its size differs
     */
    public void setRodata(String variable, byte[] value) {
        requireState(false);
        Pointer map = Libbpf.bpf_object__find_map_by_name(object, ".rodata");
        LongByReference size = new LongByReference();
        Pointer section = map == null ? null : Libbpf.bpf_map__initial_value(map, size);
        BtfView.Variable found = new BtfView(Libbpf.bpf_object__btf(object))
                .variable(".rodata", variable)
                .orElseThrow(() -> BpfException.of(
                        "BPF object " + name + " has no constant " + variable,
                        "Rebuild it for this version of PathGauge."));
        if (section == null || found.size() != value.length || found.offset() + found.size() > size.getValue()) {
            throw BpfException.of(
                    "Constant " + variable + " of BPF object " + name + " has " + found.size() + " bytes, not "
                            + value.length,
                    "Rebuild it for this version of PathGauge.");
        }
        section.write(found.offset(), value, 0, value.length);
    }

    /** {@link #setRodata(String, byte[])} for a 32-bit variable in native byte order. */
    public void setRodata(String variable, int value) {
        setRodata(
                variable,
                ByteBuffer.allocate(Integer.BYTES)
                        .order(ByteOrder.nativeOrder())
                        .putInt(value)
                        .array());
    }

    /**
     * Sets how many entries a map will have.
     *
     * @throws BpfException when there is no such map
     */
    public void setMaxEntries(String map, int entries) {
        requireState(false);
        int error = Libbpf.bpf_map__set_max_entries(findMap(map), entries);
        if (error < 0) {
            throw BpfException.of(
                    "Cannot size map " + map + " of BPF object " + name + " to " + entries + " entries",
                    error,
                    "Give a positive number; a ring buffer's must be a power of two times the page size.");
        }
    }

    /**
     * Chooses whether a program is loaded; all are, unless told.
     *
     * @throws BpfException when there is no such program
     */
    public void setAutoload(String program, boolean autoload) {
        requireState(false);
        Libbpf.bpf_program__set_autoload(findProgram(program), autoload);
    }

    /**
     * Leaves out the programs ({@code SEC("tp_btf/NAME")}) whose tracepoint the running kernel does not have, so that
     * the others can be loaded.
     *
     * @return names of the tracepoints that are missing
     * @throws BpfException when the kernel has no BTF
     */
    public Set<String> skipMissingTracepoints() {
        requireState(false);
        Set<String> missing = new TreeSet<>();
        try (KernelBtf btf = KernelBtf.open()) {
            for (Pointer program = Libbpf.bpf_object__next_program(object, null);
                    program != null;
                    program = Libbpf.bpf_object__next_program(object, program)) {
                String section = Libbpf.bpf_program__section_name(program);
                String tracepoint = section.startsWith(TRACEPOINT) ? section.substring(TRACEPOINT.length()) : "";
                if (!tracepoint.isEmpty() && btf.tracepointArguments(tracepoint).isEmpty()) {
                    Libbpf.bpf_program__set_autoload(program, false);
                    missing.add(tracepoint);
                }
            }
        }
        return missing;
    }

    /**
     * Attaches each loaded program of a tracepoint ({@code SEC("tp_btf/NAME")}): all or none.
     *
     * @return the attachments; the caller closes them
     * @throws BpfException saying what refused
     */
    public List<BpfLink> attachTracepoints() {
        requireState(true);
        List<BpfLink> links = new ArrayList<>();
        try {
            for (Pointer program = Libbpf.bpf_object__next_program(object, null);
                    program != null;
                    program = Libbpf.bpf_object__next_program(object, program)) {
                if (Libbpf.bpf_program__section_name(program).startsWith(TRACEPOINT)
                        && Libbpf.bpf_program__autoload(program)) {
                    links.add(BpfLink.attachTracepoint(program(Libbpf.bpf_program__name(program))));
                }
            }
            return List.copyOf(links);
        } catch (RuntimeException e) {
            links.forEach(BpfLink::close);
            throw e;
        }
    }

    /**
     * Has the object use a map of another object that is loaded, instead of creating one of its own.
     *
     * @throws BpfException when there is no such map
     */
    public void shareMap(BpfMap map) {
        requireState(false);
        int error = Libbpf.bpf_map__reuse_fd(findMap(map.name()), map.fd());
        if (error < 0) {
            throw BpfException.of(
                    "Cannot share map " + map.name() + " with BPF object " + name, error, "Restart the agent.");
        }
    }

    /**
     * Leaves out a map, which no program that is loaded may use then.
     *
     * @throws BpfException when there is no such map
     */
    public void omitMap(String map) {
        requireState(false);
        Libbpf.bpf_map__set_autocreate(findMap(map), false);
    }

    /** The names of all maps, before the load too. */
    public List<String> mapNames() {
        List<String> names = new ArrayList<>();
        for (Pointer map = Libbpf.bpf_object__next_map(object, null);
                map != null;
                map = Libbpf.bpf_object__next_map(object, map)) {
            names.add(Libbpf.bpf_map__name(map));
        }
        return names;
    }

    /** The names of all programs, before the load too. */
    public List<String> programNames() {
        List<String> names = new ArrayList<>();
        for (Pointer program = Libbpf.bpf_object__next_program(object, null);
                program != null;
                program = Libbpf.bpf_object__next_program(object, program)) {
            names.add(Libbpf.bpf_program__name(program));
        }
        return names;
    }

    /**
     * Creates the maps and loads the programs.
     *
     * @throws BpfException with the verifier's log when it refused a program
     */
    public void load() {
        requireState(false);
        LibbpfLog.clear();
        log.setByte(0, (byte) 0);
        // The object's own level would have the kernel write out its types, too.
        for (Pointer program = Libbpf.bpf_object__next_program(object, null);
                program != null;
                program = Libbpf.bpf_object__next_program(object, program)) {
            Libbpf.bpf_program__set_log_level(program, VERIFIER_LOG_LEVEL);
        }
        try (InnerTemplates templates = new InnerTemplates(object)) {
            int error = Libbpf.bpf_object__load(object);
            if (error < 0) {
                throw LoadFailure.explain(name, -error, log.getString(0), LibbpfLog.warnings());
            }
        }
        loaded = true;
    }

    /** The loaded program of this name. */
    public BpfProgram program(String program) {
        requireState(true);
        int fd = Libbpf.bpf_program__fd(findProgram(program));
        if (fd < 0) {
            throw BpfException.of(
                    "Program " + program + " of BPF object " + name + " was not loaded", "Set its autoload.");
        }
        return new BpfProgram(program, fd);
    }

    /** The loaded programs, in the object's order. */
    public List<BpfProgram> loadedPrograms() {
        requireState(true);
        List<BpfProgram> programs = new ArrayList<>();
        for (Pointer program = Libbpf.bpf_object__next_program(object, null);
                program != null;
                program = Libbpf.bpf_object__next_program(object, program)) {
            if (Libbpf.bpf_program__autoload(program)) {
                programs.add(program(Libbpf.bpf_program__name(program)));
            }
        }
        return programs;
    }

    /** The map of this name. */
    public BpfMap map(String map) {
        requireState(true);
        return wrap(findMap(map));
    }

    /** All maps but omitted ones, the compiler's data sections included. */
    public List<BpfMap> maps() {
        requireState(true);
        List<BpfMap> maps = new ArrayList<>();
        for (Pointer map = Libbpf.bpf_object__next_map(object, null);
                map != null;
                map = Libbpf.bpf_object__next_map(object, map)) {
            // From libbpf 1.4 on omitted ones have a file descriptor, too, which is no map's.
            if (Libbpf.bpf_map__autocreate(map)) {
                maps.add(wrap(map));
            }
        }
        return maps;
    }

    private static BpfMap wrap(Pointer map) {
        return new BpfMap(
                Libbpf.bpf_map__name(map),
                Libbpf.bpf_map__fd(map),
                Libbpf.bpf_map__type(map),
                Libbpf.bpf_map__key_size(map),
                Libbpf.bpf_map__value_size(map),
                Libbpf.bpf_map__max_entries(map),
                Libbpf.bpf_map__map_flags(map));
    }

    private Pointer findMap(String map) {
        Pointer found = Libbpf.bpf_object__find_map_by_name(object, map);
        if (found == null) {
            throw BpfException.of(
                    "BPF object " + name + " has no map " + map, "Rebuild it for this version of PathGauge.");
        }
        return found;
    }

    private Pointer findProgram(String program) {
        Pointer found = Libbpf.bpf_object__find_program_by_name(object, program);
        if (found == null) {
            throw BpfException.of(
                    "BPF object " + name + " has no program " + program, "Rebuild it for this version of PathGauge.");
        }
        return found;
    }

    private void requireState(boolean wantLoaded) {
        if (closed || loaded != wantLoaded) {
            throw new IllegalStateException(
                    "BPF object " + name + " is " + (closed ? "closed" : loaded ? "loaded already" : "not loaded yet"));
        }
    }

    private static String said() {
        String warnings = LibbpfLog.warnings();
        return warnings.isEmpty() ? "" : " (" + warnings.replace("\n", "; ") + ")";
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            Libbpf.bpf_object__close(object);
            log.close();
        }
    }
}
