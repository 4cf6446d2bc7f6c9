package org.pathgauge.netconf;

import java.io.IOException;
import java.util.ArrayList;
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
    private final XmlOut out;
    /** Names of start tags and leafs not yet written. */
    private final List<Object> waiting = new ArrayList<>();

    DataWriter(XmlOut out) {
        this.out = out;
    }

    /** Writes the children of a root that the filter selects, all without a filter. */
    void write(Node.Branch root, Optional<List<Selector>> filter) throws IOException {
        if (filter.isEmpty()) {
            all(root);
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
        if (whole.contains(branch)) {
            all((Node.Branch) branch.node());
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

    private void all(Node.Branch branch) throws IOException {
        for (Field field : branch.fields()) {
            Iterator<? extends Node> nodes = field.nodes();
            while (nodes.hasNext()) {
                switch (nodes.next()) {
                    case Node.Leaf leaf -> leaf(leaf);
                    case Node.Branch inner -> {
                        int mark = open(inner);
                        all(inner);
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
                                all(inner);
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
        waiting.add(branch.name());
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
        out.leaf(leaf);
    }

    private void writeWaiting() throws IOException {
        for (Object item : waiting) {
            if (item instanceof Node.Leaf leaf) {
                out.leaf(leaf);
            } else {
                out.start((Name) item);
            }
        }
        waiting.clear();
    }
}
