package org.pathgauge.bpf;

import java.util.List;

/**
 * Traffic-control programs as filters of a clsact queue discipline, for kernels before 6.6.
 *
 * <p>Unlike links, filters outlive the process. So each start removes what a killed run left, and it
 * knows its own by the program's name alone: other people's filters are never touched.
 */
public final class Clsact {
    private static final int POINT_INGRESS = 1;
    private static final int POINT_EGRESS = 2;

    /** BPF_TC_F_REPLACE. */
    private static final int REPLACE = 1;

    private Clsact() {}

    /** A filter that this process attached. Closing it detaches it. */
    public static final class Filter implements Hold {
        private final int ifindex;
        private final Direction direction;
        private final int handle;
        private final int priority;
        private final boolean madeQdisc;
        private boolean closed;

        private Filter(int ifindex, Direction direction, int handle, int priority, boolean madeQdisc) {
            this.ifindex = ifindex;
            this.direction = direction;
            this.handle = handle;
            this.priority = priority;
            this.madeQdisc = madeQdisc;
        }

        @Override
        public synchronized void replace(BpfProgram program) {
            Options.Tc options = new Options.Tc();
            options.prog_fd = program.fd();
            options.flags = REPLACE;
            options.handle = handle;
            options.priority = priority;
            int error = Libbpf.bpf_tc_attach(new Options.TcHook(ifindex, point(direction)), options);
            if (error < 0 && error != -Errno.ENODEV) {
                throw failure("Cannot put " + program.name() + " at clsact " + direction.label(), ifindex, error);
            }
        }

        /** Detaches, and removes the queue discipline if this made it and nobody else uses it now. */
        @Override
        public synchronized void close() {
            if (!closed) {
                closed = true;
                detach(ifindex, direction, handle, priority);
                if (madeQdisc) {
                    destroyIfUnused(ifindex);
                }
            }
        }
    }

    /**
     * Attaches a program behind the filters that are there, making the clsact queue discipline if needed.
     *
     * @throws BpfException when the kernel refuses
     */
    public static Filter attach(BpfProgram program, int ifindex, Direction direction) {
        Libbpf.load();
        Options.TcHook hook = new Options.TcHook(ifindex, point(direction));
        int made = Libbpf.bpf_tc_hook_create(hook);
        if (made < 0 && made != -Errno.EEXIST) {
            throw failure("Cannot make the clsact queue discipline", ifindex, made);
        }
        Options.Tc options = new Options.Tc();
        options.prog_fd = program.fd();
        // Handle and priority 0: the kernel chooses free ones and libbpf reads back which.
        int error = Libbpf.bpf_tc_attach(hook, options);
        if (error < 0) {
            if (made == 0) {
                destroyIfUnused(ifindex);
            }
            throw failure("Cannot attach " + program.name() + " at clsact " + direction.label(), ifindex, error);
        }
        return new Filter(ifindex, direction, options.handle, options.priority, made == 0);
    }

    /**
     * Removes filters of ours that an earlier run left, and the queue discipline if that leaves it
     * without any filter.
     *
     * @return how many were removed
     * @throws BpfException when the interface cannot be asked
     */
    public static int removeStale(int ifindex) {
        Libbpf.load();
        int removed = 0;
        for (Direction direction : Direction.values()) {
            for (TcFilters.BpfFilter filter : TcFilters.list(ifindex, direction).bpf()) {
                if (filter.isOurs()) {
                    detach(ifindex, direction, filter.handle(), filter.priority());
                    removed++;
                }
            }
        }
        if (removed > 0) {
            destroyIfUnused(ifindex);
        }
        return removed;
    }

    private static void detach(int ifindex, Direction direction, int handle, int priority) {
        Options.Tc options = new Options.Tc();
        options.handle = handle;
        options.priority = priority;
        // An error means that the filter or its interface has gone, which is what was wanted.
        Libbpf.bpf_tc_detach(new Options.TcHook(ifindex, point(direction)), options);
    }

    private static void destroyIfUnused(int ifindex) {
        for (Direction direction : List.of(Direction.INGRESS, Direction.EGRESS)) {
            try {
                if (!TcFilters.list(ifindex, direction).isEmpty()) {
                    return;
                }
            } catch (BpfException e) {
                return;
            }
        }
        Libbpf.bpf_tc_hook_destroy(new Options.TcHook(ifindex, POINT_INGRESS | POINT_EGRESS));
    }

    private static int point(Direction direction) {
        return direction == Direction.INGRESS ? POINT_INGRESS : POINT_EGRESS;
    }

    private static BpfException failure(String attempted, int ifindex, int error) {
        return BpfException.of(
                attempted + " of " + Libc.interfaceName(ifindex),
                error,
                error == -Errno.EPERM
                        ? Capabilities.MEND
                        : "The kernel needs CONFIG_NET_SCH_INGRESS and CONFIG_NET_CLS_BPF, and the interface must exist.");
    }
}
