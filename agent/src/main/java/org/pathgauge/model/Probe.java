package org.pathgauge.model;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The configuration of one path probe.
 *
 * @param index short integer that stays with the name over restarts; 1..65536
 * @param name unique on the agent, 1..64 characters
 * @param type how the path is probed
 * @param port TCP port of the target, 1..65535; present for {@link ProbeType#TCP_SYN} and absent for the others
 * @param target address or host name as configured
 * @param family address family a host name is resolved to
 * @param enabled whether probes are sent
 * @param interval between probes, 100 ms to 1 h
 * @param timeout after which a reply is lost, at most 60 s (RFC 7680: Tmax)
 * @param size octets of the ICMP message behind its header: payload, 24..65000; means nothing for
 *     {@link ProbeType#TCP_SYN}
 * @param dscp differentiated services code point, 0..63
 * @param ttl time to live or hop limit, 1..255
 * @param sourceInterface interface to send through
 * @param sourceAddress address to send from
 * @param samples whether raw samples are taken
 * @param thresholds alarms on this probe
 * @param tests tests of a number of packets on the same path
 */
public record Probe(
        int index,
        String name,
        ProbeType type,
        OptionalInt port,
        String target,
        AddressFamily family,
        boolean enabled,
        Duration interval,
        Duration timeout,
        int size,
        int dscp,
        int ttl,
        Optional<String> sourceInterface,
        Optional<InetAddress> sourceAddress,
        boolean samples,
        List<Threshold> thresholds,
        Optional<TestPlan> tests) {

    /** Which addresses of a host name may be probed. */
    public enum AddressFamily {
        ANY,
        IPV4,
        IPV6
    }

    public Probe {
        thresholds = List.copyOf(thresholds);
    }

    /** A probe without tests. */
    public Probe(
            int index,
            String name,
            ProbeType type,
            OptionalInt port,
            String target,
            AddressFamily family,
            boolean enabled,
            Duration interval,
            Duration timeout,
            int size,
            int dscp,
            int ttl,
            Optional<String> sourceInterface,
            Optional<InetAddress> sourceAddress,
            boolean samples,
            List<Threshold> thresholds) {
        this(
                index,
                name,
                type,
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
                thresholds,
                Optional.empty());
    }

    /**
     * What is measured, as text: all that makes results comparable, so neither name nor interval nor what is done with
     * results. A history belongs to a probe only while this stays the same.
     */
    public String measured() {
        return type.yangName() + " to " + target
                + (port.isPresent() ? " port " + port.getAsInt() : "")
                + (family == AddressFamily.ANY ? "" : " over " + family)
                + ", " + size + " octets, DSCP " + dscp + ", TTL " + ttl + ", timeout " + timeout.toMillis() + " ms"
                + sourceInterface.map(name -> ", through " + name).orElse("")
                + sourceAddress
                        .map(address -> ", from " + address.getHostAddress())
                        .orElse("");
    }
}
