package org.pathgauge.credentials;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import org.apache.commons.codec.digest.Sha2Crypt;

/** SHA-512 hashes of passwords in the form of crypt(3), as {@code mkpasswd -m sha-512} makes them. */
public final class PasswordHash {
    private static final int SALT_LENGTH = 16;
    private static final String SALT_LETTERS = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /** Nothing hashes to it. */
    private static final String NOBODY = "$6$pathgauge$" + ".".repeat(86);

    private PasswordHash() {}

    /**
     * Hashes a password with a salt of its own and the usual 5,000 rounds.
     *
     * @param password taken as UTF-8; the caller wipes it
     */
    public static String of(char[] password) {
        SecureRandom random = new SecureRandom();
        StringBuilder salt = new StringBuilder("$6$");
        for (int i = 0; i < SALT_LENGTH; i++) {
            salt.append(SALT_LETTERS.charAt(random.nextInt(SALT_LETTERS.length())));
        }
        ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(password));
        byte[] octets = Arrays.copyOf(encoded.array(), encoded.limit());
        Arrays.fill(encoded.array(), (byte) 0);
        return Sha2Crypt.sha512Crypt(octets, salt.toString());
    }

    /** Whether a hash is of a password; takes as long whatever the answer. Wipes the password. */
    public static boolean matches(byte[] password, String hash) {
        String salted = hash.substring(0, hash.lastIndexOf('$'));
        String computed = Sha2Crypt.sha512Crypt(password, salted);
        return MessageDigest.isEqual(
                computed.getBytes(StandardCharsets.US_ASCII), hash.getBytes(StandardCharsets.US_ASCII));
    }

    /** A hash that no password has, as dear to compute as another: what the password of an unknown user is held against. */
    public static String decoy(String like) {
        return like.startsWith("$6$rounds=") ? like.substring(0, like.lastIndexOf('$')) + NOBODY.substring(12) : NOBODY;
    }
}
