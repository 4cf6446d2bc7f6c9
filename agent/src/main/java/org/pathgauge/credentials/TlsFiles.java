package org.pathgauge.credentials;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A certificate chain and its private key in two PEM files (RFC 7468).
 *
 * @param certificate file of the chain, the server's own certificate first
 * @param privateKey file of the key, PKCS #8
 */
public record TlsFiles(Path certificate, Path privateKey) {
    private static final Set<PosixFilePermission> OTHERS =
            Set.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);

    /** What was in the files. */
    public record Content(List<X509Certificate> chain, PrivateKey key) {}

    /** Tells whether the files are others than before: times, sizes and inodes of both. */
    public String version() {
        return Pem.version(certificate) + " " + Pem.version(privateKey);
    }

    /**
     * Reads both files and makes sure that they belong together.
     *
     * @throws CredentialsException telling which file is wrong and how to mend it
     */
    public Content read() throws CredentialsException {
        List<X509Certificate> chain = Pem.certificates(certificate);
        PrivateKey key = key(chain.getFirst().getPublicKey());
        if (!belong(chain.getFirst().getPublicKey(), key)) {
            throw new CredentialsException(
                    "The private key " + privateKey + " does not belong to the first certificate in "
                            + certificate + " (" + chain.getFirst().getSubjectX500Principal()
                            + "): name the key that the certificate was made for, and put the server's own certificate first");
        }
        return new Content(chain, key);
    }

    private PrivateKey key(PublicKey publicKey) throws CredentialsException {
        refuseReadableByOthers();
        String text = Pem.text("private key", privateKey);
        Optional<String> encoded = Pem.blocks(text, "PRIVATE KEY").stream().findFirst();
        if (encoded.isEmpty()) {
            String convert = "; convert it with: openssl pkcs8 -topk8 -nocrypt -in " + privateKey + " -out NEW-FILE";
            throw new CredentialsException("There is no PKCS #8 private key in " + privateKey
                    + (text.contains("PRIVATE KEY-----")
                            ? ", but one of another form, or with a passphrase" + convert
                            : ": it must be PEM, with a line -----BEGIN PRIVATE KEY-----"));
        }
        try {
            byte[] der = Base64.getMimeDecoder().decode(encoded.get());
            return KeyFactory.getInstance(publicKey.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (InvalidKeySpecException | IllegalArgumentException e) {
            throw new CredentialsException(
                    "The private key " + privateKey + " is damaged, or of another kind than the "
                            + publicKey.getAlgorithm() + " certificate in " + certificate
                            + ": name the key that the certificate was made for",
                    e);
        } catch (GeneralSecurityException e) {
            throw new CredentialsException(
                    "Certificates with " + publicKey.getAlgorithm() + " keys, as in " + certificate
                            + ", cannot be served: use RSA, EC or Ed25519",
                    e);
        }
    }

    private void refuseReadableByOthers() throws CredentialsException {
        try {
            if (Files.getPosixFilePermissions(privateKey).stream().anyMatch(OTHERS::contains)) {
                throw new CredentialsException("The private key " + privateKey
                        + " can be read or written by everybody: run chmod o-rw " + privateKey
                        + ", and make a new key if others may have read it");
            }
        } catch (IOException e) {
            throw Pem.unreadable("private key", privateKey, e);
        }
    }

    private static boolean belong(PublicKey publicKey, PrivateKey key) {
        String algorithm =
                switch (publicKey.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> publicKey.getAlgorithm();
                };
        try {
            byte[] message = {1, 2, 3, 4};
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(message);
            byte[] signed = signature.sign();
            signature.initVerify(publicKey);
            signature.update(message);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
