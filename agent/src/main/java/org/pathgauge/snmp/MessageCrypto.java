package org.pathgauge.snmp;

import java.security.GeneralSecurityException;

/** HMAC of SHA-2 (RFC 7860) and AES in CFB mode (RFC 3826) with the keys of one user. Used by one thread at a time. */
sealed interface MessageCrypto permits JavaCrypto, SystemCrypto {
    /** The whole HMAC of some octets; messages carry the first octets of it. */
    byte[] mac(byte[] octets, int from, int length);

    /**
     * Encrypts or decrypts in place.
     *
     * @param vector to begin with, 16 octets
     */
    void crypt(boolean encrypt, byte[] vector, byte[] octets, int from, int length) throws GeneralSecurityException;
}
