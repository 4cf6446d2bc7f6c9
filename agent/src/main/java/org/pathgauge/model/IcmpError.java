package org.pathgauge.model;

import java.net.InetAddress;
import java.time.Instant;

/**
 * ICMP errors of one kind from one sender that quote one probe.
 *
 * @param sender the hop that sent them
 * @param type ICMP or ICMPv6 type
 * @param code ICMP or ICMPv6 code
 * @param count how many
 * @param last when the newest arrived
 */
public record IcmpError(InetAddress sender, int type, int code, long count, Instant last) {}
