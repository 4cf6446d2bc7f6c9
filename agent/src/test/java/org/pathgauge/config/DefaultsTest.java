package org.pathgauge.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.opendaylight.yangtools.yang.model.api.DataNodeContainer;
import org.opendaylight.yangtools.yang.model.api.DataSchemaNode;
import org.opendaylight.yangtools.yang.model.api.LeafSchemaNode;
import org.opendaylight.yangtools.yang.model.api.type.EnumTypeDefinition;
import org.pathgauge.model.CallHome;
import org.pathgauge.model.FilterRule;
import org.pathgauge.model.IngressHook;
import org.pathgauge.model.InterfaceDrops;
import org.pathgauge.model.KernelDrops;
import org.pathgauge.model.Patterns;
import org.pathgauge.model.Probe;
import org.pathgauge.model.ProbeState;
import org.pathgauge.model.ProbeType;
import org.pathgauge.model.Severity;
import org.pathgauge.model.TcpPeer;
import org.pathgauge.model.Threshold;
import org.pathgauge.model.TlsServer;
import org.pathgauge.model.TrafficConfig;
import org.pathgauge.model.Verdict;
import org.pathgauge.model.Window;
import org.pathgauge.model.WindowLength;

/** The Java side of the models says what the YANG side says. */
class DefaultsTest {
    @Test
    void everyDefaultOfTheModelsIsTheJavaOne() {
        Map<String, String> expected = new TreeMap<>(Map.ofEntries(
                Map.entry("probes/max-probes", String.valueOf(Defaults.MAX_PROBES)),
                Map.entry("probes/packets-per-second", String.valueOf(Defaults.PACKETS_PER_SECOND)),
                Map.entry("probes/results", String.valueOf(Defaults.RESULTS_KEPT)),
                Map.entry("probes/concurrent-tests", String.valueOf(Defaults.CONCURRENT_TESTS)),
                Map.entry("probes/probe/tests/active", String.valueOf(Defaults.TEST_ACTIVE)),
                Map.entry("probes/probe/tests/enabled", String.valueOf(Defaults.TEST_ENABLED)),
                Map.entry("probes/probe/tests/count", String.valueOf(Defaults.TEST_COUNT)),
                Map.entry("probes/probe/tests/frequency", String.valueOf(Defaults.TEST_FREQUENCY_SECONDS)),
                Map.entry("probes/probe/tests/history-rows", String.valueOf(Defaults.TEST_HISTORY_ROWS)),
                Map.entry("probes/probe/tests/storage", Defaults.TEST_STORAGE),
                Map.entry("probes/probe/tests/notify-probe-failure", String.valueOf(Defaults.TEST_NOTIFY)),
                Map.entry("probes/probe/tests/notify-test-failure", String.valueOf(Defaults.TEST_NOTIFY)),
                Map.entry("probes/probe/tests/notify-test-completion", String.valueOf(Defaults.TEST_NOTIFY)),
                Map.entry("probes/probe/tests/probe-failures", String.valueOf(Defaults.TEST_FAILURES)),
                Map.entry("probes/probe/tests/test-failures", String.valueOf(Defaults.TEST_FAILURES)),
                Map.entry("probes/probe/tests/description", Defaults.TEST_DESCRIPTION),
                Map.entry("probes/probe/type", Defaults.PROBE_TYPE),
                Map.entry("probes/probe/family", Defaults.FAMILY),
                Map.entry("probes/probe/enabled", String.valueOf(Defaults.PROBE_ENABLED)),
                Map.entry("probes/probe/interval", String.valueOf(Defaults.INTERVAL_MILLIS)),
                Map.entry("probes/probe/timeout", String.valueOf(Defaults.TIMEOUT_MILLIS)),
                Map.entry("probes/probe/size", String.valueOf(Defaults.SIZE)),
                Map.entry("probes/probe/dscp", String.valueOf(Defaults.DSCP)),
                Map.entry("probes/probe/ttl", String.valueOf(Defaults.TTL)),
                Map.entry("probes/probe/threshold/window", Defaults.WINDOW),
                Map.entry("probes/probe/threshold/consecutive", String.valueOf(Defaults.CONSECUTIVE)),
                Map.entry("probes/probe/threshold/severity", Defaults.SEVERITY),
                Map.entry("interfaces/watch-all", String.valueOf(Defaults.WATCH_ALL)),
                Map.entry("interfaces/interface/ingress-hook", Defaults.INGRESS_HOOK),
                Map.entry("agent/snmp/enabled", String.valueOf(Defaults.SNMP_ENABLED)),
                Map.entry("agent/snmp/contact", Defaults.CONTACT),
                Map.entry("agent/snmp/location", Defaults.LOCATION),
                Map.entry("agent/snmp/target/port", String.valueOf(Defaults.TARGET_PORT)),
                Map.entry("agent/snmp/target/notify-type", Defaults.NOTIFY_TYPE),
                Map.entry("agent/snmp/target/timeout", String.valueOf(Defaults.TARGET_TIMEOUT_CENTIS)),
                Map.entry("agent/snmp/target/retries", String.valueOf(Defaults.TARGET_RETRIES)),
                Map.entry("agent/snmp/target/rate-limit", String.valueOf(Defaults.TARGET_RATE_LIMIT)),
                Map.entry("agent/snmp/notifications/cold-start", String.valueOf(Defaults.COLD_START)),
                Map.entry(
                        "agent/snmp/notifications/authentication-failure",
                        String.valueOf(Defaults.AUTHENTICATION_FAILURE)),
                Map.entry("agent/snmp/notifications/link-up-down", Defaults.LINK_UP_DOWN),
                Map.entry("agent/snmp/notifications/alarm-limit", String.valueOf(Defaults.ALARM_LIMIT)),
                Map.entry(
                        "agent/snmp/notifications/log/entry-limit", String.valueOf(Defaults.NOTIFICATION_LOG_ENTRIES)),
                Map.entry(
                        "agent/snmp/notifications/log/age-out", String.valueOf(Defaults.NOTIFICATION_LOG_AGE_MINUTES)),
                Map.entry("agent/snmp/vacm/group/security-level", Defaults.SNMP_SECURITY_LEVEL),
                Map.entry("agent/snmp/vacm/group/read-view", Defaults.SNMP_READ_VIEW),
                Map.entry("agent/snmp/vacm/group/write-view", Defaults.SNMP_WRITE_VIEW),
                Map.entry("agent/snmp/vacm/group/notify-view", Defaults.SNMP_NOTIFY_VIEW),
                Map.entry("agent/snmp/agentx/enabled", String.valueOf(Defaults.AGENTX_ENABLED)),
                Map.entry("agent/snmp/agentx/socket", Defaults.AGENTX_SOCKET),
                Map.entry("agent/snmp/agentx/port", String.valueOf(Defaults.AGENTX_PORT)),
                Map.entry("agent/snmp/agentx/timeout", String.valueOf(Defaults.AGENTX_TIMEOUT_SECONDS)),
                Map.entry("agent/snmp/agentx/priority", String.valueOf(Defaults.AGENTX_PRIORITY)),
                Map.entry("agent/snmp/agentx/ping-interval", String.valueOf(Defaults.AGENTX_PING_INTERVAL_SECONDS)),
                Map.entry(
                        "agent/snmp/agentx/reconnect-delay-max",
                        String.valueOf(Defaults.AGENTX_RECONNECT_DELAY_MAX_SECONDS)),
                Map.entry("agent/snmp/agentx/notifications", String.valueOf(Defaults.AGENTX_NOTIFICATIONS)),
                Map.entry("agent/netconf/enabled", String.valueOf(Defaults.NETCONF_ENABLED)),
                Map.entry("agent/netconf/idle-timeout", String.valueOf(Defaults.NETCONF_IDLE_TIMEOUT_SECONDS)),
                Map.entry("agent/netconf/call-home/client/transport", Defaults.CALL_HOME_TRANSPORT),
                Map.entry(
                        "agent/netconf/call-home/client/reconnect-delay-min",
                        String.valueOf(Defaults.CALL_HOME_DELAY_MIN_SECONDS)),
                Map.entry(
                        "agent/netconf/call-home/client/reconnect-delay-max",
                        String.valueOf(Defaults.CALL_HOME_DELAY_MAX_SECONDS)),
                Map.entry(
                        "agent/netconf/call-home/client/keep-alive",
                        String.valueOf(Defaults.CALL_HOME_KEEP_ALIVE_SECONDS)),
                Map.entry("agent/history/enabled", String.valueOf(Defaults.HISTORY_ENABLED)),
                Map.entry("agent/history/retention", String.valueOf(Defaults.HISTORY_RETENTION_HOURS)),
                Map.entry("agent/history/max-size", String.valueOf(Defaults.HISTORY_MAX_MEBIBYTES)),
                Map.entry("alarms/control/max-alarm-status-changes", String.valueOf(Defaults.MAX_ALARM_STATUS_CHANGES)),
                Map.entry("alarms/control/max-passing-alarms", String.valueOf(Defaults.MAX_PASSING_ALARMS)),
                Map.entry("agent/openmetrics/enabled", String.valueOf(Defaults.OPENMETRICS_ENABLED)),
                Map.entry("interfaces/interface/threshold/window", Defaults.WINDOW),
                Map.entry("interfaces/interface/threshold/consecutive", String.valueOf(Defaults.CONSECUTIVE)),
                Map.entry("interfaces/interface/threshold/severity", Defaults.SEVERITY),
                Map.entry("tcp/threshold/window", Defaults.WINDOW),
                Map.entry("tcp/threshold/consecutive", String.valueOf(Defaults.CONSECUTIVE)),
                Map.entry("tcp/threshold/severity", Defaults.SEVERITY),
                Map.entry("drops/enabled", String.valueOf(Defaults.DROPS_ENABLED)),
                Map.entry("drops/other-namespaces", String.valueOf(Defaults.DROPS_OTHER_NAMESPACES)),
                Map.entry("filter/rule/threshold/window", Defaults.WINDOW),
                Map.entry("filter/rule/threshold/consecutive", String.valueOf(Defaults.CONSECUTIVE)),
                Map.entry("filter/rule/threshold/severity", Defaults.SEVERITY),
                Map.entry("filter/rule/enabled", String.valueOf(Defaults.FILTER_RULE_ENABLED)),
                Map.entry("filter/rule/force", String.valueOf(Defaults.FILTER_RULE_FORCE)),
                Map.entry("tcp/enabled", String.valueOf(Defaults.TCP_ENABLED)),
                Map.entry("tcp/max-rows", String.valueOf(Defaults.TCP_MAX_ROWS)),
                Map.entry("tcp/published-rows", String.valueOf(Defaults.TCP_PUBLISHED_ROWS)),
                Map.entry("tcp/rank-by", Defaults.TCP_RANK_BY),
                Map.entry("tcp/rtt-interval", String.valueOf(Defaults.TCP_RTT_INTERVAL_MILLIS))));
        Map.ofEntries(
                        Map.entry("enabled", String.valueOf(Defaults.PATTERNS_ENABLED)),
                        Map.entry("interval", String.valueOf(Defaults.PATTERNS_INTERVAL_SECONDS)),
                        Map.entry("clear-after", String.valueOf(Defaults.PATTERNS_CLEAR_AFTER)),
                        Map.entry("ipv4-prefix-length", String.valueOf(Defaults.PATTERNS_IPV4_LENGTH)),
                        Map.entry("ipv6-prefix-length", String.valueOf(Defaults.PATTERNS_IPV6_LENGTH)),
                        Map.entry("syn-flood/enabled", String.valueOf(Defaults.PATTERN_ENABLED)),
                        Map.entry("syn-flood/limit", String.valueOf(Defaults.SYN_FLOOD_LIMIT)),
                        Map.entry("syn-flood/interface-limit", String.valueOf(Defaults.SYN_FLOOD_INTERFACE_LIMIT)),
                        Map.entry("syn-flood/minimum-syns", String.valueOf(Defaults.PATTERNS_MINIMUM_SYNS)),
                        Map.entry("syn-flood/incomplete-share", String.valueOf(Defaults.PATTERNS_INCOMPLETE_SHARE)),
                        Map.entry("port-scan/enabled", String.valueOf(Defaults.PATTERN_ENABLED)),
                        Map.entry("port-scan/limit", String.valueOf(Defaults.PORT_SCAN_LIMIT)),
                        Map.entry("icmp-flood/enabled", String.valueOf(Defaults.PATTERN_ENABLED)),
                        Map.entry("icmp-flood/limit", String.valueOf(Defaults.ICMP_FLOOD_LIMIT)),
                        Map.entry("icmp-flood/interface-limit", String.valueOf(Defaults.ICMP_FLOOD_INTERFACE_LIMIT)),
                        Map.entry("udp-flood/enabled", String.valueOf(Defaults.PATTERN_ENABLED)),
                        Map.entry("udp-flood/limit", String.valueOf(Defaults.UDP_FLOOD_LIMIT)),
                        Map.entry("udp-flood/interface-limit", String.valueOf(Defaults.UDP_FLOOD_INTERFACE_LIMIT)),
                        Map.entry("automatic-rule/enabled", String.valueOf(Defaults.AUTOMATIC_RULE_ENABLED)),
                        Map.entry("automatic-rule/action", Defaults.AUTOMATIC_RULE_ACTION),
                        Map.entry("automatic-rule/rate", String.valueOf(Defaults.AUTOMATIC_RULE_RATE)),
                        Map.entry("automatic-rule/expiry", String.valueOf(Defaults.AUTOMATIC_RULE_EXPIRY_SECONDS)),
                        Map.entry("automatic-rule/max-rules", String.valueOf(Defaults.AUTOMATIC_RULES)))
                .forEach((leaf, value) -> expected.put("patterns/" + leaf, value));
        Map<String, String> found = new TreeMap<>();
        TestModels.MODELS.context().getModules().stream()
                .filter(m -> m.getName().startsWith("pathgauge-"))
                .forEach(m -> collect(m, "", found));
        assertEquals(expected, found);
    }

    @Test
    void defaultsThatOnlyADescriptionStatesAreThere() {
        String system = TestModels.MODELS
                .source("pathgauge-system", java.util.Optional.empty())
                .orElseThrow()
                .text();
        String probes = TestModels.MODELS
                .source("pathgauge-probes", java.util.Optional.empty())
                .orElseThrow()
                .text();
        assertTrue(
                system.contains("listens on " + Defaults.SNMP_LISTEN.getFirst().address() + " port "
                        + Defaults.SNMP_LISTEN.getFirst().port()));
        assertTrue(system.contains(
                "listens on " + Defaults.NETCONF_LISTEN.getFirst().address() + " port "
                        + Defaults.NETCONF_LISTEN.getFirst().port()));
        assertTrue(system.contains(
                "listens on " + Defaults.OPENMETRICS_LISTEN.getFirst().address() + " port "
                        + Defaults.OPENMETRICS_LISTEN.getFirst().port()));
        assertTrue(probes.contains(String.format("an index of at most %,d", Defaults.SAMPLED_INDEXES)));
        assertTrue(probes.contains(String.format("and at most %,d", ProbeRules.MOST_STAMPS)));
    }

    @Test
    void enumerationsHaveTheNamesOfTheRecords() {
        assertNames("pathgauge-probes", "probes/probe/type", names(ProbeType.values()));
        assertNames(
                "pathgauge-probes",
                "probes/probe/family",
                Arrays.stream(Probe.AddressFamily.values())
                        .map(ConfigDecoder::yangName)
                        .toList());
        assertNames(
                "pathgauge-probes",
                "probes/probe/state/state",
                Arrays.stream(ProbeState.values()).map(ProbeState::yangName).toList());
        assertMetrics("pathgauge-probes", "probes/probe/threshold/metric", "PROBE_");
        assertMetrics("pathgauge-xdp", "interfaces/interface/threshold/metric", "KERNEL_|INGRESS_|XDP_");
        assertMetrics("pathgauge-tcp", "tcp/threshold/metric", "TCP_");
        assertMetrics("pathgauge-filter", "filter/rule/threshold/metric", "RULE_");
        assertNames(
                "pathgauge-probes",
                "probes/probe/threshold/severity",
                Arrays.stream(Severity.values()).map(Severity::yangName).toList());
        assertNames(
                "pathgauge-probes",
                "probes/probe/statistics/window/length",
                Arrays.stream(WindowLength.values()).map(WindowLength::label).toList());
        assertNames(
                "pathgauge-probes",
                "probes/probe/statistics/window/rtt-percentile/percentile",
                Arrays.stream(Window.Percentile.values())
                        .map(Window.Percentile::label)
                        .toList());
        assertNames(
                "pathgauge-xdp",
                "interfaces/interface/ingress-hook",
                Arrays.stream(IngressHook.values()).map(IngressHook::yangName).toList());
        assertNames(
                "pathgauge-tcp",
                "tcp/state/peer/direction",
                Arrays.stream(TcpPeer.Direction.values())
                        .map(TcpPeer.Direction::yangName)
                        .toList());
        assertNames(
                "pathgauge-xdp",
                "interfaces/interface/state/hook",
                Arrays.stream(InterfaceDrops.Hook.values())
                        .map(InterfaceDrops.Hook::yangName)
                        .toList());
        assertNames(
                "pathgauge-drops",
                "drops/state/interface/xdp-exception/action",
                Arrays.stream(KernelDrops.XdpAction.values())
                        .map(KernelDrops.XdpAction::yangName)
                        .toList());
        assertNames(
                "pathgauge-patterns",
                "patterns/state/suspect/kind",
                Arrays.stream(Patterns.Kind.values())
                        .map(Patterns.Kind::yangName)
                        .toList());
        assertNames(
                "pathgauge-patterns",
                "patterns/automatic-rule/action",
                Arrays.stream(FilterRule.Action.values())
                        .map(FilterRule.Action::yangName)
                        .toList());
        assertNames(
                "pathgauge-system",
                "agent/netconf/call-home/client/transport",
                Arrays.stream(CallHome.Transport.values())
                        .map(CallHome.Transport::yangName)
                        .toList());
        assertNames(
                "pathgauge-system",
                "agent/netconf/tls/cert-to-name/map-type",
                Arrays.stream(TlsServer.MapType.values())
                        .map(TlsServer.MapType::yangName)
                        .toList());
        assertNames(
                "pathgauge-tcp",
                "tcp/rank-by",
                Arrays.stream(TrafficConfig.Tcp.Rank.values())
                        .map(TrafficConfig.Tcp.Rank::yangName)
                        .toList());
        assertNames(
                "pathgauge-xdp",
                "interfaces/interface/state/reason/reason",
                Arrays.stream(Verdict.values()).map(Verdict::reason).toList());
    }

    private static List<String> names(ProbeType[] types) {
        return Arrays.stream(types).map(ProbeType::yangName).toList();
    }

    private static void assertNames(String module, String path, List<String> expected) {
        DataNodeContainer at =
                TestModels.MODELS.context().findModules(module).iterator().next();
        DataSchemaNode node = null;
        for (String step : path.split("/")) {
            DataNodeContainer parent = at;
            node = parent.getChildNodes().stream()
                    .filter(n -> n.getQName().getLocalName().equals(step))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no " + step + " of " + path));
            at = node instanceof DataNodeContainer container ? container : parent;
        }
        EnumTypeDefinition type = (EnumTypeDefinition) ((LeafSchemaNode) node).getType();
        List<String> found = new ArrayList<>();
        type.getValues().forEach(v -> found.add(v.getName()));
        assertEquals(expected, found, path);
    }

    /** The metrics of one kind of resource are those whose alarms have a type of that kind. */
    private static void assertMetrics(String module, String path, String kinds) {
        assertNames(
                module,
                path,
                Arrays.stream(Threshold.Metric.values())
                        .filter(m -> m.type().name().matches("(" + kinds + ").*"))
                        .map(Threshold.Metric::yangName)
                        .toList());
    }

    private static void collect(DataNodeContainer node, String path, Map<String, String> found) {
        for (DataSchemaNode child : node.getChildNodes()) {
            String at = path + child.getQName().getLocalName();
            if (!child.effectiveConfig().orElse(true)) {
                continue;
            }
            if (child instanceof LeafSchemaNode leaf) {
                leaf.getType().getDefaultValue().ifPresent(v -> found.put(at, v.toString()));
            } else if (child instanceof DataNodeContainer container) {
                collect(container, at + "/", found);
            }
        }
    }
}
