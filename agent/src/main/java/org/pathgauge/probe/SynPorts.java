package org.pathgauge.probe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.pathgauge.bpf.abi.AbiLayout;

/**
 * A block of TCP ports kept from everybody else, for SYNs to come from.
 *
 * <p>Each is bound and never listens nor connects: no connection of the host gets such a port, and the host's stack,
 * which knows of no connection there, resets whatever arrives.
 */
public final class SynPorts implements AutoCloseable {
    /** Above registered ports, below Linux' highest ephemeral one. */
    private static final int LEAST = 32_768;

    private static final int MOST = 60_928;
    private static final int TRIES = 100;

    private final int first;
    private final List<Socket> sockets;

    private SynPorts(int first, List<Socket> sockets) {
        this.first = first;
        this.sockets = sockets;
    }

    /**
     * Takes a free block.
     *
     * @throws IOException when a hundred blocks had ports in use
     */
    public static SynPorts reserve(RandomGenerator random) throws IOException {
        IOException last = null;
        for (int i = 0; i < TRIES; i++) {
            int block = random.nextInt(LEAST / AbiLayout.SYN_PORTS, MOST / AbiLayout.SYN_PORTS);
            int first = block * AbiLayout.SYN_PORTS;
            List<Socket> sockets = new ArrayList<>();
            try {
                for (int port = first; port < first + AbiLayout.SYN_PORTS; port++) {
                    Socket socket = new Socket();
                    sockets.add(socket);
                    // Both families: the socket is a dual one where the host has IPv6.
                    socket.bind(new InetSocketAddress(port));
                }
                return new SynPorts(first, sockets);
            } catch (IOException e) {
                last = e;
                closeAll(sockets);
            }
        }
        throw new IOException(
                "cannot bind " + AbiLayout.SYN_PORTS + " consecutive free TCP ports between " + LEAST + " and " + MOST
                        + ", which tcp-syn probes need; free some, or raise the limit of open files ("
                        + last.getMessage()
                        + ")",
                last);
    }

    /** The first port, a multiple of their number. */
    public int first() {
        return first;
    }

    private static void closeAll(List<Socket> sockets) {
        try {
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        closeAll(sockets);
    }
}
