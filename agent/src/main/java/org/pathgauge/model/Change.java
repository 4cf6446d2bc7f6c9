package org.pathgauge.model;

import java.util.function.Consumer;

/**
 * A change of configuration that is prepared and cannot be refused any more. Either method is called at most once,
 * rollback only after apply.
 */
public interface Change {
    /** Puts the new configuration into force; leaves the old one in force if it throws. */
    void apply();

    /** Puts the old configuration into force again. */
    void rollback();

    /**
     * A change of what one call puts into force.
     *
     * @param enforce puts either configuration into force
     */
    static <T> Change of(Consumer<T> enforce, T before, T next) {
        return new Change() {
            @Override
            public void apply() {
                enforce.accept(next);
            }

            @Override
            public void rollback() {
                enforce.accept(before);
            }
        };
    }
}
