package org.pathgauge.netconf;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.pathgauge.config.DatastoreLocks;
import org.pathgauge.config.DatastoreLocks.Held;
import org.pathgauge.config.DatastoreLocks.Target;

/** The state of the server and the operation get-schema (RFC 6022). */
final class Monitoring {
    private static final Name DATA = new Name(Ns.MONITORING, "data");
    private static final Name YANG = new Name(Ns.MONITORING, "yang");

    /**
     * What netconf-state shows.
     *
     * @param capabilities as in the server's hello
     * @param schemas the modules
     * @param sessions the sessions
     * @param locks who has locked which datastore
     */
    record State(List<String> capabilities, Schemas schemas, Sessions sessions, DatastoreLocks locks) {
        private List<Store> stores() {
            return Arrays.stream(Target.values())
                    .map(t -> new Store(t, locks.held(t)))
                    .toList();
        }
    }

    private record Store(Target target, Optional<Held> lock) {}

    private Monitoring() {}

    private static Shape<State> capabilities() {
        return Shape.<State>in(Ns.MONITORING).leafList("capability", State::capabilities);
    }

    private static Shape<State> datastores() {
        var globalLock = Shape.<Held>in(Ns.MONITORING)
                .leaf("locked-by-session", l -> l.by().session())
                .leaf("locked-time", Held::since);
        var locks = Shape.<Held>in(Ns.MONITORING).container("global-lock", globalLock, l -> l);
        var datastore = Shape.<Store>in(Ns.MONITORING)
                .leaf("name", s -> s.target().element())
                .optional("locks", locks, Store::lock);
        return Shape.<State>in(Ns.MONITORING).list("datastore", List.of("name"), datastore, State::stores);
    }

    private static Shape<State> schemas() {
        var schema = Shape.<Schemas.Schema>in(Ns.MONITORING)
                .leaf("identifier", Schemas.Schema::name)
                .leaf("version", Schemas.Schema::revision)
                .leaf("format", s -> YANG)
                .leaf("namespace", Schemas.Schema::namespace)
                .leafList("location", s -> List.of("NETCONF"));
        return Shape.<State>in(Ns.MONITORING)
                .list(
                        "schema",
                        List.of("identifier", "version", "format"),
                        schema,
                        s -> s.schemas().all());
    }

    private static Shape<State> sessions() {
        var session = Shape.<Session>in(Ns.MONITORING)
                .leaf("session-id", Session::id)
                .leaf("transport", s -> s.peer().transport())
                .leaf("username", s -> s.peer().user())
                .leaf("source-host", s -> s.peer().host())
                .leaf("login-time", Session::login)
                .leaf("in-rpcs", s -> s.counters().inRpcs())
                .leaf("in-bad-rpcs", s -> s.counters().inBadRpcs())
                .leaf("out-rpc-errors", s -> s.counters().outRpcErrors())
                .leaf("out-notifications", s -> s.counters().outNotifications());
        return Shape.<State>in(Ns.MONITORING)
                .list(
                        "session",
                        List.of("session-id"),
                        session,
                        s -> s.sessions().established());
    }

    private static Shape<State> statistics() {
        return Shape.<State>in(Ns.MONITORING)
                .leaf("netconf-start-time", s -> s.sessions().started())
                .leaf("in-bad-hellos", s -> s.sessions().inBadHellos())
                .leaf("in-sessions", s -> s.sessions().inSessions())
                .leaf("dropped-sessions", s -> s.sessions().droppedSessions())
                .leaf("in-rpcs", s -> s.sessions().total().inRpcs())
                .leaf("in-bad-rpcs", s -> s.sessions().total().inBadRpcs())
                .leaf("out-rpc-errors", s -> s.sessions().total().outRpcErrors())
                .leaf("out-notifications", s -> s.sessions().total().outNotifications());
    }

    /** The content of the container netconf-state. */
    static Shape<State> shape() {
        return Shape.<State>in(Ns.MONITORING)
                .container("capabilities", capabilities(), s -> s)
                .container("datastores", datastores(), s -> s)
                .container("schemas", schemas(), s -> s)
                .container("sessions", sessions(), s -> s)
                .container("statistics", statistics(), s -> s);
    }

    /** The operation get-schema (RFC 6022 section 3.1). */
    static Operation getSchema(Schemas schemas) {
        return request -> {
            var parameters = new Parameters(request.element(), List.of("identifier", "version", "format"));
            String identifier = Xml.text(parameters.required("identifier"));
            Optional<String> version = parameters.text("version").filter(v -> !v.isEmpty());
            String format = parameters.text("format").orElse("yang");
            if (!format.substring(format.indexOf(':') + 1).equals("yang")) {
                throw RpcError.invalidValue("Schemas come in the format yang only, not " + format);
            }
            List<Schemas.Schema> found = schemas.find(identifier, version);
            if (found.isEmpty()) {
                throw RpcError.invalidValue("There is no schema " + identifier
                        + version.map(v -> " of version " + v).orElse("") + "; netconf-state/schemas lists all");
            }
            if (found.size() > 1) {
                throw new RpcError(
                                RpcError.Type.APPLICATION,
                                RpcError.Tag.OPERATION_FAILED,
                                "There is more than one version of " + identifier + "; name one")
                        .appTag("data-not-unique");
            }
            return out -> out.leaf(DATA, found.getFirst().source().text());
        };
    }
}
