package org.pathgauge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.pathgauge.config.ConfigDecoder;
import org.pathgauge.config.ConfigException;
import org.pathgauge.model.AgentConfig;

class ConfigDiffTest {
    @Test
    void limitThatWaitsForARestartSaysSo() throws ConfigException {
        assertEquals(
                List.of("packets-per-second is now 5", "max-probes will be 7 when the agent is restarted"),
                ConfigDiff.lines(
                        config("{}"),
                        config("{\"pathgauge-probes:probes\":{\"max-probes\":7,\"packets-per-second\":5}}")));
    }

    @Test
    void changedUsersAreNoSilence() {
        assertEquals(
                List.of("SNMP user ann removed", "SNMP user bob changed", "SNMP user eve added"),
                ConfigDiff.users(Map.of("ann", 1, "bob", 1, "dan", 1), Map.of("bob", 2, "dan", 1, "eve", 1)));
    }

    private static AgentConfig config(String json) throws ConfigException {
        return ConfigDecoder.decode(json, name -> 1);
    }
}
