package org.pathgauge;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.pathgauge.model.AgentConfig;
import org.pathgauge.model.InterfaceConfig;
import org.pathgauge.model.Probe;
import org.pathgauge.model.ProbeType;
import org.pathgauge.model.Threshold;

/** Probes for tests: five a second with a timeout of a second, unless told otherwise. */
public final class ProbeBuilder {
    private final int index;
    private final String target;
    private String name;
    private Probe.AddressFamily family = Probe.AddressFamily.ANY;
    private boolean enabled = true;
    private Duration interval = Duration.ofMillis(200);
    private Duration timeout = Duration.ofSeconds(1);
    private OptionalInt port = OptionalInt.empty();
    private int size = 56;
    private int dscp;
    private int ttl = 64;
    private Optional<String> sourceInterface = Optional.empty();
    private Optional<InetAddress> sourceAddress = Optional.empty();
    private boolean samples = true;
    private List<Threshold> thresholds = List.of();

    private ProbeBuilder(int index, String target) {
        this.index = index;
        this.target = target;
        this.name = "probe-" + index;
    }

    public static ProbeBuilder probe(int index, String target) {
        return new ProbeBuilder(index, target);
    }

    public ProbeBuilder name(String value) {
        name = value;
        return this;
    }

    public ProbeBuilder family(Probe.AddressFamily value) {
        family = value;
        return this;
    }

    public ProbeBuilder disabled() {
        enabled = false;
        return this;
    }

    public ProbeBuilder intervalMillis(long value) {
        interval = Duration.ofMillis(value);
        return this;
    }

    public ProbeBuilder timeoutMillis(long value) {
        timeout = Duration.ofMillis(value);
        return this;
    }

    public ProbeBuilder size(int value) {
        size = value;
        return this;
    }

    public ProbeBuilder dscp(int value) {
        dscp = value;
        return this;
    }

    public ProbeBuilder ttl(int value) {
        ttl = value;
        return this;
    }

    public ProbeBuilder through(String value) {
        sourceInterface = Optional.of(value);
        return this;
    }

    public ProbeBuilder from(InetAddress value) {
        sourceAddress = Optional.of(value);
        return this;
    }

    /** Makes it a tcp-syn probe. */
    public ProbeBuilder port(int value) {
        port = OptionalInt.of(value);
        return this;
    }

    public ProbeBuilder withoutSamples() {
        samples = false;
        return this;
    }

    public ProbeBuilder thresholds(List<Threshold> value) {
        thresholds = value;
        return this;
    }

    public Probe build() {
        return new Probe(
                index,
                name,
                port.isPresent() ? ProbeType.TCP_SYN : ProbeType.ICMP_ECHO,
                port,
                target,
                family,
                enabled,
                interval,
                timeout,
                size,
                dscp,
                ttl,
                sourceInterface,
                sourceAddress,
                samples,
                thresholds);
    }

    /** A configuration of probes and interfaces and nothing else. */
    public static AgentConfig config(List<Probe> probes, List<InterfaceConfig> interfaces) {
        return new AgentConfig(
                new AgentConfig.Probing(64, 100_000, 50),
                probes,
                interfaces,
                false,
                new AgentConfig.Snmp(false, List.of(), List.of(), List.of(), "", ""),
                new AgentConfig.Netconf(false, List.of(), List.of()),
                new AgentConfig.History(false, Duration.ofHours(1), 1 << 20),
                new AgentConfig.OpenMetrics(false, List.of(), Optional.empty(), Optional.empty(), List.of(), List.of()),
                org.pathgauge.model.TrafficConfig.OFF,
                new org.pathgauge.model.AlarmConfig(32, 1_000, List.of()));
    }
}
