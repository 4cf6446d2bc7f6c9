package org.pathgauge.model;

import java.util.List;
import org.pathgauge.model.AgentConfig.Listen;

/**
 * Where SNMP is answered over connections.
 *
 * @param tcp addresses for plain TCP (RFC 3430); empty for none
 * @param tls SNMP over TLS (RFC 6353)
 */
public record SnmpStreams(List<Listen> tcp, TlsServer tls) {
    /** Nowhere. */
    public static final SnmpStreams NONE = new SnmpStreams(List.of(), TlsServer.OFF);

    public SnmpStreams {
        tcp = List.copyOf(tcp);
    }
}
