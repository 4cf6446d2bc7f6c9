package org.pathgauge.snmp;

import org.snmp4j.MessageDispatcherImpl;
import org.snmp4j.event.CounterEvent;
import org.snmp4j.mp.SnmpConstants;

/**
 * The library's dispatcher, with the right counter for what it cannot decode: a number of more than 32 bits, say, is an ASN.1
 * error (RFC 3412 section 4.2.1), and snmpInvalidMsgs is for wrong msgFlags (section 7.2).
 */
final class CountingDispatcher extends MessageDispatcherImpl {
    @Override
    protected void fireIncrementCounter(CounterEvent event) {
        super.fireIncrementCounter(
                event.getOid().equals(SnmpConstants.snmpInvalidMsgs)
                        ? new CounterEvent(this, SnmpConstants.snmpInASNParseErrs)
                        : event);
    }
}
