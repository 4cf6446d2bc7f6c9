package org.pathgauge.alarm;

import java.time.Instant;
import org.pathgauge.model.Threshold;

/** A complete window of something that thresholds are compared with. */
interface Measured {
    /** When the window ended, wall clock. */
    Instant end();

    /** How it stands to a threshold of its length; computed only when asked. */
    Reading reading(Threshold threshold);
}
