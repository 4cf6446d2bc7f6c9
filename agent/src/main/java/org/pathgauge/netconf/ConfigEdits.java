package org.pathgauge.netconf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.opendaylight.yangtools.yang.common.QName;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.DataContainerChild;
import org.opendaylight.yangtools.yang.data.api.schema.DataContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.LeafSetNode;
import org.opendaylight.yangtools.yang.data.api.schema.MapEntryNode;
import org.opendaylight.yangtools.yang.data.api.schema.MapNode;
import org.opendaylight.yangtools.yang.model.api.ContainerSchemaNode;
import org.opendaylight.yangtools.yang.model.api.DataNodeContainer;
import org.opendaylight.yangtools.yang.model.api.DataSchemaNode;
import org.pathgauge.config.DataNodes;
import org.pathgauge.config.XmlValues;
import org.pathgauge.config.YangModels;

/** What differs between two configurations, as edits that make the second from the first. */
final class ConfigEdits {
    /** More edits than these are told as a merge of each top-level container that has some. */
    static final int MOST = 200;

    /** What was done to a node. */
    enum Operation {
        CREATE,
        DELETE,
        REPLACE,
        /** Entries that a user puts in order were moved. */
        MERGE
    }

    /**
     * One edit. What is inside of a created or deleted node is not told apart.
     *
     * @param path as RFC 7951 writes it
     * @param target the same as an instance identifier with prefixes
     * @param names of the nodes from the top to this one
     * @param keys of the list entries among them, with the value of each
     */
    record Edit(Operation operation, String path, ErrorPath target, List<Name> names, Map<String, String> keys) {
        boolean readableBy(NacmAccess reader) {
            return reader.mayRead(names, keys);
        }
    }

    /** Where the comparison is. */
    private record Place(String path, List<Name> names, Map<String, String> keys) {
        Place child(String childPath, QName name) {
            List<Name> longer = new ArrayList<>(names);
            longer.add(Name.of(name));
            return new Place(childPath, List.copyOf(longer), keys);
        }

        Place entry(MapEntryNode entry) {
            Map<String, String> more = new HashMap<>(keys);
            entry.name().entrySet().forEach(k -> more.put(k.getKey().getLocalName(), XmlValues.text(k.getValue())));
            return new Place(EditErrors.entry(path, entry.name()), names, Map.copyOf(more));
        }

        Place value(Object value) {
            String text = XmlValues.text(value);
            String quote = text.contains("'") ? "\"" : "'";
            return new Place(path + "[.=" + quote + text + quote + "]", names, keys);
        }
    }

    private final YangModels models;
    private final List<Edit> edits = new ArrayList<>();

    ConfigEdits(YangModels models) {
        this.models = models;
    }

    /** The edits between two trees, in the order of the models. */
    List<Edit> between(ContainerNode before, ContainerNode after) {
        var top = new Place("", List.of(), Map.of());
        compare(Optional.of(before), Optional.of(after), models.context(), top);
        return tooMany() ? coarse(before, after) : List.copyOf(edits);
    }

    private boolean tooMany() {
        return edits.size() > MOST;
    }

    private List<Edit> coarse(ContainerNode before, ContainerNode after) {
        Map<QName, DataContainerChild> old = DataNodes.of(before);
        Map<QName, DataContainerChild> now = DataNodes.of(after);
        List<Edit> coarse = new ArrayList<>();
        for (QName name : names(old, now)) {
            if (!Optional.ofNullable(old.get(name)).equals(Optional.ofNullable(now.get(name)))) {
                String path = EditErrors.child("", name, null, models);
                coarse.add(
                        new Edit(Operation.MERGE, path, ErrorPath.of(path, models), List.of(Name.of(name)), Map.of()));
            }
        }
        return coarse;
    }

    private static Set<QName> names(Map<QName, DataContainerChild> old, Map<QName, DataContainerChild> now) {
        Set<QName> names = new LinkedHashSet<>(now.keySet());
        names.addAll(old.keySet());
        return names;
    }

    private void add(Operation operation, Place place) {
        edits.add(new Edit(operation, place.path(), ErrorPath.of(place.path(), models), place.names(), place.keys()));
    }

    private void compare(
            Optional<? extends DataContainerNode> before,
            Optional<? extends DataContainerNode> after,
            DataNodeContainer schema,
            Place place) {
        Map<QName, DataContainerChild> old = before.map(DataNodes::of).orElse(Map.of());
        Map<QName, DataContainerChild> now = after.map(DataNodes::of).orElse(Map.of());
        for (QName name : names(old, now)) {
            if (tooMany()) {
                return;
            }
            Optional<DataContainerChild> o = Optional.ofNullable(old.get(name));
            Optional<DataContainerChild> n = Optional.ofNullable(now.get(name));
            if (!o.equals(n)) {
                DataSchemaNode child = DataNodes.schema(schema, name).orElseThrow();
                nodes(child, o, n, place.child(EditErrors.child(place.path(), child, schema, models), name));
            }
        }
    }

    private void nodes(
            DataSchemaNode schema,
            Optional<DataContainerChild> before,
            Optional<DataContainerChild> after,
            Place place) {
        switch (after.or(() -> before).orElseThrow()) {
            case MapNode list ->
                entries(
                        (DataNodeContainer) schema,
                        before.map(MapNode.class::cast),
                        after.map(MapNode.class::cast),
                        place);
            case LeafSetNode<?> values ->
                values(before.map(b -> values((LeafSetNode<?>) b)), after.map(a -> values((LeafSetNode<?>) a)), place);
            case ContainerNode container -> {
                boolean alwaysThere = schema instanceof ContainerSchemaNode c && !c.isPresenceContainer();
                if (alwaysThere || before.isPresent() && after.isPresent()) {
                    compare(
                            before.map(DataContainerNode.class::cast),
                            after.map(DataContainerNode.class::cast),
                            (DataNodeContainer) schema,
                            place);
                } else {
                    add(before.isEmpty() ? Operation.CREATE : Operation.DELETE, place);
                }
            }
            default ->
                add(
                        before.isEmpty() ? Operation.CREATE : after.isEmpty() ? Operation.DELETE : Operation.REPLACE,
                        place);
        }
    }

    private void entries(DataNodeContainer schema, Optional<MapNode> before, Optional<MapNode> after, Place place) {
        int had = edits.size();
        for (MapEntryNode entry : after.map(m -> m.body()).orElse(List.of())) {
            if (tooMany()) {
                return;
            }
            Optional<MapEntryNode> old = before.map(m -> m.childByArg(entry.name()));
            if (old.isEmpty()) {
                add(Operation.CREATE, place.entry(entry));
            } else if (!old.get().equals(entry)) {
                compare(old, Optional.of(entry), schema, place.entry(entry));
            }
        }
        for (MapEntryNode old : before.map(m -> m.body()).orElse(List.of())) {
            if (tooMany()) {
                return;
            }
            if (after.map(m -> m.childByArg(old.name())).isEmpty()) {
                add(Operation.DELETE, place.entry(old));
            }
        }
        if (edits.size() == had) {
            after.ifPresent(m -> m.body().forEach(entry -> add(Operation.MERGE, place.entry(entry))));
        }
    }

    private static List<Object> values(LeafSetNode<?> leafList) {
        List<Object> values = new ArrayList<>();
        leafList.body().forEach(e -> values.add(e.body()));
        return values;
    }

    private void values(Optional<List<Object>> before, Optional<List<Object>> after, Place place) {
        List<Object> old = before.orElse(List.of());
        List<Object> now = after.orElse(List.of());
        int had = edits.size();
        now.stream().filter(v -> !old.contains(v)).forEach(v -> add(Operation.CREATE, place.value(v)));
        old.stream().filter(v -> !now.contains(v)).forEach(v -> add(Operation.DELETE, place.value(v)));
        if (edits.size() == had) {
            now.forEach(v -> add(Operation.MERGE, place.value(v)));
        }
    }
}
