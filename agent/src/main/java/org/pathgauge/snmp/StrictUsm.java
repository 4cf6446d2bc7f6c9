package org.pathgauge.snmp;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.snmp4j.PDU;
import org.snmp4j.ScopedPDU;
import org.snmp4j.TransportStateReference;
import org.snmp4j.asn1.BER;
import org.snmp4j.asn1.BERInputStream;
import org.snmp4j.asn1.BEROutputStream;
import org.snmp4j.event.CounterEvent;
import org.snmp4j.mp.CounterSupport;
import org.snmp4j.mp.SnmpConstants;
import org.snmp4j.mp.StatusInformation;
import org.snmp4j.security.SecurityLevel;
import org.snmp4j.security.SecurityModel;
import org.snmp4j.security.SecurityParameters;
import org.snmp4j.security.SecurityProtocols;
import org.snmp4j.security.SecurityStateReference;
import org.snmp4j.security.USM;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.VariableBinding;

/**
 * The User-based Security Model, with an answer to a wrong privacy passphrase.
 *
 * <p>AES in CFB mode decrypts anything to something, so the library finds rubbish where the scoped PDU should be, drops the
 * message as unreadable, and the manager waits in vain. What is authentic and does not decrypt to a sequence was encrypted
 * with another key: that is a decryption error (RFC 3414 section 3.2 (8) a), and gets an authenticated report.
 */
final class StrictUsm extends USM {
    StrictUsm(SecurityProtocols protocols, OctetString engineId, int engineBoots, CounterSupport counters) {
        super(protocols, engineId, engineBoots, counters);
    }

    @Override
    public int processIncomingMsg(
            int snmpVersion,
            int maxMessageSize,
            SecurityParameters securityParameters,
            SecurityModel securityModel,
            int securityLevel,
            BERInputStream wholeMsg,
            TransportStateReference tmStateReference,
            OctetString securityEngineID,
            OctetString securityName,
            BEROutputStream scopedPDU,
            Integer32 maxSizeResponseScopedPDU,
            SecurityStateReference securityStateReference,
            StatusInformation statusInfo)
            throws IOException {
        int status = super.processIncomingMsg(
                snmpVersion,
                maxMessageSize,
                securityParameters,
                securityModel,
                securityLevel,
                wholeMsg,
                tmStateReference,
                securityEngineID,
                securityName,
                scopedPDU,
                maxSizeResponseScopedPDU,
                securityStateReference,
                statusInfo);
        if (securityLevel != SecurityLevel.AUTH_PRIV
                || status != SnmpConstants.SNMPv3_USM_OK && status != SnmpConstants.SNMPv3_USM_DECRYPTION_ERROR) {
            return status;
        }
        if (status == SnmpConstants.SNMPv3_USM_OK && isSequence(scopedPDU.getBuffer())) {
            return status;
        }
        CounterEvent event = new CounterEvent(this, SnmpConstants.usmStatsDecryptionErrors);
        fireIncrementCounter(event);
        if (statusInfo != null) {
            statusInfo.setSecurityLevel(new Integer32(SecurityLevel.AUTH_NOPRIV));
            statusInfo.setErrorIndication(new VariableBinding(event.getOid(), event.getCurrentValue()));
        }
        scopedPDU.setFilledBuffer(nothingAsked());
        return SnmpConstants.SNMPv3_USM_DECRYPTION_ERROR;
    }

    /** What the report is made from instead of rubbish: a request without a number (RFC 3412 section 7.1 (3)). */
    private ByteBuffer nothingAsked() throws IOException {
        ScopedPDU nothing = new ScopedPDU();
        nothing.setType(PDU.GET);
        nothing.setContextEngineID(getLocalEngineID());
        nothing.setRequestID(new Integer32(0));
        BEROutputStream encoded = new BEROutputStream(ByteBuffer.allocate(nothing.getBERLength()));
        nothing.encodeBER(encoded);
        return encoded.rewind();
    }

    /** Whether the octets begin as a sequence that ends where they do, or before by less than a cipher's padding. */
    private static boolean isSequence(ByteBuffer buffer) {
        ByteBuffer octets = ByteBuffer.wrap(buffer.array());
        try (BERInputStream stream = new BERInputStream(octets)) {
            BER.MutableByte type = new BER.MutableByte();
            int length = BER.decodeHeader(stream, type, false);
            return type.getValue() == BER.SEQUENCE && length >= 0 && length <= octets.remaining();
        } catch (IOException e) {
            return false;
        }
    }
}
