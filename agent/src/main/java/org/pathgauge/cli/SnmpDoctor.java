package org.pathgauge.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pathgauge.bpf.Feature;
import org.pathgauge.control.ControlClient;
import org.pathgauge.control.ControlException;
import org.pathgauge.model.AgentConfig;
import org.pathgauge.model.SnmpAccess;
import org.pathgauge.snmp.ListenCheck;
import org.pathgauge.snmp.SnmpException;
import org.pathgauge.snmp.UserStore;

/** What keeps managers from the SNMP responder, or lets too many in. */
final class SnmpDoctor {
    private static final String NONE = "none";

    private SnmpDoctor() {}

    static List<Feature> look(AgentConfig.Snmp config, Path state) {
        if (!config.enabled()) {
            return List.of(ok("SNMP", "switched off"));
        }
        List<Feature> features = new ArrayList<>();
        if (runs(state)) {
            features.add(ok("SNMP addresses", "in use by the agent that runs"));
        } else {
            for (Map.Entry<String, Optional<String>> e :
                    ListenCheck.problems(config).entrySet()) {
                features.add(address(e.getKey(), e.getValue()));
            }
        }
        features.add(users(config, state));
        writers(config).ifPresent(features::add);
        return features;
    }

    private static Feature ok(String name, String detail) {
        return new Feature(name, false, true, detail, "");
    }

    private static boolean runs(Path state) {
        try (ControlClient client = ControlClient.connect(state)) {
            return true;
        } catch (ControlException e) {
            return false;
        }
    }

    /** The agent does not start without its addresses. */
    private static Feature address(String place, Optional<String> problem) {
        return new Feature(
                "SNMP " + place,
                true,
                problem.isEmpty(),
                problem.orElse("free"),
                problem.isEmpty()
                        ? ""
                        : "Choose an address of this host and a port that no other program has, such as snmpd"
                                + " (ss -lnp shows who); below 1024 CAP_NET_BIND_SERVICE is needed.");
    }

    private static Feature users(AgentConfig.Snmp config, Path state) {
        try {
            int users = new UserStore(state).list().size();
            int communities = config.communities().size();
            boolean anybody = users + communities > 0;
            return new Feature(
                    "SNMP users",
                    false,
                    anybody,
                    users + " of version 3, " + communities + " communities of version 2c",
                    anybody ? "" : "No manager can read anything: run pathgauge user add.");
        } catch (SnmpException e) {
            return new Feature(
                    "SNMP users", false, false, e.getMessage(), "Run this as the user that the agent runs as.");
        }
    }

    /** Communities that may write: whoever sees one packet of theirs may, too. */
    private static Optional<Feature> writers(AgentConfig.Snmp config) {
        List<String> groups = config.access().groups().stream()
                .filter(g -> !g.writeView().equals(NONE)
                        && g.communities().stream().anyMatch(config.communities()::contains))
                .map(SnmpAccess.Group::name)
                .toList();
        return groups.isEmpty()
                ? Optional.empty()
                : Optional.of(new Feature(
                        "SNMP 2c read-only",
                        false,
                        false,
                        "communities of " + String.join(", ", groups) + " may write",
                        "A community passes in the clear: give the write-view to a version 3 user instead, or let it hold"
                                + " no more than is needed."));
    }
}
