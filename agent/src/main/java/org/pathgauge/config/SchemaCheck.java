package org.pathgauge.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.opendaylight.yangtools.yang.common.QName;
import org.opendaylight.yangtools.yang.data.codec.gson.JSONCodecFactory;
import org.opendaylight.yangtools.yang.model.api.CaseSchemaNode;
import org.opendaylight.yangtools.yang.model.api.ChoiceSchemaNode;
import org.opendaylight.yangtools.yang.model.api.ContainerSchemaNode;
import org.opendaylight.yangtools.yang.model.api.DataNodeContainer;
import org.opendaylight.yangtools.yang.model.api.DataSchemaNode;
import org.opendaylight.yangtools.yang.model.api.EffectiveModelContext;
import org.opendaylight.yangtools.yang.model.api.ElementCountConstraint;
import org.opendaylight.yangtools.yang.model.api.LeafListSchemaNode;
import org.opendaylight.yangtools.yang.model.api.LeafSchemaNode;
import org.opendaylight.yangtools.yang.model.api.ListSchemaNode;
import org.opendaylight.yangtools.yang.model.api.TypedDataSchemaNode;
import org.opendaylight.yangtools.yang.model.util.SchemaInferenceStack;

/**
 * Compares an RFC 7951 document with the models and reports every difference, where yangtools' own parser stops at the
 * first.
 *
 * <p>Values are judged by yangtools' codecs; only the words of the message are ours.
 */
final class SchemaCheck {
    private final EffectiveModelContext context;
    private final LeafCheck leaves;
    private final Set<String> implemented;
    private final Map<DataNodeContainer, Children> childrenOf = new ConcurrentHashMap<>();

    /**
     * Prepares checks against models.
     *
     * @param models only nodes of implemented modules may be in a document
     * @param codecs of the same models
     */
    SchemaCheck(YangModels models, JSONCodecFactory codecs) {
        this.context = models.context();
        this.leaves = new LeafCheck(codecs);
        this.implemented = models.sources().stream()
                .filter(YangModels.Source::implemented)
                .map(YangModels.Source::name)
                .collect(Collectors.toSet());
    }

    /** The data nodes directly within a node, by their name in a document; nodes of choices count as direct. */
    private record Children(Map<String, Child> byName, Set<String> shown, List<Child> mandatory) {}

    /** What is asked of a schema node for each of its instances, found out once. */
    private record Child(DataSchemaNode node, String shown, boolean config) {}

    /**
     * Checks a document.
     *
     * @param errors what is wrong is added here
     * @return the document without what is wrong: list entries with errors left out whole, elsewhere only the members;
     *     and without empty containers and lists, which mean the same as absent ones
     */
    JsonValue.Obj check(JsonValue.Obj document, List<ConfigError> errors) {
        return check(document, KnownEntries.NONE, errors);
    }

    /**
     * Checks a document.
     *
     * @param known what is right; entries come from a tree, where no two have the same key
     */
    JsonValue.Obj check(JsonValue.Obj document, KnownEntries known, List<ConfigError> errors) {
        return new Walk(known, errors).members(context, "", document, "/").sound;
    }

    private Children children(DataNodeContainer node, String module) {
        return childrenOf.computeIfAbsent(node, n -> {
            Map<String, Child> byName = new HashMap<>();
            Set<String> shown = new HashSet<>();
            List<Child> mandatory = new ArrayList<>();
            collect(n.getChildNodes(), module, byName, shown, mandatory);
            return new Children(byName, shown, mandatory);
        });
    }

    private void collect(
            Collection<? extends DataSchemaNode> nodes,
            String module,
            Map<String, Child> byName,
            Set<String> shown,
            List<Child> mandatory) {
        for (DataSchemaNode node : nodes) {
            if (node instanceof ChoiceSchemaNode choice) {
                for (CaseSchemaNode c : choice.getCases()) {
                    // What is mandatory within a case is so only when the case is chosen.
                    collect(c.getChildNodes(), module, byName, shown, new ArrayList<>());
                }
                continue;
            }
            String owner = moduleOf(node.getQName());
            if (!implemented.contains(owner)) {
                continue;
            }
            Child child = new Child(node, shownName(node, module), isConfig(node));
            byName.put(owner + ":" + node.getQName().getLocalName(), child);
            if (owner.equals(module)) {
                byName.put(node.getQName().getLocalName(), child);
            }
            if (child.config) {
                shown.add(child.shown);
                boolean required = node instanceof LeafSchemaNode leaf && leaf.isMandatory()
                        || count(node)
                                        .map(ElementCountConstraint::getMinElements)
                                        .orElse(0)
                                > 0;
                if (required) {
                    mandatory.add(child);
                }
            }
        }
    }

    private static boolean isConfig(DataSchemaNode node) {
        return node.effectiveConfig().orElse(true);
    }

    private static Optional<ElementCountConstraint> count(DataSchemaNode node) {
        return switch (node) {
            case ListSchemaNode list -> list.getElementCountConstraint();
            case LeafListSchemaNode list -> list.getElementCountConstraint();
            default -> Optional.empty();
        };
    }

    private String moduleOf(QName name) {
        return context.findModule(name.getModule()).orElseThrow().getName();
    }

    private String shownName(DataSchemaNode node, String module) {
        String owner = moduleOf(node.getQName());
        String local = node.getQName().getLocalName();
        return owner.equals(module) ? local : owner + ":" + local;
    }

    private static boolean isEmpty(JsonValue value) {
        return switch (value) {
            case JsonValue.Obj o -> o.members().isEmpty();
            case JsonValue.Arr a -> a.elements().isEmpty();
            default -> false;
        };
    }

    /** A document without empty containers and lists, which mean the same as absent ones. */
    static JsonValue.Obj withoutEmpties(JsonValue.Obj document) {
        Map<String, JsonValue> kept = new LinkedHashMap<>();
        document.members().forEach((name, value) -> {
            JsonValue left = withoutEmptiesIn(value);
            if (!isEmpty(left)) {
                kept.put(name, left);
            }
        });
        return new JsonValue.Obj(kept, document.repeated(), document.line(), document.column());
    }

    private static JsonValue withoutEmptiesIn(JsonValue value) {
        return switch (value) {
            case JsonValue.Obj o -> withoutEmpties(o);
            case JsonValue.Arr a ->
                new JsonValue.Arr(
                        a.elements().stream().map(SchemaCheck::withoutEmptiesIn).toList(), a.line(), a.column());
            default -> value;
        };
    }

    /** What is left of a value: its sound part, and whether that is all of it. */
    private record Checked<T extends JsonValue>(T sound, boolean clean) {}

    /** One pass over one document. */
    private final class Walk {
        private final KnownEntries known;
        private final List<ConfigError> errors;
        private final SchemaInferenceStack stack = SchemaInferenceStack.of(context);

        Walk(KnownEntries known, List<ConfigError> errors) {
            this.known = known;
            this.errors = errors;
        }

        Checked<JsonValue.Obj> members(DataNodeContainer schema, String module, JsonValue.Obj object, String path) {
            Children children = children(schema, module);
            Map<String, JsonValue> sound = new LinkedHashMap<>();
            boolean clean = true;
            for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
                Child named = children.byName.get(member.getKey());
                if (named == null) {
                    unknown(children, member.getKey(), member.getValue(), path);
                    clean = false;
                } else if (!named.config) {
                    add(
                            "unknown-element",
                            "",
                            JsonPath.child(path, member.getKey()),
                            "this is state that the agent reports, not configuration; remove it",
                            member.getValue());
                    clean = false;
                } else {
                    String name = named.shown;
                    stack.enterDataTree(named.node.getQName());
                    Checked<JsonValue> child = node(named.node, member.getValue(), JsonPath.child(path, name));
                    stack.exit();
                    clean &= child.clean;
                    if (sound.containsKey(name)) {
                        twice(name, path, member.getValue());
                        clean = false;
                    } else if (child.sound != null && !isEmpty(child.sound)) {
                        sound.put(name, child.sound);
                    }
                }
            }
            for (JsonValue.Repeated repeated : object.repeated()) {
                twice(repeated.name(), path, repeated.value());
                clean = false;
            }
            clean &= mandatory(children, object, path);
            return new Checked<>(new JsonValue.Obj(sound, List.of(), object.line(), object.column()), clean);
        }

        private void twice(String name, String path, JsonValue value) {
            add(
                    "bad-element",
                    "",
                    JsonPath.child(path, name),
                    "\"" + name + "\" is there twice in one object; remove one",
                    value);
        }

        private boolean mandatory(Children children, JsonValue.Obj object, String path) {
            boolean complete = true;
            for (Child child : children.mandatory) {
                String name = child.shown;
                boolean present = object.members().containsKey(name)
                        || object.members().keySet().stream().anyMatch(m -> children.byName.get(m) == child);
                if (!present) {
                    String what = child.node instanceof LeafSchemaNode leaf
                            ? "add \"" + name + "\": " + leaves.expected(leaf)
                            : "add at least one \"" + name + "\"";
                    add("data-missing", "", JsonPath.child(path, name), "\"" + name + "\" is missing; " + what, object);
                    complete = false;
                }
            }
            return complete;
        }

        private Checked<JsonValue> node(DataSchemaNode node, JsonValue value, String path) {
            return switch (node) {
                case ContainerSchemaNode container -> container(container, value, path);
                case ListSchemaNode list -> list(list, value, path);
                case LeafSchemaNode leaf -> {
                    boolean clean = leaf(leaf, value, path);
                    yield new Checked<>(clean ? value : null, clean);
                }
                case LeafListSchemaNode list -> leafList(list, value, path);
                default -> throw new IllegalStateException("no check for " + node);
            };
        }

        private Checked<JsonValue> container(ContainerSchemaNode container, JsonValue value, String path) {
            if (!(value instanceof JsonValue.Obj object)) {
                return mismatch(path, value, "an object { ... }");
            }
            if (known.isSound(object)) {
                return new Checked<>(object, true);
            }
            Checked<JsonValue.Obj> checked = members(container, moduleOf(container.getQName()), object, path);
            return new Checked<>(checked.sound, checked.clean);
        }

        private Checked<JsonValue> list(ListSchemaNode list, JsonValue value, String path) {
            if (!(value instanceof JsonValue.Arr array)) {
                return mismatch(path, value, "an array of objects [ { ... } ]");
            }
            String module = moduleOf(list.getQName());
            List<JsonValue> sound = new ArrayList<>();
            Map<Map<String, String>, JsonValue> seen = new HashMap<>();
            for (JsonValue element : array.elements()) {
                if (!(element instanceof JsonValue.Obj object)) {
                    mismatch(path, element, "an object { ... } for each entry");
                    continue;
                }
                if (known.isSound(object)) {
                    sound.add(object);
                    continue;
                }
                Optional<Map<String, String>> keys = keys(list, module, object, path);
                if (keys.isEmpty()) {
                    continue;
                }
                String entry = JsonPath.entry(path, keys.get());
                JsonValue first = seen.putIfAbsent(keys.get(), object);
                if (first != null) {
                    add(
                            "operation-failed",
                            "data-not-unique",
                            entry,
                            "an entry with the same "
                                    + String.join(" and ", keys.get().keySet()) + " begins in line " + first.line()
                                    + "; give one of them another "
                                    + String.join(" or ", keys.get().keySet()),
                            object);
                }
                Checked<JsonValue.Obj> checked = members(list, module, object, entry);
                // A nested list has left out its own bad entries, so what is wrong here is this entry's own.
                if (first == null && checked.clean) {
                    sound.add(checked.sound);
                }
            }
            boolean clean = counts(list, array.elements().size(), value, path);
            return new Checked<>(new JsonValue.Arr(sound, array.line(), array.column()), clean);
        }

        private Optional<Map<String, String>> keys(
                ListSchemaNode list, String module, JsonValue.Obj object, String path) {
            Children children = children(list, module);
            Map<String, String> keys = new LinkedHashMap<>();
            for (QName key : list.getKeyDefinition()) {
                Optional<JsonValue> value = object.get(key.getLocalName())
                        .or(() -> object.members().entrySet().stream()
                                .filter(m -> children.byName.get(m.getKey()) instanceof Child child
                                        && child.node.getQName().equals(key))
                                .map(Map.Entry::getValue)
                                .findFirst());
                if (value.isEmpty()) {
                    add(
                            "missing-element",
                            "",
                            path,
                            "an entry has no \"" + key.getLocalName() + "\", which is its key; add it",
                            object);
                    return Optional.empty();
                }
                keys.put(key.getLocalName(), JsonPath.scalar(value.get()));
            }
            return Optional.of(keys);
        }

        private boolean leaf(TypedDataSchemaNode leaf, JsonValue value, String path) {
            Optional<String> problem = leaves.problem(leaf, stack, value);
            problem.ifPresent(p -> add("invalid-value", "", path, p, value));
            return problem.isEmpty();
        }

        private Checked<JsonValue> leafList(LeafListSchemaNode list, JsonValue value, String path) {
            if (!(value instanceof JsonValue.Arr array)) {
                return mismatch(path, value, "an array [ ... ]");
            }
            List<JsonValue> sound = new ArrayList<>();
            Set<String> seen = new HashSet<>();
            boolean clean = counts(list, array.elements().size(), value, path);
            for (JsonValue element : array.elements()) {
                String at = LeafCheck.secret(list) ? path : JsonPath.value(path, JsonPath.scalar(element));
                if (!leaf(list, element, at)) {
                    clean = false;
                } else if (!seen.add(JsonPath.scalar(element))) {
                    add("operation-failed", "data-not-unique", at, "this value is there twice; remove one", element);
                    clean = false;
                } else {
                    sound.add(element);
                }
            }
            return new Checked<>(new JsonValue.Arr(sound, array.line(), array.column()), clean);
        }

        private boolean counts(DataSchemaNode node, int size, JsonValue value, String path) {
            Optional<ElementCountConstraint> count = count(node);
            Integer least = count.map(ElementCountConstraint::getMinElements).orElse(null);
            Integer most = count.map(ElementCountConstraint::getMaxElements).orElse(null);
            if (least != null && size < least) {
                add(
                        "operation-failed",
                        "too-few-elements",
                        path,
                        size + " entries, but " + least + " are needed",
                        value);
                return false;
            }
            if (most != null && size > most) {
                add(
                        "operation-failed",
                        "too-many-elements",
                        path,
                        size + " entries, but at most " + most + " may be; remove " + (size - most),
                        value);
                return false;
            }
            return true;
        }

        private Checked<JsonValue> mismatch(String path, JsonValue value, String wanted) {
            add("invalid-value", "", path, "this must be " + wanted + ", not " + value.kind(), value);
            return new Checked<>(null, false);
        }

        private void unknown(Children children, String name, JsonValue value, String path) {
            String message;
            if (name.startsWith("@")) {
                message = "metadata annotations (RFC 7952) are not supported; remove it";
            } else {
                message = "\"" + name + "\" is not known here; "
                        + Nearest.to(name, children.shown)
                                .map(n -> "did you mean \"" + n + "\"?")
                                .orElseGet(() -> "known are "
                                        + children.shown.stream().sorted().collect(Collectors.joining(", ")));
            }
            add("unknown-element", "", JsonPath.child(path, name), message, value);
        }

        private void add(String tag, String appTag, String path, String message, JsonValue where) {
            errors.add(new ConfigError(
                    path,
                    "application",
                    tag,
                    appTag.isEmpty() ? Optional.empty() : Optional.of(appTag),
                    message,
                    where.line(),
                    where.column()));
        }
    }
}
