package org.pathgauge.snmp;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.snmp4j.security.AuthHMAC128SHA224;
import org.snmp4j.security.AuthHMAC192SHA256;
import org.snmp4j.security.AuthHMAC256SHA384;
import org.snmp4j.security.AuthHMAC384SHA512;
import org.snmp4j.security.AuthenticationProtocol;

/** The authentication protocols of users: SHA-2 only (RFC 7860). */
public enum AuthProtocol {
    SHA_224("sha-224", new AuthHMAC128SHA224()),
    SHA_256("sha-256", new AuthHMAC192SHA256()),
    SHA_384("sha-384", new AuthHMAC256SHA384()),
    SHA_512("sha-512", new AuthHMAC384SHA512());

    private final String label;
    private final AuthenticationProtocol protocol;

    AuthProtocol(String label, AuthenticationProtocol protocol) {
        this.label = label;
        this.protocol = protocol;
    }

    /** The name on the command line and in the user file. */
    public String label() {
        return label;
    }

    AuthenticationProtocol protocol() {
        return protocol;
    }

    /** The protocol with a name, case and hyphen ignored. */
    public static Optional<AuthProtocol> of(String name) {
        return Arrays.stream(values())
                .filter(p -> p.label.replace("-", "").equalsIgnoreCase(name.replace("-", "")))
                .findFirst();
    }

    /** All names, for messages. */
    public static String labels() {
        return Arrays.stream(values()).map(AuthProtocol::label).collect(Collectors.joining(", "));
    }
}
