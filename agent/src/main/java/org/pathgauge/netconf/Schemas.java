package org.pathgauge.netconf;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.opendaylight.yangtools.yang.common.Revision;
import org.opendaylight.yangtools.yang.common.YangVersion;
import org.opendaylight.yangtools.yang.model.api.EffectiveModelContext;
import org.pathgauge.config.YangModels;

/** The modules of the server as hello, yang-library and get-schema tell them. */
final class Schemas {
    /**
     * One module.
     *
     * @param source name, revision, namespace and text
     * @param version the YANG version it is written in
     */
    record Schema(YangModels.Source source, YangVersion version) {
        String name() {
            return source.name();
        }

        String revision() {
            return source.revision();
        }

        String namespace() {
            return source.namespace();
        }
    }

    private final YangModels models;
    private final List<Schema> all;
    private final Set<String> namespaces;

    Schemas(YangModels models) {
        this.models = models;
        all = models.sources().stream()
                .map(s -> new Schema(s, version(models, s)))
                .sorted(Comparator.comparing(Schema::name).thenComparing(Schema::revision))
                .toList();
        namespaces = all.stream().map(Schema::namespace).collect(Collectors.toUnmodifiableSet());
    }

    private static YangVersion version(YangModels models, YangModels.Source source) {
        return models.context()
                .findModule(source.name(), Revision.of(source.revision()))
                .orElseThrow(() -> new IllegalStateException(source.name() + " is not among the parsed models"))
                .getYangVersion();
    }

    EffectiveModelContext context() {
        return models.context();
    }

    /** All modules, sorted by name. */
    List<Schema> all() {
        return all;
    }

    List<Schema> implemented() {
        return all.stream().filter(s -> s.source().implemented()).toList();
    }

    /** Modules of which only definitions are used (RFC 8525: import-only-module). */
    List<Schema> importOnly() {
        return all.stream().filter(s -> !s.source().implemented()).toList();
    }

    /** Changes whenever the set of modules does (RFC 8525: content-id). */
    String contentId() {
        return models.contentId();
    }

    boolean hasNamespace(String namespace) {
        return namespaces.contains(namespace);
    }

    /** The modules with a name and, if given, a revision. */
    List<Schema> find(String name, Optional<String> revision) {
        return all.stream()
                .filter(s -> s.name().equals(name)
                        && revision.map(s.revision()::equals).orElse(true))
                .toList();
    }
}
