package org.pathgauge.config;

import java.util.List;
import org.pathgauge.model.AgentConfig;

final class ConfigRules {
    private ConfigRules() {}

    static List<ConfigError> check(AgentConfig config) {
        return List.of();
    }
}
