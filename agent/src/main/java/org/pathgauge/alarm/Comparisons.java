package org.pathgauge.alarm;

import java.util.Optional;
import org.pathgauge.model.Resource;
import org.pathgauge.model.Threshold;

/** Takes each threshold of each resource with what it is compared with. */
@FunctionalInterface
interface Comparisons {
    /**
     * Takes one.
     *
     * @param resource what the threshold is for
     * @param threshold as configured now
     * @param newest complete window of the threshold's length; empty when there is none
     * @param off why nothing is measured, in two or three words; empty when it is
     */
    void compare(Resource resource, Threshold threshold, Optional<Measured> newest, String off);
}
