package org.pathgauge.snmp;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * OpenSSL's, a tenth of the Java runtime's time for a long message: it has the processor's instructions for SHA-2 and AES.
 *
 * <p>Layout of the memory that is handed to it: scratch for a key, a vector or a digest, the length that it tells, octets
 * of messages.
 */
final class SystemCrypto implements MessageCrypto, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SystemCrypto.class);

    /** A key and a digest have at most this many octets. */
    private static final int SCRATCH_OCTETS = 64;

    private static final int LENGTH_AT = SCRATCH_OCTETS;
    private static final int CHUNK_AT = SCRATCH_OCTETS + 64;

    /** A response is seldom longer. */
    private static final int CHUNK = 8_192 + 512;

    private final ByteBuffer area = ByteBuffer.allocateDirect(CHUNK_AT + CHUNK).order(ByteOrder.nativeOrder());
    private final long base = Pointer.nativeValue(Native.getDirectBufferPointer(area));
    private final long encrypting = Libcrypto.EVP_CIPHER_CTX_new();
    private final long decrypting = Libcrypto.EVP_CIPHER_CTX_new();
    private final long hmac = Libcrypto.HMAC_CTX_new();

    private SystemCrypto(UserStore.Keys keys) throws GeneralSecurityException {
        try {
            scratch(keys.privKey());
            long cipher =
                    switch (keys.user().priv()) {
                        case AES_128 -> Libcrypto.EVP_aes_128_cfb128();
                        case AES_192 -> Libcrypto.EVP_aes_192_cfb128();
                        case AES_256 -> Libcrypto.EVP_aes_256_cfb128();
                    };
            check(encrypting != 0 && Libcrypto.EVP_CipherInit_ex(encrypting, cipher, 0, base, 0, 1) == 1);
            check(decrypting != 0 && Libcrypto.EVP_CipherInit_ex(decrypting, cipher, 0, base, 0, 0) == 1);
            scratch(keys.authKey());
            long digest =
                    switch (keys.user().auth()) {
                        case SHA_224 -> Libcrypto.EVP_sha224();
                        case SHA_256 -> Libcrypto.EVP_sha256();
                        case SHA_384 -> Libcrypto.EVP_sha384();
                        case SHA_512 -> Libcrypto.EVP_sha512();
                    };
            check(hmac != 0 && Libcrypto.HMAC_Init_ex(hmac, base, keys.authKey().length, digest, 0) == 1);
        } catch (GeneralSecurityException | RuntimeException e) {
            close();
            throw e;
        } finally {
            scratch(new byte[SCRATCH_OCTETS]);
        }
    }

    /**
     * Opens the library's with a user's keys.
     *
     * @return empty if it is not on this machine, or does not do what Java's does
     */
    static Optional<SystemCrypto> of(UserStore.Keys keys, JavaCrypto java) {
        if (!Libcrypto.isThere()) {
            return Optional.empty();
        }
        try {
            SystemCrypto opened = new SystemCrypto(keys);
            boolean agrees = false;
            try {
                agrees = opened.agrees(java);
            } finally {
                if (!agrees) {
                    opened.close();
                }
            }
            if (agrees) {
                return Optional.of(opened);
            }
            LOG.warn("OpenSSL's libcrypto computes otherwise than Java: SNMP goes on with Java's cryptography, slower");
        } catch (GeneralSecurityException | IllegalStateException e) {
            LOG.info("OpenSSL's libcrypto has not what SNMP needs: it goes on with Java's cryptography, slower");
        }
        return Optional.empty();
    }

    /** Whether both make the same of a message of more than one chunk. */
    private boolean agrees(JavaCrypto java) throws GeneralSecurityException {
        Random random = new Random(CHUNK);
        byte[] vector = new byte[16];
        byte[] plain = new byte[CHUNK + 100];
        random.nextBytes(vector);
        random.nextBytes(plain);
        byte[] own = plain.clone();
        byte[] other = plain.clone();
        crypt(true, vector, own, 1, own.length - 1);
        java.crypt(true, vector, other, 1, other.length - 1);
        boolean same =
                Arrays.equals(own, other) && Arrays.equals(mac(own, 0, own.length), java.mac(other, 0, own.length));
        crypt(false, vector, own, 1, own.length - 1);
        return same && Arrays.equals(plain, own);
    }

    @Override
    public byte[] mac(byte[] octets, int from, int length) {
        boolean well = Libcrypto.HMAC_Init_ex(hmac, 0, 0, 0, 0) == 1;
        for (int done = 0; done < length; done += CHUNK) {
            int now = Math.min(CHUNK, length - done);
            area.put(CHUNK_AT, octets, from + done, now);
            well &= Libcrypto.HMAC_Update(hmac, base + CHUNK_AT, now) == 1;
        }
        well &= Libcrypto.HMAC_Final(hmac, base, base + LENGTH_AT) == 1;
        if (!well) {
            throw new IllegalStateException("libcrypto has failed at an HMAC");
        }
        byte[] mac = new byte[area.getInt(LENGTH_AT)];
        area.get(0, mac);
        return mac;
    }

    @Override
    public void crypt(boolean encrypt, byte[] vector, byte[] octets, int from, int length)
            throws GeneralSecurityException {
        long context = encrypt ? encrypting : decrypting;
        scratch(vector);
        check(Libcrypto.EVP_CipherInit_ex(context, 0, 0, 0, base, encrypt ? 1 : 0) == 1);
        long chunk = base + CHUNK_AT;
        for (int done = 0; done < length; done += CHUNK) {
            int now = Math.min(CHUNK, length - done);
            area.put(CHUNK_AT, octets, from + done, now);
            check(Libcrypto.EVP_CipherUpdate(context, chunk, base + LENGTH_AT, chunk, now) == 1);
            check(area.getInt(LENGTH_AT) == now);
            area.get(CHUNK_AT, octets, from + done, now);
        }
    }

    private void scratch(byte[] octets) {
        area.put(0, octets);
    }

    private static void check(boolean well) throws GeneralSecurityException {
        if (!well) {
            throw new GeneralSecurityException("libcrypto has refused");
        }
    }

    /** Forgets the keys. Nothing else may follow. */
    @Override
    public void close() {
        Libcrypto.EVP_CIPHER_CTX_free(encrypting);
        Libcrypto.EVP_CIPHER_CTX_free(decrypting);
        Libcrypto.HMAC_CTX_free(hmac);
    }
}
