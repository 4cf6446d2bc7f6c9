package org.pathgauge.config;

/**
 * Somebody who changes the configuration.
 *
 * @param name for the log, such as {@code file} or {@code netconf:alice}
 * @param session NETCONF session id; 0 for an editor without a session
 */
public record Editor(String name, long session) {
    /** The configuration file, as a person or a program edited it. */
    public static final Editor FILE = new Editor("file", 0);
}
