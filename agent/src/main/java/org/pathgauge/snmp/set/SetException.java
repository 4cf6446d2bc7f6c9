package org.pathgauge.snmp.set;

import org.snmp4j.PDU;

/** A variable that cannot be set; the message, for the log, says why and how to mend it. */
public final class SetException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final int index;

    private SetException(int status, int index, String message) {
        super(message);
        this.status = status;
        this.index = index;
    }

    /** The object has another type (RFC 3416 section 4.2.5 (3)). */
    public static SetException wrongType(Assignment a, String message) {
        return new SetException(PDU.wrongType, a.index(), message);
    }

    /** The object never has a value of that length (4). */
    public static SetException wrongLength(Assignment a, String message) {
        return new SetException(PDU.wrongLength, a.index(), message);
    }

    /** The object never has that value (6). */
    public static SetException wrongValue(Assignment a, String message) {
        return new SetException(PDU.wrongValue, a.index(), message);
    }

    /** There is no such instance, and there never can be (7). */
    public static SetException noCreation(Assignment a, String message) {
        return new SetException(PDU.noCreation, a.index(), message);
    }

    /** There is no such instance, and it cannot be made as things are (8). */
    public static SetException inconsistentName(Assignment a, String message) {
        return new SetException(PDU.inconsistentName, a.index(), message);
    }

    /** The object can never be written (2), or not in this instance (9). */
    public static SetException notWritable(Assignment a, String message) {
        return new SetException(PDU.notWritable, a.index(), message);
    }

    /** The object may have that value, but not as things are (10). */
    public static SetException inconsistentValue(Assignment a, String message) {
        return new SetException(PDU.inconsistentValue, a.index(), message);
    }

    /** Something that the change needs is not to be had now (11). */
    public static SetException resourceUnavailable(Assignment a, String message) {
        return new SetException(PDU.resourceUnavailable, a.index(), message);
    }

    /** The change was tried and failed (RFC 3416 section 4.2.5, second phase). */
    public static SetException commitFailed(Assignment a, String message) {
        return new SetException(PDU.commitFailed, a.index(), message);
    }

    /** What was written stays so, at least in part; about no variable (RFC 3416 section 4.2.5). */
    static SetException undoFailed(String message) {
        return new SetException(PDU.undoFailed, 0, message);
    }

    public SetResult result() {
        return new SetResult(status, index);
    }
}
