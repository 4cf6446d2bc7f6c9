package org.pathgauge.openmetrics;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.pathgauge.credentials.PasswordHash;
import org.pathgauge.model.AgentConfig;

/**
 * Who may scrape: HTTP basic authentication (RFC 7617) against hashes of crypt(3).
 *
 * <p>A hash is dear on purpose, so one at a time is computed, an unknown user costs as much as a known one, and what was
 * right once is remembered as a keyed digest: somebody who guesses cannot keep a scraper waiting.
 */
final class Logins {
    private static final String SCHEME = "Basic ";
    private static final String DIGEST = "HmacSHA256";
    private static final int CREDENTIALS_MAX = 1_024;

    private final Map<String, String> hashes = new HashMap<>();
    private final Map<String, byte[]> proven = new ConcurrentHashMap<>();
    private final SecretKeySpec key;
    private final Semaphore hashing = new Semaphore(1, true);

    Logins(List<AgentConfig.Scraper> users) {
        users.forEach(user -> hashes.put(user.name(), user.passwordHash()));
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        key = new SecretKeySpec(secret, DIGEST);
    }

    /** Whether nobody has to say who he is. */
    boolean open() {
        return hashes.isEmpty();
    }

    /** Name and password as a client sent them. */
    private record Credentials(String user, byte[] password) {}

    /**
     * Whether a request may be answered.
     *
     * @param authorization the header of that name
     */
    boolean admit(Optional<String> authorization) throws InterruptedException {
        if (open()) {
            return true;
        }
        Optional<Credentials> given = authorization.flatMap(Logins::decode);
        return given.isPresent() && admit(given.get());
    }

    private boolean admit(Credentials given) throws InterruptedException {
        byte[] digest = digest(given);
        byte[] known = proven.get(given.user());
        if (known != null && MessageDigest.isEqual(known, digest)) {
            Arrays.fill(given.password(), (byte) 0);
            return true;
        }
        boolean right;
        hashing.acquire();
        try {
            right = PasswordHash.matches(given.password(), hash(given.user()));
        } finally {
            hashing.release();
        }
        if (right) {
            proven.put(given.user(), digest);
        }
        return right;
    }

    /** An unknown user's is as dear as the first user's. */
    private String hash(String user) {
        return Optional.ofNullable(hashes.get(user))
                .orElseGet(() -> PasswordHash.decoy(hashes.values().iterator().next()));
    }

    private static Optional<Credentials> decode(String authorization) {
        if (!authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                || authorization.length() > CREDENTIALS_MAX) {
            return Optional.empty();
        }
        byte[] octets;
        try {
            octets = Base64.getDecoder()
                    .decode(authorization.substring(SCHEME.length()).strip());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        int colon = 0;
        while (colon < octets.length && octets[colon] != ':') {
            colon++;
        }
        if (colon == octets.length) {
            return Optional.empty();
        }
        String user = new String(octets, 0, colon, StandardCharsets.UTF_8);
        Credentials credentials = new Credentials(user, Arrays.copyOfRange(octets, colon + 1, octets.length));
        Arrays.fill(octets, (byte) 0);
        return Optional.of(credentials);
    }

    private byte[] digest(Credentials given) {
        try {
            Mac mac = Mac.getInstance(DIGEST);
            mac.init(key);
            mac.update(given.user().getBytes(StandardCharsets.UTF_8));
            mac.update((byte) ':');
            return mac.doFinal(given.password());
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java runtime has " + DIGEST, e);
        }
    }
}
