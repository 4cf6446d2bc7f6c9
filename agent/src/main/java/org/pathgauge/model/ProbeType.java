package org.pathgauge.model;

/** How a path is probed. */
public enum ProbeType {
    /** ICMP or ICMPv6 echo (RFC 792, RFC 4443). */
    ICMP_ECHO("icmp-echo"),
    /** Half-open TCP: SYN, SYN-ACK, and the host's own RST (RFC 9293 section 3.5). */
    TCP_SYN("tcp-syn");

    private final String yangName;

    ProbeType(String yangName) {
        this.yangName = yangName;
    }

    /** The name of the enum in the YANG model, the command line and logs. */
    public String yangName() {
        return yangName;
    }
}
