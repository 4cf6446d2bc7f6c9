package org.pathgauge.snmp;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys of one user, ready for use: HMAC of SHA-2 (RFC 7860) and AES in CFB mode (RFC 3826). Used by one thread at a
 * time, which holds its monitor.
 */
final class UserCrypto {
    static final int SALT_OCTETS = 8;

    private static final int VECTOR_OCTETS = 16;

    private final UserStore.Keys keys;
    private final byte[] name;
    private final SecretKeySpec privKey;
    private final Mac mac;
    private final Cipher cipher;
    private final byte[] vector = new byte[VECTOR_OCTETS];

    UserCrypto(UserStore.Keys keys, byte[] name) {
        this.keys = keys;
        this.name = name;
        privKey = new SecretKeySpec(keys.privKey(), "AES");
        String algorithm = "Hmac" + keys.user().auth().name().replace("_", "");
        try {
            mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(keys.authKey(), algorithm));
            cipher = Cipher.getInstance("AES/CFB/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime lacks " + algorithm + " or AES/CFB/NoPadding", e);
        }
    }

    byte[] name() {
        return name;
    }

    boolean isFor(UserStore.Keys other) {
        return keys.user().equals(other.user())
                && Arrays.equals(keys.authKey(), other.authKey())
                && Arrays.equals(keys.privKey(), other.privKey());
    }

    /** Octets of msgAuthenticationParameters. */
    int digestOctets() {
        return keys.user().auth().protocol().getAuthenticationCodeLength();
    }

    /** Whether a message has the right digest (RFC 7860 section 4.2.2); its own octets for it are taken as zero. */
    boolean authentic(byte[] octets, int from, int to, int digestAt) {
        mac.update(octets, from, digestAt - from);
        mac.update(new byte[digestOctets()]);
        mac.update(octets, digestAt + digestOctets(), to - digestAt - digestOctets());
        byte[] received = Arrays.copyOfRange(octets, digestAt, digestAt + digestOctets());
        return MessageDigest.isEqual(Arrays.copyOf(mac.doFinal(), digestOctets()), received);
    }

    /** Puts the digest into a message that has zeros there. */
    void sign(byte[] octets, int from, int length, int digestAt) {
        mac.update(octets, from, length);
        System.arraycopy(mac.doFinal(), 0, octets, digestAt, digestOctets());
    }

    /** Encrypts or decrypts in place (RFC 3826 section 3.1). */
    void crypt(int mode, int boots, int time, byte[] salt, byte[] octets, int from, int length)
            throws GeneralSecurityException {
        put(boots, 0);
        put(time, 4);
        System.arraycopy(salt, 0, vector, 2 * Integer.BYTES, SALT_OCTETS);
        cipher.init(mode, privKey, new IvParameterSpec(vector));
        cipher.doFinal(octets, from, length, octets, from);
    }

    private void put(int value, int at) {
        for (int i = 0; i < Integer.BYTES; i++) {
            vector[at + i] = (byte) (value >>> 24 - 8 * i);
        }
    }
}
