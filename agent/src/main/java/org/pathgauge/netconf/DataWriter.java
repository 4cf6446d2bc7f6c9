package org.pathgauge.netconf;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.pathgauge.config.XPathNode;

/**
 * Writes what a filter selects of a data tree while walking it, depth first.
 *
 * <p>Start tags wait until something below them is written, so ancestors of nothing do not appear; so do the keys of list
 * entries, which are written with whatever else of the entry is (RFC 6241 section 6.2.5 allows it, and without them a
 * client could not tell which entry it got).
 */
final class DataWriter {
    /**
     * How data is written.
     *
     * @param levels of each selected node that are written, at least 1: the node itself (RFC 8526 section 3.1.1)
     * @param tags attributes on nodes
     */
    record Form(int levels, Set<Tag> tags) {
        static final Form WHOLE = new Form(Integer.MAX_VALUE, EnumSet.of(Tag.DEFAULT));
    }

    /** An attribute on nodes. */
    enum Tag {
        DEFAULT,
        ORIGIN
    }

    private final XmlOut out;
    private final Form form;
    /** Start tags and leafs not yet written. */
    private final List<Node> waiting = new ArrayList<>();

    DataWriter(XmlOut out) {
        this(out, Form.WHOLE);
    }

    DataWriter(XmlOut out, Form form) {
        this.out = out;
        this.form = form;
    }

    /** Writes the children of a root that the filter selects, all without a filter. */
    void write(Node.Branch root, Optional<List<Selector>> filter) throws IOException {
        if (filter.isEmpty()) {
            all(root, form.levels());
        } else {
            some(root, filter.get(), List.of());
        }
    }

    /**
     * Writes what an expression selected.
     *
     * @param whole nodes to write with all that is inside
     * @param around nodes to write because one of those is inside
     */
    void write(TreeXPathNode branch, Set<XPathNode> whole, Set<XPathNode> around) throws IOException {
        if (whole.contains(branch) && branch.parent().isEmpty()) {
            all((Node.Branch) branch.node(), form.levels());
            return;
        }
        if (whole.contains(branch)) {
            inside((Node.Branch) branch.node(), branch.keys());
            return;
        }
        for (TreeXPathNode child : branch.made(c -> whole.contains(c) || around.contains(c))) {
            switch (child.node()) {
                case Node.Leaf leaf -> {
                    if (!branch.keys().contains(leaf.name())) {
                        leaf(leaf);
                    }
                }
                case Node.Branch inner -> {
                    int mark = open(inner);
                    if (!whole.contains(child)) {
                        keys(inner, child.keys());
                    }
                    write(child, whole, around);
                    close(mark);
                }
            }
        }
    }

    private void keys(Node.Branch entry, List<Name> keys) throws IOException {
        for (Field field : entry.fields()) {
            if (keys.contains(field.name())) {
                Iterator<? extends Node> nodes = field.nodes();
                while (nodes.hasNext()) {
                    leaf((Node.Leaf) nodes.next());
                }
            }
        }
    }

    /** The content of a selected branch. */
    private void inside(Node.Branch branch, List<Name> keys) throws IOException {
        below(branch, keys, form.levels());
    }

    /** The content of an open branch that is one of some levels to write; of the last one the keys tell which it is. */
    private void below(Node.Branch branch, List<Name> keys, int levels) throws IOException {
        if (levels > 1) {
            all(branch, levels - 1);
        } else {
            writeWaiting();
            keys(branch, keys);
        }
    }

    private void all(Node.Branch branch, int levels) throws IOException {
        for (Field field : branch.fields()) {
            Iterator<? extends Node> nodes = field.nodes();
            while (nodes.hasNext()) {
                switch (nodes.next()) {
                    case Node.Leaf leaf -> leaf(leaf);
                    case Node.Branch inner -> {
                        int mark = open(inner);
                        below(inner, field.keys(), levels);
                        close(mark);
                    }
                }
            }
        }
    }

    private void some(Node.Branch branch, List<Selector> selectors, List<Name> keys) throws IOException {
        for (Field field : branch.fields()) {
            List<Selector> named = Selector.named(selectors, field.name());
            boolean key = keys.contains(field.name());
            if (named.isEmpty() && !key) {
                continue;
            }
            Iterator<? extends Node> nodes = candidates(field, named);
            while (nodes.hasNext()) {
                switch (nodes.next()) {
                    case Node.Leaf leaf -> {
                        if (named.stream().anyMatch(s -> s.matches(leaf))) {
                            leaf(leaf);
                        } else if (key && waiting.isEmpty()) {
                            leaf(leaf);
                        } else if (key) {
                            waiting.add(leaf);
                        }
                    }
                    case Node.Branch inner -> {
                        Selector.Inside inside = Selector.inside(inner, named);
                        if (inside.any()) {
                            int mark = open(inner);
                            if (inside.all()) {
                                inside(inner, field.keys());
                            } else {
                                some(inner, inside.selectors(), field.keys());
                            }
                            close(mark);
                        }
                    }
                }
            }
        }
    }

    /** The nodes worth looking at: when all selectors give the keys of a list, only the entries with those keys. */
    private static Iterator<? extends Node> candidates(Field field, List<Selector> selectors) {
        if (field.keys().isEmpty() || selectors.isEmpty()) {
            return field.nodes();
        }
        var wanted = new LinkedHashSet<Map<Name, String>>();
        for (Selector s : selectors) {
            Optional<Map<Name, String>> keys = s.keyValues(field.keys());
            if (keys.isEmpty()) {
                return field.nodes();
            }
            wanted.add(keys.get());
        }
        var found = new ArrayList<Node.Branch>();
        for (Map<Name, String> keys : wanted) {
            Optional<Node.Branch> entry = field.find(keys);
            entry.ifPresent(found::add);
            // An identity in the filter has a prefix of the filter's own, which only a comparison node by node
            // resolves.
            if (entry.isEmpty() && keys.values().stream().anyMatch(v -> v.contains(":"))) {
                return field.nodes();
            }
        }
        return found.iterator();
    }

    private int open(Node.Branch branch) throws IOException {
        int mark = waiting.size();
        waiting.add(branch);
        if (branch.presence()) {
            writeWaiting();
        }
        return mark;
    }

    private void close(int mark) throws IOException {
        if (waiting.size() > mark) {
            waiting.subList(mark, waiting.size()).clear();
        } else {
            out.end();
        }
    }

    private void leaf(Node.Leaf leaf) throws IOException {
        writeWaiting();
        write(leaf);
    }

    private void writeWaiting() throws IOException {
        for (Node node : waiting) {
            switch (node) {
                case Node.Leaf leaf -> write(leaf);
                case Node.Branch branch -> {
                    out.start(branch.name());
                    if (form.tags().contains(Tag.ORIGIN) && branch.origin().isPresent()) {
                        out.tagOrigin(branch.origin().get());
                    }
                }
            }
        }
        waiting.clear();
    }

    private void write(Node.Leaf leaf) throws IOException {
        out.start(leaf.name());
        if (leaf.tagged() && form.tags().contains(Tag.DEFAULT)) {
            out.tagDefault();
        }
        if (leaf.tagged() && form.tags().contains(Tag.ORIGIN)) {
            out.tagOrigin(Origins.DEFAULT);
        }
        out.value(leaf.name(), leaf.value());
        out.end();
    }
}
