package org.pathgauge.model;

import java.util.List;
import java.util.Optional;
import org.pathgauge.model.AgentConfig.Listen;

/**
 * A server on TLS whose clients show certificates.
 *
 * @param listen TCP addresses; empty for none
 * @param certificate file of the server's PEM certificate chain
 * @param privateKey file of its PEM private key (PKCS #8); present exactly when the certificate is
 * @param trustAnchors file of PEM certificates that clients' certificates must lead to; present exactly when the
 *     certificate is
 * @param revocationLists file of PEM certificate revocation lists; empty when none is asked
 * @param certToName sorted by id: who the owner of a certificate is
 */
public record TlsServer(
        List<Listen> listen,
        Optional<String> certificate,
        Optional<String> privateKey,
        Optional<String> trustAnchors,
        Optional<String> revocationLists,
        List<CertToName> certToName) {
    /** Switched off. */
    public static final TlsServer OFF =
            new TlsServer(List.of(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), List.of());

    public TlsServer {
        listen = List.copyOf(listen);
        certToName = List.copyOf(certToName);
    }

    /**
     * A rule that gives the owner of a certificate a name (RFC 7407 section 2.6).
     *
     * @param id its place among the rules, the lowest first
     * @param fingerprint of the certificate, or of a certificate authority above it: octets in hexadecimal with colons, the
     *     first one tells the hash; empty for any certificate
     * @param type how the name is found
     * @param name the name, exactly when the type is {@link MapType#SPECIFIED}
     */
    public record CertToName(long id, Optional<String> fingerprint, MapType type, Optional<String> name) {}

    /** How a certificate gives a name. */
    public enum MapType {
        SPECIFIED("specified"),
        SAN_RFC822_NAME("san-rfc822-name"),
        SAN_DNS_NAME("san-dns-name"),
        SAN_IP_ADDRESS("san-ip-address"),
        SAN_ANY("san-any"),
        COMMON_NAME("common-name");

        private final String yangName;

        MapType(String yangName) {
            this.yangName = yangName;
        }

        public String yangName() {
            return yangName;
        }
    }
}
