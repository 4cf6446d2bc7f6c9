package org.pathgauge.credentials;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.function.LongSupplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The key that a server shows to TLS clients, read again when its files change.
 *
 * <p>A handshake looks at the files, at most once a second. New files that cannot be used are logged once, and the key
 * before stays in use. An alias names the reading it is of, so that a handshake in progress never mixes two.
 */
public final class TlsKeys extends X509ExtendedKeyManager {
    private static final Logger LOG = LoggerFactory.getLogger(TlsKeys.class);
    private static final long LOOK_EVERY_NANOS = 1_000_000_000;
    private static final char[] NO_PASSWORD = {};

    /** Files that were read. */
    public record Loaded(TlsFiles files, String version, X509ExtendedKeyManager keys, int number) {
        String alias() {
            return "reading" + number;
        }
    }

    private final String server;
    private final LongSupplier nanos;
    private int readings;
    private volatile Loaded current;
    private volatile Loaded before;
    private long lookedAt;
    private String refused = "";

    /**
     * Makes one without a key.
     *
     * @param server whose key it is, for the log
     * @param nanos monotonic time
     */
    public TlsKeys(String server, LongSupplier nanos) {
        this.server = server;
        this.nanos = nanos;
    }

    /** Reads files, without using them yet. */
    public synchronized Loaded load(TlsFiles files) throws CredentialsException {
        String version = files.version();
        TlsFiles.Content content = files.read();
        int number = ++readings;
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry(
                    "reading" + number,
                    content.key(),
                    NO_PASSWORD,
                    content.chain().toArray(X509Certificate[]::new));
            KeyManagerFactory factory = KeyManagerFactory.getInstance("SunX509");
            factory.init(store, NO_PASSWORD);
            KeyManager keys = factory.getKeyManagers()[0];
            return new Loaded(files, version, (X509ExtendedKeyManager) keys, number);
        } catch (GeneralSecurityException | IOException e) {
            throw new CredentialsException(
                    "The certificate " + files.certificate() + " cannot be used: " + e.getMessage(), e);
        }
    }

    /** Uses a key from the next handshake on. */
    public synchronized void use(Loaded loaded) {
        before = current == null ? loaded : current;
        current = loaded;
        refused = "";
    }

    /** The key in use. */
    public Optional<Loaded> inUse() {
        return Optional.ofNullable(current);
    }

    /** TLS 1.2 and 1.3 with this key; without trust managers clients need no certificate. */
    public SSLContext context(TrustManager... trust) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {this}, trust.length == 0 ? null : trust, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has TLS", e);
        }
    }

    private synchronized void look() {
        long now = nanos.getAsLong();
        if (now - lookedAt < LOOK_EVERY_NANOS) {
            return;
        }
        lookedAt = now;
        String version = current.files().version();
        if (version.equals(current.version()) || version.equals(refused)) {
            return;
        }
        try {
            use(load(current.files()));
            LOG.info(
                    "{} uses the changed certificate {}",
                    server,
                    current.files().certificate());
        } catch (CredentialsException e) {
            refused = version;
            LOG.error("{} keeps its certificate: {}", server, e.getMessage());
        }
    }

    private X509ExtendedKeyManager of(String alias) {
        Loaded now = current;
        return alias.equals(now.alias()) ? now.keys() : before.keys();
    }

    @Override
    public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
        look();
        return current.keys().chooseEngineServerAlias(keyType, issuers, engine);
    }

    @Override
    public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        look();
        return current.keys().chooseServerAlias(keyType, issuers, socket);
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return of(alias).getCertificateChain(alias);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return of(alias).getPrivateKey(alias);
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
        return current.keys().getServerAliases(keyType, issuers);
    }

    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
        return new String[0];
    }

    @Override
    public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
        return null;
    }
}
