package org.pathgauge.config;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.pathgauge.model.AgentConfig;
import org.pathgauge.model.CallHome;
import org.pathgauge.model.TlsServer;

/** Decodes the container {@code netconf}. */
final class NetconfDecoder {
    private NetconfDecoder() {}

    static AgentConfig.Netconf decode(JsonFields f) {
        return new AgentConfig.Netconf(
                f.bool("enabled", Defaults.NETCONF_ENABLED),
                ConfigDecoder.listen(f, Defaults.NETCONF_LISTEN),
                ConfigDecoder.sorted(
                        f.list("user"), NetconfDecoder::user, Comparator.comparing(AgentConfig.User::name)),
                Duration.ofSeconds(f.integer("idle-timeout", Defaults.NETCONF_IDLE_TIMEOUT_SECONDS)),
                tls(f.child("tls")),
                ConfigDecoder.sorted(
                        f.child("call-home").list("client"),
                        NetconfDecoder::callHome,
                        Comparator.comparing(CallHome::name)));
    }

    private static AgentConfig.User user(JsonFields f) {
        return new AgentConfig.User(
                f.string("name"), ConfigDecoder.sorted(f.strings("authorized-key")), f.optional("password-hash"));
    }

    /** Decodes what {@code uses tls-server} brings. */
    static TlsServer tls(JsonFields f) {
        return new TlsServer(
                ConfigDecoder.listen(f, List.of()),
                f.optional("certificate"),
                f.optional("private-key"),
                f.optional("trust-anchors"),
                f.optional("revocation-lists"),
                ConfigDecoder.sorted(
                        f.list("cert-to-name"),
                        NetconfDecoder::certToName,
                        Comparator.comparingLong(TlsServer.CertToName::id)));
    }

    private static TlsServer.CertToName certToName(JsonFields f) {
        return new TlsServer.CertToName(
                f.optionalLong("id").orElseThrow(),
                f.optional("fingerprint"),
                f.named("map-type", "", TlsServer.MapType.values(), TlsServer.MapType::yangName),
                f.optional("name"));
    }

    private static CallHome callHome(JsonFields f) {
        CallHome.Transport transport = f.named(
                "transport", Defaults.CALL_HOME_TRANSPORT, CallHome.Transport.values(), CallHome.Transport::yangName);
        return new CallHome(
                f.string("name"),
                transport,
                f.string("address"),
                f.integer("port", transport.port()),
                Duration.ofSeconds(f.integer("reconnect-delay-min", Defaults.CALL_HOME_DELAY_MIN_SECONDS)),
                Duration.ofSeconds(f.integer("reconnect-delay-max", Defaults.CALL_HOME_DELAY_MAX_SECONDS)),
                Duration.ofSeconds(f.integer("keep-alive", Defaults.CALL_HOME_KEEP_ALIVE_SECONDS)));
    }
}
