package org.pathgauge.snmp.mib;

import org.pathgauge.model.AgentXState;
import org.pathgauge.model.AlarmType;
import org.pathgauge.model.AlarmUnit;
import org.pathgauge.model.FilterRule;
import org.pathgauge.model.IngressHook;
import org.pathgauge.model.InterfaceDrops;
import org.pathgauge.model.KernelDrops;
import org.pathgauge.model.OperatorState;
import org.pathgauge.model.Patterns;
import org.pathgauge.model.Probe;
import org.pathgauge.model.ProbeResult;
import org.pathgauge.model.ProbeState;
import org.pathgauge.model.ProbeType;
import org.pathgauge.model.Resource;
import org.pathgauge.model.Severity;
import org.pathgauge.model.TcpPeer;
import org.pathgauge.model.Threshold;
import org.pathgauge.model.Verdict;

/**
 * The numbers of PATHGAUGE-MIB's enumerations. They are spelled out because a published number never changes, whatever
 * becomes of the order of a Java enum.
 */
public final class Codes {
    private Codes() {}

    public static int of(ProbeType type) {
        return switch (type) {
            case ICMP_ECHO -> 1;
            case TCP_SYN -> 2;
        };
    }

    public static int of(Probe.AddressFamily family) {
        return switch (family) {
            case ANY -> 1;
            case IPV4 -> 2;
            case IPV6 -> 3;
        };
    }

    public static int of(AgentXState.Status status) {
        return switch (status) {
            case OFF -> 1;
            case CONNECTING -> 2;
            case WAITING -> 3;
            case CONNECTED -> 4;
        };
    }

    public static int of(Patterns.Kind kind) {
        return switch (kind) {
            case SYN_FLOOD -> 1;
            case PORT_SCAN -> 2;
            case ICMP_FLOOD -> 3;
            case UDP_FLOOD -> 4;
        };
    }

    public static int of(ProbeState state) {
        return switch (state) {
            case STARTING -> 1;
            case UP -> 2;
            case UNREACHABLE -> 3;
            case CANNOT_SEND -> 4;
            case UNRESOLVED -> 5;
            case DISABLED -> 6;
        };
    }

    public static int of(IngressHook hook) {
        return switch (hook) {
            case AUTO -> 1;
            case XDP_NATIVE -> 2;
            case XDP_GENERIC -> 3;
            case TCX -> 4;
        };
    }

    /** No hook at all has number 1. */
    public static int of(InterfaceDrops.Hook hook) {
        return switch (hook) {
            case XDP_NATIVE -> 2;
            case XDP_GENERIC -> 3;
            case TCX -> 4;
            case CLSACT -> 5;
        };
    }

    public static int of(Verdict verdict) {
        return switch (verdict) {
            case PASS_OTHER -> 1;
            case DROP_REPLY -> 2;
            case PASS_LATE -> 3;
            case PASS_DUPLICATE -> 4;
            case PASS_CORRUPT -> 5;
            case PASS_FORGED -> 6;
            case PASS_STALE -> 7;
            case PASS_FRAGMENT -> 8;
            case PASS_MALFORMED -> 9;
            case PASS_ICMP_ERROR -> 10;
            case PASS_SYN_ACK -> 11;
            case PASS_REFUSED -> 12;
            case DROP_FILTER -> 13;
            case DROP_RATE -> 14;
        };
    }

    public static int of(FilterRule.Action action) {
        return switch (action) {
            case DROP -> 1;
            case COUNT -> 2;
            case RATE_LIMIT -> 3;
        };
    }

    public static int of(ProbeResult.Outcome outcome) {
        return switch (outcome) {
            case RECEIVED -> 1;
            case LATE -> 2;
            case LOST -> 3;
            case REFUSED -> 4;
        };
    }

    public static int of(TcpPeer.Direction direction) {
        return switch (direction) {
            case INBOUND -> 1;
            case OUTBOUND -> 2;
        };
    }

    /** PathGaugeMetric. */
    public static int of(Threshold.Metric metric) {
        return switch (metric) {
            case RTT_P50 -> 1;
            case RTT_P90 -> 2;
            case RTT_P95 -> 3;
            case RTT_P99 -> 4;
            case RTT_P999 -> 5;
            case LOSS -> 6;
            case JITTER -> 7;
            case UNREACHABLE -> 8;
            case KERNEL_DROPS -> 10;
            case CONNECT_P50 -> 11;
            case CONNECT_P90 -> 12;
            case CONNECT_P99 -> 13;
            case TCP_RTT_P50 -> 14;
            case TCP_RTT_P99 -> 15;
            case RETRANSMISSIONS -> 16;
            case FAILED_CONNECTIONS -> 17;
            case INGRESS_DROPS -> 18;
            case XDP_EXCEPTIONS -> 19;
            case RULE_HITS -> 20;
        };
    }

    /** pathGaugeDropsXdpAction. */
    public static int of(KernelDrops.XdpAction action) {
        return switch (action) {
            case ABORTED -> 1;
            case DROP -> 2;
            case PASS -> 3;
            case TX -> 4;
            case REDIRECT -> 5;
            case OTHER -> 6;
        };
    }

    /** PathGaugeSeverity. */
    public static int of(Severity severity) {
        return switch (severity) {
            case WARNING -> 1;
            case MINOR -> 2;
            case MAJOR -> 3;
            case CRITICAL -> 4;
        };
    }

    /** What pathGaugeAlarmMetric is in a notification without a threshold. */
    public static final int NO_METRIC = 9;

    /** pathGaugeAlarmResourceKind. */
    public static int of(Resource.Kind kind) {
        return switch (kind) {
            case PROBE -> 1;
            case INTERFACE -> 2;
            case TCP -> 3;
            case PATTERN -> 4;
            case FILTER_RULE -> 5;
            case AGENT -> 6;
        };
    }

    /** PathGaugeAlarmType. */
    public static int of(AlarmType type) {
        return switch (type) {
            case PROBE_DELAY -> 1;
            case PROBE_LOSS -> 2;
            case PROBE_JITTER -> 3;
            case PROBE_UNREACHABLE -> 4;
            case SYN_FLOOD -> 5;
            case PORT_SCAN -> 6;
            case ICMP_FLOOD -> 7;
            case UDP_FLOOD -> 8;
            case KERNEL_DROPS -> 9;
            case TCP_CONNECT_TIME -> 10;
            case TCP_ROUND_TRIP_TIME -> 11;
            case TCP_RETRANSMISSIONS -> 12;
            case TCP_FAILURES -> 13;
            case INGRESS_DROPS -> 14;
            case XDP_EXCEPTIONS -> 15;
            case RULE_HITS -> 16;
        };
    }

    /** pathGaugeAlarmOperatorState, with the numbers of RFC 8632. */
    public static int of(OperatorState state) {
        return switch (state) {
            case NONE -> 1;
            case ACK -> 2;
            case CLOSED -> 3;
            case SHELVED -> 4;
            case UN_SHELVED -> 5;
        };
    }

    /** pathGaugeAlarmUnit. */
    public static int of(AlarmUnit unit) {
        return switch (unit) {
            case NANOSECONDS -> 1;
            case PPM -> 2;
            case PER_SECOND -> 3;
            case COUNT -> 4;
            case NONE -> 5;
        };
    }

    /** A value of an alarm in its unit in the MIB: delays in tenths of a microsecond, all others as they are. */
    public static long inMibUnit(AlarmUnit unit, long value) {
        return switch (unit) {
            case NANOSECONDS -> Values.tenths(value);
            case PPM, PER_SECOND, COUNT, NONE -> value;
        };
    }
}
