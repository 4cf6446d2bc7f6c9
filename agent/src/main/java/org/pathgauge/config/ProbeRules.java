package org.pathgauge.config;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.pathgauge.model.Probe;
import org.pathgauge.model.Probe.AddressFamily;
import org.pathgauge.model.ProbeType;
import org.pathgauge.model.Threshold;
import org.pathgauge.model.Threshold.Metric;
import org.pathgauge.model.Window.Percentile;

/** Rules on one probe and its thresholds. */
final class ProbeRules {
    /** Stated in the description of leaf timeout. */
    static final int MOST_STAMPS = 4096;

    private final Probe probe;
    private final String path;
    private final List<ConfigError> errors;

    private ProbeRules(Probe probe, String path, List<ConfigError> errors) {
        this.probe = probe;
        this.path = path;
        this.errors = errors;
    }

    /** Adds what is wrong with a probe. */
    static void check(Probe probe, String path, List<ConfigError> errors) {
        ProbeRules rules = new ProbeRules(probe, path, errors);
        rules.timeout();
        rules.port();
        rules.target();
        rules.source();
        probe.thresholds().forEach(rules::threshold);
    }

    private void timeout() {
        long stamps =
                Math.ceilDiv(2 * probe.timeout().toMillis(), probe.interval().toMillis());
        if (stamps > MOST_STAMPS) {
            must(
                    "/timeout",
                    "with an interval of " + probe.interval().toMillis() + " ms the kernel would have to keep "
                            + stamps + " packets on their way, but it keeps at most " + MOST_STAMPS
                            + "; shorten the timeout or lengthen the interval");
        }
    }

    private void port() {
        if (probe.type() == ProbeType.TCP_SYN && probe.port().isEmpty()) {
            must("/port", "a probe of type tcp-syn needs the TCP port that it connects to; add a port, 1..65535");
        }
        if (probe.type() != ProbeType.TCP_SYN && probe.port().isPresent()) {
            must(
                    "/port",
                    "a probe of type " + probe.type().yangName()
                            + " has no port; remove the port or change the type to tcp-syn");
        }
    }

    private void target() {
        String host = probe.target();
        if (Addresses.looksLikeIpv4(host) && !Addresses.isDottedQuad(host)) {
            invalid("/target", "\"" + host + "\" is neither an IPv4 address nor a host name");
            return;
        }
        Optional<InetAddress> address = Addresses.literal(host);
        if (address.isEmpty()) {
            return;
        }
        InetAddress a = address.get();
        if (probe.family() != AddressFamily.ANY && probe.family() != family(a)) {
            must(
                    "/family",
                    "the target " + host + " is an " + shown(family(a)) + " address, but the family is "
                            + ConfigDecoder.yangName(probe.family()) + "; remove the family or change the target");
        }
        if (a.isAnyLocalAddress() || a.isMulticastAddress() || host.equals("255.255.255.255")) {
            must("/target", host + " is not the address of one host; probe a unicast address");
        }
        Optional<String> zone = Addresses.zone(host);
        boolean zoneless = zone.isEmpty() && probe.sourceInterface().isEmpty();
        if (a.isLinkLocalAddress() && family(a) == AddressFamily.IPV6 && zoneless) {
            must(
                    "/target",
                    "a link-local address needs its interface: write " + host + "%INTERFACE or add a source-interface");
        }
        if (zone.isPresent() && probe.sourceInterface().isPresent() && !zone.equals(probe.sourceInterface())) {
            must(
                    "/source-interface",
                    "the target's zone is " + zone.get() + ", but the source-interface is "
                            + probe.sourceInterface().get() + "; make them the same or remove one");
        }
    }

    private void source() {
        if (probe.sourceAddress().isEmpty()) {
            return;
        }
        InetAddress source = probe.sourceAddress().get();
        AddressFamily wanted =
                Addresses.literal(probe.target()).map(ProbeRules::family).orElse(probe.family());
        if (wanted != AddressFamily.ANY && wanted != family(source)) {
            must(
                    "/source-address",
                    "the source address is " + shown(family(source)) + ", but the probe goes to " + shown(wanted)
                            + "; use a source address of that family");
        }
        if (source.isAnyLocalAddress() || source.isMulticastAddress()) {
            must(
                    "/source-address",
                    source.getHostAddress()
                            + " cannot be the address of this host; remove it to have the kernel choose");
        }
    }

    private void threshold(Threshold t) {
        String at = JsonPath.entry("/threshold", Map.of("name", t.name()));
        if (t.metric() == Metric.UNREACHABLE) {
            if (t.rising() != 0 || t.falling() != 0) {
                must(at, "a threshold for unreachable compares with nothing; remove rising and falling");
            }
            return;
        }
        if (t.rising() == 0) {
            must(
                    at,
                    "a threshold for " + t.metric().yangName() + " needs a rising value above 0, in "
                            + (t.metric() == Metric.LOSS ? "parts per million" : "nanoseconds"));
            return;
        }
        if (Long.compareUnsigned(t.falling(), t.rising()) > 0) {
            must(
                    at + "/falling",
                    "falling is " + Long.toUnsignedString(t.falling()) + ", which is above rising, "
                            + Long.toUnsignedString(t.rising())
                            + "; an alarm must be cleared at or below the value that raises it");
        }
        if (t.metric() == Metric.LOSS && Long.compareUnsigned(t.rising(), 1_000_000) > 0) {
            must(at + "/rising", "loss is in parts per million: 1..1000000 (10000 is 1 percent)");
        }
        if (t.metric() != Metric.LOSS && t.rising() < 0) {
            invalid(at + "/rising", "a delay is in nanoseconds: 1..9223372036854775807");
        }
        percentile(t.metric()).ifPresent(p -> samples(t, p, at));
    }

    /** A percentile that no window has packets enough for would be an alarm that never comes. */
    private void samples(Threshold t, Percentile percentile, String at) {
        long sent = t.window().duration().toMillis() / probe.interval().toMillis();
        if (sent < percentile.samplesNeeded()) {
            must(
                    at + "/window",
                    t.metric().yangName() + " needs " + percentile.samplesNeeded() + " packets, but in "
                            + t.window().label() + " only " + sent
                            + " are sent, so this alarm could never be raised; use a longer window, a shorter interval"
                            + " or a lower percentile");
        }
    }

    private static Optional<Percentile> percentile(Metric metric) {
        return switch (metric) {
            case RTT_P50 -> Optional.of(Percentile.P50);
            case RTT_P90 -> Optional.of(Percentile.P90);
            case RTT_P95 -> Optional.of(Percentile.P95);
            case RTT_P99 -> Optional.of(Percentile.P99);
            case RTT_P999 -> Optional.of(Percentile.P999);
            default -> Optional.empty();
        };
    }

    private static AddressFamily family(InetAddress address) {
        return Addresses.isIpv4(address) ? AddressFamily.IPV4 : AddressFamily.IPV6;
    }

    private static String shown(AddressFamily family) {
        return "IP" + family.name().substring(2).toLowerCase(Locale.ROOT);
    }

    private void must(String node, String message) {
        errors.add(ConfigError.mustViolation(path + node, message));
    }

    private void invalid(String node, String message) {
        errors.add(ConfigError.invalidValue(path + node, message));
    }
}
