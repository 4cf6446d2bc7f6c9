package org.pathgauge.config;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import org.opendaylight.yangtools.yang.model.api.DataNodeContainer;
import org.opendaylight.yangtools.yang.model.api.DataSchemaNode;
import org.opendaylight.yangtools.yang.model.api.EffectiveModelContext;
import org.opendaylight.yangtools.yang.model.api.LeafSchemaNode;
import org.opendaylight.yangtools.yang.model.api.Module;
import org.opendaylight.yangtools.yang.model.api.MustConstraintAware;
import org.opendaylight.yangtools.yang.model.api.MustDefinition;
import org.opendaylight.yangtools.yang.model.api.meta.EffectiveStatement;
import org.opendaylight.yangtools.yang.model.api.stmt.WhenEffectiveStatement;
import org.opendaylight.yangtools.yang.model.api.type.LeafrefTypeDefinition;

/**
 * Checks what the models themselves say across nodes: must, when and leafref (RFC 7950 sections 7.5.3, 7.21.5 and 9.9).
 *
 * <p>It knows none of the rules. Those that {@link ConfigRules} has in Java too, for a start without models and for better
 * messages, are compared with these by a test.
 */
final class ConstraintCheck {
    private final EffectiveModelContext context;
    private final Map<DataSchemaNode, Constraints> bySchema = new ConcurrentHashMap<>();
    private final Map<DataNodeContainer, Boolean> constrained = new HashMap<>();

    private record Must(XPath test, String message, String appTag) {}

    /** What one schema node demands of its instances. */
    private record Constraints(List<Must> musts, Optional<XPath> when, Optional<XPath> leafref) {
        boolean none() {
            return musts.isEmpty() && when.isEmpty() && leafref.isEmpty();
        }
    }

    ConstraintCheck(EffectiveModelContext context) {
        this.context = context;
        look(context);
    }

    /** Finds out, once, below which nodes there is something to check. */
    private boolean look(DataNodeContainer in) {
        boolean any = false;
        for (DataSchemaNode child : DataNodes.schemas(in)) {
            if (!child.effectiveConfig().orElse(true)) {
                continue;
            }
            Constraints constraints = constraints(child);
            bySchema.put(child, constraints);
            boolean below = child instanceof DataNodeContainer inner && look(inner);
            any |= below || !constraints.none();
        }
        constrained.put(in, any);
        return any;
    }

    private Constraints constraints(DataSchemaNode node) {
        Module module = context.findModule(node.getQName().getModule()).orElseThrow();
        List<Must> musts = node instanceof MustConstraintAware aware
                ? aware.getMustConstraints().stream().map(m -> must(m, module)).toList()
                : List.of();
        Optional<XPath> when = node instanceof EffectiveStatement<?, ?> s
                ? s.findFirstEffectiveSubstatement(WhenEffectiveStatement.class)
                        .map(w -> compile(w.getDeclared().rawArgument(), module))
                : Optional.empty();
        Optional<XPath> leafref = node instanceof LeafSchemaNode leaf
                        && leaf.getType() instanceof LeafrefTypeDefinition type
                        && type.requireInstance()
                ? Optional.of(compile(type.getPathStatement().getOriginalString(), module))
                : Optional.empty();
        return new Constraints(musts, when, leafref);
    }

    private Must must(MustDefinition must, Module module) {
        String text = must.asEffectiveStatement().getDeclared().rawArgument();
        return new Must(
                compile(text, module),
                must.getErrorMessage().orElse("this must hold: " + text),
                must.getErrorAppTag().orElse("must-violation"));
    }

    private XPath compile(String text, Module module) {
        Map<String, String> prefixes = new HashMap<>();
        context.getModules()
                .forEach(m -> prefixes.put(m.getPrefix(), m.getNamespace().toString()));
        module.getImports()
                .forEach(i -> context.findModules(i.getModuleName().getLocalName()).stream()
                        .findFirst()
                        .ifPresent(m ->
                                prefixes.put(i.getPrefix(), m.getNamespace().toString())));
        prefixes.put(module.getPrefix(), module.getNamespace().toString());
        prefixes.put("", module.getNamespace().toString());
        return XPath.parse(text, p -> Optional.ofNullable(prefixes.get(p)));
    }

    /** Adds what a configuration violates. */
    void check(ContainerNode root, List<ConfigError> errors) {
        below(ConfigXPathNode.root(root, context), context, errors);
    }

    private void below(ConfigXPathNode node, DataNodeContainer schema, List<ConfigError> errors) {
        if (!constrained.getOrDefault(schema, false)) {
            return;
        }
        for (ConfigXPathNode child : node.children()) {
            DataSchemaNode childSchema = child.schema().orElseThrow();
            node(child, bySchema.get(childSchema), errors);
            if (childSchema instanceof DataNodeContainer inner) {
                below(child, inner, errors);
                child.forget();
            }
        }
    }

    private void node(ConfigXPathNode node, Constraints constraints, List<ConfigError> errors) {
        if (constraints.none() || !node.configured()) {
            return;
        }
        constraints
                .when()
                .filter(w -> !w.test(node))
                .ifPresent(w -> errors.add(new ConfigError(
                        path(node),
                        "application",
                        "unknown-element",
                        Optional.empty(),
                        "this node has no meaning with the rest of the configuration; remove it")));
        for (Must must : constraints.musts()) {
            if (!must.test().test(node)) {
                errors.add(new ConfigError(
                        path(node), "application", "operation-failed", Optional.of(must.appTag()), must.message()));
            }
        }
        constraints
                .leafref()
                .filter(l -> l.select(node).stream().noneMatch(n -> n.text().equals(node.text())))
                .ifPresent(l -> errors.add(new ConfigError(
                        path(node),
                        "application",
                        "data-missing",
                        Optional.of("instance-required"),
                        "\"" + node.text() + "\" refers to something that is not configured; add that, or refer to"
                                + " something else")));
    }

    /** The place of a node; made for those alone that something is wrong with, since most of a configuration is right. */
    private String path(ConfigXPathNode node) {
        return node.parent().map(parent -> path(path(parent), parent, node)).orElse("");
    }

    private String path(String path, ConfigXPathNode parent, ConfigXPathNode child) {
        String name = child.namespace().equals(parent.namespace())
                ? child.local()
                : context.findModule(child.schema().orElseThrow().getQName().getModule())
                                .orElseThrow()
                                .getName()
                        + ":" + child.local();
        String at = path + "/" + name;
        return child.entry()
                .map(e -> {
                    Map<String, String> keys = new LinkedHashMap<>();
                    e.name().entrySet().forEach(k -> keys.put(k.getKey().getLocalName(), XmlValues.text(k.getValue())));
                    return JsonPath.entry(at, keys);
                })
                .orElse(at);
    }
}
