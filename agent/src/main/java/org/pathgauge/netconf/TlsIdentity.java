package org.pathgauge.netconf;

import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.pathgauge.credentials.ClientTrust;
import org.pathgauge.credentials.CredentialsException;
import org.pathgauge.credentials.TlsFiles;
import org.pathgauge.credentials.TlsKeys;
import org.pathgauge.credentials.TrustFiles;
import org.pathgauge.model.NetconfTls;

/** Who the server is for TLS, whom it trusts, and who they are: one configuration, with the files that it names. */
final class TlsIdentity {
    private static final String SERVER = "NETCONF over TLS";

    private final NetconfTls config;
    private final ClientTrust trust;
    private final CertToName names;
    private final SSLContext context;

    private TlsIdentity(NetconfTls config, TlsKeys keys, ClientTrust trust) {
        this.config = config;
        this.trust = trust;
        names = new CertToName(config.certToName());
        context = keys.context(trust);
    }

    /**
     * Reads the files of a configuration; empty when it has none.
     *
     * @throws NetconfException telling which file is wrong and how to mend it
     */
    static Optional<TlsIdentity> load(NetconfTls config, LongSupplier nanos) throws NetconfException {
        if (config.certificate().isEmpty()
                || config.privateKey().isEmpty()
                || config.trustAnchors().isEmpty()) {
            return Optional.empty();
        }
        try {
            var keys = new TlsKeys(SERVER, nanos);
            keys.use(keys.load(new TlsFiles(
                    Path.of(config.certificate().get()),
                    Path.of(config.privateKey().get()))));
            var files = new TrustFiles(
                    Path.of(config.trustAnchors().get()),
                    config.revocationLists().map(Path::of));
            return Optional.of(new TlsIdentity(config, keys, new ClientTrust(SERVER, files, nanos)));
        } catch (CredentialsException e) {
            throw new NetconfException(e.getMessage(), e);
        }
    }

    /** Whether it is of a configuration; its files may have changed since, which it finds out itself. */
    boolean isOf(NetconfTls other) {
        return config.equals(other);
    }

    SSLContext context() {
        return context;
    }

    /**
     * The user whom the other side's certificate belongs to.
     *
     * @throws CertificateException telling why there is none
     */
    String user(SSLSession session, Users users) throws CertificateException {
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
        if (!users.knows(name)) {
            throw new CertificateException(
                    subject + " maps to " + name.replaceAll("\\p{Cntrl}", "?") + ", who is no configured user");
        }
        return name;
    }
}
