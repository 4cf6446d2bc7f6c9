package org.pathgauge.config;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Public keys in the form of OpenSSH's authorized_keys lines, without options. */
final class AuthorizedKey {
    private AuthorizedKey() {}

    /** What is wrong with a key; empty when it may be one. */
    static Optional<String> problem(String key) {
        String[] parts = key.split(" ", 3);
        if (parts.length < 2) {
            return Optional.of("a public key is its type, a space and base64, as in the .pub file of ssh-keygen");
        }
        byte[] blob;
        try {
            blob = Base64.getDecoder().decode(parts[1]);
        } catch (IllegalArgumentException e) {
            return Optional.of("the key's second word is not base64; copy the whole line of the .pub file");
        }
        String inside = type(blob);
        return inside.equals(parts[0])
                ? Optional.empty()
                : Optional.of("the key is damaged: it says \"" + parts[0]
                        + "\", but its base64 does not begin with that type; copy the whole line of the .pub file");
    }

    /** The type within the key: RFC 4253 section 6.6, a string with its length before it. */
    private static String type(byte[] blob) {
        if (blob.length < 4) {
            return "";
        }
        int length = ByteBuffer.wrap(blob).getInt();
        return length < 0 || length > blob.length - 4 ? "" : new String(blob, 4, length, StandardCharsets.US_ASCII);
    }
}
