package org.pathgauge.snmp;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** The Java runtime's. With the quick compiler alone it does without the processor's own instructions. */
final class JavaCrypto implements MessageCrypto {
    private final SecretKeySpec privKey;
    private final Mac mac;
    private final Cipher cipher;

    JavaCrypto(UserStore.Keys keys) {
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

    @Override
    public byte[] mac(byte[] octets, int from, int length) {
        mac.update(octets, from, length);
        return mac.doFinal();
    }

    @Override
    public void crypt(boolean encrypt, byte[] vector, byte[] octets, int from, int length)
            throws GeneralSecurityException {
        cipher.init(encrypt ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE, privKey, new IvParameterSpec(vector));
        cipher.doFinal(octets, from, length, octets, from);
    }
}
