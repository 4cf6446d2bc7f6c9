package org.pathgauge.config;

import com.google.common.collect.ImmutableList;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.opendaylight.yangtools.yang.ir.IOSupport;
import org.opendaylight.yangtools.yang.ir.IRKeyword;
import org.opendaylight.yangtools.yang.ir.IRStatement;
import org.opendaylight.yangtools.yang.model.api.source.SourceIdentifier;
import org.opendaylight.yangtools.yang.model.spi.source.StringYangTextSource;
import org.opendaylight.yangtools.yang.parser.api.YangSyntaxErrorException;
import org.opendaylight.yangtools.yang.parser.rfc7950.repo.TextToIRTransformer;

/**
 * The statements of the YANG models, each module's as a tree.
 *
 * <p>The build parses the texts and keeps the trees beside the classes, without what only persons read: a start that
 * parsed half a megabyte of text would take a good part longer, and the agent more memory.
 *
 * @param contentId a short string that changes whenever the set of modules, their features or their text do
 * @param modules one tree a module, in the order of {@link YangModels#files}
 */
record ModelStatements(String contentId, List<IRStatement> modules) {
    /** Where the build keeps them. */
    static final String RESOURCE = "yang-models.bin";

    private static final Set<String> FOR_READERS = Set.of("contact", "description", "organization", "reference");

    ModelStatements {
        modules = List.copyOf(modules);
    }

    /** What the build kept; classes that were compiled by other means have the texts alone. */
    static ModelStatements load() throws IOException, YangSyntaxErrorException {
        try (InputStream in = ModelStatements.class.getResourceAsStream(RESOURCE)) {
            return in == null ? parse().forMachines() : read(in.readAllBytes());
        }
    }

    /** Parses the texts, with all that they say. */
    static ModelStatements parse() throws IOException, YangSyntaxErrorException {
        MessageDigest digest = ConfigStore.sha256();
        List<IRStatement> modules = new ArrayList<>();
        for (String file : YangModels.files()) {
            String text = YangModels.read(file);
            digest.update((file + YangModels.use(file) + text + '\0').getBytes(StandardCharsets.UTF_8));
            String parsed = YangModels.isImported(file) ? ImportOnly.definitions(text) : text;
            modules.add(TextToIRTransformer.transformText(new StringYangTextSource(id(file), parsed))
                    .statement());
        }
        return new ModelStatements(HexFormat.of().formatHex(digest.digest(), 0, 8), modules);
    }

    static SourceIdentifier id(String file) {
        return SourceIdentifier.ofYangFileName(file + ".yang");
    }

    /** The same without what only persons read. */
    ModelStatements forMachines() {
        return new ModelStatements(
                contentId, modules.stream().map(ModelStatements::bare).toList());
    }

    private static IRStatement bare(IRStatement of) {
        ImmutableList<IRStatement> below = of.statements().stream()
                .filter(s -> !(s.keyword() instanceof IRKeyword.Unqualified
                        && FOR_READERS.contains(s.keyword().identifier())))
                .map(ModelStatements::bare)
                .collect(ImmutableList.toImmutableList());
        return IRStatement.of(of.keyword(), of.argument(), of.startLine(), of.startColumn(), below);
    }

    private static ModelStatements read(byte[] kept) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(kept));
        String contentId = in.readUTF();
        List<IRStatement> modules = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            modules.add(IOSupport.readStatement(in));
        }
        return new ModelStatements(contentId, modules);
    }

    void write(DataOutputStream out) throws IOException {
        out.writeUTF(contentId);
        out.writeInt(modules.size());
        for (IRStatement module : modules) {
            IOSupport.writeStatement(out, module);
        }
    }
}
