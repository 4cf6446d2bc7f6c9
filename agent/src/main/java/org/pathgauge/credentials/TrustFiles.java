package org.pathgauge.credentials;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertStore;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * The certificates that others must lead to, and what of them was revoked, in PEM files.
 *
 * @param anchors file of certificates
 * @param revocationLists file of revocation lists; when empty, none is asked
 */
public record TrustFiles(Path anchors, Optional<Path> revocationLists) {
    /** What was in the files. */
    record Content(List<X509Certificate> anchors, X509ExtendedTrustManager manager) {}

    String version() {
        return Pem.version(anchors) + " " + revocationLists.map(Pem::version).orElse("");
    }

    /**
     * Reads the files.
     *
     * @throws CredentialsException telling which file is wrong and how to mend it
     */
    Content read() throws CredentialsException {
        List<X509Certificate> trusted = Pem.certificates(anchors);
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (int i = 0; i < trusted.size(); i++) {
                store.setCertificateEntry("anchor" + i, trusted.get(i));
            }
            PKIXBuilderParameters parameters = new PKIXBuilderParameters(store, new X509CertSelector());
            parameters.setRevocationEnabled(revocationLists.isPresent());
            if (revocationLists.isPresent()) {
                parameters.addCertStore(CertStore.getInstance(
                        "Collection", new CollectionCertStoreParameters(Pem.revocationLists(revocationLists.get()))));
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(new CertPathTrustManagerParameters(parameters));
            return new Content(trusted, (X509ExtendedTrustManager) factory.getTrustManagers()[0]);
        } catch (GeneralSecurityException | IOException e) {
            throw new CredentialsException(
                    "The trusted certificates " + anchors + " cannot be used: " + e.getMessage(), e);
        }
    }
}
