package org.pathgauge.snmp.transport;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.Optional;
import org.snmp4j.smi.UdpAddress;

/** A socket of the JDK: for one local address, or to send from whichever address the kernel chooses. */
final class ChannelPort implements DatagramPort {
    private final DatagramChannel channel;
    private final InetSocketAddress local;

    ChannelPort(InetSocketAddress address) throws IOException {
        channel = DatagramChannel.open();
        try {
            channel.bind(address);
            local = (InetSocketAddress) channel.getLocalAddress();
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public InetSocketAddress local() {
        return local;
    }

    @Override
    public Optional<UdpAddress> receive(ByteBuffer into) throws IOException {
        into.clear();
        return channel.receive(into) instanceof InetSocketAddress from
                ? Optional.of(new UdpAddress(from.getAddress(), from.getPort()))
                : Optional.empty();
    }

    @Override
    public void send(byte[] message, UdpAddress to) throws IOException {
        channel.send(ByteBuffer.wrap(message), new InetSocketAddress(to.getInetAddress(), to.getPort()));
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void shutdown() throws IOException {
        channel.close();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
