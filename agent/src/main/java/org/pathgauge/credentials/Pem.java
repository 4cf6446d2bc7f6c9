package org.pathgauge.credentials;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Reads files of RFC 7468. */
final class Pem {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");
    private static final long SIZE_MAX = 1 << 20;

    private Pem() {}

    /** What changes when a file is another one than before: time, size and inode. */
    static String version(Path file) {
        try {
            BasicFileAttributes a = Files.readAttributes(file, BasicFileAttributes.class);
            return a.lastModifiedTime() + "/" + a.size() + "/" + a.fileKey();
        } catch (IOException e) {
            return "none";
        }
    }

    /** The certificates in a file, of which there is one at least. */
    static List<X509Certificate> certificates(Path file) throws CredentialsException {
        List<X509Certificate> all = new ArrayList<>();
        for (byte[] der : decoded("certificate", file, "CERTIFICATE")) {
            try {
                all.add((X509Certificate)
                        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der)));
            } catch (GeneralSecurityException e) {
                throw damaged("Certificate", all.size() + 1, file, e);
            }
        }
        return List.copyOf(all);
    }

    /** The revocation lists in a file, of which there is one at least. */
    static List<X509CRL> revocationLists(Path file) throws CredentialsException {
        List<X509CRL> all = new ArrayList<>();
        for (byte[] der : decoded("revocation list", file, "X509 CRL")) {
            try {
                all.add((X509CRL) CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(der)));
            } catch (GeneralSecurityException e) {
                throw damaged("Revocation list", all.size() + 1, file, e);
            }
        }
        return List.copyOf(all);
    }

    private static List<byte[]> decoded(String what, Path file, String type) throws CredentialsException {
        List<byte[]> all = new ArrayList<>();
        for (String block : blocks(text(what, file), type)) {
            try {
                all.add(Base64.getMimeDecoder().decode(block));
            } catch (IllegalArgumentException e) {
                throw damaged("Block " + type, all.size() + 1, file, e);
            }
        }
        if (all.isEmpty()) {
            throw new CredentialsException("There is no " + what + " in " + file
                    + ": it must be PEM, with a line -----BEGIN " + type + "-----");
        }
        return all;
    }

    private static CredentialsException damaged(String what, int number, Path file, Exception e) {
        return new CredentialsException(
                what + " " + number + " in " + file + " is damaged (" + e.getMessage() + "): write the file anew", e);
    }

    /** The base64 of all blocks of one type. */
    static List<String> blocks(String text, String type) {
        return BLOCK.matcher(text)
                .results()
                .filter(block -> block.group(1).equals(type))
                .map((MatchResult block) -> block.group(2))
                .toList();
    }

    static String text(String what, Path file) throws CredentialsException {
        try {
            if (Files.size(file) > SIZE_MAX) {
                throw new CredentialsException(
                        "The " + what + " file " + file + " is larger than 1 MiB: it is not PEM");
            }
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw unreadable(what, file, e);
        }
    }

    static CredentialsException unreadable(String what, Path file, IOException e) {
        return new CredentialsException(
                "The " + what + " " + file + " cannot be read (" + e.getClass().getSimpleName()
                        + "): let the agent's user read it, or name another file",
                e);
    }
}
