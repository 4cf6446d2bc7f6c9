package org.pathgauge.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.pathgauge.model.AgentConfig;
import org.pathgauge.model.Probe;

/**
 * Rules that span several nodes of the configuration: the models' {@code must} statements and what a {@code must} cannot
 * say.
 *
 * <p>Only what can be told from the configuration alone is here; what depends on the host, such as whether an interface
 * exists or the kernel's maps have room, each part of the agent finds out when it prepares a change.
 */
final class ConfigRules {
    private static final String PROBES = "/pathgauge-probes:probes";
    private static final String SNMP = "/pathgauge-system:agent/snmp";
    private static final String OPENMETRICS = "/pathgauge-system:agent/openmetrics";
    private static final String NETCONF = "/pathgauge-system:agent/netconf";

    private final List<ConfigError> errors = new ArrayList<>();

    private ConfigRules() {}

    /** All violations, in no particular order. */
    static List<ConfigError> check(AgentConfig config) {
        return check(config, KnownEntries.NONE);
    }

    /**
     * All violations, in no particular order.
     *
     * @param known probes, rules and parts that are right, each for itself
     */
    static List<ConfigError> check(AgentConfig config, KnownEntries known) {
        ConfigRules rules = new ConfigRules();
        rules.budget(config);
        for (Probe probe : config.probes()) {
            if (!known.isRight(probe)) {
                ProbeRules.check(probe, path(probe), rules.errors);
            }
        }
        if (!known.isRight(config.snmp())) {
            config.snmp().targets().forEach(rules::target);
            SnmpAccessDecoder.check(config.snmp().access(), rules.errors);
        }
        if (!known.isRight(config.netconf())) {
            config.netconf().users().forEach(rules::user);
        }
        if (!known.isRight(config.openMetrics())) {
            rules.tls(config.openMetrics());
        }
        FilterRuleChecks.check(config.traffic().filter().rules(), known, rules.errors);
        return rules.errors;
    }

    private static String path(Probe probe) {
        return JsonPath.entry(PROBES + "/probe", Map.of("name", probe.name()));
    }

    private void budget(AgentConfig config) {
        int most = config.probing().maxProbes();
        if (config.probes().size() > most) {
            errors.add(ConfigError.resourceDenied(
                    PROBES + "/max-probes",
                    config.probes().size() + " probes are configured, but max-probes is " + most
                            + "; raise it and restart the agent, or remove probes"));
        }
        double wanted = config.probes().stream()
                .filter(Probe::enabled)
                .mapToDouble(p -> 1000.0 / p.interval().toMillis())
                .sum();
        int budget = config.probing().packetsPerSecond();
        // The sum of many fractions is a little off.
        if (wanted > budget + 1e-6) {
            errors.add(ConfigError.resourceDenied(
                    PROBES + "/packets-per-second",
                    "the enabled probes need " + (long) Math.ceil(wanted - 1e-6)
                            + " packets a second, but packets-per-second is " + budget
                            + "; raise it, lengthen intervals or disable probes"));
        }
    }

    private void target(AgentConfig.Target target) {
        String path = JsonPath.entry(SNMP + "/target", Map.of("name", target.name()));
        if (target.user().isPresent() == target.community().isPresent()) {
            errors.add(ConfigError.mustViolation(
                    path,
                    target.user().isPresent()
                            ? "a notification target has a user (SNMPv3) or a community (SNMPv2c), not both; remove one"
                            : "a notification target needs a user (SNMPv3) or a community (SNMPv2c); add one"));
        }
        if (Addresses.looksLikeIpv4(target.address()) && !Addresses.isDottedQuad(target.address())) {
            errors.add(ConfigError.invalidValue(
                    path + "/address", "\"" + target.address() + "\" is neither an IPv4 address nor a host name"));
        }
    }

    private void tls(AgentConfig.OpenMetrics config) {
        if (config.certificate().isPresent() && config.privateKey().isEmpty()) {
            errors.add(ConfigError.mustViolation(
                    OPENMETRICS + "/certificate", "a certificate needs its private key; add private-key"));
        }
        if (config.privateKey().isPresent() && config.certificate().isEmpty()) {
            errors.add(ConfigError.mustViolation(
                    OPENMETRICS + "/private-key", "a private key needs its certificate; add certificate"));
        }
    }

    private void user(AgentConfig.User user) {
        String path = JsonPath.entry(NETCONF + "/user", Map.of("name", user.name()));
        for (String key : user.authorizedKeys()) {
            AuthorizedKey.problem(key)
                    .ifPresent(p ->
                            errors.add(ConfigError.invalidValue(JsonPath.value(path + "/authorized-key", key), p)));
        }
    }
}
