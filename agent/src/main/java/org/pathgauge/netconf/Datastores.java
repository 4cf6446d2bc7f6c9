package org.pathgauge.netconf;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import org.pathgauge.config.Candidate;
import org.pathgauge.config.ConfigException;
import org.pathgauge.config.Datastore;
import org.pathgauge.config.DatastoreLocks.Target;
import org.pathgauge.config.Editor;
import org.pathgauge.config.XmlValues;
import org.pathgauge.config.YangModels;
import org.w3c.dom.Element;

/** The configuration datastores as the operations see them, with the access control before them. */
final class Datastores {
    private final Datastore running;
    private final Nacm nacm;
    private final XmlValues values;

    Datastores(Datastore running, Nacm nacm) {
        this.running = running;
        this.nacm = nacm;
        this.values = new XmlValues(running.models());
    }

    Datastore running() {
        return running;
    }

    Candidate candidate() {
        return running.candidate();
    }

    YangModels models() {
        return running.models();
    }

    XmlValues values() {
        return values;
    }

    Nacm nacm() {
        return nacm;
    }

    NacmAccess access(Session session) {
        return nacm.of(session.peer().user());
    }

    ContainerNode content(Target target) {
        return target == Target.RUNNING ? running.running() : candidate().content();
    }

    /** Changes a datastore, if the session's user may make every part of the change. */
    void edit(Target target, Session session, Datastore.Change<RpcError> change) throws RpcError {
        NacmAccess access = access(session);
        Editor editor = session.editor();
        Datastore.Change<RpcError> reviewed = before -> {
            ContainerNode after = change.apply(before);
            access.review(before, after);
            return after;
        };
        try {
            if (target == Target.RUNNING) {
                running.edit(editor, reviewed);
            } else {
                candidate().edit(editor, reviewed);
            }
        } catch (ConfigException e) {
            throw refused(e);
        }
    }

    /** Checks that a tree could be the running configuration. */
    void validate(ContainerNode tree) throws RpcError {
        try {
            running.validate(tree);
        } catch (ConfigException e) {
            throw refused(e);
        }
    }

    RpcError refused(ConfigException e) {
        return RpcError.of(e, models());
    }

    /** The datastore that a parameter such as target or source names. */
    static Target named(Element parameter, Set<Target> allowed) throws RpcError {
        Element name = only(parameter, allowed);
        if (Ns.NMDA.equals(name.getNamespaceURI()) && name.getLocalName().equals("datastore")) {
            return Nmda.target(name)
                    .filter(allowed::contains)
                    .orElseThrow(() -> RpcInput.invalid(
                            "datastore",
                            parameter.getLocalName() + " cannot be the operational state; use " + names(allowed)));
        }
        return allowed.stream()
                .filter(t -> t.element().equals(name.getLocalName()) && Ns.NETCONF.equals(name.getNamespaceURI()))
                .findFirst()
                .orElseThrow(() -> unknown(name, parameter, allowed));
    }

    /** The one element within a parameter. */
    static Element only(Element parameter, Set<Target> allowed) throws RpcError {
        List<Element> children = Xml.children(parameter);
        if (children.isEmpty()) {
            throw RpcError.missingElement(allowed.iterator().next().element(), parameter.getLocalName());
        }
        if (children.size() > 1) {
            throw RpcError.unknownElement(children.getLast().getLocalName(), parameter.getLocalName());
        }
        return children.getFirst();
    }

    private static RpcError unknown(Element name, Element parameter, Set<Target> allowed) {
        if (!Ns.NETCONF.equals(name.getNamespaceURI())) {
            return RpcError.unknownElement(name.getLocalName(), parameter.getLocalName());
        }
        return new RpcError(
                        RpcError.Type.PROTOCOL,
                        RpcError.Tag.INVALID_VALUE,
                        parameter.getLocalName() + " cannot be " + name.getLocalName() + " here; use " + names(allowed))
                .info("bad-element", name.getLocalName());
    }

    private static String names(Set<Target> allowed) {
        return allowed.stream().sorted().map(Target::element).collect(Collectors.joining(" or "));
    }

    /** A parameter that has one of some words as its value. */
    static <E extends Enum<E>> E word(Optional<String> text, E fallback, String parameter) throws RpcError {
        if (text.isEmpty()) {
            return fallback;
        }
        for (E constant : fallback.getDeclaringClass().getEnumConstants()) {
            if (word(constant).equals(text.get())) {
                return constant;
            }
        }
        throw new RpcError(
                        RpcError.Type.PROTOCOL,
                        RpcError.Tag.INVALID_VALUE,
                        parameter + " cannot be '" + text.get() + "'; use one of "
                                + java.util.Arrays.stream(
                                                fallback.getDeclaringClass().getEnumConstants())
                                        .map(Datastores::word)
                                        .collect(Collectors.joining(", ")))
                .info("bad-element", parameter);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
