package org.pathgauge.netconf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.opendaylight.yangtools.yang.common.QName;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.DataContainerChild;
import org.opendaylight.yangtools.yang.data.api.schema.DataContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.MapEntryNode;
import org.opendaylight.yangtools.yang.data.api.schema.MapNode;
import org.opendaylight.yangtools.yang.data.api.schema.NormalizedNode;
import org.opendaylight.yangtools.yang.data.api.schema.UserLeafSetNode;
import org.opendaylight.yangtools.yang.data.api.schema.UserMapNode;
import org.opendaylight.yangtools.yang.model.api.ContainerSchemaNode;
import org.opendaylight.yangtools.yang.model.api.DataNodeContainer;
import org.opendaylight.yangtools.yang.model.api.DataSchemaNode;
import org.opendaylight.yangtools.yang.model.api.ListSchemaNode;
import org.pathgauge.config.DataNodes;
import org.pathgauge.config.XmlValues;
import org.pathgauge.config.YangModels;
import org.pathgauge.netconf.NacmRules.Access;

/** What one user may read and write (RFC 8341 section 3.4.5). */
final class NacmAccess {
    private final YangModels models;
    private final List<Nacm.DataRule> rules;
    private final boolean read;
    private final boolean write;
    private final NacmMarks marks;
    private final Map<String, String> modules;
    private final LongSupplier denials;

    NacmAccess(
            YangModels models,
            List<Nacm.DataRule> rules,
            boolean read,
            boolean write,
            NacmMarks marks,
            Map<String, String> modules,
            LongSupplier denials) {
        this.models = models;
        this.rules = rules;
        this.read = read;
        this.write = write;
        this.marks = marks;
        this.modules = modules;
        this.denials = denials;
    }

    /** Access to everything. */
    static NacmAccess everything(YangModels models) {
        return new NacmAccess(models, List.of(), true, true, NacmMarks.NONE, Map.of(), () -> 0);
    }

    /** A node with how far each rule's path leads to it: -1 when it leads elsewhere. */
    record Place(NacmMarks marks, int[] progress) {}

    Place root() {
        return new Place(marks, new int[rules.size()]);
    }

    Place child(Place parent, Name name, Function<String, Optional<String>> key) {
        int[] progress = new int[rules.size()];
        for (int i = 0; i < progress.length; i++) {
            List<NacmPath.Step> steps = rules.get(i).steps();
            int at = parent.progress[i];
            progress[i] = at < 0 || at == steps.size() ? at : steps.get(at).matches(name, key) ? at + 1 : -1;
        }
        return new Place(parent.marks.child(name), progress);
    }

    boolean permits(Place place, Name name, Access access) {
        for (int i = 0; i < rules.size(); i++) {
            NacmRules.Rule rule = rules.get(i).rule();
            if (place.progress[i] == rules.get(i).steps().size()
                    && rule.access().contains(access)
                    && (rule.module().equals("*") || rule.module().equals(modules.get(name.namespace())))) {
                return rule.permit();
            }
        }
        return access == Access.READ ? read && !place.marks.deniesReading() : write && !place.marks.deniesWriting();
    }

    /**
     * Whether a node may be read, which takes that all nodes around it may be.
     *
     * @param path names from the top
     * @param keys values of the keys of the list entries on the path, by their names
     */
    boolean mayRead(List<Name> path, Map<String, String> keys) {
        Place place = root();
        for (Name name : path) {
            place = child(place, name, key -> Optional.ofNullable(keys.get(key)));
            if (!permits(place, name, Access.READ)) {
                return false;
            }
        }
        return true;
    }

    /** A tree without what the user may not read; it is not there for filters either. */
    Node.Branch view(Node.Branch root) {
        return free(root()) ? root : new Visible(root, root());
    }

    /** Whether everything below may be read without looking. */
    private boolean free(Place place) {
        return read && place.marks.none() && Arrays.stream(place.progress).allMatch(p -> p < 0);
    }

    private final class Visible implements Node.Around {
        private final Node.Branch branch;
        private final Place place;

        Visible(Node.Branch branch, Place place) {
            this.branch = branch;
            this.place = place;
        }

        @Override
        public Node.Branch branch() {
            return branch;
        }

        @Override
        public List<Field> fields() {
            var fields = new ArrayList<Field>();
            for (Field field : branch.fields()) {
                fields.add(new VisibleField(field, place));
            }
            return fields;
        }
    }

    private final class VisibleField implements Field.Around {
        private final Field field;
        private final Place parent;

        VisibleField(Field field, Place parent) {
            this.field = field;
            this.parent = parent;
        }

        @Override
        public Field field() {
            return field;
        }

        @Override
        public Map<Name, String> keyValues(Node.Branch entry) {
            return field.keyValues(entry instanceof Visible v ? v.branch : entry);
        }

        private Optional<Node> visible(Node node) {
            Place place = child(parent, name(), key -> key(node, key));
            if (!permits(place, name(), Access.READ)) {
                return Optional.empty();
            }
            return Optional.of(node instanceof Node.Branch b && !free(place) ? new Visible(b, place) : node);
        }

        private Optional<String> key(Node node, String key) {
            if (!(node instanceof Node.Branch entry)) {
                return Optional.empty();
            }
            return field.keyValues(entry).entrySet().stream()
                    .filter(k -> k.getKey().local().equals(key))
                    .map(Map.Entry::getValue)
                    .findFirst();
        }

        @Override
        public Optional<Node.Branch> find(Map<Name, String> values) {
            return field.find(values).flatMap(this::visible).map(Node.Branch.class::cast);
        }

        @Override
        public Iterator<? extends Node> nodes() {
            Iterator<? extends Node> all = field.nodes();
            return new Iterator<Node>() {
                private Node ahead;

                @Override
                public boolean hasNext() {
                    while (ahead == null && all.hasNext()) {
                        ahead = visible(all.next()).orElse(null);
                    }
                    return ahead != null;
                }

                @Override
                public Node next() {
                    if (!hasNext()) {
                        throw new java.util.NoSuchElementException();
                    }
                    Node node = ahead;
                    ahead = null;
                    return node;
                }
            };
        }
    }

    /**
     * Refuses a change with any part that the user may not make.
     *
     * @throws RpcError access-denied, with the path of the first such node
     */
    void review(ContainerNode before, ContainerNode after) throws RpcError {
        if (!write || !rules.isEmpty() || !marks.none()) {
            compare(Optional.of(before), Optional.of(after), models.context(), root(), "");
        }
    }

    private void compare(
            Optional<? extends DataContainerNode> before,
            Optional<? extends DataContainerNode> after,
            DataNodeContainer schema,
            Place place,
            String path)
            throws RpcError {
        Map<QName, DataContainerChild> old = before.map(DataNodes::of).orElse(Map.of());
        Map<QName, DataContainerChild> now = after.map(DataNodes::of).orElse(Map.of());
        Set<QName> names = new LinkedHashSet<>(now.keySet());
        names.addAll(old.keySet());
        for (QName name : names) {
            Optional<DataContainerChild> o = Optional.ofNullable(old.get(name));
            Optional<DataContainerChild> n = Optional.ofNullable(now.get(name));
            if (!o.equals(n)) {
                DataSchemaNode child = DataNodes.schema(schema, name).orElseThrow();
                nodes(child, o, n, place, EditErrors.child(path, child, schema, models));
            }
        }
    }

    private void nodes(
            DataSchemaNode schema,
            Optional<DataContainerChild> before,
            Optional<DataContainerChild> after,
            Place parent,
            String path)
            throws RpcError {
        QName name = schema.getQName();
        DataContainerChild any = after.or(() -> before).orElseThrow();
        if (any instanceof MapNode) {
            entries(
                    (ListSchemaNode) schema,
                    before.map(MapNode.class::cast),
                    after.map(MapNode.class::cast),
                    parent,
                    path);
            return;
        }
        Place place = child(parent, Name.of(name), key -> Optional.empty());
        boolean container = any instanceof ContainerNode;
        boolean alwaysThere = schema instanceof ContainerSchemaNode c && !c.isPresenceContainer();
        if (!alwaysThere && (before.isEmpty() || after.isEmpty() || !container)) {
            Access access = before.isEmpty() ? Access.CREATE : after.isEmpty() ? Access.DELETE : Access.UPDATE;
            require(place, name, access, path);
        }
        if (container) {
            compare(
                    before.map(DataContainerNode.class::cast),
                    after.map(DataContainerNode.class::cast),
                    (DataNodeContainer) schema,
                    place,
                    path);
        }
    }

    private void entries(
            ListSchemaNode schema, Optional<MapNode> before, Optional<MapNode> after, Place parent, String path)
            throws RpcError {
        QName name = schema.getQName();
        var ids = new LinkedHashSet<MapEntryNode>();
        after.ifPresent(m -> ids.addAll(m.body()));
        boolean changed = false;
        for (MapEntryNode entry : ids) {
            Optional<MapEntryNode> old = before.map(m -> m.childByArg(entry.name()));
            if (!old.equals(Optional.of(entry))) {
                changed = true;
                entry(schema, old, Optional.of(entry), parent, path);
            }
        }
        for (MapEntryNode old : before.map(m -> m.body()).orElse(List.of())) {
            if (after.map(m -> m.childByArg(old.name())).isEmpty()) {
                changed = true;
                entry(schema, Optional.of(old), Optional.empty(), parent, path);
            }
        }
        if (!changed && isUserOrdered(before) && after.isPresent()) {
            for (MapEntryNode moved : after.get().body()) {
                Place place = child(parent, Name.of(name), key -> key(moved, key));
                require(place, name, Access.UPDATE, EditErrors.entry(path, moved.name()));
            }
        }
    }

    private static boolean isUserOrdered(Optional<? extends NormalizedNode> node) {
        return node.filter(n -> n instanceof UserMapNode || n instanceof UserLeafSetNode)
                .isPresent();
    }

    private void entry(
            ListSchemaNode schema,
            Optional<MapEntryNode> before,
            Optional<MapEntryNode> after,
            Place parent,
            String list)
            throws RpcError {
        QName name = schema.getQName();
        MapEntryNode any = after.or(() -> before).orElseThrow();
        Place place = child(parent, Name.of(name), key -> key(any, key));
        String path = EditErrors.entry(list, any.name());
        if (before.isEmpty() || after.isEmpty()) {
            require(place, name, before.isEmpty() ? Access.CREATE : Access.DELETE, path);
        }
        compare(before, after, schema, place, path);
    }

    private static Optional<String> key(MapEntryNode entry, String key) {
        return entry.name().entrySet().stream()
                .filter(k -> k.getKey().getLocalName().equals(key))
                .map(k -> XmlValues.text(k.getValue()))
                .findFirst();
    }

    private void require(Place place, QName name, Access access, String path) throws RpcError {
        if (!permits(place, Name.of(name), access)) {
            throw denied("not " + access.name().toLowerCase(java.util.Locale.ROOT) + " this node")
                    .path(ErrorPath.of(path, models));
        }
    }

    /** The error for a change that is refused, which is counted. */
    RpcError denied(String what) {
        denials.getAsLong();
        return new RpcError(
                RpcError.Type.APPLICATION,
                RpcError.Tag.ACCESS_DENIED,
                "This user may " + what + "; a rule of ietf-netconf-acm for a group of the user can permit it");
    }
}
