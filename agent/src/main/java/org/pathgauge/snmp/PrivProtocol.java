package org.pathgauge.snmp;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.snmp4j.security.PrivAES128;
import org.snmp4j.security.PrivAES192;
import org.snmp4j.security.PrivAES256;
import org.snmp4j.security.PrivacyProtocol;

/**
 * The privacy protocols of users: AES in CFB mode (RFC 3826; the longer keys as in draft-blumenthal-aes-usm-04, which is
 * what net-snmp and most managers mean by AES-192 and AES-256).
 */
public enum PrivProtocol {
    AES_128("aes-128", new PrivAES128()),
    AES_192("aes-192", new PrivAES192()),
    AES_256("aes-256", new PrivAES256());

    private final String label;
    private final PrivacyProtocol protocol;

    PrivProtocol(String label, PrivacyProtocol protocol) {
        this.label = label;
        this.protocol = protocol;
    }

    /** The name on the command line and in the user file. */
    public String label() {
        return label;
    }

    PrivacyProtocol protocol() {
        return protocol;
    }

    /** The protocol with a name, case and hyphen ignored; plain {@code aes} is AES-128. */
    public static Optional<PrivProtocol> of(String name) {
        String wanted = name.equalsIgnoreCase("aes") ? AES_128.label : name;
        return Arrays.stream(values())
                .filter(p -> p.label.replace("-", "").equalsIgnoreCase(wanted.replace("-", "")))
                .findFirst();
    }

    /** All names, for messages. */
    public static String labels() {
        return Arrays.stream(values()).map(PrivProtocol::label).collect(Collectors.joining(", "));
    }
}
