package org.pathgauge.openmetrics;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A certificate chain and its private key in two PEM files (RFC 7468).
 *
 * @param certificate file of the chain, the server's own certificate first
 * @param privateKey file of the key, PKCS #8
 */
record TlsFiles(Path certificate, Path privateKey) {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");
    private static final long SIZE_MAX = 1 << 20;
    private static final Set<PosixFilePermission> OTHERS =
            Set.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);

    /** What was in the files. */
    record Content(List<X509Certificate> chain, PrivateKey key) {}

    /** Tells whether the files are others than before: times, sizes and inodes of both. */
    String version() {
        return version(certificate) + " " + version(privateKey);
    }

    private static String version(Path file) {
        try {
            BasicFileAttributes a = Files.readAttributes(file, BasicFileAttributes.class);
            return a.lastModifiedTime() + "/" + a.size() + "/" + a.fileKey();
        } catch (IOException e) {
            return "none";
        }
    }

    /**
     * Reads both files and makes sure that they belong together.
     *
     * @throws OpenMetricsException telling which file is wrong and how to mend it
     */
    Content read() throws OpenMetricsException {
        List<X509Certificate> chain = chain();
        PrivateKey key = key(chain.getFirst().getPublicKey());
        if (!belong(chain.getFirst().getPublicKey(), key)) {
            throw new OpenMetricsException(
                    "The private key " + privateKey + " does not belong to the first certificate in "
                            + certificate + " (" + chain.getFirst().getSubjectX500Principal()
                            + "): name the key that the certificate was made for, and put the server's own certificate first");
        }
        return new Content(chain, key);
    }

    private List<X509Certificate> chain() throws OpenMetricsException {
        List<X509Certificate> chain = new ArrayList<>();
        Matcher blocks = BLOCK.matcher(text("certificate", certificate));
        while (blocks.find()) {
            if (blocks.group(1).equals("CERTIFICATE")) {
                try {
                    byte[] der = Base64.getMimeDecoder().decode(blocks.group(2));
                    chain.add((X509Certificate)
                            CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der)));
                } catch (GeneralSecurityException | IllegalArgumentException e) {
                    throw new OpenMetricsException(
                            "Certificate " + (chain.size() + 1) + " in " + certificate + " is damaged ("
                                    + e.getMessage() + "): write the file anew",
                            e);
                }
            }
        }
        if (chain.isEmpty()) {
            throw new OpenMetricsException("There is no certificate in " + certificate
                    + ": it must be PEM, with a line -----BEGIN CERTIFICATE-----");
        }
        return List.copyOf(chain);
    }

    private PrivateKey key(PublicKey publicKey) throws OpenMetricsException {
        refuseReadableByOthers();
        String text = text("private key", privateKey);
        Optional<String> encoded = block(text, "PRIVATE KEY");
        if (encoded.isEmpty()) {
            String convert = "; convert it with: openssl pkcs8 -topk8 -nocrypt -in " + privateKey + " -out NEW-FILE";
            throw new OpenMetricsException("There is no PKCS #8 private key in " + privateKey
                    + (text.contains("PRIVATE KEY-----")
                            ? ", but one of another form, or with a passphrase" + convert
                            : ": it must be PEM, with a line -----BEGIN PRIVATE KEY-----"));
        }
        try {
            byte[] der = Base64.getMimeDecoder().decode(encoded.get());
            return KeyFactory.getInstance(publicKey.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (InvalidKeySpecException | IllegalArgumentException e) {
            throw new OpenMetricsException(
                    "The private key " + privateKey + " is damaged, or of another kind than the "
                            + publicKey.getAlgorithm() + " certificate in " + certificate
                            + ": name the key that the certificate was made for",
                    e);
        } catch (GeneralSecurityException e) {
            throw new OpenMetricsException(
                    "Certificates with " + publicKey.getAlgorithm() + " keys, as in " + certificate
                            + ", cannot be served: use RSA, EC or Ed25519",
                    e);
        }
    }

    private static Optional<String> block(String text, String type) {
        return BLOCK.matcher(text)
                .results()
                .filter(block -> block.group(1).equals(type))
                .map(block -> block.group(2))
                .findFirst();
    }

    private void refuseReadableByOthers() throws OpenMetricsException {
        try {
            if (Files.getPosixFilePermissions(privateKey).stream().anyMatch(OTHERS::contains)) {
                throw new OpenMetricsException("The private key " + privateKey
                        + " can be read or written by everybody: run chmod o-rw " + privateKey
                        + ", and make a new key if others may have read it");
            }
        } catch (IOException e) {
            throw unreadable("private key", privateKey, e);
        }
    }

    private static String text(String what, Path file) throws OpenMetricsException {
        try {
            if (Files.size(file) > SIZE_MAX) {
                throw new OpenMetricsException(
                        "The " + what + " file " + file + " is larger than 1 MiB: it is not PEM");
            }
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw unreadable(what, file, e);
        }
    }

    private static OpenMetricsException unreadable(String what, Path file, IOException e) {
        return new OpenMetricsException(
                "The " + what + " " + file + " cannot be read (" + e.getClass().getSimpleName()
                        + "): let the agent's user read it, or name another file",
                e);
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
