package org.pathgauge.lighty;

import java.net.URI;

/** An agent to mount: what it is called here, and where its NETCONF server listens. */
record Device(String name, String host, int port) {
    private static final int DEFAULT_PORT = 830;

    /**
     * Reads NAME=HOST[:PORT], with an IPv6 address in brackets.
     *
     * @throws IllegalArgumentException with a message for the user
     */
    static Device parse(final String text) {
        final var equals = text.indexOf('=');
        final var name = equals > 0 ? text.substring(0, equals) : "";
        final var address = URI.create("netconf://" + text.substring(equals + 1));
        if (name.isEmpty() || address.getHost() == null) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is no agent: give NAME=HOST:PORT, such as edge=192.0.2.10:830");
        }
        final var host = address.getHost().replaceAll("[\\[\\]]", "");
        return new Device(name, host, address.getPort() < 0 ? DEFAULT_PORT : address.getPort());
    }
}
