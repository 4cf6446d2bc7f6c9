package org.pathgauge.model;

import java.time.Duration;

/**
 * A NETCONF client that the agent connects to (RFC 8071).
 *
 * @param name unique among call-home clients
 * @param transport what is spoken over the connection, once it is there
 * @param address IP address or host name
 * @param port TCP port
 * @param delayMin shortest time from the end of a connection or attempt to the next attempt
 * @param delayMax longest such time
 * @param keepAlive time between two questions whether the client is still there; three unanswered ones end the connection
 */
public record CallHome(
        String name,
        Transport transport,
        String address,
        int port,
        Duration delayMin,
        Duration delayMax,
        Duration keepAlive) {
    /** What is spoken over the connection. */
    public enum Transport {
        SSH("ssh", 4334),
        TLS("tls", 4335);

        private final String yangName;
        private final int port;

        Transport(String yangName, int port) {
            this.yangName = yangName;
            this.port = port;
        }

        public String yangName() {
            return yangName;
        }

        /** The port that IANA gave it. */
        public int port() {
            return port;
        }
    }
}
