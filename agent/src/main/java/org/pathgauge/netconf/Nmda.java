package org.pathgauge.netconf;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.pathgauge.config.DatastoreLocks.Target;
import org.pathgauge.netconf.WithDefaults.Mode;
import org.w3c.dom.Element;

/** The operations get-data and edit-data on the datastores of RFC 8342 (RFC 8526). */
final class Nmda {
    static final Name GET_DATA = new Name(Ns.NMDA, "get-data");
    static final Name EDIT_DATA = new Name(Ns.NMDA, "edit-data");

    private static final Name DATA = new Name(Ns.NMDA, "data");
    private static final String OPERATIONAL = "operational";
    private static final List<String> ORIGIN_FILTERS = List.of("origin-filter", "negated-origin-filter");

    private Nmda() {}

    static Operation getData(DataTrees trees) {
        return request -> {
            var parameters = new Parameters(
                    request.element(),
                    List.of(
                            "datastore",
                            "subtree-filter",
                            "xpath-filter",
                            "config-filter",
                            "origin-filter",
                            "negated-origin-filter",
                            "max-depth",
                            "with-origin"),
                    List.of(WithDefaults.PARAMETER),
                    ORIGIN_FILTERS);
            Element datastore = parameters.required("datastore");
            Optional<Target> target = target(datastore);
            Set<Name> origins = origins(parameters, target);
            Optional<Boolean> config = configFilter(parameters);
            Filter filter = filter(parameters);
            int levels = levels(parameters);
            Mode mode = target.isPresent()
                    ? WithDefaults.mode(parameters)
                    // What is in force is reported, and so are defaults (RFC 8526 section 3.1.1.2).
                    : Datastores.word(
                            parameters.text(WithDefaults.PARAMETER.local()),
                            Mode.REPORT_ALL,
                            WithDefaults.PARAMETER.local());
            var tags = EnumSet.noneOf(DataWriter.Tag.class);
            if (mode == Mode.REPORT_ALL_TAGGED) {
                tags.add(DataWriter.Tag.DEFAULT);
            }
            if (parameters.element("with-origin").isPresent()) {
                tags.add(DataWriter.Tag.ORIGIN);
            }
            Node.Branch root = target.isPresent()
                    ? trees.configuration(target.get(), config.orElse(true), request.session(), mode)
                    : trees.operational(request.session(), mode, config, origins);
            Filter.Selected selected = filter.of(root);
            return out -> {
                out.start(DATA);
                selected.write(new DataWriter(out, new DataWriter.Form(levels, tags)));
                out.end();
            };
        };
    }

    static Operation editData(Datastores stores) {
        return request -> {
            var parameters =
                    new Parameters(request.element(), List.of("datastore", "default-operation", "config", "url"));
            Element datastore = parameters.required("datastore");
            Target target = target(datastore)
                    .orElseThrow(() -> RpcInput.invalid(
                            "datastore",
                            "The operational state cannot be edited; edit running or candidate, which it follows"));
            if (parameters.element("url").isPresent()) {
                throw RpcError.unknownElement("url", "edit-data");
            }
            EditConfig.apply(stores, request.session(), target, parameters);
            return Operation.Reply.OK;
        };
    }

    /**
     * The datastore that an element names by an identity of ietf-datastores; empty for the operational state.
     *
     * @throws RpcError invalid-value for one that is not here
     */
    static Optional<Target> target(Element datastore) throws RpcError {
        Name name = identity(datastore, Ns.DATASTORES);
        if (name.equals(new Name(Ns.DATASTORES, OPERATIONAL))) {
            return Optional.empty();
        }
        for (Target target : Target.values()) {
            if (name.equals(new Name(Ns.DATASTORES, target.element()))) {
                return Optional.of(target);
            }
        }
        throw RpcInput.invalid(
                "datastore",
                "This server has no datastore " + Xml.text(datastore)
                        + "; use ds:running, ds:candidate or ds:operational, with ds for " + Ns.DATASTORES);
    }

    /** An identity; a name without a prefix is one of the default namespace or of the module that defines them. */
    private static Name identity(Element element, String module) {
        String text = Xml.text(element);
        int colon = text.indexOf(':');
        String namespace = colon < 0
                ? module
                : Optional.ofNullable(element.lookupNamespaceURI(text.substring(0, colon)))
                        .orElse("");
        return new Name(namespace, text.substring(colon + 1));
    }

    private static Filter filter(Parameters parameters) throws RpcError {
        Optional<Element> subtree = parameters.element("subtree-filter");
        Optional<Element> xpath = parameters.element("xpath-filter");
        if (subtree.isPresent() && xpath.isPresent()) {
            throw new RpcError(
                            RpcError.Type.PROTOCOL,
                            RpcError.Tag.BAD_ELEMENT,
                            "get-data has either subtree-filter or xpath-filter, not both")
                    .info("bad-element", "xpath-filter");
        }
        if (xpath.isPresent()) {
            return Filter.xpath(Xml.text(xpath.get()), xpath.get());
        }
        return subtree.isPresent() ? new Filter.Subtree(Selector.of(subtree.get())) : Filter.NONE;
    }

    private static Optional<Boolean> configFilter(Parameters parameters) throws RpcError {
        Optional<String> text = parameters.text("config-filter");
        if (text.isPresent() && !Set.of("true", "false").contains(text.get())) {
            throw RpcInput.invalid("config-filter", "config-filter is true or false, not '" + text.get() + "'");
        }
        return text.map(Boolean::valueOf);
    }

    private static int levels(Parameters parameters) throws RpcError {
        String text = parameters.text("max-depth").orElse("unbounded");
        if (text.equals("unbounded")) {
            return Integer.MAX_VALUE;
        }
        if (text.matches("0*[1-9][0-9]{0,4}") && Integer.parseInt(text) <= 0xffff) {
            return Integer.parseInt(text);
        }
        throw RpcInput.invalid("max-depth", "max-depth is 1 to 65535 or unbounded, not '" + text + "'");
    }

    /** The origins that are asked for; all of them without a filter. */
    private static Set<Name> origins(Parameters parameters, Optional<Target> target) throws RpcError {
        List<Element> wanted = parameters.all("origin-filter");
        List<Element> unwanted = parameters.all("negated-origin-filter");
        if (!wanted.isEmpty() && !unwanted.isEmpty()) {
            throw new RpcError(
                            RpcError.Type.PROTOCOL,
                            RpcError.Tag.BAD_ELEMENT,
                            "get-data has either origin-filter or negated-origin-filter, not both")
                    .info("bad-element", "negated-origin-filter");
        }
        for (String name : List.of("origin-filter", "negated-origin-filter", "with-origin")) {
            if (target.isPresent() && parameters.element(name).isPresent()) {
                throw RpcInput.invalid(
                        name, name + " is for the datastore operational only: the others have no origins");
            }
        }
        if (wanted.isEmpty() && unwanted.isEmpty()) {
            return Origins.ALL;
        }
        Set<Name> named = new HashSet<>();
        for (Element origin : wanted.isEmpty() ? unwanted : wanted) {
            named.add(origin(origin));
        }
        return Origins.ALL.stream()
                .filter(o -> named.contains(o) != wanted.isEmpty())
                .collect(Collectors.toSet());
    }

    private static Name origin(Element element) throws RpcError {
        Name name = identity(element, Ns.ORIGIN);
        if (!Origins.ALL.contains(name) && !Origins.OTHERS.contains(name)) {
            throw RpcInput.invalid(
                    element.getLocalName(),
                    "There is no origin " + Xml.text(element) + "; use one of "
                            + Origins.ALL.stream()
                                    .map(o -> "or:" + o.local())
                                    .sorted()
                                    .collect(Collectors.joining(", "))
                            + ", with or for " + Ns.ORIGIN);
        }
        return name;
    }
}
