package org.pathgauge.netconf;

import java.util.List;

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
                .leafList("feature", s -> s.source().features());
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

    /** The content of the container modules-state. */
    static Shape<Schemas> legacyShape() {
        var module = Shape.<Schemas.Schema>in(Ns.YANG_LIBRARY)
                .leaf("name", Schemas.Schema::name)
                .leaf("revision", Schemas.Schema::revision)
                .leaf("namespace", Schemas.Schema::namespace)
                .leafList("feature", s -> s.source().features())
                .leaf("conformance-type", s -> s.source().implemented() ? "implement" : "import");
        return Shape.<Schemas>in(Ns.YANG_LIBRARY)
                .leaf("module-set-id", Schemas::contentId)
                .list("module", List.of("name", "revision"), module, Schemas::all);
    }
}
