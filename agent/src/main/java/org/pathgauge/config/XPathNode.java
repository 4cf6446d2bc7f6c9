package org.pathgauge.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A node of a data tree as XPath sees it: an element. The same node is always the same object. */
public interface XPathNode {
    /** The node around; empty for the root, which has no name. */
    Optional<? extends XPathNode> parent();

    String namespace();

    String local();

    /** The nodes inside, in document order; made when first asked for. */
    List<? extends XPathNode> children();

    /**
     * At least those children that a step asks for. A tree that can find them without looking at all others does so.
     *
     * @param local local name, or {@code *} for any
     * @param leafs local names of leafs inside, with the text that each must have
     */
    default List<? extends XPathNode> children(String local, Map<String, String> leafs) {
        return children();
    }

    /** An expression looks at this node, perhaps once more: a tree may refuse one that looks too often. */
    default void visited() {}

    /**
     * An expression does more for this node than to look at it: a tree may refuse one that does too much.
     *
     * @param units each about as much as a look
     */
    default void worked(long units) {}

    /** The text of a leaf; of other nodes that of all leafs inside, one after the other (XPath 1.0 section 5.2). */
    String text();
}
