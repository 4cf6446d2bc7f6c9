package org.pathgauge.snmp;

import java.util.Map;
import java.util.Optional;
import org.snmp4j.MessageDispatcher;
import org.snmp4j.ScopedPDU;
import org.snmp4j.mp.CounterSupport;
import org.snmp4j.mp.MPv3;
import org.snmp4j.mp.SnmpConstants;
import org.snmp4j.mp.StateReference;
import org.snmp4j.security.SecurityModel;
import org.snmp4j.security.SecurityModels;
import org.snmp4j.security.TSM;
import org.snmp4j.security.USM;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.VariableBinding;

/** Message processing of version 3 that does not answer every message with wrong credentials by a report. */
final class GuardedMpv3 extends MPv3 {
    private static final Map<OID, CredentialGuard.Fault> FAULTS = Map.of(
            SnmpConstants.usmStatsUnknownUserNames, CredentialGuard.Fault.USER,
            SnmpConstants.usmStatsWrongDigests, CredentialGuard.Fault.DIGEST,
            SnmpConstants.usmStatsDecryptionErrors, CredentialGuard.Fault.DECRYPTION,
            SnmpConstants.usmStatsUnsupportedSecLevels, CredentialGuard.Fault.LEVEL);

    private final CredentialGuard guard;

    GuardedMpv3(byte[] engineId, USM usm, CounterSupport counters, CredentialGuard guard) {
        super(
                engineId,
                null,
                usm.getSecurityProtocols(),
                SecurityModels.getCollection(
                        new SecurityModel[] {usm, new TSM(new OctetString(engineId), false, counters)}),
                counters);
        this.guard = guard;
    }

    @Override
    public int sendReport(
            MessageDispatcher dispatcher,
            ScopedPDU pdu,
            int securityLevel,
            int securityModel,
            OctetString securityName,
            int maxSizeResponseScopedPDU,
            StateReference<?> stateReference,
            VariableBinding payload) {
        Optional<CredentialGuard.Fault> fault = Optional.ofNullable(FAULTS.get(payload.getOid()));
        if (fault.isPresent() && !guard.failed(stateReference.getAddress(), fault.get())) {
            // What was kept for the report, or the next message with this msgID would get no report either.
            releaseStateReference(stateReference.getPduHandle());
            return SnmpConstants.SNMP_MP_OK;
        }
        return super.sendReport(
                dispatcher,
                pdu,
                securityLevel,
                securityModel,
                securityName,
                maxSizeResponseScopedPDU,
                stateReference,
                payload);
    }
}
