package org.pathgauge.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.pathgauge.model.CallHome;
import org.pathgauge.model.TlsServer;

/** What the documentation shows of NETCONF's ways in, as it is decoded from a document. */
class NetconfDecoderTest {
    private static final String FINGERPRINT = "04" + ":6f".repeat(32);

    @Test
    void decodesCertificatesAndCallHome() throws Exception {
        var valid = new ConfigValidator(TestModels.MODELS).validate("""
                {"pathgauge-system:agent": {"netconf": {
                  "user": [{"name": "alice@example.net"}, {"name": "bot"}],
                  "tls": {
                    "listen": [{"address": "0.0.0.0", "port": 6513}],
                    "certificate": "/a.crt", "private-key": "/a.key", "trust-anchors": "/ca.crt",
                    "cert-to-name": [
                      {"id": 2, "map-type": "san-rfc822-name"},
                      {"id": 1, "fingerprint": "%s", "map-type": "specified", "name": "bot"}]},
                  "call-home": {"client": [
                    {"name": "nms", "address": "nms.example.net"},
                    {"name": "backup", "transport": "tls", "address": "192.0.2.9", "reconnect-delay-max": 300}]}}}}
                """.formatted(FINGERPRINT));
        var netconf = ConfigDecoder.decode(valid.document(), n -> 1).netconf();
        assertEquals(
                List.of(
                        new TlsServer.CertToName(
                                1, Optional.of(FINGERPRINT), TlsServer.MapType.SPECIFIED, Optional.of("bot")),
                        new TlsServer.CertToName(
                                2, Optional.empty(), TlsServer.MapType.SAN_RFC822_NAME, Optional.empty())),
                netconf.tls().certToName());
        assertEquals(
                List.of(4335, 4334),
                netconf.callHome().stream().map(CallHome::port).toList());
        assertEquals(300, netconf.callHome().getFirst().delayMax().toSeconds());
    }
}
