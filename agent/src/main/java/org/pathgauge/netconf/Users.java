package org.pathgauge.netconf;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.sshd.common.config.keys.AuthorizedKeyEntry;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.pathgauge.credentials.PasswordHash;
import org.pathgauge.model.AgentConfig;

/** Who may log in, and with which public keys and password. */
final class Users {
    private final List<AgentConfig.User> configured;
    private final Map<String, List<PublicKey>> keys = new HashMap<>();
    private final Map<String, String> passwordHashes = new HashMap<>();

    /**
     * Reads the keys of all users.
     *
     * @throws NetconfException naming the user whose key cannot be read
     */
    Users(List<AgentConfig.User> users) throws NetconfException {
        configured = List.copyOf(users);
        for (AgentConfig.User user : users) {
            var list = new ArrayList<PublicKey>();
            for (String line : user.authorizedKeys()) {
                list.add(parse(user.name(), line));
            }
            keys.put(user.name(), List.copyOf(list));
            user.passwordHash().ifPresent(hash -> passwordHashes.put(user.name(), hash));
        }
    }

    private static PublicKey parse(String user, String line) throws NetconfException {
        try {
            PublicKey key = AuthorizedKeyEntry.parseAuthorizedKeyEntry(line)
                    .resolvePublicKey(null, PublicKeyEntryResolver.FAILING);
            if (key != null) {
                return key;
            }
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw new NetconfException(hint(user) + ": " + e.getMessage(), e);
        }
        throw new NetconfException(hint(user));
    }

    private static String hint(String user) {
        return "A key of NETCONF user " + user + " is no public key in the form of OpenSSH's authorized_keys;"
                + " give the content of a .pub file that ssh-keygen made";
    }

    /** Whether these are just the users of a configuration. */
    boolean areOf(List<AgentConfig.User> users) {
        return configured.equals(users);
    }

    boolean accepts(String user, PublicKey key) {
        return keys.getOrDefault(user, List.of()).stream().anyMatch(k -> KeyUtils.compareKeys(k, key));
    }

    /** Whether there is a user of this name. */
    boolean knows(String user) {
        return keys.containsKey(user);
    }

    /** Whether anybody has a password. */
    boolean havePasswords() {
        return !passwordHashes.isEmpty();
    }

    /** The hash of a user's password, or one that no password has and that is as dear to compute. */
    String passwordHash(String user) {
        return Optional.ofNullable(passwordHashes.get(user))
                .orElseGet(() -> PasswordHash.decoy(
                        passwordHashes.values().stream().findFirst().orElse("")));
    }
}
