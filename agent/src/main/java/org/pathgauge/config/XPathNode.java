package org.pathgauge.config;

import java.util.List;
import java.util.Optional;

/** A node of a data tree as XPath sees it: an element. The same node is always the same object. */
public interface XPathNode {
    /** The node around; empty for the root, which has no name. */
    Optional<? extends XPathNode> parent();

    String namespace();

    String local();

    /** The nodes inside, in document order; made when first asked for. */
    List<? extends XPathNode> children();

    /** The text of a leaf; of other nodes that of all leafs inside, one after the other (XPath 1.0 section 5.2). */
    String text();
}
