package org.pathgauge.config;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import org.opendaylight.yangtools.yang.model.api.ContainerSchemaNode;
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
    /** A slash that no step comes right before, which makes a path absolute, or a way out of the subtree. */
    private static final Pattern ANYWHERE = Pattern.compile("(^|[^\\w.*\\])-])/|::|deref|(^|\\W)id\\s*\\(");

    private final EffectiveModelContext context;
    private final Map<DataSchemaNode, Constraints> bySchema = new ConcurrentHashMap<>();
    private final Map<DataNodeContainer, Boolean> constrained = new HashMap<>();

    /** Containers, and outermost lists, whose instances can be judged alone: no expression leads out of one. */
    private final Set<DataSchemaNode> alone = new HashSet<>();

    private record Must(XPath test, String message, String appTag) {}

    /** What one schema node demands of its instances. */
    private record Constraints(List<Must> musts, Optional<XPath> when, Optional<XPath> leafref, int ups) {
        boolean none() {
            return musts.isEmpty() && when.isEmpty() && leafref.isEmpty();
        }
    }

    ConstraintCheck(EffectiveModelContext context) {
        this.context = context;
        look(context);
        findAlone(context);
    }

    private void findAlone(DataNodeContainer in) {
        for (DataSchemaNode child : DataNodes.schemas(in)) {
            if (child instanceof DataNodeContainer && isWithin(child, 0)) {
                alone.add(child);
            }
            if (child instanceof ContainerSchemaNode inner) {
                findAlone(inner);
            }
        }
    }

    /** Whether no expression at or below a node leads further up than some steps. */
    private boolean isWithin(DataSchemaNode node, int steps) {
        Constraints constraints = bySchema.get(node);
        if (constraints == null) {
            return true; // state, which nothing is demanded of here
        }
        return constraints.ups() <= steps
                && (!(node instanceof DataNodeContainer inner)
                        || DataNodes.schemas(inner).stream().allMatch(child -> isWithin(child, steps + 1)));
    }

    /**
     * The most steps that an expression can lead up: each is written as two dots. One with an absolute path, or with an
     * axis or a function that may go anywhere, can lead everywhere.
     */
    static int ups(String expression) {
        if (ANYWHERE.matcher(expression).find()) {
            return Integer.MAX_VALUE;
        }
        return expression.split("\\.\\.", -1).length - 1;
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
        int ups = 0;
        if (node instanceof MustConstraintAware aware) {
            for (MustDefinition m : aware.getMustConstraints()) {
                ups = Math.max(ups, ups(m.asEffectiveStatement().getDeclared().rawArgument()));
            }
        }
        if (node instanceof EffectiveStatement<?, ?> s) {
            ups = Math.max(
                    ups,
                    s.findFirstEffectiveSubstatement(WhenEffectiveStatement.class)
                            .map(w -> ups(w.getDeclared().rawArgument()))
                            .orElse(0));
        }
        if (leafref.isPresent()
                && node instanceof LeafSchemaNode leaf
                && leaf.getType() instanceof LeafrefTypeDefinition type) {
            ups = Math.max(ups, ups(type.getPathStatement().getOriginalString()));
        }
        return new Constraints(musts, when, leafref, ups);
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
        check(root, KnownEntries.NONE, errors);
    }

    /**
     * Adds what a configuration violates.
     *
     * @param known what met all that leads nowhere out of it
     */
    void check(ContainerNode root, KnownEntries known, List<ConfigError> errors) {
        below(ConfigXPathNode.root(root, context), context, known, errors);
    }

    private void below(ConfigXPathNode node, DataNodeContainer schema, KnownEntries known, List<ConfigError> errors) {
        if (!constrained.getOrDefault(schema, false)) {
            return;
        }
        for (ConfigXPathNode child : node.children()) {
            DataSchemaNode childSchema = child.schema().orElseThrow();
            if (alone.contains(childSchema)
                    && child.data().filter(known::isKnown).isPresent()) {
                continue;
            }
            node(child, bySchema.get(childSchema), errors);
            if (childSchema instanceof DataNodeContainer inner) {
                below(child, inner, known, errors);
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
