package org.pathgauge.history;

/** Takes slots out of the history. */
public interface SlotVisitor {
    /**
     * Asked once for each probe of a segment.
     *
     * @param probe its name
     * @param measured what was measured under that name
     * @return whether its slots are wanted
     */
    boolean wants(String probe, String measured);

    /** Takes a slot of a wanted probe. Slots of one probe come in the order in which they were written. */
    void slot(String probe, String measured, long slot, byte[] stored);

    /** Whether nothing more is wanted; asked now and then, so a few slots may still come. */
    default boolean done() {
        return false;
    }
}
