package org.pathgauge.netconf;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import org.pathgauge.config.Candidate;
import org.pathgauge.config.ConfigException;
import org.pathgauge.config.DatastoreLocks.Target;
import org.w3c.dom.Element;

/** The operations on whole datastores: commit and its kin (RFC 6241 sections 8.3 and 8.4), validate, copies, locks. */
final class CandidateOperations {
    private static final Set<Target> BOTH = EnumSet.allOf(Target.class);

    /** Default of confirm-timeout, seconds (RFC 6241 section 8.4.5.1). */
    private static final long CONFIRM_SECONDS = 600;

    private CandidateOperations() {}

    static Operation commit(Datastores stores) {
        return request -> {
            var parameters =
                    new Parameters(request.element(), List.of("confirmed", "confirm-timeout", "persist", "persist-id"));
            boolean confirmed = parameters.element("confirmed").isPresent();
            for (String name : List.of("confirm-timeout", "persist")) {
                if (!confirmed && parameters.element(name).isPresent()) {
                    throw RpcError.missingElement("confirmed", "commit with " + name);
                }
            }
            Optional<Candidate.Confirm> confirm = confirmed
                    ? Optional.of(new Candidate.Confirm(timeout(parameters), parameters.text("persist")))
                    : Optional.empty();
            try {
                stores.candidate()
                        .commit(
                                request.session().editor(),
                                confirm,
                                parameters.text("persist-id"),
                                stores.access(request.session())::review);
            } catch (ConfigException e) {
                throw stores.refused(e);
            }
            return Operation.Reply.OK;
        };
    }

    private static Duration timeout(Parameters parameters) throws RpcError {
        String text = parameters.text("confirm-timeout").orElse(Long.toString(CONFIRM_SECONDS));
        try {
            long seconds = Long.parseLong(text);
            if (seconds >= 1 && seconds <= 0xffff_ffffL) {
                return Duration.ofSeconds(seconds);
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new RpcError(
                        RpcError.Type.PROTOCOL,
                        RpcError.Tag.INVALID_VALUE,
                        "confirm-timeout is a number of seconds, 1..4294967295, not '" + text + "'")
                .info("bad-element", "confirm-timeout");
    }

    static Operation cancelCommit(Datastores stores) {
        return request -> {
            var parameters = new Parameters(request.element(), List.of("persist-id"));
            try {
                stores.candidate().cancelCommit(request.session().editor(), parameters.text("persist-id"));
            } catch (ConfigException e) {
                throw stores.refused(e);
            }
            return Operation.Reply.OK;
        };
    }

    static Operation discard(Datastores stores) {
        return request -> {
            new Parameters(request.element(), List.of());
            try {
                stores.candidate().discard(request.session().editor());
            } catch (ConfigException e) {
                throw stores.refused(e);
            }
            return Operation.Reply.OK;
        };
    }

    static Operation validate(Datastores stores) {
        return request -> {
            var parameters = new Parameters(request.element(), List.of("source"));
            stores.validate(source(stores, parameters.required("source")));
            return Operation.Reply.OK;
        };
    }

    /** A whole configuration: a datastore, or the content of a config element. */
    private static ContainerNode source(Datastores stores, Element source) throws RpcError {
        Element only = Datastores.only(source, BOTH);
        if (!Xml.is(only, Ns.NETCONF, "config")) {
            return stores.content(Datastores.named(source, BOTH));
        }
        return new TreeEdit(stores.models(), stores.values(), false)
                .apply(only, stores.content(Target.RUNNING), TreeEdit.Op.REPLACE);
    }

    /** The operation copy-config (RFC 6241 section 7.3). */
    static Operation copy(Datastores stores) {
        return request -> {
            var parameters =
                    new Parameters(request.element(), List.of("target", "source"), List.of(WithDefaults.PARAMETER));
            // Only a copy to a URL heeds the mode; to a datastore the basic mode is used, and what is asked for is
            // ignored without a word (RFC 6243 section 4.5.1). One that does not exist is refused all the same.
            WithDefaults.mode(parameters);
            Target target = Datastores.named(parameters.required("target"), BOTH);
            Element source = parameters.required("source");
            if (Xml.is(Datastores.only(source, BOTH), Ns.NETCONF, target.element())) {
                throw new RpcError(
                        RpcError.Type.PROTOCOL,
                        RpcError.Tag.INVALID_VALUE,
                        "Source and target are the same datastore; name two different ones");
            }
            Element only = Datastores.only(source, BOTH);
            if (Xml.is(only, Ns.NETCONF, "config")) {
                new NacmNaming(stores.access(request.session()), stores.models()).check(only);
            }
            stores.edit(target, request.session(), before -> source(stores, source));
            return Operation.Reply.OK;
        };
    }

    /** The operation delete-config (RFC 6241 section 7.4): there is no datastore that it may be used on. */
    static Operation delete() {
        return request -> {
            var parameters = new Parameters(request.element(), List.of("target"));
            Element only = Datastores.only(parameters.required("target"), BOTH);
            throw new RpcError(
                            RpcError.Type.PROTOCOL,
                            RpcError.Tag.INVALID_VALUE,
                            "The datastore " + only.getLocalName()
                                    + " cannot be deleted (RFC 6241 section 7.4); use discard-changes for the candidate")
                    .info("bad-element", only.getLocalName());
        };
    }

    /** The operation lock (RFC 6241 section 7.5). */
    static Operation lock(Datastores stores) {
        return request -> {
            var parameters = new Parameters(request.element(), List.of("target"));
            Target target = Datastores.named(parameters.required("target"), BOTH);
            Optional<Candidate.Refusal> refusal;
            try {
                refusal = stores.candidate().lock(target, request.session().editor());
            } catch (ConfigException e) {
                throw stores.refused(e);
            }
            if (refusal.isPresent()) {
                throw new RpcError(
                                RpcError.Type.PROTOCOL,
                                RpcError.Tag.LOCK_DENIED,
                                "The lock is not granted: " + refusal.get().message())
                        .info("session-id", Long.toString(refusal.get().holder()));
            }
            return Operation.Reply.OK;
        };
    }

    /** The operation unlock (RFC 6241 section 7.6). */
    static Operation unlock(Datastores stores) {
        return request -> {
            var parameters = new Parameters(request.element(), List.of("target"));
            Target target = Datastores.named(parameters.required("target"), BOTH);
            boolean freed;
            try {
                freed = stores.candidate().unlock(target, request.session().editor());
            } catch (ConfigException e) {
                throw stores.refused(e);
            }
            if (!freed) {
                throw new RpcError(
                        RpcError.Type.PROTOCOL,
                        RpcError.Tag.OPERATION_FAILED,
                        "This session holds no lock of the datastore " + target.element());
            }
            return Operation.Reply.OK;
        };
    }
}
