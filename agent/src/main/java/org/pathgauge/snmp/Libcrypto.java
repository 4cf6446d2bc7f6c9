package org.pathgauge.snmp;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The calls of OpenSSL's libcrypto that SNMP needs, the same in 1.1 and 3. Pointers are plain addresses, 0 is NULL. */
final class Libcrypto {
    /** System property that names another file than those of OpenSSL 3 and 1.1; {@code none} does without. */
    static final String LIBRARY_PROPERTY = "org.pathgauge.libcrypto";

    private static final Logger LOG = LoggerFactory.getLogger(Libcrypto.class);
    private static final String DEFAULT_LIBRARIES = "libcrypto.so.3,libcrypto.so.1.1";

    /** The library leaves its data alone when the process ends: threads of ours may still be at work. */
    private static final long OPENSSL_INIT_NO_ATEXIT = 0x80000;

    private static final boolean THERE = load();

    private Libcrypto() {}

    /** Whether this machine has the library; without it nothing here may be called. */
    static boolean isThere() {
        return THERE;
    }

    private static boolean load() {
        for (String name :
                List.of(System.getProperty(LIBRARY_PROPERTY, DEFAULT_LIBRARIES).split(","))) {
            try {
                Native.register(Libcrypto.class, NativeLibrary.getInstance(name));
                return OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, 0) == 1;
            } catch (UnsatisfiedLinkError e) {
                LOG.debug("{} is not used: {}", name, e.getMessage());
            }
        }
        return false;
    }

    static native int OPENSSL_init_crypto(long options, long settings);

    static native long EVP_sha224();

    static native long EVP_sha256();

    static native long EVP_sha384();

    static native long EVP_sha512();

    static native long EVP_aes_128_cfb128();

    static native long EVP_aes_192_cfb128();

    static native long EVP_aes_256_cfb128();

    static native long EVP_CIPHER_CTX_new();

    static native void EVP_CIPHER_CTX_free(long context);

    static native int EVP_CipherInit_ex(long context, long cipher, long engine, long key, long vector, int encrypt);

    static native int EVP_CipherUpdate(long context, long to, long written, long from, int length);

    static native long HMAC_CTX_new();

    static native void HMAC_CTX_free(long context);

    static native int HMAC_Init_ex(long context, long key, int length, long digest, long engine);

    static native int HMAC_Update(long context, long octets, long length);

    static native int HMAC_Final(long context, long to, long written);
}
