package org.pathgauge.config;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.opendaylight.yangtools.yang.parser.api.YangSyntaxErrorException;
import org.opendaylight.yangtools.yang.parser.impl.DefaultYangParserFactory;

/** The step of the build that works out, from the compiled classes, what each start would else work out again. */
final class BuildStep {
    private BuildStep() {}

    /** Keeps the statements of the YANG models, and the mark of what decides whether a configuration is valid. */
    public static void main(String[] args) throws IOException, YangSyntaxErrorException {
        Path packages = Path.of(args[0], "org", "pathgauge");
        Path folder = packages.resolve("config");
        ModelStatements models = ModelStatements.parse();
        try (DataOutputStream out =
                new DataOutputStream(Files.newOutputStream(folder.resolve(ModelStatements.RESOURCE)))) {
            models.forMachines().write(out);
        }
        Files.writeString(folder.resolve(ConfigStore.RULES), rules(models, packages) + "\n");
    }

    /** A hash over the models, the parser of them, and all classes that read or judge a configuration. */
    private static String rules(ModelStatements models, Path packages) throws IOException {
        MessageDigest sha = ConfigStore.sha256();
        sha.update(models.contentId().getBytes(StandardCharsets.UTF_8));
        Package parser = DefaultYangParserFactory.class.getPackage();
        sha.update(Optional.ofNullable(parser.getImplementationVersion())
                .orElse("")
                .getBytes(StandardCharsets.UTF_8));
        for (String name : List.of("config", "model")) {
            try (Stream<Path> files = Files.list(packages.resolve(name))) {
                for (Path file : files.filter(f -> f.toString().endsWith(".class"))
                        .sorted()
                        .toList()) {
                    sha.update(Files.readAllBytes(file));
                }
            }
        }
        return HexFormat.of().formatHex(sha.digest());
    }
}
