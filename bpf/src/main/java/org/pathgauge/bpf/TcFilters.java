package org.pathgauge.bpf;

import com.sun.jna.Native;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The filters of one side of an interface's clsact queue discipline, read over rtnetlink(7).
 *
 * <p>libbpf can only ask for a filter whose handle and priority are known; a killed run's are not.
 *
 * @param bpf those that run a BPF program
 * @param others how many are of another kind
 */
record TcFilters(List<BpfFilter> bpf, int others) {
    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW_CLOEXEC = 3 | 0x80000;
    private static final int NETLINK_ROUTE = 0;
    private static final int RTM_GETTFILTER = 46;
    private static final int RTM_NEWTFILTER = 44;
    private static final int NLM_F_REQUEST_DUMP = 0x1 | 0x300;
    private static final int NLMSG_ERROR = 2;
    private static final int NLMSG_DONE = 3;
    private static final int NLMSG_HEADER = 16;
    private static final int TCMSG = 20;
    private static final int CLSACT_INGRESS = 0xfffffff2;
    private static final int CLSACT_EGRESS = 0xfffffff3;
    private static final int TCA_KIND = 1;
    private static final int TCA_OPTIONS = 2;
    private static final int TCA_BPF_NAME = 7;
    private static final int TCA_BPF_ID = 11;
    private static final int ATTRIBUTE_TYPE_MASK = 0x3fff;
    private static final int RECEIVE_BYTES = 1 << 16;

    /**
     * A filter that runs a BPF program.
     *
     * @param programId the kernel's identifier of the program
     * @param name the filter's: libbpf writes the program's there, a colon and its identifier
     */
    record BpfFilter(int handle, int priority, int programId, String name) {

        /** Whether the program's name is one of ours; the filter's decides where it may not be read. */
        boolean isOurs() {
            return ProgramInfo.byId(programId)
                    .map(ProgramInfo::name)
                    .orElse(name)
                    .startsWith(ProgramInfo.OUR_PREFIX);
        }
    }

    boolean isEmpty() {
        return bpf.isEmpty() && others == 0;
    }

    /**
     * Lists the filters; none when there is no clsact queue discipline.
     *
     * @throws BpfException when netlink cannot be used
     */
    static TcFilters list(int ifindex, Direction direction) {
        int socket = Libc.socket(AF_NETLINK, SOCK_RAW_CLOEXEC, NETLINK_ROUTE);
        if (socket < 0) {
            throw failure(ifindex, Native.getLastError());
        }
        try {
            byte[] request = request(ifindex, direction == Direction.INGRESS ? CLSACT_INGRESS : CLSACT_EGRESS);
            if (Libc.send(socket, request, request.length, 0) != request.length) {
                throw failure(ifindex, Native.getLastError());
            }
            return receive(socket, ifindex);
        } finally {
            Libc.close(socket);
        }
    }

    private static byte[] request(int ifindex, int parent) {
        // struct nlmsghdr, then struct tcmsg: family and padding, ifindex, handle, parent, info.
        return ByteBuffer.allocate(NLMSG_HEADER + TCMSG)
                .order(ByteOrder.nativeOrder())
                .putInt(NLMSG_HEADER + TCMSG)
                .putShort((short) RTM_GETTFILTER)
                .putShort((short) NLM_F_REQUEST_DUMP)
                .putInt(1)
                .putInt(0)
                .putInt(0)
                .putInt(ifindex)
                .putInt(0)
                .putInt(parent)
                .putInt(0)
                .array();
    }

    private static TcFilters receive(int socket, int ifindex) {
        List<BpfFilter> found = new ArrayList<>();
        int others = 0;
        byte[] bytes = new byte[RECEIVE_BYTES];
        while (true) {
            long length = Libc.recv(socket, bytes, bytes.length, 0);
            if (length < 0) {
                throw failure(ifindex, Native.getLastError());
            }
            ByteBuffer data = ByteBuffer.wrap(bytes, 0, (int) length).order(ByteOrder.nativeOrder());
            for (int at = 0; at + NLMSG_HEADER <= length; at += data.getInt(at) + 3 & -4) {
                int type = data.getShort(at + 4);
                if (type == NLMSG_DONE) {
                    return new TcFilters(List.copyOf(found), others);
                }
                if (type == NLMSG_ERROR) {
                    int error = -data.getInt(at + NLMSG_HEADER);
                    if (error == Errno.EINVAL || error == Errno.ENOENT) {
                        return new TcFilters(List.of(), 0);
                    }
                    throw failure(ifindex, error);
                }
                if (type != RTM_NEWTFILTER) {
                    continue;
                }
                int handle = data.getInt(at + NLMSG_HEADER + 8);
                if (handle == 0) {
                    continue; // the head of a priority, not a filter
                }
                int priority = data.getInt(at + NLMSG_HEADER + 16) >>> 16;
                Optional<BpfFilter> filter =
                        bpfFilter(handle, priority, data, at + NLMSG_HEADER + TCMSG, at + data.getInt(at));
                filter.ifPresent(found::add);
                others += filter.isPresent() ? 0 : 1;
            }
        }
    }

    /** The filter that the attributes describe; empty when it runs no eBPF program. */
    private static Optional<BpfFilter> bpfFilter(int handle, int priority, ByteBuffer data, int from, int to) {
        ByteBuffer kind = attribute(data, from, to, TCA_KIND);
        ByteBuffer options = attribute(data, from, to, TCA_OPTIONS);
        ByteBuffer id = attribute(options, 0, options.limit(), TCA_BPF_ID);
        if (!string(kind).equals("bpf") || id.limit() < Integer.BYTES) {
            return Optional.empty();
        }
        String name = string(attribute(options, 0, options.limit(), TCA_BPF_NAME));
        return Optional.of(new BpfFilter(handle, priority, id.getInt(0), name));
    }

    /** The payload of an attribute (struct rtattr: length, type); without any bytes when it is missing. */
    private static ByteBuffer attribute(ByteBuffer data, int from, int to, int wanted) {
        for (int at = from; at + 4 <= to; ) {
            int length = data.getShort(at);
            if (length < 4 || at + length > to) {
                break;
            }
            if ((data.getShort(at + 2) & ATTRIBUTE_TYPE_MASK) == wanted) {
                return data.slice(at + 4, length - 4).order(ByteOrder.nativeOrder());
            }
            at += length + 3 & -4;
        }
        return ByteBuffer.allocate(0).order(ByteOrder.nativeOrder());
    }

    private static String string(ByteBuffer attribute) {
        byte[] bytes = new byte[attribute.remaining()];
        attribute.get(bytes);
        return Native.toString(bytes);
    }

    private static BpfException failure(int ifindex, int errno) {
        return BpfException.of(
                "Cannot list the traffic-control filters of " + Libc.interfaceName(ifindex),
                errno,
                "The interface must exist in this network namespace.");
    }
}
