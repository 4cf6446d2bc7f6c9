package org.pathgauge.snmp.set;

import org.pathgauge.snmp.mib.MibView;

/**
 * A subtree with objects that can be set.
 *
 * <p>A view writes nothing by itself: it changes the configuration of a {@link SetStage}, which becomes the running one
 * or is thrown away, and may be staged more than once.
 */
public interface WritableView extends MibView {
    /**
     * Takes one variable into a stage, if type, length and value are those of an object that can be written.
     *
     * @throws SetException when it cannot be written so, whatever the other variables are
     */
    void set(SetStage stage, Assignment assignment) throws SetException;

    /**
     * Makes one change of all variables of this view that were taken; called once, behind the last {@link #set}.
     *
     * @throws SetException when they do not fit each other or what is there
     */
    default void together(SetStage stage) throws SetException {}
}
