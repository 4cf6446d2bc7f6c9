package org.pathgauge.snmp.transport;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.snmp4j.smi.UdpAddress;

/** A UDP socket. One thread receives; any may send. */
interface DatagramPort {
    /** Where it is bound. */
    InetSocketAddress local();

    /**
     * Waits for a datagram.
     *
     * @param into cleared, filled from 0 and left with the position behind the datagram
     * @return who sent it, which {@link #send} answers from the address that was asked; empty for nothing of use
     * @throws java.nio.channels.ClosedChannelException after {@link #shutdown}
     * @throws IOException about one datagram; the next may be received
     */
    Optional<UdpAddress> receive(ByteBuffer into) throws IOException;

    void send(byte[] message, UdpAddress to) throws IOException;

    /** Whether it has not been shut down. */
    boolean isOpen();

    /** Ends {@link #receive}. */
    void shutdown() throws IOException;

    /** Frees the port; only after nothing receives any more. */
    void close() throws IOException;
}
