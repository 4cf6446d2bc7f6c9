package org.pathgauge.netconf;

import java.time.Duration;

/**
 * What one client may cost the agent.
 *
 * @param connections SSH connections at once, logged in or not
 * @param channels SSH channels per connection
 * @param sessions NETCONF sessions at once
 * @param login time to authenticate
 * @param hello time from the opening of the subsystem to the client's hello
 * @param keepAlive time between two keep-alive requests; three unanswered ones end the connection
 * @param helloBytes size of the client's hello
 * @param messageBytes size of any later message
 * @param depth nesting of elements in a message
 */
record Limits(
        int connections,
        int channels,
        int sessions,
        Duration login,
        Duration hello,
        Duration keepAlive,
        int helloBytes,
        int messageBytes,
        int depth) {

    static final Limits DEFAULT = new Limits(
            96,
            16,
            64,
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            256 << 10,
            8 << 20,
            128);
}
