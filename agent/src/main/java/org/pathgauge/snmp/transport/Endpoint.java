package org.pathgauge.snmp.transport;

import java.io.IOException;
import org.snmp4j.transport.TransportListener;

/** A local address on which the engine answers. */
public interface Endpoint {
    /** The local port. */
    int port();

    /** Whether it has not been closed. */
    boolean isOpen();

    boolean isListening();

    /** Hands what is received to a listener from now on. */
    void start(TransportListener listener);

    void close() throws IOException;
}
