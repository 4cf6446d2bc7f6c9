package org.pathgauge.netconf;

import java.io.InputStream;
import java.io.OutputStream;

/**
 * What a session needs to know of its transport.
 *
 * @param user as authenticated by the transport, never as claimed
 * @param host the client's address
 * @param transport identity of ietf-netconf-monitoring
 * @param in bytes from the client
 * @param out bytes to the client; a write may block until it reads
 * @param close cuts the transport of this session at once, from any thread
 */
record Peer(String user, String host, Name transport, InputStream in, OutputStream out, Runnable close) {}
