package org.pathgauge.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.pathgauge.model.FilterRule.Prefix;
import org.pathgauge.model.TrafficConfig.Tcp;

class TcpDecoderTest {
    @Test
    void isOffWithoutAWord() {
        assertEquals(
                new Tcp(false, 1024, 100, Tcp.Rank.OCTETS, Duration.ofMillis(10), List.of(), List.of()),
                ConfigDecoder.defaults().traffic().tcp());
    }

    @Test
    void bitsBehindAPrefixMeanNothingAndTwoOfOneNetworkAreOne() throws Exception {
        Tcp tcp = ConfigDecoder.decode("""
                {"pathgauge-tcp:tcp": {"enabled": true, "rank-by": "failures", "rtt-interval": 0,
                  "namespace": ["red", "blue"],
                  "prefix": ["2001:db8::1/31", "192.0.2.77/25", "192.0.2.0/25", "0.0.0.0/0"]}}
                """, name -> 0).traffic().tcp();
        assertEquals(
                Set.of(
                        new Prefix(InetAddress.getByName("0.0.0.0"), 0),
                        new Prefix(InetAddress.getByName("192.0.2.0"), 25),
                        new Prefix(InetAddress.getByName("2001:db8::"), 31)),
                Set.copyOf(tcp.prefixes()));
        assertEquals(3, tcp.prefixes().size());
        assertEquals(List.of("blue", "red"), tcp.namespaces());
        assertEquals(Tcp.Rank.FAILURES, tcp.rank());
        assertEquals(Duration.ZERO, tcp.rttInterval());
    }
}
