/**
 * The records that every view shares: configuration on one side, measurements on the other.
 *
 * <p>Nothing here imports anything else of the agent. Delays are nanoseconds and end in {@code Nanos}, ratios are parts
 * per million and end in {@code Ppm}. A value that is not defined (no reply, too few samples) is an empty optional and
 * never zero.
 */
package org.pathgauge.model;
