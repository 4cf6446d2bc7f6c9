package org.pathgauge.netconf;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.Set;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.pathgauge.files.DurableFile;

/** The server's SSH host key: ECDSA on P-256 in OpenSSH's format, made at the first start and kept. */
final class HostKey {
    static final String FILE = "ssh_host_ecdsa_key";

    private static final Set<PosixFilePermission> OWNERS = PosixFilePermissions.fromString("rwx------");

    private HostKey() {}

    /**
     * Loads the key, or makes and keeps one, readable by its owner alone.
     *
     * @throws NetconfException when the file cannot be read or written
     */
    static KeyPair loadOrMake(Path stateDir) throws NetconfException {
        Path file = stateDir.resolve(FILE);
        try {
            return Files.exists(file) ? load(file) : make(file);
        } catch (IOException | GeneralSecurityException e) {
            throw new NetconfException(
                    "The SSH host key " + file + " cannot be used: " + e
                            + ". Mend its access rights, or remove it to have a new one made (clients will then see"
                            + " a changed key)",
                    e);
        }
    }

    private static KeyPair load(Path file) throws IOException, GeneralSecurityException, NetconfException {
        if (!OWNERS.containsAll(Files.getPosixFilePermissions(file))) {
            throw new NetconfException("The SSH host key " + file + " can be read or written by others: run chmod 600 "
                    + file + ", or remove it to have a new one made if others may have read it");
        }
        try (InputStream in = Files.newInputStream(file)) {
            Iterable<KeyPair> pairs = SecurityUtils.loadKeyPairIdentities(
                    null, NamedResource.ofName(file.toString()), in, FilePasswordProvider.EMPTY);
            if (pairs == null || !pairs.iterator().hasNext()) {
                throw new IOException("no key inside");
            }
            return pairs.iterator().next();
        }
    }

    private static KeyPair make(Path file) throws IOException, GeneralSecurityException {
        KeyPair pair = KeyUtils.generateKeyPair(KeyPairProvider.ECDSA_SHA2_NISTP256, 256);
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(pair, "pathgauge", null, text);
        DurableFile.write(file, text.toByteArray());
        return pair;
    }
}
