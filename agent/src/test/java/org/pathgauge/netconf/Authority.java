package org.pathgauge.netconf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** A certificate authority, made and run by openssl. */
public final class Authority {
    private final Path folder;
    private final Path config;

    public Authority(Path parent, String name) throws Exception {
        folder = Files.createDirectories(parent.resolve(name));
        config = folder.resolve("ca.cnf");
        Files.writeString(folder.resolve("index.txt"), "");
        Files.writeString(folder.resolve("serial"), "1000\n");
        Files.writeString(folder.resolve("crlnumber"), "01\n");
        Files.writeString(config, """
                [ca]
                default_ca = it
                [it]
                dir = %1$s
                database = $dir/index.txt
                serial = $dir/serial
                crlnumber = $dir/crlnumber
                new_certs_dir = $dir
                certificate = $dir/ca.crt
                private_key = $dir/ca.key
                default_md = sha256
                default_days = 2
                default_crl_days = 2
                policy = any
                copy_extensions = copy
                unique_subject = no
                [any]
                commonName = supplied
                """.formatted(folder));
        run(List.of(
                "req",
                "-x509",
                "-nodes",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-days",
                "2",
                "-subj",
                "/CN=" + name,
                "-keyout",
                folder.resolve("ca.key").toString(),
                "-out",
                certificate().toString()));
    }

    public Path certificate() {
        return folder.resolve("ca.crt");
    }

    public Path certificate(String name) {
        return folder.resolve(name + ".crt");
    }

    public Path key(String name) {
        return folder.resolve(name + ".key");
    }

    /** Issues NAME.crt for the common name NAME. */
    public Authority issue(String name, String alternatives, String... dates) throws Exception {
        Path request = folder.resolve(name + ".csr");
        run(List.of(
                "req",
                "-new",
                "-nodes",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-subj",
                "/CN=" + name,
                "-addext",
                "subjectAltName=" + alternatives,
                "-keyout",
                key(name).toString(),
                "-out",
                request.toString()));
        Files.setPosixFilePermissions(key(name), PosixFilePermissions.fromString("rw-------"));
        var sign = new ArrayList<>(List.of("ca", "-batch", "-notext", "-config", config.toString()));
        sign.addAll(List.of(dates));
        sign.addAll(List.of("-in", request.toString(), "-out", certificate(name).toString()));
        run(sign);
        return this;
    }

    void revoke(String name) throws Exception {
        run(List.of(
                "ca", "-config", config.toString(), "-revoke", certificate(name).toString()));
    }

    /** Writes the list of what is revoked. */
    Path revocations() throws Exception {
        Path list = folder.resolve("ca.crl");
        Path fresh = folder.resolve("new.crl");
        run(List.of("ca", "-config", config.toString(), "-gencrl", "-out", fresh.toString()));
        Files.move(fresh, list, StandardCopyOption.REPLACE_EXISTING);
        return list;
    }

    public X509Certificate load(String name) throws Exception {
        try (var in = Files.newInputStream(name.isEmpty() ? certificate() : certificate(name))) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    public static String fingerprint(X509Certificate certificate) throws Exception {
        return "04:"
                + HexFormat.ofDelimiter(":")
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
    }

    private void run(List<String> arguments) throws Exception {
        var command = new ArrayList<>(List.of("openssl"));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                .start();
        String output = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), () -> String.join(" ", command) + "\n" + output);
    }
}
