package org.pathgauge.snmp.set;

import org.snmp4j.PDU;

/**
 * How a phase of a SET ended.
 *
 * @param status error-status of RFC 3416 section 3; 0 when there is no error
 * @param index error-index: the variable it is about, from 1; 0 when it is about none
 */
public record SetResult(int status, int index) {
    /** No error. */
    public static final SetResult OK = new SetResult(PDU.noError, 0);

    public boolean failed() {
        return status != PDU.noError;
    }
}
