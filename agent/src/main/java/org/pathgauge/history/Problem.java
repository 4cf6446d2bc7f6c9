package org.pathgauge.history;

import java.nio.file.Path;

/**
 * Something in a segment that cannot be read; the rest can.
 *
 * @param file the segment
 * @param offset where it begins
 * @param bytes how much is lost
 * @param kind what it is
 */
public record Problem(Path file, long offset, long bytes, Kind kind) {
    /** What is wrong. */
    public enum Kind {
        /** The file ends in the middle of a record: the agent or the host ended while it was written. */
        TORN,
        /** Octets that are no record, or one with a wrong checksum. */
        DAMAGED,
        /** Written by a newer PathGauge. */
        NEWER,
        /** The system does not let it be read. */
        UNREADABLE
    }

    /** A sentence for a log. */
    public String text() {
        return switch (kind) {
            case TORN -> file + " ends at octet " + offset + " within a record; its last " + bytes + " octets are lost";
            case DAMAGED ->
                file + " is damaged: " + bytes + " octets from octet " + offset
                        + " on are lost; check the disk if this happens again";
            case NEWER -> file + " was written by a newer version of PathGauge and is left alone";
            case UNREADABLE -> file + " cannot be read; check its permissions and the disk";
        };
    }
}
