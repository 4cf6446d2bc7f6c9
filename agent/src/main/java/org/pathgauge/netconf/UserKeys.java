package org.pathgauge.netconf;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.sshd.common.config.keys.AuthorizedKeyEntry;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.pathgauge.model.AgentConfig;

/** Who may log in, and with which public keys. */
final class UserKeys {
    private final Map<String, List<PublicKey>> keys = new HashMap<>();

    /**
     * Reads the keys of all users.
     *
     * @throws NetconfException naming the user whose key cannot be read
     */
    UserKeys(List<AgentConfig.User> users) throws NetconfException {
        for (AgentConfig.User user : users) {
            var list = new ArrayList<PublicKey>();
            for (String line : user.authorizedKeys()) {
                list.add(parse(user.name(), line));
            }
            keys.put(user.name(), List.copyOf(list));
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

    boolean accepts(String user, PublicKey key) {
        return keys.getOrDefault(user, List.of()).stream().anyMatch(k -> KeyUtils.compareKeys(k, key));
    }
}
