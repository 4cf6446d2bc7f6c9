package org.pathgauge.model;

import java.time.Instant;
import java.util.OptionalLong;

/**
 * What became of one probe packet; made when its fate is decided, at the latest one timeout after it left.
 *
 * @param sequence its number on the wire, unsigned 32 bits
 * @param sent wall clock of its egress stamp
 * @param outcome its fate
 * @param rttNanos round-trip time; present when answered, in time or late
 */
public record ProbeResult(long sequence, Instant sent, Outcome outcome, OptionalLong rttNanos) {

    /** The fate of a probe packet. */
    public enum Outcome {
        /** Answered within the timeout. */
        RECEIVED("received"),
        /** Answered after the timeout: lost (RFC 7680). */
        LATE("late"),
        /** Not answered. */
        LOST("lost"),
        /** Answered by a RST, because the port is closed: lost. */
        REFUSED("refused");

        private final String yangName;

        Outcome(String yangName) {
            this.yangName = yangName;
        }

        /** The name in the YANG model, the MIB, the command line and logs. */
        public String yangName() {
            return yangName;
        }
    }
}
