package org.pathgauge.config;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.opendaylight.yangtools.yang.data.api.schema.MapEntryNode;
import org.pathgauge.model.Probe;

/**
 * The list entries of the configuration that was found right last, with their documents.
 *
 * <p>Trees never change, and an edit shares with the tree before all entries that it left alone: what is the same object
 * need not be looked at again, unless a rule leads out of it. Only entries of outermost lists are here, and none of a
 * configuration with very many, whose documents would stay in memory.
 */
final class KnownEntries {
    static final KnownEntries NONE = new KnownEntries(Map.of(), List.of());

    /** Documents of more entries than these are not kept. */
    static final int MOST = 8192;

    private final Map<MapEntryNode, JsonValue.Obj> documents;
    private final Set<JsonValue.Obj> sound = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<Probe> probes = Collections.newSetFromMap(new IdentityHashMap<>());

    /**
     * Takes over what was found right.
     *
     * @param documents of the entries, by identity
     * @param probes that were decoded from such entries
     */
    KnownEntries(Map<MapEntryNode, JsonValue.Obj> documents, List<Probe> probes) {
        boolean few = documents.size() <= MOST;
        this.documents = few ? documents : Map.of();
        this.sound.addAll(this.documents.values());
        this.probes.addAll(few ? probes : List.of());
    }

    Optional<JsonValue.Obj> document(MapEntryNode entry) {
        return Optional.ofNullable(documents.get(entry));
    }

    boolean isKnown(MapEntryNode entry) {
        return documents.containsKey(entry);
    }

    /** Whether this is the document of an entry that is known. */
    boolean isSound(JsonValue.Obj document) {
        return sound.contains(document);
    }

    boolean isRight(Probe probe) {
        return probes.contains(probe);
    }
}
