package org.pathgauge.credentials;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import org.pathgauge.model.TlsServer;
import org.pathgauge.model.TlsServer.MapType;

/** Tells the user by a certificate, by the rules of RFC 7407's list cert-to-name. */
public final class CertToName {
    private static final HexFormat COLONS = HexFormat.ofDelimiter(":");
    /** Of the registry TLS HashAlgorithm (RFC 5246 section 7.4.1.4.1). */
    private static final Map<String, String> HASHES =
            Map.of("03", "SHA-224", "04", "SHA-256", "05", "SHA-384", "06", "SHA-512");
    /** Numbers of GeneralName (RFC 5280 section 4.2.1.6). */
    private static final int RFC822 = 1;

    private static final int DNS = 2;
    private static final int IP = 7;
    private static final int IPV6_OCTETS = 16;

    private final List<TlsServer.CertToName> rules;

    /** Takes rules by rising id. */
    public CertToName(List<TlsServer.CertToName> rules) {
        this.rules = List.copyOf(rules);
    }

    /**
     * The name of the owner.
     *
     * @param path a trusted certificate and the authorities above it, the nearest first
     * @return empty when no rule gives one
     */
    public Optional<String> map(List<X509Certificate> path) {
        return rules.stream()
                .filter(rule -> rule.fingerprint().isEmpty()
                        || path.stream()
                                .anyMatch(c -> matches(rule.fingerprint().get(), c)))
                .flatMap(rule -> name(rule, path.getFirst()).stream())
                .findFirst();
    }

    private static boolean matches(String fingerprint, X509Certificate certificate) {
        try {
            byte[] hash = MessageDigest.getInstance(HASHES.get(fingerprint.substring(0, 2)))
                    .digest(certificate.getEncoded());
            return COLONS.formatHex(hash).equalsIgnoreCase(fingerprint.substring(3));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has these hashes", e);
        }
    }

    private static Optional<String> name(TlsServer.CertToName rule, X509Certificate certificate) {
        return switch (rule.type()) {
            case SPECIFIED -> rule.name();
            case COMMON_NAME -> commonName(certificate);
            default -> alternative(certificate, kinds(rule.type())::contains);
        };
    }

    private static Set<Integer> kinds(MapType type) {
        return switch (type) {
            case SAN_RFC822_NAME -> Set.of(RFC822);
            case SAN_DNS_NAME -> Set.of(DNS);
            case SAN_IP_ADDRESS -> Set.of(IP);
            default -> Set.of(RFC822, DNS, IP);
        };
    }

    private static Optional<String> alternative(X509Certificate certificate, Predicate<Integer> wanted) {
        Collection<List<?>> names;
        try {
            names = certificate.getSubjectAlternativeNames();
        } catch (CertificateParsingException e) {
            return Optional.empty();
        }
        return names == null
                ? Optional.empty()
                : names.stream()
                        .filter(n -> wanted.test((Integer) n.get(0)))
                        .findFirst()
                        .map(n -> text((Integer) n.get(0), (String) n.get(1)));
    }

    private static String text(int kind, String name) {
        return switch (kind) {
            case RFC822 -> {
                int at = name.lastIndexOf('@') + 1;
                yield name.substring(0, at) + name.substring(at).toLowerCase(Locale.ROOT);
            }
            case DNS -> name.toLowerCase(Locale.ROOT);
            default -> address(name);
        };
    }

    /** A literal address as Java prints it, in the form that RFC 7407 wants. */
    private static String address(String literal) {
        try {
            byte[] octets = InetAddress.getByName(literal).getAddress();
            return octets.length == IPV6_OCTETS ? HexFormat.of().formatHex(octets) : literal;
        } catch (UnknownHostException e) {
            throw new IllegalStateException("the certificate's address " + literal + " is none", e);
        }
    }

    private static Optional<String> commonName(X509Certificate certificate) {
        try {
            List<Rdn> names = new LdapName(certificate.getSubjectX500Principal().getName()).getRdns();
            return names.reversed().stream()
                    .filter(rdn -> rdn.getType().equalsIgnoreCase("CN"))
                    .findFirst()
                    .map(rdn -> String.valueOf(rdn.getValue()));
        } catch (InvalidNameException e) {
            return Optional.empty();
        }
    }
}
