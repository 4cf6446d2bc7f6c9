package org.pathgauge.config;

import java.time.Duration;
import org.pathgauge.model.AgentXConfig;

/** Decodes the container {@code agentx}. */
final class AgentXDecoder {
    private AgentXDecoder() {}

    static AgentXConfig decode(JsonFields f) {
        return new AgentXConfig(
                f.bool("enabled", Defaults.AGENTX_ENABLED),
                f.optional("socket").orElse(Defaults.AGENTX_SOCKET),
                f.optional("address"),
                f.integer("port", Defaults.AGENTX_PORT),
                Duration.ofSeconds(f.integer("timeout", Defaults.AGENTX_TIMEOUT_SECONDS)),
                f.integer("priority", Defaults.AGENTX_PRIORITY),
                Duration.ofSeconds(f.integer("ping-interval", Defaults.AGENTX_PING_INTERVAL_SECONDS)),
                Duration.ofSeconds(f.integer("reconnect-delay-max", Defaults.AGENTX_RECONNECT_DELAY_MAX_SECONDS)),
                f.bool("notifications", Defaults.AGENTX_NOTIFICATIONS));
    }
}
