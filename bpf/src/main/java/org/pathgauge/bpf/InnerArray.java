package org.pathgauge.bpf;

/**
 * An array map of one element made at run time, to be put into an outer map of such arrays; filled through shared memory
 * before any program sees it.
 *
 * <p>Closing it lets go of our descriptor and mapping. The kernel keeps the map for as long as an outer map holds it.
 */
public final class InnerArray implements AutoCloseable {
    private static final int TYPE_ARRAY = 2;
    private static final int FLAG_MMAPABLE = 1 << 10;

    private final BpfMap map;
    private final MappedArray contents;

    private InnerArray(BpfMap map, MappedArray contents) {
        this.map = map;
        this.contents = contents;
    }

    /**
     * Makes an array of zeros.
     *
     * @param name at most 15 characters
     * @throws BpfException when memory is short or the kernel has no such maps
     */
    public static InnerArray create(String name, int valueSize) {
        Libbpf.load();
        int fd = Libbpf.bpf_map_create(
                TYPE_ARRAY, name, Integer.BYTES, valueSize, 1, new Options.MapCreate(FLAG_MMAPABLE));
        if (fd < 0) {
            throw BpfException.of(
                    "Cannot make map " + name + " of " + valueSize + " bytes",
                    fd,
                    "It takes CAP_BPF and as much kernel memory.");
        }
        BpfMap map = new BpfMap(name, fd, TYPE_ARRAY, Integer.BYTES, valueSize, 1, FLAG_MMAPABLE);
        try {
            return new InnerArray(map, map.mmap());
        } catch (BpfException e) {
            Libc.close(fd);
            throw e;
        }
    }

    /** The element. */
    public MappedArray contents() {
        return contents;
    }

    /** Kernel memory that it takes, in bytes. */
    public long memlockBytes() {
        return map.memlockBytes();
    }

    int fd() {
        return map.fd();
    }

    @Override
    public void close() {
        contents.close();
        Libc.close(map.fd());
    }
}
