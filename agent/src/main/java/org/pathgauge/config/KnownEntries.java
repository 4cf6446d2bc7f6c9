package org.pathgauge.config;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.opendaylight.yangtools.yang.data.api.schema.DataContainerNode;

/**
 * The top-level containers and the list entries of the configuration that was found right last, with their documents.
 *
 * <p>Trees never change, and an edit shares with the tree before all nodes that it left alone: what is the same object
 * need not be looked at again, unless a rule leads out of it. Of list entries only those of outermost lists are here, and
 * nothing of a configuration with very many, whose documents would stay in memory.
 */
final class KnownEntries {
    static final KnownEntries NONE = new KnownEntries(Map.of(), List.of(), List.of());

    /** Documents of more entries than these are not kept. */
    static final int MOST = 16_384;

    private final Map<DataContainerNode, JsonValue.Obj> documents;
    private final Map<JsonValue.Obj, DataContainerNode> nodes = new IdentityHashMap<>();
    private final Set<Object> right = Collections.newSetFromMap(new IdentityHashMap<>());

    /**
     * Takes over what was found right.
     *
     * @param documents of containers and entries, by identity
     * @param decoded probes and rules that were decoded from such entries
     * @param parts that were decoded from such containers
     */
    KnownEntries(Map<DataContainerNode, JsonValue.Obj> documents, List<?> decoded, List<?> parts) {
        boolean few = documents.size() <= MOST;
        this.documents = few ? documents : Map.of();
        this.documents.forEach((node, document) -> this.nodes.put(document, node));
        this.right.addAll(few ? decoded : List.of());
        this.right.addAll(parts);
    }

    Optional<JsonValue.Obj> document(DataContainerNode node) {
        return Optional.ofNullable(documents.get(node));
    }

    /** What a document was made of. */
    Optional<DataContainerNode> node(JsonValue.Obj document) {
        return Optional.ofNullable(nodes.get(document));
    }

    boolean isKnown(DataContainerNode node) {
        return documents.containsKey(node);
    }

    /** Whether this is the document of something that is known. */
    boolean isSound(JsonValue.Obj document) {
        return nodes.containsKey(document);
    }

    /** Whether this very probe, rule or part of the configuration is right. */
    boolean isRight(Object decoded) {
        return right.contains(decoded);
    }
}
