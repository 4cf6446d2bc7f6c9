package org.pathgauge.netconf;

import java.util.List;
import java.util.Optional;

/** What modules the server has: yang-library of RFC 8525, and modules-state of RFC 7895 for older clients. */
final class YangLibrary {
    private static final String SET = "complete";
    private static final Name RUNNING = new Name(Ns.DATASTORES, "running");
    private static final Name CANDIDATE = new Name(Ns.DATASTORES, "candidate");
    private static final Name OPERATIONAL = new Name(Ns.DATASTORES, "operational");

    private YangLibrary() {}

    private static Shape<Schemas> moduleSet() {
        var module = Shape.<Schemas.Schema>in(Ns.YANG_LIBRARY)
                .leaf("name", Schemas.Schema::name)
                .leaf("revision", Schemas.Schema::revision)
                .leaf("namespace", Schemas.Schema::namespace);
        var implemented = Shape.<Schemas.Schema>in(Ns.YANG_LIBRARY)
                .leaf("name", Schemas.Schema::name)
                .leaf("revision", Schemas.Schema::revision)
                .leaf("namespace", Schemas.Schema::namespace)
                .leafList("feature", s -> s.source().features())
                .leafList("deviation", s -> s.source().deviations());
        return Shape.<Schemas>in(Ns.YANG_LIBRARY)
                .leaf("name", s -> SET)
                .list("module", List.of("name"), implemented, Schemas::implemented)
                .list("import-only-module", List.of("name", "revision"), module, Schemas::importOnly);
    }

    /** The content of the container yang-library. */
    static Shape<Schemas> shape() {
        var schema = Shape.<String>in(Ns.YANG_LIBRARY).leaf("name", n -> n).leafList("module-set", n -> List.of(SET));
        var datastore = Shape.<Name>in(Ns.YANG_LIBRARY).leaf("name", n -> n).leaf("schema", n -> SET);
        return Shape.<Schemas>in(Ns.YANG_LIBRARY)
                .list("module-set", List.of("name"), moduleSet(), List::of)
                .list("schema", List.of("name"), schema, s -> List.of(SET))
                .list("datastore", List.of("name"), datastore, s -> List.of(RUNNING, CANDIDATE, OPERATIONAL))
                .leaf("content-id", Schemas::contentId);
    }

    /** A module among all others. */
    private record Legacy(Schemas all, Schemas.Schema of) {
        private List<Schemas.Schema> deviations() {
            return of.source().deviations().stream()
                    .flatMap(name -> all.find(name, Optional.empty()).stream())
                    .toList();
        }
    }

    /** The content of the container modules-state. */
    static Shape<Schemas> legacyShape() {
        var deviation = Shape.<Schemas.Schema>in(Ns.YANG_LIBRARY)
                .leaf("name", Schemas.Schema::name)
                .leaf("revision", Schemas.Schema::revision);
        var module = Shape.<Legacy>in(Ns.YANG_LIBRARY)
                .leaf("name", m -> m.of().name())
                .leaf("revision", m -> m.of().revision())
                .leaf("namespace", m -> m.of().namespace())
                .leafList("feature", m -> m.of().source().features())
                .list("deviation", List.of("name", "revision"), deviation, Legacy::deviations)
                .leaf("conformance-type", m -> m.of().source().implemented() ? "implement" : "import");
        return Shape.<Schemas>in(Ns.YANG_LIBRARY)
                .leaf("module-set-id", Schemas::contentId)
                .list(
                        "module",
                        List.of("name", "revision"),
                        module,
                        s -> s.all().stream().map(m -> new Legacy(s, m)).toList());
    }
}
