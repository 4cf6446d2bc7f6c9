package org.pathgauge.netconf;

import java.util.List;
import java.util.Locale;

/** How log-ins and call-home clients look in YANG. */
final class AccessShapes {
    static final String NS = "urn:pathgauge:yang:pathgauge-system";

    private AccessShapes() {}

    /** The content of the container agent. */
    static Shape<Sessions> agent() {
        var logins = Shape.<Logins>in(NS)
                .leaf("wrong-passwords", Logins::wrongPasswords)
                .leaf("throttled-passwords", Logins::throttledPasswords)
                .leaf("refused-certificates", Logins::refusedCertificates);
        var client = Shape.<CallHomeClient.State>in(NS)
                .leaf("name", CallHomeClient.State::name)
                .container("state", client(), c -> c);
        var callHome = Shape.<Sessions>in(NS).list("client", List.of("name"), client, Sessions::callHome);
        var netconf = Shape.<Sessions>in(NS).container("call-home", callHome, s -> s);
        var state = Shape.<Sessions>in(NS).container("logins", logins, Sessions::logins);
        return Shape.<Sessions>in(NS).container("netconf", netconf, s -> s).container("state", state, s -> s);
    }

    private static Shape<CallHomeClient.State> client() {
        return Shape.<CallHomeClient.State>in(NS)
                .leaf("status", s -> s.status().name().toLowerCase(Locale.ROOT))
                .leaf("attempts", CallHomeClient.State::attempts)
                .leaf("connections", CallHomeClient.State::connections)
                .leaf("last-error", s -> PathGaugeState.unlessEmpty(s.lastError()));
    }
}
