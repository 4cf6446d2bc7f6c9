package org.pathgauge.netconf;

import java.util.List;
import java.util.Optional;

/** A node of the data tree, made when the walk comes to it and forgotten after. */
sealed interface Node {
    Name name();

    /**
     * A leaf or one value of a leaf-list.
     *
     * @param value as {@link Values#text} takes it; a {@link Name} for an identity
     * @param tagged whether it is known to be the default value, for whoever wants to see that (RFC 6243 section 3.4)
     */
    record Leaf(Name name, Object value, boolean tagged) implements Node {
        Leaf(Name name, Object value) {
            this(name, value, false);
        }
    }

    /** A container or one entry of a list. */
    non-sealed interface Branch extends Node {
        /** What may be inside, keys first. Making the fields makes none of their nodes. */
        List<Field> fields();

        /** Whether being there means something even when nothing is inside (RFC 7950 section 7.5.1). */
        default boolean presence() {
            return false;
        }

        /** Where it comes from, an identity of ietf-origin; empty when from where its parent does, or from nowhere. */
        default Optional<Name> origin() {
            return Optional.empty();
        }
    }

    /** A branch that is another one but for what it overrides. */
    interface Around extends Branch {
        Branch branch();

        @Override
        default Name name() {
            return branch().name();
        }

        @Override
        default boolean presence() {
            return branch().presence();
        }

        @Override
        default Optional<Name> origin() {
            return branch().origin();
        }
    }
}
