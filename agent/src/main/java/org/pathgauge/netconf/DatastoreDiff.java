package org.pathgauge.netconf;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.opendaylight.yangtools.yang.common.QName;
import org.opendaylight.yangtools.yang.model.api.DataNodeContainer;
import org.opendaylight.yangtools.yang.model.api.DataSchemaNode;
import org.opendaylight.yangtools.yang.model.api.LeafListSchemaNode;
import org.opendaylight.yangtools.yang.model.api.ListSchemaNode;
import org.pathgauge.config.DataNodes;
import org.pathgauge.config.YangModels;
import org.w3c.dom.Element;

/** What differs between two contents of a datastore, as the edits of a YANG patch (RFC 8072 section 2.5). */
final class DatastoreDiff {
    /**
     * One edit.
     *
     * @param operation create, delete or replace
     * @param target as RFC 8040 section 3.5.3 writes it
     * @param value what is there now; empty when it is deleted
     */
    record Edit(String operation, String target, Optional<Element> value) {
        void write(XmlOut out, int number) throws IOException {
            out.start(name("edit"));
            out.leaf(name("edit-id"), "edit-" + number);
            out.leaf(name("operation"), operation);
            out.leaf(name("target"), target);
            if (value.isPresent()) {
                Name holder = name("value");
                out.start(holder);
                new DataWriter(out).write(new ElementBranch(holder, List.of(value.get())), Optional.empty());
                out.end();
            }
            out.end();
        }

        private static Name name(String local) {
            return new Name(Ns.PUSH, local);
        }
    }

    private final YangModels models;
    private final List<Edit> edits = new ArrayList<>();

    private DatastoreDiff(YangModels models) {
        this.models = models;
    }

    static List<Edit> between(Element before, Element after, YangModels models) {
        var diff = new DatastoreDiff(models);
        diff.compare(before, after, models.context(), "", "");
        return diff.edits;
    }

    private record Child(Element element, Optional<DataSchemaNode> schema) {}

    private void compare(Element before, Element after, DataNodeContainer schema, String path, String namespace) {
        Map<String, Child> old = children(before, schema, namespace);
        Map<String, Child> now = children(after, schema, namespace);
        if (!path.isEmpty() && reordered(old, now)) {
            edits.add(new Edit("replace", path, Optional.of(after)));
            return;
        }
        old.forEach((id, child) -> {
            if (!now.containsKey(id)) {
                edits.add(new Edit("delete", path + "/" + id, Optional.empty()));
            }
        });
        now.forEach((id, child) -> {
            String here = path + "/" + id;
            if (!old.containsKey(id)) {
                edits.add(new Edit("create", here, Optional.of(child.element())));
            } else if (child.schema().orElse(null) instanceof DataNodeContainer inner) {
                compare(
                        old.get(id).element(),
                        child.element(),
                        inner,
                        here,
                        child.element().getNamespaceURI());
            } else if (!Xml.text(old.get(id).element()).equals(Xml.text(child.element()))) {
                edits.add(new Edit("replace", here, Optional.of(child.element())));
            }
        });
    }

    /** Whether entries that a user puts in order changed places, or new ones came before old ones. */
    private static boolean reordered(Map<String, Child> old, Map<String, Child> now) {
        List<String> before = ordered(old).stream().filter(now::containsKey).toList();
        List<String> after = ordered(now);
        return !before.equals(after.subList(0, Math.min(before.size(), after.size())));
    }

    private static List<String> ordered(Map<String, Child> children) {
        return children.entrySet().stream()
                .filter(c ->
                        c.getValue().schema().filter(DatastoreDiff::userOrdered).isPresent())
                .map(Map.Entry::getKey)
                // Several lists side by side: each keeps its own order.
                .sorted(java.util.Comparator.comparing(id -> id.replaceAll("=.*", "")))
                .toList();
    }

    private static boolean userOrdered(DataSchemaNode node) {
        return node instanceof ListSchemaNode list && list.isUserOrdered()
                || node instanceof LeafListSchemaNode leafs && leafs.isUserOrdered();
    }

    private Map<String, Child> children(Element parent, DataNodeContainer schema, String namespace) {
        Map<String, Child> children = new LinkedHashMap<>();
        for (Element element : Xml.children(parent)) {
            Optional<DataSchemaNode> node = schema(element, schema);
            children.put(id(element, node, namespace), new Child(element, node));
        }
        return children;
    }

    private String id(Element element, Optional<DataSchemaNode> node, String namespace) {
        String name = element.getNamespaceURI().equals(namespace)
                ? element.getLocalName()
                : module(element.getNamespaceURI()) + ":" + element.getLocalName();
        return switch (node.orElse(null)) {
            case ListSchemaNode list
            when !list.getKeyDefinition().isEmpty() ->
                name + "="
                        + list.getKeyDefinition().stream()
                                .map(key -> encoded(key(element, key)))
                                .collect(Collectors.joining(","));
            case LeafListSchemaNode leafs -> name + "=" + encoded(Xml.text(element));
            case null, default -> name;
        };
    }

    private static String key(Element entry, QName key) {
        return Xml.child(entry, key.getNamespace().toString(), key.getLocalName())
                .map(Xml::text)
                .orElse("");
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private String module(String namespace) {
        return models.sources().stream()
                .filter(s -> s.namespace().equals(namespace))
                .findFirst()
                .map(YangModels.Source::name)
                .orElse(namespace);
    }

    private Optional<DataSchemaNode> schema(Element element, DataNodeContainer in) {
        String namespace = element.getNamespaceURI() == null ? "" : element.getNamespaceURI();
        return DataNodes.module(models.context(), namespace)
                .flatMap(m -> DataNodes.schema(in, QName.unsafeOf(m.getQNameModule(), element.getLocalName())));
    }
}
