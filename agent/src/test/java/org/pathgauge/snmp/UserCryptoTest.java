package org.pathgauge.snmp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The cryptography of the system's library and of Java: either reads what the other wrote, whatever the protocols. */
class UserCryptoTest {
    private static final byte[] NAME = "operator".getBytes(StandardCharsets.UTF_8);
    private static final int BOOTS = 7;
    private static final int TIME = 4_711;
    private static final int LONGEST = 40_000;

    private final Random random = new Random(32_473);

    @Test
    void bothMakeTheSameOfEachMessage() throws Exception {
        for (AuthProtocol auth : AuthProtocol.values()) {
            for (PrivProtocol priv : PrivProtocol.values()) {
                UserStore.Keys keys = keys(auth, priv);
                JavaCrypto java = new JavaCrypto(keys);
                try (SystemCrypto system = SystemCrypto.of(keys, java).orElseThrow()) {
                    for (int length : lengths()) {
                        assertSame(java, system, length, auth + ", " + priv + ", " + length + " octets");
                    }
                }
            }
        }
    }

    private void assertSame(MessageCrypto one, MessageCrypto other, int length, String what) throws Exception {
        byte[] vector = octets(16);
        int from = random.nextInt(9);
        byte[] message = octets(from + length + random.nextInt(9));
        byte[] ones = message.clone();
        byte[] others = message.clone();
        one.crypt(true, vector, ones, from, length);
        other.crypt(true, vector, others, from, length);
        assertArrayEquals(ones, others, what);
        assertArrayEquals(one.mac(ones, from, length), other.mac(others, from, length), what);
        one.crypt(false, vector, others, from, length);
        other.crypt(false, vector, ones, from, length);
        assertArrayEquals(message, ones, what);
        assertArrayEquals(message, others, what);
    }

    private List<Integer> lengths() {
        List<Integer> lengths = new ArrayList<>(List.of(0, 1, 15, 16, 17, 8_704, 8_705, LONGEST));
        for (int i = 0; i < 20; i++) {
            lengths.add(random.nextInt(2_000));
        }
        return lengths;
    }

    @Test
    void oneWhoAsksALotGetsTheSystemsAndNobodySeesADifference() throws Exception {
        UserStore.Keys keys = keys(AuthProtocol.SHA_256, PrivProtocol.AES_128);
        UserCrypto busy = new UserCrypto(keys, NAME);
        for (int i = 0; i < 2 * UserCrypto.MANY; i++) {
            UserCrypto calm = new UserCrypto(keys, NAME);
            assertArrayEquals(sealed(calm, TIME, i), sealed(busy, TIME, i));
            assertEquals(i >= UserCrypto.MANY, busy.onSystem(), i + " messages before in this second");
            assertFalse(calm.onSystem());
        }
        busy.close();
        assertFalse(busy.onSystem());
        assertArrayEquals(sealed(new UserCrypto(keys, NAME), TIME, 1), sealed(busy, TIME, 1), "a message under way");
        assertFalse(busy.onSystem());
    }

    @Test
    void oneWhoAsksNowAndThenDoesNot() throws Exception {
        UserCrypto calm = new UserCrypto(keys(AuthProtocol.SHA_512, PrivProtocol.AES_256), NAME);
        for (int i = 0; i < 2 * UserCrypto.MANY; i++) {
            sealed(calm, TIME + i / 2, i);
        }
        assertFalse(calm.onSystem());
    }

    /** A message that begins with its digest and goes on with what is encrypted. */
    private static byte[] sealed(UserCrypto user, int time, int content) throws GeneralSecurityException {
        byte[] salt = new byte[UserCrypto.SALT_OCTETS];
        int digest = user.digestOctets();
        byte[] message = new byte[digest + 100];
        message[message.length - 1] = (byte) content;
        user.encrypt(BOOTS, time, salt, message, digest, 100);
        user.sign(message, 0, message.length, 0);
        byte[] sealed = message.clone();
        assertTrue(user.authentic(message, 0, message.length, 0));
        assertArrayEquals(sealed, message, "as it came");
        message[50] ^= 1;
        assertFalse(user.authentic(message, 0, message.length, 0));
        message[50] ^= 1;
        user.decrypt(BOOTS, time, salt, message, digest, 100);
        assertEquals((byte) content, message[message.length - 1]);
        return sealed;
    }

    private UserStore.Keys keys(AuthProtocol auth, PrivProtocol priv) {
        return new UserStore.Keys(
                new UserStore.User("operator", auth, priv),
                octets(auth.protocol().getDigestLength()),
                octets(priv.protocol().getMinKeyLength()));
    }

    private byte[] octets(int length) {
        byte[] octets = new byte[length];
        random.nextBytes(octets);
        return octets;
    }
}
