package org.pathgauge.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import org.pathgauge.model.AgentConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the configuration.
 *
 * <p>Building the YANG models takes long in a cold JVM. When the file is the one that was validated last, the decoded
 * configuration is there at once and the models come in the background; otherwise the start waits for them.
 */
public final class ConfigLoader {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigLoader.class);

    private ConfigLoader() {}

    /** Where the configuration came from. */
    public enum Origin {
        /** The file, validated now. */
        VALIDATED,
        /** The file, known to be valid; its tree comes in the background. */
        KNOWN,
        /** There is no file: everything has its default. */
        DEFAULTS
    }

    /**
     * A configuration to run with.
     *
     * @param config decoded
     * @param origin where it came from
     * @param indexes of the probes; shared with the datastore
     * @param datastore complete when the models are there; fails with {@link ConfigException} if the file turns out to
     *     be invalid after all
     */
    public record Started(
            AgentConfig config, Origin origin, IndexRegistry indexes, CompletableFuture<Datastore> datastore) {}

    /**
     * Loads the configuration.
     *
     * @param file the configuration file; need not exist
     * @param state folder for what the agent remembers; made if missing
     * @throws ConfigException with all errors of the file
     */
    public static Started start(Path file, Path state) throws ConfigException {
        return start(file, state, Clock.systemUTC());
    }

    static Started start(Path file, Path state, Clock clock) throws ConfigException {
        ConfigStore store = new ConfigStore(file.toAbsolutePath(), state.toAbsolutePath());
        IndexRegistry indexes = IndexRegistry.open(state.resolve("indexes.json"));
        store.recover();
        boolean exists = store.exists();
        String text = exists ? store.read() : "{}\n";
        if (exists) {
            store.loaded(text);
        } else {
            LOG.warn("There is no configuration file {}: running with defaults, without probes", file);
        }
        if (exists && !store.isMarkedValid(text)) {
            return validateFirst(store, indexes, clock, text);
        }
        CompletableFuture<Known> known = new CompletableFuture<>();
        CompletableFuture<Datastore> later = new CompletableFuture<>();
        Thread.ofPlatform().name("yang-models").daemon().start(() -> {
            try {
                // Nothing of the file is needed for the models, so they do not wait for it.
                YangModels models = YangModels.load();
                later.complete(datastore(models, store, indexes, clock, known.join()));
            } catch (ConfigException | RuntimeException | Error e) {
                later.completeExceptionally(e);
            }
        });
        try {
            JsonValue.Obj document = JsonText.parse(text);
            AgentConfig config = decode(document, indexes);
            known.complete(new Known(text, document, config));
            return new Started(config, exists ? Origin.KNOWN : Origin.DEFAULTS, indexes, later);
        } catch (IllegalArgumentException e) {
            LOG.warn("{} is marked as valid but cannot be decoded ({}); validating it now", file, e.getMessage());
            return validateFirst(store, indexes, clock, text);
        } finally {
            known.cancel(false);
        }
    }

    /** A configuration that was validated before. */
    private record Known(String text, JsonValue.Obj document, AgentConfig config) {}

    private static Started validateFirst(ConfigStore store, IndexRegistry indexes, Clock clock, String text)
            throws ConfigException {
        YangModels models = YangModels.load();
        ConfigValidator validator = new ConfigValidator(models);
        ConfigValidator.Valid valid = validator.validate(text);
        AgentConfig config = decode(valid.document(), indexes);
        try {
            store.markValid(text);
            if (store.exists()) {
                store.keepGood(text);
            }
        } catch (IOException e) {
            LOG.warn(
                    "The next start will validate {} again, because this one cannot note that it did: {}",
                    store.file(),
                    e.toString());
        }
        Datastore datastore = new Datastore(models, validator, store, indexes, clock, valid.root(), config);
        return new Started(config, Origin.VALIDATED, indexes, CompletableFuture.completedFuture(datastore));
    }

    private static Datastore datastore(
            YangModels models, ConfigStore store, IndexRegistry indexes, Clock clock, Known known)
            throws ConfigException {
        ConfigValidator validator = new ConfigValidator(models);
        ContainerNode root;
        try {
            root = validator.known(known.document());
        } catch (ConfigException e) {
            // The mark was wrong. This tells all that is, and where.
            root = validator.validate(known.text()).root();
        }
        return new Datastore(models, validator, store, indexes, clock, root, known.config());
    }

    private static AgentConfig decode(JsonValue.Obj document, IndexRegistry indexes) throws ConfigException {
        try {
            List<String> names = ConfigDecoder.probeNames(document);
            Map<String, Integer> given = indexes.reserve(IndexRegistry.PROBES, names);
            List<String> rules = ConfigDecoder.ruleNames(document);
            Map<String, Integer> ruleIndexes = indexes.reserve(IndexRegistry.FILTER_RULES, rules);
            AgentConfig config = ConfigDecoder.decode(document, given::get, ruleIndexes::get);
            indexes.retain(IndexRegistry.PROBES, names);
            indexes.retain(IndexRegistry.FILTER_RULES, rules);
            return config;
        } catch (UncheckedIOException e) {
            throw new ConfigException(ConfigError.operationFailed("/", e.getMessage()), e);
        }
    }

    /**
     * Finds everything that is wrong with a configuration file; empty when it is valid.
     *
     * <p>What only the running agent can know, such as whether an interface exists, is not checked.
     */
    public static List<ConfigError> check(Path file) {
        try {
            String text =
                    new ConfigStore(file.toAbsolutePath(), file.toAbsolutePath().getParent()).read();
            return new ConfigValidator(YangModels.load()).check(text);
        } catch (ConfigException e) {
            return e.errors();
        }
    }
}
