package org.pathgauge.netconf;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
        Files.createDirectories(file.getParent());
        Path temporary = Files.createTempFile(
                file.getParent(),
                FILE,
                ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            try (OutputStream out = Files.newOutputStream(temporary)) {
                OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(pair, "pathgauge", null, out);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
        return pair;
    }
}
