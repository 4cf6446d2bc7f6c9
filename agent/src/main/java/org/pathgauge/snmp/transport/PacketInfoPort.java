package org.pathgauge.snmp.transport;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedChannelException;
import java.util.Optional;
import org.snmp4j.smi.UdpAddress;

/**
 * A socket on all local addresses that answers from the one that was asked, by IP_PKTINFO (ip(7)) and IPV6_PKTINFO (RFC
 * 3542 section 6). Without it the kernel answers from the address that its routing table prefers, and managers drop that.
 *
 * <p>The JDK has no control messages, so this is recvmsg and sendmsg. On :: it serves IPv4, too, with mapped addresses.
 *
 * <p>Layout, for either direction, of every 64-bit Linux: struct msghdr of 56 bytes, struct iovec, socket address, one
 * control message, data.
 */
final class PacketInfoPort implements DatagramPort {
    private static final int IOVEC = 56;
    private static final int NAME = 72;
    private static final int NAME_SIZE = 28;
    private static final int CONTROL = 104;
    private static final int CONTROL_SIZE = 64;
    private static final int DATA = CONTROL + CONTROL_SIZE;
    private static final int CMSG_HEADER = 16;
    private static final int MESSAGE_FLAGS = 48;
    private static final int IPV6_OCTETS = 16;
    private static final byte[] ON = {1, 0, 0, 0};
    private static final byte[] OFF = {0, 0, 0, 0};

    private final int fd;
    private final boolean v6;
    private final InetSocketAddress local;
    private final Area in;
    private final Area out = new Area(UdpEndpoint.MAX_OUTBOUND);
    private volatile boolean open = true;
    private boolean closed;

    /** Native memory for one message. */
    private static final class Area {
        private final ByteBuffer memory;
        private final long base;

        Area(int data) {
            memory = ByteBuffer.allocateDirect(DATA + data).order(ByteOrder.nativeOrder());
            base = Pointer.nativeValue(Native.getDirectBufferPointer(memory));
        }

        void prepare(int nameSize, int controlSize, int length) {
            memory.putLong(0, base + NAME);
            memory.putInt(8, nameSize);
            memory.putLong(16, base + IOVEC);
            memory.putLong(24, 1);
            memory.putLong(32, base + CONTROL);
            memory.putLong(40, controlSize);
            memory.putInt(MESSAGE_FLAGS, 0);
            memory.putLong(IOVEC, base + DATA);
            memory.putLong(IOVEC + 8, length);
        }
    }

    /**
     * Binds a socket.
     *
     * @param wildcard 0.0.0.0 or ::
     * @param largest octets of a datagram that may be received; longer ones are dropped
     */
    PacketInfoPort(InetSocketAddress wildcard, int largest) throws IOException {
        v6 = !(wildcard.getAddress() instanceof Inet4Address);
        in = new Area(largest);
        fd = Libc.socket(v6 ? Libc.AF_INET6 : Libc.AF_INET, Libc.SOCK_DGRAM_CLOEXEC, 0);
        check(fd);
        try {
            if (v6) {
                set(Libc.IPPROTO_IPV6, Libc.IPV6_V6ONLY, OFF);
                set(Libc.IPPROTO_IPV6, Libc.IPV6_RECVPKTINFO, ON);
            } else {
                set(Libc.IPPROTO_IP, Libc.IP_PKTINFO, ON);
            }
            byte[] name = new byte[NAME_SIZE];
            int length = name(
                    ByteBuffer.wrap(name).order(ByteOrder.nativeOrder()), wildcard.getAddress(), wildcard.getPort());
            check(Libc.bind(fd, name, length));
            check(Libc.getsockname(fd, name, new int[] {NAME_SIZE}));
            local = new InetSocketAddress(wildcard.getAddress(), (name[2] & 0xff) << 8 | name[3] & 0xff);
        } catch (IOException | RuntimeException e) {
            Libc.close(fd);
            throw e;
        }
    }

    private void set(int level, int option, byte[] value) throws IOException {
        check(Libc.setsockopt(fd, level, option, value, value.length));
    }

    private static void check(long result) throws IOException {
        if (result < 0) {
            throw new IOException(strerror(Native.getLastError()));
        }
    }

    private static String strerror(int errno) {
        return switch (errno) {
            case 13 -> "Permission denied";
            case 97 -> "Address family not supported by the kernel";
            case 98 -> "Address already in use";
            case 99 -> "Cannot assign requested address";
            default -> "error " + errno;
        };
    }

    /** Writes a struct sockaddr_in or sockaddr_in6 and returns its length. */
    private int name(ByteBuffer into, InetAddress address, int port) {
        byte[] octets = address.getAddress();
        into.putShort(0, (short) (v6 ? Libc.AF_INET6 : Libc.AF_INET));
        into.put(2, (byte) (port >>> 8)).put(3, (byte) port);
        if (!v6) {
            into.put(4, octets);
            return 16;
        }
        into.putInt(4, 0).put(8, mapped(octets));
        into.putInt(24, address instanceof java.net.Inet6Address six ? six.getScopeId() : 0);
        return NAME_SIZE;
    }

    private static byte[] mapped(byte[] octets) {
        if (octets.length == IPV6_OCTETS) {
            return octets;
        }
        byte[] mapped = new byte[IPV6_OCTETS];
        mapped[10] = (byte) 0xff;
        mapped[11] = (byte) 0xff;
        System.arraycopy(octets, 0, mapped, 12, octets.length);
        return mapped;
    }

    @Override
    public InetSocketAddress local() {
        return local;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public Optional<UdpAddress> receive(ByteBuffer into) throws IOException {
        into.clear();
        in.prepare(NAME_SIZE, CONTROL_SIZE, in.memory.capacity() - DATA);
        long length = Libc.recvmsg(fd, in.base, 0);
        if (!open) {
            throw new ClosedChannelException();
        }
        if (length < 0) {
            int errno = Native.getLastError();
            if (errno == Libc.EINTR) {
                return Optional.empty();
            }
            throw new IOException(strerror(errno));
        }
        if ((in.memory.getInt(MESSAGE_FLAGS) & Libc.MSG_TRUNC) != 0 || length > into.remaining()) {
            return Optional.empty();
        }
        into.put(0, in.memory, DATA, (int) length).position((int) length);
        int port = (in.memory.get(NAME + 2) & 0xff) << 8 | in.memory.get(NAME + 3) & 0xff;
        InetAddress peer = v6
                ? scoped(octets(NAME + 8, IPV6_OCTETS), in.memory.getInt(NAME + 24))
                : InetAddress.getByAddress(octets(NAME + 4, 4));
        Optional<InetAddress> asked = asked();
        return Optional.of(asked.isPresent() ? new AskedAddress(peer, port, asked.get()) : new UdpAddress(peer, port));
    }

    private byte[] octets(int at, int length) {
        byte[] octets = new byte[length];
        in.memory.get(at, octets);
        return octets;
    }

    /** An address with the interface it is valid on, which answers to link-local ones need. */
    private static InetAddress scoped(byte[] octets, int scope) throws IOException {
        // Java makes an IPv4 address of a mapped one.
        InetAddress address = InetAddress.getByAddress(octets);
        return scope == 0 || address instanceof Inet4Address
                ? address
                : java.net.Inet6Address.getByAddress(null, octets, scope);
    }

    /** The address of the control message: ipi6_addr of struct in6_pktinfo, ipi_spec_dst of struct in_pktinfo. */
    private Optional<InetAddress> asked() throws IOException {
        ByteBuffer m = in.memory;
        int at = CONTROL;
        int end = CONTROL + (int) Math.min(CONTROL_SIZE, m.getLong(40));
        while (at + CMSG_HEADER <= end) {
            long length = m.getLong(at);
            int level = m.getInt(at + 8);
            int type = m.getInt(at + 12);
            if (v6 && level == Libc.IPPROTO_IPV6 && type == Libc.IPV6_PKTINFO) {
                InetAddress address = InetAddress.getByAddress(octets(at + CMSG_HEADER, IPV6_OCTETS));
                return address.isMulticastAddress() ? Optional.empty() : Optional.of(address);
            }
            if (!v6 && level == Libc.IPPROTO_IP && type == Libc.IP_PKTINFO) {
                return Optional.of(InetAddress.getByAddress(octets(at + CMSG_HEADER + 4, 4)));
            }
            if (length < CMSG_HEADER) {
                return Optional.empty();
            }
            at += (int) ((length + 7) & ~7L);
        }
        return Optional.empty();
    }

    @Override
    public void send(byte[] message, UdpAddress to) throws IOException {
        synchronized (out) {
            if (closed) {
                throw new ClosedChannelException();
            }
            ByteBuffer m = out.memory;
            int nameSize =
                    name(m.slice(NAME, NAME_SIZE).order(ByteOrder.nativeOrder()), to.getInetAddress(), to.getPort());
            int controlSize = to instanceof AskedAddress from ? source(m, from.asked()) : 0;
            out.prepare(nameSize, controlSize, message.length);
            m.put(DATA, message);
            check(Libc.sendmsg(fd, out.base, 0));
        }
    }

    /** Writes the control message that chooses the source address, and leaves the interface to the routing table. */
    private int source(ByteBuffer m, InetAddress from) {
        int payload = v6 ? 20 : 12;
        m.putLong(CONTROL, CMSG_HEADER + payload);
        m.putInt(CONTROL + 8, v6 ? Libc.IPPROTO_IPV6 : Libc.IPPROTO_IP);
        m.putInt(CONTROL + 12, v6 ? Libc.IPV6_PKTINFO : Libc.IP_PKTINFO);
        int at = CONTROL + CMSG_HEADER;
        if (v6) {
            m.put(at, mapped(from.getAddress())).putInt(at + IPV6_OCTETS, 0);
        } else {
            m.putInt(at, 0).put(at + 4, from.getAddress()).putInt(at + 8, 0);
        }
        return CMSG_HEADER + (payload + 7 & ~7);
    }

    @Override
    public void shutdown() {
        open = false;
        synchronized (out) {
            // The number of a closed socket is another one's soon.
            if (!closed) {
                // It says ENOTCONN and wakes the receiver all the same.
                Libc.shutdown(fd, Libc.SHUT_RDWR);
            }
        }
    }

    @Override
    public void close() {
        open = false;
        synchronized (out) {
            if (!closed) {
                closed = true;
                Libc.close(fd);
            }
        }
    }
}
