package org.pathgauge.credentials;

import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.pathgauge.model.TlsServer;

/** Who a server is for TLS, whom it trusts, and who they are: one configuration, with the files that it names. */
public final class TlsIdentity {
    private final TlsServer config;
    private final ClientTrust trust;
    private final CertToName names;
    private final SSLContext context;

    private TlsIdentity(TlsServer config, TlsKeys keys, ClientTrust trust) {
        this.config = config;
        this.trust = trust;
        names = new CertToName(config.certToName());
        context = keys.context(trust);
    }

    /**
     * Reads the files of a configuration; empty when it has none.
     *
     * @param server who it is, for the log
     * @param nanos monotonic time
     * @throws CredentialsException telling which file is wrong and how to mend it
     */
    public static Optional<TlsIdentity> load(String server, TlsServer config, LongSupplier nanos)
            throws CredentialsException {
        if (config.certificate().isEmpty()
                || config.privateKey().isEmpty()
                || config.trustAnchors().isEmpty()) {
            return Optional.empty();
        }
        var keys = new TlsKeys(server, nanos);
        keys.use(keys.load(new TlsFiles(
                Path.of(config.certificate().get()), Path.of(config.privateKey().get()))));
        var files = new TrustFiles(
                Path.of(config.trustAnchors().get()), config.revocationLists().map(Path::of));
        return Optional.of(new TlsIdentity(config, keys, new ClientTrust(server, files, nanos)));
    }

    /** Whether it is of a configuration; its files may have changed since, which it finds out itself. */
    public boolean isOf(TlsServer other) {
        return config.equals(other);
    }

    public SSLContext context() {
        return context;
    }

    /**
     * The user whom the other side's certificate belongs to.
     *
     * @param known whether there is a user of a name
     * @throws CertificateException telling why there is none
     */
    public String user(SSLSession session, Predicate<String> known) throws CertificateException {
        X509Certificate[] chain;
        try {
            chain = Arrays.copyOf(
                    session.getPeerCertificates(), session.getPeerCertificates().length, X509Certificate[].class);
        } catch (SSLPeerUnverifiedException e) {
            throw new CertificateException("the client showed no certificate", e);
        }
        trust.check(chain);
        String subject = "the certificate " + chain[0].getSubjectX500Principal();
        String name = names.map(trust.path(chain))
                .orElseThrow(() -> new CertificateException("no rule of cert-to-name gives a name for " + subject));
        if (!known.test(name)) {
            throw new CertificateException(
                    subject + " maps to " + name.replaceAll("\\p{Cntrl}", "?") + ", who is no configured user");
        }
        return name;
    }
}
