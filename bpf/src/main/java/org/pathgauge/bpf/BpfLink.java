package org.pathgauge.bpf;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import java.util.Arrays;

/**
 * A program attached to an interface as a BPF link: the attachment lives exactly as long as the file
 * descriptor, so it ends with the process even on kill -9.
 */
public final class BpfLink implements Hold {
    private static final int ATTACH_XDP = 37;
    private static final int ATTACH_TCX_INGRESS = 46;
    private static final int ATTACH_TCX_EGRESS = 47;
    private static final int XDP_FLAGS_SKB_MODE = 1 << 1;
    private static final int XDP_FLAGS_DRV_MODE = 1 << 2;
    private static final int MAX_PROGRAMS = 64;
    private static final String NO_INTERFACE = "The interface does not exist in this network namespace.";

    private final int fd;
    private boolean closed;

    private BpfLink(int fd) {
        this.fd = fd;
    }

    /**
     * Attaches an XDP program.
     *
     * @param mode {@link Hook#XDP_NATIVE} or {@link Hook#XDP_GENERIC}
     * @throws BpfException naming who holds the hook when it is taken, or what the driver lacks
     */
    public static BpfLink attachXdp(BpfProgram program, int ifindex, Hook mode) {
        if (!mode.isXdp()) {
            throw new IllegalArgumentException(mode + " is not an XDP hook");
        }
        int flags = mode == Hook.XDP_NATIVE ? XDP_FLAGS_DRV_MODE : XDP_FLAGS_SKB_MODE;
        int fd = Libbpf.bpf_link_create(program.fd(), ifindex, ATTACH_XDP, new Options.LinkCreate(flags));
        if (fd < 0) {
            throw BpfException.of(attempt(program, ifindex, mode.label()), fd, mendXdp(ifindex, mode, -fd));
        }
        return new BpfLink(fd);
    }

    /**
     * Attaches a traffic-control program at tcx, behind those that are there already.
     *
     * @throws BpfException when the kernel has no tcx (before 6.6) or refuses
     */
    public static BpfLink attachTcx(BpfProgram program, int ifindex, Direction direction) {
        int fd = Libbpf.bpf_link_create(program.fd(), ifindex, tcxType(direction), new Options.LinkCreate(0));
        if (fd < 0) {
            String mend =
                    switch (-fd) {
                        case Errno.EINVAL -> "This kernel has no tcx (it came with Linux 6.6): use clsact.";
                        case Errno.EPERM -> Capabilities.MEND;
                        case Errno.ENODEV, Errno.ENOENT -> NO_INTERFACE;
                        case Errno.EEXIST -> "The program is attached there already: close that attachment first.";
                        case Errno.ERANGE -> "The hook holds its most of 64 programs: remove one.";
                        default -> "\"bpftool net\" shows what is attached.";
                    };
            throw BpfException.of(attempt(program, ifindex, "tcx " + direction.label()), fd, mend);
        }
        return new BpfLink(fd);
    }

    /**
     * Attaches a program to the tracepoint that it was compiled for ({@code SEC("tp_btf/NAME")}).
     *
     * @throws BpfException when the kernel refuses
     */
    public static BpfLink attachTracepoint(BpfProgram program) {
        int fd = Libbpf.bpf_raw_tracepoint_open(null, program.fd());
        if (fd < 0) {
            throw BpfException.of(
                    "Cannot attach " + program.name() + " to its tracepoint",
                    fd,
                    -fd == Errno.EPERM ? Capabilities.MEND : "It takes Linux 5.8 or newer with BTF.");
        }
        return new BpfLink(fd);
    }

    /**
     * Identifiers of the programs at a tcx hook, in the order in which they run.
     *
     * @throws BpfException when the kernel has no tcx or the interface does not exist
     */
    public static int[] queryTcx(int ifindex, Direction direction) {
        Libbpf.load();
        int[] ids = new int[MAX_PROGRAMS];
        IntByReference count = new IntByReference(MAX_PROGRAMS);
        int error = Libbpf.bpf_prog_query(ifindex, tcxType(direction), 0, null, ids, count);
        if (error == -Errno.ENOENT) {
            return new int[0];
        }
        if (error < 0) {
            throw BpfException.of(
                    "Cannot query tcx " + direction.label() + " of " + Libc.interfaceName(ifindex),
                    error,
                    "It takes Linux 6.6, CAP_NET_ADMIN and an existing interface.");
        }
        return Arrays.copyOf(ids, count.getValue());
    }

    private static int tcxType(Direction direction) {
        return direction == Direction.INGRESS ? ATTACH_TCX_INGRESS : ATTACH_TCX_EGRESS;
    }

    private static String attempt(BpfProgram program, int ifindex, String where) {
        return "Cannot attach " + program.name() + " at " + where + " of " + Libc.interfaceName(ifindex);
    }

    private static String mendXdp(int ifindex, Hook mode, int errno) {
        if (!Libc.interfaceExists(ifindex)) {
            return NO_INTERFACE;
        }
        String name = Libc.interfaceName(ifindex);
        return switch (errno) {
            case Errno.EBUSY, Errno.EEXIST ->
                ForeignXdp.on(ifindex)
                        .map(holder -> holder.describe() + ": set ingress-hook to tcx, or remove it.")
                        .orElse("Another XDP program is on " + name + ": set ingress-hook to tcx.");
            case Errno.ERANGE, Errno.EINVAL ->
                "The driver accepts no XDP program with this MTU or these offloads: lower" + " the MTU of " + name
                        + ", or set ingress-hook to tcx.";
            case Errno.EOPNOTSUPP ->
                mode == Hook.XDP_NATIVE
                        ? "The driver of " + name + " has no XDP of its own: set ingress-hook to xdp-generic or tcx."
                        : "The interface takes no XDP program: set ingress-hook to tcx.";
            case Errno.EPERM -> Capabilities.MEND;
            case Errno.ENODEV -> NO_INTERFACE;
            default -> "Set ingress-hook to tcx.";
        };
    }

    /**
     * Puts another program of the same type in the place of the one that is attached; each packet meets one or the other.
     *
     * @throws BpfException when the kernel refuses; the one before stays then
     */
    public synchronized void replace(BpfProgram program) {
        int error = Libbpf.bpf_link_update(fd, program.fd(), Pointer.NULL);
        // The interface has gone, and the link with it: nothing is left to replace.
        if (error < 0 && error != -Errno.ENOLINK) {
            throw BpfException.of(
                    "Cannot put " + program.name() + " in the place of an attached program",
                    error,
                    "\"bpftool net\" shows what is attached.");
        }
    }

    /** Detaches; does nothing when called again or when the interface has gone. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            Libc.close(fd);
        }
    }
}
