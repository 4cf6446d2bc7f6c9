package org.pathgauge.snmp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pathgauge.model.AgentXState;
import org.pathgauge.model.AlarmType;
import org.pathgauge.model.AlarmUnit;
import org.pathgauge.model.FilterRule;
import org.pathgauge.model.IngressHook;
import org.pathgauge.model.InterfaceDrops;
import org.pathgauge.model.KernelDrops;
import org.pathgauge.model.OperatorState;
import org.pathgauge.model.Patterns;
import org.pathgauge.model.ProbeResult;
import org.pathgauge.model.ProbeState;
import org.pathgauge.model.ProbeType;
import org.pathgauge.model.Resource;
import org.pathgauge.model.Severity;
import org.pathgauge.model.TcpPeer;
import org.pathgauge.model.Threshold;
import org.pathgauge.model.Verdict;
import org.pathgauge.model.WindowLength;
import org.pathgauge.snmp.mib.Codes;
import org.pathgauge.snmp.mib.MibView;
import org.pathgauge.snmp.mib.PathGaugeMib;
import org.pathgauge.snmp.mib.PathGaugeViews;
import org.pathgauge.snmp.mib.ScalarGroup;
import org.pathgauge.snmp.mib.Table;
import org.snmp4j.smi.OID;

/** Every identifier and number in code against the MIB's text, as snmptranslate reads it. */
class MibAgreementTest {
    @TempDir
    private Path home;

    @Test
    void viewsServeJustTheReadableObjectsOfTheMib() {
        Map<String, String> served = new TreeMap<>();
        for (MibView view : PathGaugeViews.all()) {
            if (view instanceof Table<?> table) {
                table.columns().forEach(column -> served.put(column.name(), below(view, column.id())));
            } else if (view instanceof ScalarGroup group) {
                group.scalars().forEach(scalar -> served.put(scalar.name(), below(view, scalar.id())));
            }
        }
        assertEquals(readableObjects(), served);
    }

    private static String below(MibView view, int id) {
        return new OID(view.root().getValue(), id).toDottedString();
    }

    /** All names of ours that can be read, from the tree that snmptranslate prints. */
    private Map<String, String> readableObjects() {
        Map<String, String> identifiers = identifiers();
        Pattern readable = Pattern.compile("\\+-- -R[-W]- \\S+ +(pathGauge\\w+)\\(\\d+\\)");
        return new NetSnmp(home)
                .run(List.of("snmptranslate", "-Tp", "PATHGAUGE-MIB::pathGaugeMIB")).lines().stream()
                        .map(readable::matcher)
                        .filter(Matcher::find)
                        .map(matcher -> matcher.group(1))
                        .collect(Collectors.toMap(Function.identity(), identifiers::get, (a, b) -> a, TreeMap::new));
    }

    private Map<String, String> identifiers() {
        Pattern line = Pattern.compile("\"(pathGauge\\w+)\"\\s+\"([0-9.]+)\"");
        return new NetSnmp(home)
                .run(List.of("snmptranslate", "-Tz", "-m", "PATHGAUGE-MIB")).lines().stream()
                        .map(line::matcher)
                        .filter(Matcher::find)
                        .collect(Collectors.toMap(m -> m.group(1), m -> m.group(2), (a, b) -> a));
    }

    @Test
    void constantsAreThoseOfTheMib() {
        Map<String, String> identifiers = identifiers();
        assertEquals(identifiers.get("pathGaugeAlarmRaised"), PathGaugeMib.ALARM_RAISED.toDottedString());
        assertEquals(identifiers.get("pathGaugeAlarmCleared"), PathGaugeMib.ALARM_CLEARED.toDottedString());
        assertEquals(identifiers.get("pathGaugeAgentProduct"), PathGaugeMib.PRODUCT.toDottedString());
        assertEquals(identifiers.get("pathGaugeProbeEntry"), PathGaugeMib.PROBE_ENTRY.toDottedString());
        assertEquals(identifiers.get("pathGaugeAlarmEntry"), PathGaugeMib.ALARM_ENTRY.toDottedString());
        assertEquals(identifiers.get("pathGaugeShelvedEntry"), PathGaugeMib.SHELVED_ENTRY.toDottedString());
        assertEquals(identifiers.get("pathGaugeMIB"), "1.3.6.1.4.1." + PathGaugeMib.enterpriseNumber() + ".1");
    }

    @Test
    void capabilitiesAreThoseOfTheirModule() {
        for (var statement : Map.of(
                        "pathGaugeOwnCapabilities", PathGaugeMib.CAPABILITIES,
                        "pathGaugeIfCapabilities", PathGaugeMib.IF_CAPABILITIES,
                        "pathGaugePingCapabilities", PathGaugeMib.PING_CAPABILITIES)
                .entrySet()) {
            // It says that no module DISMAN-PING-MIB is there, which no package carries.
            assertEquals(
                    "." + statement.getValue().toDottedString(),
                    new NetSnmp(home)
                            .run(List.of(
                                    "snmptranslate",
                                    "-m",
                                    "PATHGAUGE-CAPABILITIES-MIB",
                                    "-On",
                                    "PATHGAUGE-CAPABILITIES-MIB::" + statement.getKey()))
                            .lines()
                            .getLast());
        }
    }

    @Test
    void enumerationsAreNumberedAsInTheMib() {
        assertEquals(labels("pathGaugeProbeType"), codes(ProbeType.values(), ProbeType::yangName, Codes::of));
        assertEquals(labels("pathGaugeProbeState"), codes(ProbeState.values(), ProbeState::yangName, Codes::of));
        assertEquals(
                labels("pathGaugeResultOutcome"),
                codes(ProbeResult.Outcome.values(), ProbeResult.Outcome::yangName, Codes::of));
        assertEquals(
                labels("pathGaugeDropsXdpAction"),
                codes(KernelDrops.XdpAction.values(), KernelDrops.XdpAction::yangName, Codes::of));
        assertEquals(
                labels("pathGaugeTcpPeerDirection"),
                codes(TcpPeer.Direction.values(), TcpPeer.Direction::yangName, Codes::of));
        assertEquals(
                labels("pathGaugeAgentXStatus"),
                codes(AgentXState.Status.values(), AgentXState.Status::yangName, Codes::of));
        assertEquals(labels("pathGaugeSuspectKind"), codes(Patterns.Kind.values(), Patterns.Kind::yangName, Codes::of));
        assertEquals(
                labels("pathGaugeFilterRuleAction"),
                codes(FilterRule.Action.values(), FilterRule.Action::yangName, Codes::of));
        assertEquals(labels("pathGaugeVerdictReason"), codes(Verdict.values(), Verdict::reason, Codes::of));
        assertEquals(labels("pathGaugeAlarmSeverity"), codes(Severity.values(), Severity::yangName, Codes::of));
        assertEquals(
                labels("pathGaugeIfConfiguredHook"), codes(IngressHook.values(), IngressHook::yangName, Codes::of));
        Map<String, Integer> metrics =
                codes(Threshold.Metric.values(), metric -> metric.yangName().replace(".", ""), Codes::of);
        metrics.put("none", Codes.NO_METRIC);
        assertEquals(labels("pathGaugeAlarmMetric"), metrics);
        assertEquals(
                labels("pathGaugeAlarmResourceKind"),
                codes(Resource.Kind.values(), Resource.Kind::yangName, Codes::of));
        assertEquals(labels("pathGaugeAlarmTypeId"), codes(AlarmType.values(), AlarmType::yangName, Codes::of));
        assertEquals(
                labels("pathGaugeAlarmOperatorState"),
                codes(OperatorState.values(), OperatorState::yangName, Codes::of));
        assertEquals(labels("pathGaugeAlarmOperatorState"), labels("pathGaugeShelvedOperatorState"));
        assertEquals(labels("pathGaugeAlarmUnit"), codes(AlarmUnit.values(), AlarmUnit::yangName, Codes::of));
        Map<String, Integer> hooks = codes(InterfaceDrops.Hook.values(), InterfaceDrops.Hook::yangName, Codes::of);
        hooks.put("none", 1);
        assertEquals(labels("pathGaugeIfHook"), hooks);
        assertEquals(
                labels("pathGaugeWindowLength").values().stream().sorted().toList(),
                Arrays.stream(WindowLength.values()).map(WindowLength::seconds).toList());
    }

    private static <E> Map<String, Integer> codes(E[] values, Function<E, String> name, Function<E, Integer> code) {
        return Arrays.stream(values)
                .collect(Collectors.toMap(v -> camelCase(name.apply(v)), code, (a, b) -> a, TreeMap::new));
    }

    private static String camelCase(String hyphened) {
        StringBuilder text = new StringBuilder();
        for (String word : hyphened.split("-")) {
            text.append(text.isEmpty() ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
        }
        return text.toString();
    }

    private Map<String, Integer> labels(String object) {
        String details = String.join(
                " ",
                new NetSnmp(home)
                        .run(List.of("snmptranslate", "-Td", "PATHGAUGE-MIB::" + object))
                        .lines());
        String syntax = details.replaceFirst(".*?SYNTAX\\s+(INTEGER|Integer32)\\s*\\{", "")
                .replaceFirst("}.*", "");
        Map<String, Integer> labels = new TreeMap<>();
        Matcher label = Pattern.compile("(\\w+)\\((\\d+)\\)").matcher(syntax);
        while (label.find()) {
            labels.put(label.group(1), Integer.valueOf(label.group(2)));
        }
        return labels;
    }
}
