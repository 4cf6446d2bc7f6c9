package org.pathgauge.config;

import com.google.common.base.Suppliers;
import com.google.gson.stream.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.NodeIdentifier;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.DataContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.stream.NormalizedNodeStreamWriter;
import org.opendaylight.yangtools.yang.data.codec.gson.JSONCodecFactory;
import org.opendaylight.yangtools.yang.data.codec.gson.JSONCodecFactorySupplier;
import org.opendaylight.yangtools.yang.data.codec.gson.JsonParserStream;
import org.opendaylight.yangtools.yang.data.impl.schema.ImmutableNormalizedNodeStreamWriter;
import org.opendaylight.yangtools.yang.data.spi.node.ImmutableNodes;
import org.opendaylight.yangtools.yang.data.tree.api.DataTree;
import org.opendaylight.yangtools.yang.data.tree.api.DataTreeConfiguration;
import org.opendaylight.yangtools.yang.data.tree.api.DataTreeModification;
import org.opendaylight.yangtools.yang.data.tree.api.DataValidationFailedException;
import org.opendaylight.yangtools.yang.data.tree.api.TreeType;
import org.opendaylight.yangtools.yang.data.tree.impl.ReferenceDataTreeFactory;
import org.opendaylight.yangtools.yang.model.api.EffectiveModelContext;
import org.opendaylight.yangtools.yang.model.api.SchemaContext;
import org.pathgauge.model.AgentConfig;

/**
 * Finds everything that is wrong with a whole configuration.
 *
 * <p>Four looks at it: {@link SchemaCheck} compares the JSON with the models and reports all differences;
 * {@link ConfigRules} checks what spans several nodes, leaving out list entries that have errors already; and when
 * nothing was found, yangtools parses and validates the document again, and {@link ConstraintCheck} evaluates every must,
 * when and leafref of the models, so that nothing gets in that either would refuse. Of an edited tree, what one entry alone
 * decides is looked at in those entries that are not {@link KnownEntries}.
 */
final class ConfigValidator {
    private static final NodeIdentifier ROOT = new NodeIdentifier(SchemaContext.NAME);

    private final EffectiveModelContext context;
    private final JSONCodecFactory codecs;
    private final DataTree empty;
    private final TreeJson tree;

    // Made when a configuration is judged for the first time: a start with a known one takes neither.
    private final Supplier<SchemaCheck> schema;
    private final Supplier<ConstraintCheck> constraints;
    private final Decoded decoded = new Decoded();
    private volatile KnownEntries known = KnownEntries.NONE;

    ConfigValidator(YangModels models) {
        this.context = models.context();
        this.codecs = JSONCodecFactorySupplier.RFC7951.getShared(models.context());
        this.schema = Suppliers.memoize(() -> new SchemaCheck(models, codecs));
        this.tree = new TreeJson(models.context());
        this.constraints = Suppliers.memoize(() -> new ConstraintCheck(models.context()));
        this.empty = new ReferenceDataTreeFactory()
                .create(
                        new DataTreeConfiguration.Builder(TreeType.CONFIGURATION)
                                .setMandatoryNodesValidation(true)
                                .setUniqueIndexes(true)
                                .build(),
                        models.context());
    }

    /**
     * A configuration without errors, in all its forms.
     *
     * @param root as the datastore holds it
     * @param document as the decoder reads it
     * @param text as it is written to the file
     * @param written whether a person wrote the text, so that its lines mean something
     */
    record Valid(ContainerNode root, JsonValue.Obj document, String text, boolean written) {
        /** Errors with the place in the text of the node they are about. */
        List<ConfigError> located(List<ConfigError> errors) {
            return written
                    ? errors.stream().map(e -> JsonPath.locate(document, e)).toList()
                    : errors;
        }
    }

    /** Validates a document. */
    Valid validate(String json) throws ConfigException {
        JsonValue.Obj document = JsonText.parse(json);
        List<ConfigError> errors = new ArrayList<>();
        JsonValue.Obj sound = sound(document, errors);
        if (!errors.isEmpty()) {
            throw new ConfigException(errors);
        }
        ContainerNode root = accepted(JsonPrinter.print(sound));
        constraints.get().check(root, errors);
        if (!errors.isEmpty()) {
            throw new ConfigException(
                    errors.stream().map(e -> JsonPath.locate(document, e)).toList());
        }
        return new Valid(root, document, json, true);
    }

    /**
     * The tree of a document that was validated before by this build, as its mark says; no rule is looked at again but
     * what yangtools' parser looks at.
     */
    ContainerNode known(JsonValue.Obj document) throws ConfigException {
        return accepted(JsonPrinter.print(SchemaCheck.withoutEmpties(document)));
    }

    /** Validates a tree. */
    Valid validate(ContainerNode root) throws ConfigException {
        KnownEntries before = known;
        List<ConfigError> errors = new ArrayList<>();
        Map<DataContainerNode, JsonValue.Obj> made = new IdentityHashMap<>();
        JsonValue.Obj document = document(root, before, made);
        JsonValue.Obj sound = schema.get().check(document, before, errors);
        AgentConfig config;
        synchronized (decoded) {
            config = ConfigDecoder.decode(sound, name -> 1, name -> 1, decoded);
        }
        errors.addAll(ConfigRules.check(config, before));
        if (!errors.isEmpty()) {
            throw new ConfigException(errors.stream().map(e -> e.at(0, 0)).toList());
        }
        ContainerNode accepted = accepted(root);
        constraints.get().check(accepted, before, errors);
        if (!errors.isEmpty()) {
            throw new ConfigException(errors);
        }
        if (accepted.equals(root)) {
            // The tree that came shares more with the one before than its twin does.
            return right(root, document, made, config);
        }
        made.clear();
        return right(accepted, document(accepted, before, made), made, config);
    }

    /** Notes what was found right, for the next time. */
    private Valid right(
            ContainerNode root,
            JsonValue.Obj document,
            Map<DataContainerNode, JsonValue.Obj> made,
            AgentConfig config) {
        List<Object> decodedEntries = new ArrayList<>(config.probes());
        decodedEntries.addAll(config.traffic().filter().rules());
        known = new KnownEntries(made, decodedEntries, List.of(config.snmp(), config.netconf(), config.openMetrics()));
        return new Valid(root, document, JsonPrinter.print(document), false);
    }

    /** Validates a document that no person wrote, of which what is known is not looked at. */
    Valid validate(JsonValue.Obj document) throws ConfigException {
        KnownEntries before = known;
        List<ConfigError> errors = new ArrayList<>();
        JsonValue.Obj sound = schema.get().check(document, before, errors);
        if (!errors.isEmpty()) {
            throw new ConfigException(errors.stream().map(e -> e.at(0, 0)).toList());
        }
        return validate(tree(sound, before));
    }

    private ContainerNode tree(JsonValue.Obj document, KnownEntries before) throws ConfigException {
        try {
            return new DocumentTree(context, before, this::parse).of(document);
        } catch (IOException | IllegalArgumentException | IllegalStateException e) {
            throw new ConfigException(ConfigError.invalidValue("/", String.valueOf(e.getMessage())), e);
        }
    }

    /** The document of the tree in force, for an edit: what that leaves alone is right, also in the first one after a start. */
    JsonValue.Obj documentInForce(ContainerNode running) throws ConfigException {
        KnownEntries before = known;
        Map<DataContainerNode, JsonValue.Obj> made = new IdentityHashMap<>();
        JsonValue.Obj document = document(running, before, made);
        if (made.keySet().stream().noneMatch(before::isKnown)) {
            known = new KnownEntries(made, List.of(), List.of());
        }
        return document;
    }

    /** The document of a tree. */
    JsonValue.Obj document(ContainerNode root) throws ConfigException {
        return document(root, known, new IdentityHashMap<>());
    }

    private JsonValue.Obj document(ContainerNode root, KnownEntries before, Map<DataContainerNode, JsonValue.Obj> made)
            throws ConfigException {
        try {
            return tree.document(root, before, made);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(
                    ConfigError.invalidValue("/", "the tree does not fit the models: " + e.getMessage()), e);
        }
    }

    /** All errors of a document, in document order; empty when it is valid. */
    List<ConfigError> check(String json) {
        try {
            validate(json);
            return List.of();
        } catch (ConfigException e) {
            return e.errors();
        }
    }

    private JsonValue.Obj sound(JsonValue.Obj document, List<ConfigError> errors) {
        JsonValue.Obj sound = schema.get().check(document, errors);
        for (ConfigError error : ConfigRules.check(ConfigDecoder.decode(sound, name -> 1))) {
            errors.add(JsonPath.locate(document, error));
        }
        errors.sort(Comparator.comparingInt(ConfigError::line).thenComparingInt(ConfigError::column));
        return sound;
    }

    private ContainerNode accepted(String json) throws ConfigException {
        try {
            return accepted(parse(json));
        } catch (IOException | IllegalArgumentException | IllegalStateException e) {
            throw new ConfigException(ConfigError.invalidValue("/", String.valueOf(e.getMessage())), e);
        }
    }

    private ContainerNode accepted(ContainerNode root) throws ConfigException {
        try {
            DataTreeModification all = empty.takeSnapshot().newModification();
            all.write(YangInstanceIdentifier.of(), root);
            all.ready();
            empty.validate(all);
            return (ContainerNode) empty.prepare(all).getRootNode().dataAfter();
        } catch (IllegalArgumentException | IllegalStateException | DataValidationFailedException e) {
            throw new ConfigException(ConfigError.invalidValue("/", String.valueOf(e.getMessage())), e);
        }
    }

    private ContainerNode parse(String json) throws IOException {
        var builder = ImmutableNodes.newContainerBuilder().withNodeIdentifier(ROOT);
        NormalizedNodeStreamWriter writer = ImmutableNormalizedNodeStreamWriter.from(builder);
        try (JsonParserStream stream = JsonParserStream.create(writer, codecs);
                JsonReader reader = new JsonReader(new StringReader(json))) {
            stream.parse(reader);
        }
        return builder.build();
    }
}
