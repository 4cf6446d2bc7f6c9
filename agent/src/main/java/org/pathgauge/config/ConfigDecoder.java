package org.pathgauge.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.pathgauge.model.AgentConfig;
import org.pathgauge.model.AgentConfig.Listen;
import org.pathgauge.model.IngressHook;
import org.pathgauge.model.InterfaceConfig;
import org.pathgauge.model.Probe;
import org.pathgauge.model.ProbeType;
import org.pathgauge.model.Severity;
import org.pathgauge.model.SnmpStreams;
import org.pathgauge.model.Threshold;
import org.pathgauge.model.TrafficConfig;
import org.pathgauge.model.WindowLength;

/**
 * Turns a validated RFC 7951 document into an {@link AgentConfig}, with the defaults of the YANG models filled in.
 *
 * <p>It uses no YANG library, so that the agent can start before one is loaded. It does not validate: a document that
 * is not valid is an {@link IllegalArgumentException}.
 */
public final class ConfigDecoder {
    private final ToIntFunction<String> probeIndex;
    private final ToIntFunction<String> ruleIndex;
    private final Decoded decoded;
    private final Map<Integer, Duration> durations = new HashMap<>();

    private ConfigDecoder(ToIntFunction<String> probeIndex, ToIntFunction<String> ruleIndex, Decoded decoded) {
        this.decoded = decoded;
        this.probeIndex = probeIndex;
        this.ruleIndex = ruleIndex;
    }

    /**
     * Decodes a document.
     *
     * @param json a valid document
     * @param probeIndex gives the index of a probe by its name
     * @throws ConfigException when the text is not JSON
     * @throws IllegalArgumentException when the document is not valid
     */
    public static AgentConfig decode(String json, ToIntFunction<String> probeIndex) throws ConfigException {
        return decode(JsonText.parse(json), probeIndex);
    }

    /** The configuration of an agent without a file. */
    public static AgentConfig defaults() {
        try {
            return decode("{}", name -> 0);
        } catch (ConfigException e) {
            throw new IllegalStateException("the empty document is a configuration", e);
        }
    }

    static AgentConfig decode(JsonValue.Obj document, ToIntFunction<String> probeIndex) {
        return decode(document, probeIndex, name -> 1);
    }

    /**
     * Decodes a document.
     *
     * @param document a valid document
     * @param probeIndex gives the index of a probe by its name
     * @param ruleIndex gives the index of a rule of the filter by its name
     */
    static AgentConfig decode(
            JsonValue.Obj document, ToIntFunction<String> probeIndex, ToIntFunction<String> ruleIndex) {
        return decode(document, probeIndex, ruleIndex, new Decoded());
    }

    /**
     * Decodes a document of which much may have been decoded before.
     *
     * @param decoded probes and rules of the document before; those of this one take their place
     */
    static AgentConfig decode(
            JsonValue.Obj document,
            ToIntFunction<String> probeIndex,
            ToIntFunction<String> ruleIndex,
            Decoded decoded) {
        try {
            return new ConfigDecoder(probeIndex, ruleIndex, decoded).agent(new JsonFields(document));
        } finally {
            decoded.turn();
        }
    }

    /** The names of the probes, in document order. */
    static List<String> probeNames(JsonValue.Obj document) {
        return new JsonFields(document)
                .child("pathgauge-probes:probes").list("probe").stream()
                        .map(p -> p.string("name"))
                        .toList();
    }

    /** The names of the filter's rules, in document order. */
    static List<String> ruleNames(JsonValue.Obj document) {
        return FilterDecoder.names(new JsonFields(document).child(FilterDecoder.CONTAINER));
    }

    private AgentConfig agent(JsonFields root) {
        JsonFields probes = root.child("pathgauge-probes:probes");
        JsonFields interfaces = root.child("pathgauge-xdp:interfaces");
        JsonFields agent = root.child("pathgauge-system:agent");
        return new AgentConfig(
                new AgentConfig.Probing(
                        probes.integer("max-probes", Defaults.MAX_PROBES),
                        probes.integer("packets-per-second", Defaults.PACKETS_PER_SECOND),
                        probes.integer("results", Defaults.RESULTS_KEPT),
                        probes.integer("concurrent-tests", Defaults.CONCURRENT_TESTS)),
                sorted(probes.list("probe"), this::probe, Comparator.comparingInt(Probe::index)),
                sorted(interfaces.list("interface"), this::watched, Comparator.comparing(InterfaceConfig::name)),
                interfaces.bool("watch-all", Defaults.WATCH_ALL),
                decoded.part("snmp", agent.child("snmp"), this::snmp),
                decoded.part("netconf", agent.child("netconf"), NetconfDecoder::decode),
                decoded.part("history", agent.child("history"), ConfigDecoder::history),
                decoded.part("openmetrics", agent.child("openmetrics"), ConfigDecoder::openMetrics),
                new TrafficConfig(
                        decoded.part("tcp", root.child("pathgauge-tcp:tcp"), TcpDecoder::decode),
                        drops(root.child("pathgauge-drops:drops")),
                        FilterDecoder.decode(root.child(FilterDecoder.CONTAINER), ruleIndex, decoded),
                        decoded.part("patterns", root.child("pathgauge-patterns:patterns"), PatternsDecoder::decode)),
                AlarmDecoder.decode(root));
    }

    private Probe probe(JsonFields f) {
        String name = f.string("name");
        int index = probeIndex.applyAsInt(name);
        Probe probe = decoded.find(f.object(), index).orElseGet(() -> probe(f, name, index));
        decoded.add(f.object(), probe);
        return probe;
    }

    private Probe probe(JsonFields f, String name, int index) {
        return new Probe(
                index,
                name,
                f.named("type", Defaults.PROBE_TYPE, ProbeType.values(), ProbeType::yangName),
                f.optionalInteger("port"),
                f.string("target"),
                f.named("family", Defaults.FAMILY, Probe.AddressFamily.values(), ConfigDecoder::yangName),
                f.bool("enabled", Defaults.PROBE_ENABLED),
                millis(f.integer("interval", Defaults.INTERVAL_MILLIS)),
                millis(f.integer("timeout", Defaults.TIMEOUT_MILLIS)),
                f.integer("size", Defaults.SIZE),
                f.integer("dscp", Defaults.DSCP),
                f.integer("ttl", Defaults.TTL),
                f.optional("source-interface"),
                f.optional("source-address").map(Addresses::parse),
                f.bool("samples", index <= Defaults.SAMPLED_INDEXES),
                sorted(f.list("threshold"), ConfigDecoder::threshold, Comparator.comparing(Threshold::name)),
                f.has("tests") ? Optional.of(TestPlanDecoder.decode(f.child("tests"))) : Optional.empty());
    }

    /** Equal ones are the same object, because most probes of many thousands have the same. */
    private Duration millis(int millis) {
        return durations.computeIfAbsent(millis, Duration::ofMillis);
    }

    static Threshold threshold(JsonFields f) {
        long rising = f.optional("rising").map(Long::parseUnsignedLong).orElse(0L);
        return new Threshold(
                f.string("name"),
                f.named("metric", "", Threshold.Metric.values(), Threshold.Metric::yangName),
                f.named("window", Defaults.WINDOW, WindowLength.values(), WindowLength::label),
                rising,
                f.optional("falling").map(Long::parseUnsignedLong).orElse(Math.max(0, rising - 1)),
                f.integer("consecutive", Defaults.CONSECUTIVE),
                f.named("severity", Defaults.SEVERITY, Severity.values(), Severity::yangName));
    }

    private InterfaceConfig watched(JsonFields f) {
        return new InterfaceConfig(
                f.string("name"),
                f.named("ingress-hook", Defaults.INGRESS_HOOK, IngressHook.values(), IngressHook::yangName));
    }

    private AgentConfig.Snmp snmp(JsonFields f) {
        return new AgentConfig.Snmp(
                f.bool("enabled", Defaults.SNMP_ENABLED),
                listen(f, Defaults.SNMP_LISTEN),
                sorted(f.strings("community")),
                sorted(
                        f.list("target"),
                        SnmpNotificationsDecoder::target,
                        Comparator.comparing(AgentConfig.Target::name)),
                f.optional("contact").orElse(Defaults.CONTACT),
                f.optional("location").orElse(Defaults.LOCATION),
                f.optional("name"),
                SnmpAccessDecoder.decode(f.child("vacm")),
                AgentXDecoder.decode(f.child("agentx")),
                SnmpNotificationsDecoder.decode(f.child("notifications")),
                new SnmpStreams(listen(f.child("tcp"), List.of()), NetconfDecoder.tls(f.child("tls"))));
    }

    private static AgentConfig.History history(JsonFields f) {
        return new AgentConfig.History(
                f.bool("enabled", Defaults.HISTORY_ENABLED),
                Duration.ofHours(f.integer("retention", Defaults.HISTORY_RETENTION_HOURS)),
                (long) f.integer("max-size", Defaults.HISTORY_MAX_MEBIBYTES) << 20);
    }

    private static AgentConfig.OpenMetrics openMetrics(JsonFields f) {
        List<String> windows = f.strings("window");
        return new AgentConfig.OpenMetrics(
                f.bool("enabled", Defaults.OPENMETRICS_ENABLED),
                listen(f, Defaults.OPENMETRICS_LISTEN),
                f.optional("certificate"),
                f.optional("private-key"),
                sorted(
                        f.list("user"),
                        u -> new AgentConfig.Scraper(u.string("name"), u.string("password-hash")),
                        Comparator.comparing(AgentConfig.Scraper::name)),
                windows.isEmpty()
                        ? Defaults.OPENMETRICS_WINDOWS
                        : Arrays.stream(WindowLength.values())
                                .filter(w -> windows.contains(w.label()))
                                .toList());
    }

    private static TrafficConfig.Drops drops(JsonFields f) {
        return new TrafficConfig.Drops(
                f.bool("enabled", Defaults.DROPS_ENABLED), f.bool("other-namespaces", Defaults.DROPS_OTHER_NAMESPACES));
    }

    static List<Listen> listen(JsonFields f, List<Listen> fallback) {
        List<Listen> listen = sorted(
                f.list("listen"),
                l -> new Listen(l.string("address"), l.integer("port", 0)),
                Comparator.comparing(Listen::address).thenComparing(Listen::port));
        return listen.isEmpty() ? fallback : listen;
    }

    /** Lists are ordered by system, so that two documents that mean the same decode to equal records. */
    static <T> List<T> sorted(List<JsonFields> entries, Function<JsonFields, T> decode, Comparator<? super T> order) {
        List<T> all = new ArrayList<>(entries.size());
        entries.forEach(e -> all.add(decode.apply(e)));
        all.sort(order);
        return all;
    }

    static List<String> sorted(List<String> values) {
        return values.stream().sorted().toList();
    }

    static String yangName(Probe.AddressFamily family) {
        return family.name().toLowerCase(java.util.Locale.ROOT);
    }
}
