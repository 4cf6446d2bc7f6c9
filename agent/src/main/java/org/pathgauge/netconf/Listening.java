package org.pathgauge.netconf;

import java.io.IOException;
import java.net.InetSocketAddress;

/** An address that is listened on, of whatever transport. */
interface Listening {
    /** The port in use. */
    int boundPort();

    /** Stops accepting; connections made through this address stay. */
    void unbind();

    /** Accepts again at an address. */
    void bind(InetSocketAddress address) throws IOException;

    /** Stops for good. */
    void end() throws IOException;
}
