package org.pathgauge.snmp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.pathgauge.model.AgentConfig.Target;
import org.pathgauge.snmp.transport.UdpEndpoint;
import org.snmp4j.CommunityTarget;
import org.snmp4j.MessageDispatcherImpl;
import org.snmp4j.PDU;
import org.snmp4j.ScopedPDU;
import org.snmp4j.Snmp;
import org.snmp4j.UserTarget;
import org.snmp4j.event.ResponseEvent;
import org.snmp4j.mp.CounterSupport;
import org.snmp4j.mp.DefaultCounterListener;
import org.snmp4j.mp.MPv2c;
import org.snmp4j.mp.MPv3;
import org.snmp4j.mp.SnmpConstants;
import org.snmp4j.security.SecurityLevel;
import org.snmp4j.security.SecurityModel;
import org.snmp4j.security.SecurityModels;
import org.snmp4j.security.SecurityProtocols;
import org.snmp4j.security.USM;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.UdpAddress;

/**
 * Sends informs and waits for their acknowledgements (RFC 3413 section 3.3).
 *
 * <p>The receiver's engine is the authoritative one (RFC 3414 section 1.5.1), so each receiver's engine ID is asked for
 * first, and the user needs keys localised to it. Passphrases and master keys are not kept: a user has keys for the engines
 * that {@code pathgauge user add --engine-id} named, and for no other.
 */
final class Informer implements AutoCloseable {
    private static final Map<OID, String> REPORTS = Map.of(
            SnmpConstants.usmStatsUnknownUserNames, "it does not know the user",
            SnmpConstants.usmStatsWrongDigests, "the authentication passphrase or protocol differs from its own",
            SnmpConstants.usmStatsDecryptionErrors, "the privacy passphrase or protocol differs from its own",
            SnmpConstants.usmStatsUnsupportedSecLevels, "it does not let the user use authPriv",
            SnmpConstants.usmStatsNotInTimeWindows, "its clock of SNMP runs differently",
            SnmpConstants.usmStatsUnknownEngineIDs, "its engine ID has changed");

    private final OctetString engineId;
    private final USM usm;
    private final Snmp snmp;
    private final Map<String, OctetString> engines = new ConcurrentHashMap<>();
    private volatile List<UserStore.Keys> users = List.of();

    private Informer(OctetString engineId, USM usm, Snmp snmp) {
        this.engineId = engineId;
        this.usm = usm;
        this.snmp = snmp;
    }

    /** Opens a socket that acknowledgements come back to. */
    static Informer open(OctetString engineId, SecurityProtocols protocols) throws IOException {
        CounterSupport counters = new CounterSupport();
        counters.addCounterListener(new DefaultCounterListener());
        // A model of its own: the responder's must take nobody else's engine ID for known.
        USM usm = new USM(protocols, engineId, 0, counters);
        usm.setEngineDiscoveryEnabled(true);
        MPv3 mpv3 = new MPv3(
                engineId.getValue(),
                null,
                protocols,
                SecurityModels.getCollection(new SecurityModel[] {usm}),
                counters);
        MessageDispatcherImpl dispatcher = new MessageDispatcherImpl();
        dispatcher.addMessageProcessingModel(new MPv2c());
        dispatcher.addMessageProcessingModel(mpv3);
        UdpEndpoint socket = UdpEndpoint.bind(new InetSocketAddress(0));
        Snmp snmp = new Snmp(dispatcher, socket);
        socket.listen();
        return new Informer(engineId, usm, snmp);
    }

    /** Takes the keys of users at receivers' engines. */
    void users(List<UserStore.Keys> remote) {
        users = List.copyOf(remote);
        usm.removeAllUsers();
        for (UserStore.Keys keys : remote) {
            usm.addLocalizedUser(
                    keys.engineId().orElseThrow(),
                    new OctetString(keys.user().name()),
                    keys.user().auth().protocol().getID(),
                    keys.authKey(),
                    keys.user().priv().protocol().getID(),
                    keys.privKey());
        }
        engines.clear();
    }

    /**
     * Sends an inform until it is acknowledged.
     *
     * @param pdu a PDU for version 2c, a ScopedPDU for version 3
     * @return how often it was sent again
     * @throws NotAcknowledgedException if it is not
     */
    int send(PDU pdu, Target target, UdpAddress address) throws IOException {
        long timeout = target.delivery().timeout().toMillis();
        org.snmp4j.Target<UdpAddress> to;
        if (target.community().isPresent()) {
            to = new CommunityTarget<>(
                    address, new OctetString(target.community().get()));
            to.setVersion(SnmpConstants.version2c);
        } else {
            ((ScopedPDU) pdu).setContextEngineID(engineId);
            OctetString remote = engine(target, address, timeout);
            to = new UserTarget<>(
                    address, new OctetString(target.user().orElseThrow()), remote.getValue(), SecurityLevel.AUTH_PRIV);
            to.setVersion(SnmpConstants.version3);
        }
        pdu.setType(PDU.INFORM);
        to.setTimeout(timeout);
        to.setRetries(target.delivery().retries());
        long began = System.nanoTime();
        ResponseEvent<UdpAddress> event = snmp.send(pdu, to);
        int retries = retries(began, timeout, target.delivery().retries());
        PDU answer = event == null ? null : event.getResponse();
        if (answer == null) {
            engines.remove(target.name());
            throw new NotAcknowledgedException(
                    "no acknowledgement within " + (target.delivery().retries() + 1) + " times " + timeout + " ms",
                    target.delivery().retries());
        }
        if (answer.getType() == PDU.REPORT) {
            engines.remove(target.name());
            OID reason = answer.size() == 0 ? new OID() : answer.get(0).getOid();
            throw new NotAcknowledgedException(
                    "the receiver refuses user " + target.user().orElse("") + ": "
                            + REPORTS.getOrDefault(reason, "report " + reason),
                    retries);
        }
        if (answer.getErrorStatus() != PDU.noError) {
            throw new NotAcknowledgedException("the receiver answers " + answer.getErrorStatusText(), retries);
        }
        return retries;
    }

    /** From how long it took: the library sends again when the timeout is over, and does not tell how often it did. */
    private static int retries(long began, long timeout, int most) {
        return (int) Math.min(most, (System.nanoTime() - began) / 1_000_000 / timeout);
    }

    /** The engine ID of a receiver (RFC 3414 section 4), for which the target's user has keys. */
    private OctetString engine(Target target, UdpAddress address, long timeout) throws NotAcknowledgedException {
        OctetString known = engines.get(target.name());
        if (known == null) {
            known = discover(target, address, timeout);
            engines.put(target.name(), known);
        }
        byte[] engine = known.getValue();
        String user = target.user().orElseThrow();
        boolean keys = users.stream()
                .anyMatch(k -> k.user().name().equals(user)
                        && k.engineId()
                                .filter(id -> java.util.Arrays.equals(id, engine))
                                .isPresent());
        if (!keys) {
            engines.remove(target.name());
            String hex = HexFormat.of().formatHex(engine);
            throw new NotAcknowledgedException(
                    "user " + user + " has no keys for the receiver's engine " + hex + ": run pathgauge user add "
                            + user + " --engine-id " + hex + " with its passphrases there, then pathgauge reload",
                    0);
        }
        return known;
    }

    private OctetString discover(Target target, UdpAddress address, long timeout) throws NotAcknowledgedException {
        for (int i = 0; i <= target.delivery().retries(); i++) {
            Optional<byte[]> found = Optional.ofNullable(snmp.discoverAuthoritativeEngineID(address, timeout));
            if (found.isPresent()) {
                return new OctetString(found.get());
            }
        }
        throw new NotAcknowledgedException(
                "the receiver does not tell its engine ID within "
                        + (target.delivery().retries() + 1) + " times " + timeout + " ms",
                target.delivery().retries());
    }

    @Override
    public void close() throws IOException {
        snmp.close();
    }
}
