package org.pathgauge.snmp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.pathgauge.model.AgentConfig.Target;
import org.pathgauge.model.AlarmEvent;
import org.pathgauge.model.Snapshot;
import org.pathgauge.snmp.mib.Notifications;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.snmp4j.CommunityTarget;
import org.snmp4j.MessageDispatcherImpl;
import org.snmp4j.MessageException;
import org.snmp4j.PDU;
import org.snmp4j.ScopedPDU;
import org.snmp4j.UserTarget;
import org.snmp4j.mp.MPv2c;
import org.snmp4j.mp.MPv3;
import org.snmp4j.mp.SnmpConstants;
import org.snmp4j.security.SecurityLevel;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.TimeTicks;
import org.snmp4j.smi.UdpAddress;
import org.snmp4j.smi.VariableBinding;

/** The notification originator: one socket, and for each target a queue and a thread. */
final class TrapSender implements Notifier, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TrapSender.class);

    private final OctetString engineId;
    private final MessageDispatcherImpl dispatcher = new MessageDispatcherImpl();
    private final Supplier<Snapshot> snapshots;
    private final Supplier<TimeTicks> sysUpTime;
    private final Outlet.Counts counts = new Outlet.Counts();
    private final ReentrantLock sending = new ReentrantLock();
    private Map<Target, Outlet<Queued>> outlets = Map.of();
    private Optional<UdpEndpoint> socket = Optional.empty();

    /** A change with the time it was queued at: sysUpTime is when the event happened, not when it went out. */
    private record Queued(AlarmEvent event, String address, TimeTicks upTime) {}

    TrapSender(MPv3 mpv3, OctetString engineId, Supplier<Snapshot> snapshots, Supplier<TimeTicks> sysUpTime) {
        this.engineId = engineId;
        this.snapshots = snapshots;
        this.sysUpTime = sysUpTime;
        dispatcher.addMessageProcessingModel(mpv3);
        dispatcher.addMessageProcessingModel(new MPv2c());
    }

    /** Sends to these from now on. What waits for a target that stays is still sent. */
    synchronized void targets(List<Target> targets) {
        Map<Target, Outlet<Queued>> next = new LinkedHashMap<>();
        for (Target target : targets) {
            Outlet<Queued> open = outlets.get(target);
            next.put(target, open != null ? open : opened(target));
        }
        outlets.forEach((target, outlet) -> {
            if (!next.containsKey(target)) {
                outlet.close();
            }
        });
        outlets = next;
    }

    private Outlet<Queued> opened(Target target) {
        Outlet<Queued> outlet = new Outlet<>(target, InetAddress::getByName, this::send, counts);
        outlet.start();
        return outlet;
    }

    @Override
    public Counters counters() {
        return new Counters(
                counts.sent().get(), counts.failed().get(), counts.dropped().get());
    }

    @Override
    public synchronized void send(List<AlarmEvent> events) {
        if (events.isEmpty() || outlets.isEmpty()) {
            return;
        }
        Snapshot snapshot = snapshots.get();
        TimeTicks now = sysUpTime.get();
        for (AlarmEvent event : events) {
            Queued queued = new Queued(event, Notifications.address(snapshot, event.alarm()), now);
            outlets.values().forEach(outlet -> outlet.offer(queued));
        }
    }

    private void send(Queued event, Target target, UdpAddress address) throws IOException {
        if (target.community().isPresent()) {
            CommunityTarget<UdpAddress> to = new CommunityTarget<>(
                    address, new OctetString(target.community().get()));
            to.setVersion(SnmpConstants.version2c);
            dispatch(to, fill(new PDU(), event));
        } else {
            UserTarget<UdpAddress> to = new UserTarget<>(
                    address,
                    new OctetString(target.user().orElseThrow()),
                    engineId.getValue(),
                    SecurityLevel.AUTH_PRIV);
            to.setVersion(SnmpConstants.version3);
            ScopedPDU pdu = new ScopedPDU();
            pdu.setContextEngineID(engineId);
            dispatch(to, fill(pdu, event));
        }
    }

    private void dispatch(org.snmp4j.Target<UdpAddress> target, PDU pdu) throws IOException {
        sending.lock();
        try {
            if (socket.isEmpty()) {
                socket = Optional.of(UdpEndpoint.bind(new InetSocketAddress(0)));
            }
            dispatcher.sendPdu(socket.get(), target, pdu, false);
        } catch (MessageException e) {
            throw new IOException(e.getMessage(), e);
        } finally {
            sending.unlock();
        }
    }

    /** RFC 3416 section 4.2.6: sysUpTime.0 and snmpTrapOID.0 come first. */
    private static PDU fill(PDU pdu, Queued queued) {
        pdu.setType(PDU.TRAP);
        pdu.add(new VariableBinding(SnmpConstants.sysUpTime, queued.upTime));
        pdu.add(new VariableBinding(SnmpConstants.snmpTrapOID, Notifications.type(queued.event)));
        Notifications.variables(queued.event, queued.address).forEach(pdu::add);
        return pdu;
    }

    @Override
    public synchronized void close() {
        targets(List.of());
        sending.lock();
        try {
            if (socket.isPresent()) {
                socket.get().close();
            }
        } catch (IOException e) {
            LOG.debug("closing the notification socket: {}", e.toString());
        } finally {
            sending.unlock();
        }
    }
}
