package org.pathgauge.snmp;

import java.util.ArrayList;
import java.util.Optional;
import java.util.function.Supplier;
import org.pathgauge.model.Snapshot;
import org.pathgauge.snmp.mib.MibTree;
import org.pathgauge.snmp.mib.Reading;
import org.pathgauge.snmp.mib.WindowCache;
import org.pathgauge.snmp.set.SetResult;
import org.pathgauge.snmp.set.SetTransaction;
import org.pathgauge.snmp.set.Sets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.snmp4j.CommandResponder;
import org.snmp4j.CommandResponderEvent;
import org.snmp4j.MessageException;
import org.snmp4j.PDU;
import org.snmp4j.ScopedPDU;
import org.snmp4j.event.CounterEvent;
import org.snmp4j.mp.CounterSupport;
import org.snmp4j.mp.MPv3;
import org.snmp4j.mp.SnmpConstants;
import org.snmp4j.mp.StatusInformation;
import org.snmp4j.smi.Address;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.VariableBinding;

/**
 * The command responder application (RFC 3413 section 3.2): checks access, answers a request from one snapshot, sends
 * the response.
 *
 * <p>The library's own responder computes the length of the whole response for each variable of a GETBULK and so takes
 * quadratic time; here each variable costs one look-up.
 */
final class Responder implements CommandResponder {
    private static final Logger LOG = LoggerFactory.getLogger(Responder.class);

    private final OctetString engineId;
    private final MibTree tree;
    private final Sets sets;
    private final Supplier<Snapshot> snapshots;
    private final CounterSupport counters;
    private final CredentialGuard guard;
    private final WindowCache windows = new WindowCache();
    private final RecentManagers managers;
    private volatile Access access = Access.CLOSED;

    Responder(
            OctetString engineId,
            MibTree tree,
            Sets sets,
            Supplier<Snapshot> snapshots,
            CounterSupport counters,
            CredentialGuard guard,
            RecentManagers managers) {
        this.engineId = engineId;
        this.tree = tree;
        this.sets = sets;
        this.snapshots = snapshots;
        this.counters = counters;
        this.guard = guard;
        this.managers = managers;
    }

    Access access() {
        return access;
    }

    void access(Access newAccess) {
        access = newAccess;
    }

    @Override
    public <A extends Address> void processPdu(CommandResponderEvent<A> event) {
        PDU request = event.getPDU();
        if (event.isProcessed() || request == null) {
            return;
        }
        switch (request.getType()) {
            case PDU.GET, PDU.GETNEXT, PDU.GETBULK, PDU.SET -> {
                event.setProcessed(true);
                answer(event, request).ifPresent(response -> send(event, response));
            }
            default -> {
                // Notifications and responses: this engine receives none, and the dispatcher counts them.
            }
        }
    }

    /** The response, a report, or nothing at all (RFC 3584 section 5.2.1: a wrong community gets no answer). */
    private Optional<PDU> answer(CommandResponderEvent<?> event, PDU request) {
        OctetString name = new OctetString(event.getSecurityName());
        Optional<Access.Rights> granted;
        if (request instanceof ScopedPDU scoped) {
            OctetString context = scoped.getContextEngineID();
            if (!engineId.equals(context) && !MPv3.LOCAL_ENGINE_ID.equals(context)) {
                return Optional.of(report(scoped, SnmpConstants.snmpUnknownPDUHandlers));
            }
            if (scoped.getContextName().length() > 0) {
                return Optional.of(report(scoped, SnmpConstants.snmpUnknownContexts));
            }
            granted = access.user(name, event.getSecurityLevel());
            if (granted.isEmpty() && !guard.failed(event.getPeerAddress(), CredentialGuard.Fault.LEVEL)) {
                return Optional.empty();
            }
        } else {
            granted = access.community(name);
            if (granted.isEmpty()) {
                counters.fireIncrementCounter(new CounterEvent(this, SnmpConstants.snmpInBadCommunityNames));
                guard.failed(event.getPeerAddress(), CredentialGuard.Fault.COMMUNITY);
                return Optional.empty();
            }
        }
        boolean write = request.getType() == PDU.SET;
        if (granted.isEmpty()
                || !(write ? granted.get().mayWrite() : granted.get().mayRead())) {
            // RFC 3413 section 3.2 step 4: noSuchView, noAccessEntry and noGroupName all end like this.
            return Optional.of(error(request, PDU.authorizationError, request.size() == 0 ? 0 : 1));
        }
        managers.accepted(event.getPeerAddress(), event.getTransportMapping());
        PDU response = emptyResponse(request);
        try {
            if (write) {
                SetResult result = write(granted.get(), name, event.getPeerAddress(), request);
                return Optional.of(error(request, result.status(), result.index()));
            }
            read(granted.get(), event, request, response);
        } catch (RuntimeException e) {
            LOG.error("SNMP request from {} failed", event.getPeerAddress(), e);
            return Optional.of(error(request, PDU.genErr, request.size() == 0 ? 0 : 1));
        }
        return Optional.of(response);
    }

    private void read(Access.Rights rights, CommandResponderEvent<?> event, PDU request, PDU response) {
        // Lengths of the enclosing sequences grow by up to three octets each once they are not empty.
        int room = Math.min(event.getMaxSizeResponsePDU() - response.getBERLength(), ReadRequest.MAX_BULK_OCTETS) - 16;
        boolean bounded = request.getType() == PDU.GETBULK;
        int[] taken = new int[1];
        read(rights, ReadRequest.of(request), (name, value) -> {
            VariableBinding variable = new VariableBinding(name, value);
            taken[0] += bounded ? variable.getBERLength() : 0;
            if (taken[0] > room) {
                return false;
            }
            response.add(variable);
            return true;
        });
    }

    /** Answers from one snapshot; see {@link ReadRequest#answer}. */
    boolean read(Access.Rights rights, ReadRequest request, ReadRequest.Response response) {
        return request.answer(tree, new Reading(snapshots, windows), rights, response);
    }

    /** All variables or none (RFC 3416 section 4.2.5). */
    private SetResult write(Access.Rights rights, OctetString name, Address peer, PDU request) {
        for (int i = 0; i < request.size(); i++) {
            if (!rights.writable(request.get(i).getOid())) {
                return new SetResult(PDU.noAccess, i + 1);
            }
        }
        String who = (request instanceof ScopedPDU ? "snmp:" + name : "snmp community") + " from " + peer;
        SetTransaction transaction = sets.begin(who, new ArrayList<>(request.getVariableBindings()));
        SetResult result = transaction.commit();
        transaction.cleanup();
        return result;
    }

    private static PDU emptyResponse(PDU request) {
        PDU response = request instanceof ScopedPDU ? new ScopedPDU() : new PDU();
        if (request instanceof ScopedPDU scoped) {
            ((ScopedPDU) response).setContextEngineID(scoped.getContextEngineID());
            ((ScopedPDU) response).setContextName(scoped.getContextName());
        }
        response.setType(PDU.RESPONSE);
        response.setRequestID(request.getRequestID());
        return response;
    }

    /**
     * A response with an error, and one to a SET, carries the variables as they were asked (RFC 3416 sections 4.2 and
     * 4.2.5).
     */
    private static PDU error(PDU request, int status, int index) {
        PDU response = emptyResponse(request);
        request.getVariableBindings().forEach(response::add);
        response.setErrorStatus(status);
        response.setErrorIndex(index);
        return response;
    }

    private PDU report(ScopedPDU request, OID counter) {
        CounterEvent event = new CounterEvent(this, counter);
        counters.fireIncrementCounter(event);
        ScopedPDU report = new ScopedPDU();
        report.setType(PDU.REPORT);
        report.setContextEngineID(request.getContextEngineID());
        report.setContextName(request.getContextName());
        report.setRequestID(request.getRequestID());
        report.add(new VariableBinding(event.getOid(), event.getCurrentValue()));
        return report;
    }

    private <A extends Address> void send(CommandResponderEvent<A> event, PDU response) {
        PDU fitting = response;
        if (fitting.getBERLength() > event.getMaxSizeResponsePDU()) {
            fitting = emptyResponse(event.getPDU());
            fitting.setErrorStatus(PDU.tooBig);
        }
        if (fitting.getBERLength() > event.getMaxSizeResponsePDU()) {
            counters.fireIncrementCounter(new CounterEvent(this, SnmpConstants.snmpSilentDrops));
            return;
        }
        try {
            event.getMessageDispatcher()
                    .returnResponsePdu(
                            event.getMessageProcessingModel(),
                            event.getSecurityModel(),
                            event.getSecurityName(),
                            event.getSecurityLevel(),
                            fitting,
                            event.getMaxSizeResponsePDU(),
                            event.getStateReference(),
                            new StatusInformation());
        } catch (MessageException e) {
            LOG.debug("SNMP response to {} was not sent: {}", event.getPeerAddress(), e.toString());
        }
    }
}
