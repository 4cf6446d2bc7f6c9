package org.pathgauge.bpf;

import com.sun.jna.Pointer;
import java.util.ArrayList;
import java.util.List;

/**
 * What an object's maps of maps want their elements to be like, told without the types that clang describes: Linux 6.1
 * takes an element for another one if only the template's types are known to it, and elements that are made at run time
 * have none.
 */
final class InnerTemplates implements AutoCloseable {
    private static final int ARRAY_OF_MAPS = 12;
    private static final int HASH_OF_MAPS = 13;

    private final List<Integer> descriptors = new ArrayList<>();

    /**
     * Makes those of an object that is about to be loaded.
     *
     * @throws BpfException when the kernel refuses one
     */
    InnerTemplates(Pointer object) {
        try {
            for (Pointer map = Libbpf.bpf_object__next_map(object, null);
                    map != null;
                    map = Libbpf.bpf_object__next_map(object, map)) {
                int type = Libbpf.bpf_map__type(map);
                Pointer inner =
                        type == ARRAY_OF_MAPS || type == HASH_OF_MAPS ? Libbpf.bpf_map__inner_map(map) : Pointer.NULL;
                if (inner != null) {
                    replace(map, inner);
                }
            }
        } catch (BpfException e) {
            close();
            throw e;
        }
    }

    private void replace(Pointer map, Pointer inner) {
        String name = Libbpf.bpf_map__name(map);
        int fd = Libbpf.bpf_map_create(
                Libbpf.bpf_map__type(inner),
                "pg_template",
                Libbpf.bpf_map__key_size(inner),
                Libbpf.bpf_map__value_size(inner),
                Libbpf.bpf_map__max_entries(inner),
                new Options.MapCreate(Libbpf.bpf_map__map_flags(inner)));
        if (fd < 0) {
            throw BpfException.of(
                    "Cannot make an element of map " + name, fd, "It takes CAP_BPF and as much kernel memory.");
        }
        descriptors.add(fd);
        int error = Libbpf.bpf_map__set_inner_map_fd(map, fd);
        if (error < 0) {
            throw BpfException.of("Cannot tell what the elements of map " + name + " are", error, "Report it.");
        }
    }

    @Override
    public void close() {
        descriptors.forEach(Libc::close);
        descriptors.clear();
    }
}
