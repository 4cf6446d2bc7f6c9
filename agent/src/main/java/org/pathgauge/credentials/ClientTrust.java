package org.pathgauge.credentials;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges certificates of clients (RFC 5280), by files that are read again when they change.
 *
 * <p>A handshake looks at the files, at most once a second. New files that cannot be used are logged once, and what was in
 * them before stays in force.
 */
public final class ClientTrust extends X509ExtendedTrustManager {
    private static final Logger LOG = LoggerFactory.getLogger(ClientTrust.class);
    private static final long LOOK_EVERY_NANOS = 1_000_000_000;
    private static final int PATH_MAX = 16;

    private final String server;
    private final TrustFiles files;
    private final LongSupplier nanos;
    private volatile TrustFiles.Content current;
    private String version;
    private String refused = "";
    private long lookedAt;

    /**
     * Reads the files.
     *
     * @param server whose clients they are of, for the log
     * @param files what to trust
     * @param nanos monotonic time
     * @throws CredentialsException telling which file is wrong and how to mend it
     */
    public ClientTrust(String server, TrustFiles files, LongSupplier nanos) throws CredentialsException {
        this.server = server;
        this.files = files;
        this.nanos = nanos;
        version = files.version();
        current = files.read();
        lookedAt = nanos.getAsLong();
    }

    private synchronized TrustFiles.Content look() {
        long now = nanos.getAsLong();
        if (now - lookedAt < LOOK_EVERY_NANOS) {
            return current;
        }
        lookedAt = now;
        String found = files.version();
        if (!found.equals(version) && !found.equals(refused)) {
            try {
                current = files.read();
                version = found;
                refused = "";
                LOG.info("{} uses the changed trust anchors and revocation lists {}", server, files.anchors());
            } catch (CredentialsException e) {
                refused = found;
                LOG.error("{} keeps its trust anchors and revocation lists: {}", server, e.getMessage());
            }
        }
        return current;
    }

    /**
     * Judges a client's certificate now, as a resumed TLS session does not do by itself.
     *
     * @param chain as the client sent it, its own certificate first
     * @throws CertificateException telling why it is not trusted
     */
    public void check(X509Certificate[] chain) throws CertificateException {
        look().manager().checkClientTrusted(chain, chain[0].getPublicKey().getAlgorithm());
        // One that is an anchor itself is trusted without a look at its dates.
        chain[0].checkValidity();
    }

    /** A trusted certificate and the authorities above it, as far as they are known, the nearest first. */
    public List<X509Certificate> path(X509Certificate[] chain) {
        List<X509Certificate> known = new ArrayList<>(current.anchors());
        known.addAll(List.of(chain));
        List<X509Certificate> path = new ArrayList<>(List.of(chain[0]));
        Optional<X509Certificate> next = issuer(chain[0], known);
        while (next.isPresent() && !path.contains(next.get()) && path.size() < PATH_MAX) {
            path.add(next.get());
            next = issuer(next.get(), known);
        }
        return path;
    }

    private static Optional<X509Certificate> issuer(X509Certificate of, List<X509Certificate> known) {
        return known.stream()
                .filter(c -> c.getBasicConstraints() >= 0)
                .filter(c -> c.getSubjectX500Principal().equals(of.getIssuerX500Principal()))
                .filter(c -> signed(of, c))
                .findFirst();
    }

    private static boolean signed(X509Certificate certificate, X509Certificate by) {
        try {
            certificate.verify(by.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        look().manager().checkClientTrusted(chain, type, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        look().manager().checkClientTrusted(chain, type, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        look().manager().checkClientTrusted(chain, type);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        throw noServer();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        throw noServer();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw noServer();
    }

    private static CertificateException noServer() {
        return new CertificateException("certificates of servers are not judged here");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return current.manager().getAcceptedIssuers();
    }
}
