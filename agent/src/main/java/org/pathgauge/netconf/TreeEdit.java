package org.pathgauge.netconf;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.xml.namespace.NamespaceContext;
import org.opendaylight.yangtools.yang.common.QName;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.NodeIdentifier;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.NodeIdentifierWithPredicates;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.DataContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.MapEntryNode;
import org.opendaylight.yangtools.yang.data.spi.node.ImmutableNodes;
import org.opendaylight.yangtools.yang.model.api.ContainerSchemaNode;
import org.opendaylight.yangtools.yang.model.api.DataNodeContainer;
import org.opendaylight.yangtools.yang.model.api.DataSchemaNode;
import org.opendaylight.yangtools.yang.model.api.LeafListSchemaNode;
import org.opendaylight.yangtools.yang.model.api.LeafSchemaNode;
import org.opendaylight.yangtools.yang.model.api.ListSchemaNode;
import org.opendaylight.yangtools.yang.model.api.TypedDataSchemaNode;
import org.opendaylight.yangtools.yang.model.util.SchemaInferenceStack;
import org.pathgauge.config.DataNodes;
import org.pathgauge.config.XmlValues;
import org.pathgauge.config.YangModels;
import org.w3c.dom.Element;

/** Applies the content of a config element to a tree (RFC 6241 section 7.2, RFC 7950 sections 7.5.8 to 7.8.6). */
final class TreeEdit {
    /** What happens to a node. */
    enum Op {
        MERGE,
        REPLACE,
        CREATE,
        DELETE,
        REMOVE,
        NONE;

        static Optional<Op> named(String text) {
            for (Op op : values()) {
                if (op.name().toLowerCase(Locale.ROOT).equals(text)) {
                    return Optional.of(op);
                }
            }
            return Optional.empty();
        }
    }

    private final YangModels models;
    private final XmlValues values;
    private final boolean goOn;
    private final SchemaInferenceStack stack;
    private final List<RpcError> errors = new ArrayList<>();

    /**
     * Prepares one edit.
     *
     * @param goOn whether to leave out what is wrong and note it in {@link #errors}, instead of refusing all
     */
    TreeEdit(YangModels models, XmlValues values, boolean goOn) {
        this.models = models;
        this.values = values;
        this.goOn = goOn;
        this.stack = SchemaInferenceStack.of(models.context());
    }

    /** What was left out. */
    List<RpcError> errors() {
        return errors;
    }

    /** The tree after the edit. */
    ContainerNode apply(Element config, ContainerNode before, Op defaultOp) throws RpcError {
        var root =
                new EditedChildren(models.context(), defaultOp == Op.REPLACE ? Optional.empty() : Optional.of(before));
        children(config, root, defaultOp == Op.REPLACE ? Op.MERGE : defaultOp, "");
        return DataNodes.container(before.name(), models.context(), root.finish());
    }

    /** Where an element is in the schema and in the data. */
    private record At(Element element, DataSchemaNode schema, Op op, String path) {
        QName name() {
            return schema.getQName();
        }
    }

    private void children(Element parent, EditedChildren to, Op inherited, String path) throws RpcError {
        Set<QName> once = new HashSet<>();
        for (Element element : Xml.children(parent)) {
            try {
                child(element, to, inherited, path, once);
            } catch (RpcError e) {
                if (!goOn) {
                    throw e;
                }
                errors.add(e);
            }
        }
    }

    private void child(Element element, EditedChildren to, Op inherited, String path, Set<QName> once) throws RpcError {
        DataSchemaNode schema = schema(element, to.schema(), path);
        String at = EditErrors.child(path, schema, to.schema(), models);
        if (to.isKey(schema.getQName())) {
            if (element.hasAttributeNS(Ns.NETCONF, "operation")) {
                throw RpcError.badAttribute(
                                "operation",
                                element.getLocalName(),
                                "A key has no operation of its own; put the attribute on the list entry")
                        .path(path(at));
            }
            return;
        }
        boolean many = schema instanceof ListSchemaNode || schema instanceof LeafListSchemaNode;
        if (!many && !once.add(schema.getQName())) {
            throw error(RpcError.Tag.BAD_ELEMENT, at, element.getLocalName() + " is there twice; remove one")
                    .info("bad-element", element.getLocalName());
        }
        Op op = EditAttributes.operation(element, inherited, EditAttributes.isUserOrdered(schema), () -> path(at));
        var here = new At(element, schema, op, at);
        stack.enterDataTree(schema.getQName());
        try {
            switch (schema) {
                case LeafSchemaNode leaf -> leaf(here, leaf, to);
                case LeafListSchemaNode leafList -> leafList(here, leafList, to);
                case ListSchemaNode list -> entry(here, list, to);
                case ContainerSchemaNode container -> container(here, container, to);
                default ->
                    throw error(RpcError.Tag.OPERATION_NOT_SUPPORTED, at, "this kind of node cannot be configured");
            }
        } finally {
            stack.exit();
        }
    }

    private DataSchemaNode schema(Element element, DataNodeContainer in, String path) throws RpcError {
        String namespace = element.getNamespaceURI() == null ? "" : element.getNamespaceURI();
        var module = DataNodes.module(models.context(), namespace);
        if (module.isEmpty()) {
            throw RpcError.unknownNamespace(element.getLocalName(), namespace).path(path(path));
        }
        Optional<DataSchemaNode> schema =
                DataNodes.schema(in, QName.unsafeOf(module.get().getQNameModule(), element.getLocalName()));
        if (schema.isEmpty()) {
            throw error(
                            RpcError.Tag.UNKNOWN_ELEMENT,
                            path,
                            "There is no " + element.getLocalName() + " here; see the YANG module of namespace "
                                    + namespace)
                    .info("bad-element", element.getLocalName());
        }
        if (!schema.get().effectiveConfig().orElse(true)) {
            throw error(
                            RpcError.Tag.UNKNOWN_ELEMENT,
                            path,
                            element.getLocalName() + " is state that the server reports, not configuration; remove it")
                    .info("bad-element", element.getLocalName());
        }
        return schema.get();
    }

    private void leaf(At at, LeafSchemaNode schema, EditedChildren to) throws RpcError {
        boolean there = to.has(at.name());
        if (!proceed(at, there)) {
            to.remove(at.name());
            return;
        }
        if (at.op == Op.NONE) {
            return;
        }
        Object value = value(at, schema);
        if (EditAttributes.isDefault(at.element)) {
            String text = WithDefaults.defaultOf(schema).orElse("");
            if (!XmlValues.text(value).equals(text)) {
                throw error(
                        RpcError.Tag.INVALID_VALUE,
                        at.path,
                        "This is tagged as the default value, but that is "
                                + (text.isEmpty() ? "not there" : "'" + text + "'") + "; leave the attribute out");
            }
            to.remove(at.name());
            return;
        }
        to.put(at.name(), ImmutableNodes.leafNode(at.name(), value));
    }

    private void leafList(At at, LeafListSchemaNode schema, EditedChildren to) throws RpcError {
        Object value = value(at, schema);
        Map<Object, Object> entries = to.values(at.name());
        String path = at.path + "[.='" + XmlValues.text(value) + "']";
        var here = new At(at.element, at.schema, at.op, path);
        if (!proceed(here, entries.containsKey(value))) {
            entries.remove(value);
            return;
        }
        if (at.op == Op.NONE) {
            return;
        }
        var insert = EditAttributes.insert(at.element, "value", () -> path(path));
        if (insert.isPresent()) {
            Object anchor =
                    insert.get().needsAnchor() ? parse(at, schema, insert.get().anchor()) : value;
            insert.get().place(entries, value, value, anchor, () -> path(path));
        } else {
            entries.putIfAbsent(value, value);
        }
    }

    private void entry(At at, ListSchemaNode schema, EditedChildren to) throws RpcError {
        Map<QName, Object> keys = new LinkedHashMap<>();
        for (QName key : schema.getKeyDefinition()) {
            Element given = Xml.child(at.element, key.getNamespace().toString(), key.getLocalName())
                    .orElseThrow(() -> error(
                                    RpcError.Tag.MISSING_ELEMENT,
                                    at.path,
                                    "An entry of " + at.name().getLocalName() + " needs its key " + key.getLocalName())
                            .info("bad-element", key.getLocalName()));
            LeafSchemaNode keySchema = (LeafSchemaNode) schema.dataChildByName(key);
            stack.enterDataTree(key);
            try {
                keys.put(key, value(new At(given, keySchema, Op.MERGE, at.path + "/" + key.getLocalName()), keySchema));
            } finally {
                stack.exit();
            }
        }
        var id = NodeIdentifierWithPredicates.of(schema.getQName(), keys);
        var here = new At(at.element, at.schema, at.op, EditErrors.entry(at.path, id));
        Map<NodeIdentifierWithPredicates, MapEntryNode> entries = to.entries(schema.getQName());
        MapEntryNode old = entries.get(id);
        if (!proceed(here, old != null)) {
            entries.remove(id);
            return;
        }
        EditedChildren inner = inner(here, schema, Optional.ofNullable(old));
        keys.forEach((key, value) -> inner.put(key, ImmutableNodes.leafNode(key, value)));
        children(at.element, inner, innerOp(at.op), here.path);
        MapEntryNode entry = DataNodes.entry(id, schema, inner.finish());
        var insert = EditAttributes.insert(at.element, "key", () -> path(here.path));
        if (insert.isPresent()) {
            NodeIdentifierWithPredicates anchor = insert.get().needsAnchor()
                    ? anchor(here, schema, insert.get().anchor())
                    : id;
            insert.get().place(entries, id, entry, anchor, () -> path(here.path));
        } else {
            entries.put(id, entry);
        }
    }

    /** The entry that a key attribute names, such as {@code [p:name='x']} (RFC 7950 section 7.8.6). */
    private NodeIdentifierWithPredicates anchor(At at, ListSchemaNode schema, String text) throws RpcError {
        Map<QName, Object> keys = new LinkedHashMap<>();
        for (QName key : schema.getKeyDefinition()) {
            String given = EditAttributes.keyValue(text, key.getLocalName())
                    .orElseThrow(() -> RpcError.badAttribute(
                                    "key",
                                    at.element.getLocalName(),
                                    "The attribute key must give each key of the entry, such as [p:"
                                            + key.getLocalName() + "='x']")
                            .path(path(at.path)));
            LeafSchemaNode keySchema = (LeafSchemaNode) schema.dataChildByName(key);
            stack.enterDataTree(key);
            try {
                keys.put(key, parse(at, keySchema, given));
            } finally {
                stack.exit();
            }
        }
        return NodeIdentifierWithPredicates.of(schema.getQName(), keys);
    }

    private void container(At at, ContainerSchemaNode schema, EditedChildren to) throws RpcError {
        Optional<ContainerNode> old = to.container(at.name());
        boolean presence = schema.isPresenceContainer();
        // A container without presence always exists (RFC 7950 section 7.5.1), so the operation none goes through it.
        if (!proceed(at, old.isPresent() || !presence && at.op == Op.NONE)) {
            to.remove(at.name());
            return;
        }
        EditedChildren inner = inner(at, schema, old);
        children(at.element, inner, innerOp(at.op), at.path);
        var content = inner.finish();
        if (content.isEmpty() && !presence) {
            to.remove(at.name());
        } else {
            to.put(at.name(), DataNodes.container(new NodeIdentifier(at.name()), schema, content));
        }
    }

    private static EditedChildren inner(At at, DataNodeContainer schema, Optional<? extends DataContainerNode> old) {
        return new EditedChildren(schema, at.op == Op.REPLACE ? Optional.empty() : old);
    }

    /** What is within something new is new itself, whatever the operation that made it. */
    private static Op innerOp(Op op) {
        return op == Op.REPLACE || op == Op.CREATE ? Op.MERGE : op;
    }

    /** Whether the node is to be there afterwards; refuses what the operation cannot be done to. */
    private boolean proceed(At at, boolean there) throws RpcError {
        return switch (at.op) {
            case MERGE, REPLACE -> true;
            case NONE -> {
                if (!there) {
                    throw missing(at);
                }
                yield true;
            }
            case CREATE -> {
                if (there) {
                    throw error(
                            RpcError.Tag.DATA_EXISTS,
                            at.path,
                            "This exists already; use merge or replace to change it");
                }
                yield true;
            }
            case DELETE -> {
                if (!there) {
                    throw missing(at);
                }
                yield false;
            }
            case REMOVE -> false;
        };
    }

    private RpcError missing(At at) {
        return error(
                RpcError.Tag.DATA_MISSING,
                at.path,
                at.op == Op.DELETE
                        ? "This does not exist; use remove where that does not matter"
                        : "This does not exist, and the operation none does not create it; use merge or create");
    }

    private Object value(At at, TypedDataSchemaNode schema) throws RpcError {
        Iterator<Element> inside = Xml.children(at.element).iterator();
        if (inside.hasNext()) {
            String name = inside.next().getLocalName();
            throw error(RpcError.Tag.UNKNOWN_ELEMENT, at.path, "A leaf has a value, no element " + name + " inside")
                    .info("bad-element", name);
        }
        return parse(at, schema, at.element.getTextContent());
    }

    private Object parse(At at, TypedDataSchemaNode schema, String text) throws RpcError {
        try {
            return values.parse(schema, stack, prefixes(at.element), text);
        } catch (IllegalArgumentException e) {
            throw error(RpcError.Tag.INVALID_VALUE, at.path, e.getMessage());
        }
    }

    private static NamespaceContext prefixes(Element element) {
        return new NamespaceContext() {
            @Override
            public String getNamespaceURI(String prefix) {
                String uri = element.lookupNamespaceURI(prefix.isEmpty() ? null : prefix);
                return uri == null ? "" : uri;
            }

            @Override
            public String getPrefix(String uri) {
                return element.lookupPrefix(uri);
            }

            @Override
            public Iterator<String> getPrefixes(String uri) {
                return Optional.ofNullable(getPrefix(uri)).stream().iterator();
            }
        };
    }

    private RpcError error(RpcError.Tag tag, String path, String message) {
        return new RpcError(RpcError.Type.APPLICATION, tag, message).path(path(path));
    }

    private ErrorPath path(String path) {
        return ErrorPath.of(path, models);
    }
}
