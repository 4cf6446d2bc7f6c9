package org.pathgauge.probe;

import java.util.Optional;
import org.pathgauge.model.Probe;
import org.pathgauge.model.ProbeType;

/** Why a probe could not be sent, in one sentence that says how to mend it. */
final class SendErrors {
    static final int EPERM = 1;
    static final int EINTR = 4;
    static final int EAGAIN = 11;
    static final int ENODEV = 19;
    static final int ENOBUFS = 105;

    private SendErrors() {}

    static String describe(int errno, Probe probe) {
        String through = probe.sourceInterface().map(i -> " through " + i).orElse("");
        Optional<String> from = probe.sourceAddress().map(a -> a.getHostAddress());
        return switch (errno) {
            case EPERM ->
                "EPERM: the host's packet filter refuses the probe on its way out; allow outgoing "
                        + (probe.type() == ProbeType.TCP_SYN ? "TCP" : "ICMP echo");
            case 13 -> "EACCES: " + probe.target() + " is a broadcast address; name a single host";
            case EAGAIN -> "EAGAIN: the socket's send buffer is full; the interface is slower than the probes";
            case ENODEV -> "ENODEV: source interface" + through.replace(" through", "") + " does not exist";
            case 22 -> "EINVAL: the kernel refuses this combination of target, source address and source interface";
            case 90 ->
                "EMSGSIZE: size " + probe.size() + " does not fit into one packet of the interface; make it smaller";
            case 99 ->
                "EADDRNOTAVAIL: source address " + from.orElse("(none)") + " is not an address of this host" + through;
            case 100 -> "ENETDOWN: the interface to " + probe.target() + through + " is down";
            case 101 ->
                "ENETUNREACH: no route to " + probe.target() + through
                        + from.map(a -> " from " + a + "; that must be an address of this host")
                                .orElse("");
            case 113 -> "EHOSTUNREACH: the route to " + probe.target() + through + " is unreachable";
            default -> "errno " + errno + " while sending to " + probe.target() + through;
        };
    }
}
