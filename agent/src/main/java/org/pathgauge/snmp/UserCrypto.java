package org.pathgauge.snmp;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;

/**
 * The keys of one user, ready for use. Used by one thread at a time, which holds its monitor.
 *
 * <p>It begins with Java's cryptography. The system's takes some 5 MB of memory, so it is for users who ask a lot.
 */
final class UserCrypto implements AutoCloseable {
    static final int SALT_OCTETS = 8;

    /** Messages in one second of the engine from which on a user asks a lot. */
    static final int MANY = 100;

    private static final int VECTOR_OCTETS = 16;

    private final UserStore.Keys keys;
    private final byte[] name;
    private final byte[] vector = new byte[VECTOR_OCTETS];
    private final JavaCrypto java;
    private Optional<SystemCrypto> system = Optional.empty();
    private boolean decided;
    private int second;
    private int inSecond;

    UserCrypto(UserStore.Keys keys, byte[] name) {
        this.keys = keys;
        this.name = name;
        this.java = new JavaCrypto(keys);
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

    /**
     * Whether a message has the right digest (RFC 7860 section 4.2.2). Its own octets for it are zero meanwhile, and as they
     * were afterwards.
     */
    boolean authentic(byte[] octets, int from, int to, int digestAt) {
        int length = digestOctets();
        byte[] received = Arrays.copyOfRange(octets, digestAt, digestAt + length);
        Arrays.fill(octets, digestAt, digestAt + length, (byte) 0);
        try {
            byte[] digest = Arrays.copyOf(crypto().mac(octets, from, to - from), length);
            return MessageDigest.isEqual(digest, received);
        } finally {
            System.arraycopy(received, 0, octets, digestAt, length);
        }
    }

    /** Puts the digest into a message that has zeros there. */
    void sign(byte[] octets, int from, int length, int digestAt) {
        System.arraycopy(crypto().mac(octets, from, length), 0, octets, digestAt, digestOctets());
    }

    /** Decrypts the data of a message in place (RFC 3826 section 3.1). */
    void decrypt(int boots, int time, byte[] salt, byte[] octets, int from, int length)
            throws GeneralSecurityException {
        vector(boots, time, salt);
        crypto().crypt(false, vector, octets, from, length);
    }

    /** Encrypts the data of a message of this engine in place (RFC 3826 section 3.1). */
    void encrypt(int boots, int time, byte[] salt, byte[] octets, int from, int length)
            throws GeneralSecurityException {
        count(time);
        vector(boots, time, salt);
        crypto().crypt(true, vector, octets, from, length);
    }

    private MessageCrypto crypto() {
        return system.isPresent() ? system.get() : java;
    }

    private void count(int time) {
        if (time != second) {
            second = time;
            inSecond = 0;
        }
        if (++inSecond > MANY && !decided) {
            decided = true;
            system = SystemCrypto.of(keys, java);
        }
    }

    private void vector(int boots, int time, byte[] salt) {
        put(boots, 0);
        put(time, 4);
        System.arraycopy(salt, 0, vector, 2 * Integer.BYTES, SALT_OCTETS);
    }

    private void put(int value, int at) {
        for (int i = 0; i < Integer.BYTES; i++) {
            vector[at + i] = (byte) (value >>> 24 - 8 * i);
        }
    }

    /** Whether the system's cryptography is in use. */
    synchronized boolean onSystem() {
        return system.isPresent();
    }

    /** Lets go of what is not Java's. A message under way is finished without. */
    @Override
    public synchronized void close() {
        decided = true;
        system.ifPresent(SystemCrypto::close);
        system = Optional.empty();
    }
}
