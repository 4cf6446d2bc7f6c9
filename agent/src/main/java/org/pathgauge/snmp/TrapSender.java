package org.pathgauge.snmp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.pathgauge.model.AgentConfig;
import org.pathgauge.model.AgentConfig.Target;
import org.pathgauge.model.AlarmEvent;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.SnmpTarget;
import org.pathgauge.snmp.mib.Notification;
import org.pathgauge.snmp.mib.NotificationLog;
import org.pathgauge.snmp.mib.Notifications;
import org.pathgauge.snmp.transport.UdpEndpoint;
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
import org.snmp4j.security.SecurityProtocols;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.TimeTicks;
import org.snmp4j.smi.UdpAddress;
import org.snmp4j.smi.VariableBinding;

/**
 * The notification originator (RFC 3413 section 3.3): one socket for traps and one for informs, and for each target a queue
 * and a thread.
 */
final class TrapSender implements Notifier, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TrapSender.class);

    private final OctetString engineId;
    private final SecurityProtocols protocols;
    private final MessageDispatcherImpl dispatcher = new MessageDispatcherImpl();
    private final Supplier<Snapshot> snapshots;
    private final Supplier<TimeTicks> sysUpTime;
    private final Clock clock;
    private final LongSupplier nanos;
    private final StormDamper damper;
    private final NotificationLog log = new NotificationLog();
    private final ReentrantLock sending = new ReentrantLock();
    private Map<String, Outlet> outlets = Map.of();
    private List<UserStore.Keys> remoteUsers = List.of();
    private Access access = Access.CLOSED;
    private Optional<UdpEndpoint> socket = Optional.empty();
    private Optional<Informer> informer = Optional.empty();
    private boolean closed;

    TrapSender(
            MPv3 mpv3,
            OctetString engineId,
            SecurityProtocols protocols,
            Supplier<Snapshot> snapshots,
            Supplier<TimeTicks> sysUpTime,
            Clock clock,
            LongSupplier nanos) {
        this.engineId = engineId;
        this.protocols = protocols;
        this.snapshots = snapshots;
        this.sysUpTime = sysUpTime;
        this.clock = clock;
        this.nanos = nanos;
        this.damper = new StormDamper(nanos);
        dispatcher.addMessageProcessingModel(mpv3);
        dispatcher.addMessageProcessingModel(new MPv2c());
    }

    NotificationLog log() {
        return log;
    }

    /** How many notifications of alarms storms took out. */
    long damped() {
        return damper.damped();
    }

    /** Sends to these from now on. What waits for a target of the same name is still sent. */
    synchronized void configure(AgentConfig.Snmp config, Access newAccess, List<UserStore.Keys> remote) {
        access = newAccess;
        damper.limit(config.notifications().alarmLimit());
        List<Target> targets = config.enabled() ? config.targets() : List.of();
        log.configure(
                config.notifications().logEntries(),
                config.notifications().logAge(),
                targets.stream().map(Target::name).toList());
        Map<String, Outlet> next = new LinkedHashMap<>();
        for (Target target : targets) {
            Outlet open = outlets.get(target.name());
            if (open != null) {
                open.change(target);
            }
            next.put(target.name(), open != null ? open : opened(target));
        }
        outlets.forEach((name, outlet) -> {
            if (!next.containsKey(name)) {
                outlet.close();
            }
        });
        outlets = next;
        sending.lock();
        try {
            remoteUsers = List.copyOf(remote);
            informer.ifPresent(open -> open.users(remoteUsers));
        } finally {
            sending.unlock();
        }
    }

    private Outlet opened(Target target) {
        Outlet outlet = new Outlet(
                target,
                InetAddress::getByName,
                this::send,
                (name, notified) -> log.add(name, notified.upTime(), notified.time(), notified.notification()),
                nanos);
        outlet.start();
        return outlet;
    }

    @Override
    public Counters counters() {
        List<SnmpTarget> states = states();
        return new Counters(
                sum(states, SnmpTarget::sent), sum(states, SnmpTarget::failed), sum(states, SnmpTarget::dropped));
    }

    private static long sum(List<SnmpTarget> states, ToLongFunction<SnmpTarget> of) {
        return states.stream().mapToLong(of).sum();
    }

    /** How it goes with each target, in the order of the configuration. */
    synchronized List<SnmpTarget> states() {
        return outlets.values().stream().map(Outlet::state).toList();
    }

    @Override
    public synchronized List<AlarmEvent> send(List<AlarmEvent> events) {
        log.expire(clock.instant());
        outlets.values().forEach(Outlet::tick);
        List<AlarmEvent> passed = damper.pass(events);
        if (!passed.isEmpty()) {
            Snapshot snapshot = snapshots.get();
            for (AlarmEvent event : passed) {
                offer(Notifications.of(event, snapshot), Optional.of(event));
            }
        }
        return passed;
    }

    @Override
    public synchronized void send(Notification notification) {
        offer(notification, Optional.empty());
    }

    private void offer(Notification notification, Optional<AlarmEvent> event) {
        Notified notified = new Notified(notification, sysUpTime.get(), clock.instant(), event);
        log.add(NotificationLog.DEFAULT, notified.upTime(), notified.time(), notification);
        List<VariableBinding> variables = notification.variables();
        outlets.values().forEach(o -> o.offer(notified, mayBeTold(o.target(), notification.type(), variables)));
    }

    /** RFC 3413 section 3.3 (3): every object of the notification, and itself, must be in the notify view. */
    private boolean mayBeTold(Target target, OID type, List<VariableBinding> variables) {
        Optional<Access.Rights> rights = target.community().isPresent()
                ? access.community(new OctetString(target.community().get()))
                : access.user(new OctetString(target.user().orElseThrow()), SecurityLevel.AUTH_PRIV);
        // A community or a user that is known for sending only is in no group, and gets the default's notify view.
        return rights.isEmpty()
                || rights.get().notifiable(type)
                        && variables.stream().allMatch(v -> rights.get().notifiable(v.getOid()));
    }

    private int send(Notified notified, Target target, UdpAddress address) throws IOException {
        PDU pdu = fill(target.community().isPresent() ? new PDU() : new ScopedPDU(), notified);
        if (target.delivery().inform()) {
            return informer().send(pdu, target, address);
        }
        if (target.community().isPresent()) {
            CommunityTarget<UdpAddress> to = new CommunityTarget<>(
                    address, new OctetString(target.community().get()));
            to.setVersion(SnmpConstants.version2c);
            dispatch(to, pdu);
        } else {
            UserTarget<UdpAddress> to = new UserTarget<>(
                    address,
                    new OctetString(target.user().orElseThrow()),
                    engineId.getValue(),
                    SecurityLevel.AUTH_PRIV);
            to.setVersion(SnmpConstants.version3);
            ((ScopedPDU) pdu).setContextEngineID(engineId);
            dispatch(to, pdu);
        }
        return 0;
    }

    private Informer informer() throws IOException {
        sending.lock();
        try {
            if (closed) {
                throw new IOException("the agent is stopping");
            }
            if (informer.isEmpty()) {
                informer = Optional.of(Informer.open(engineId, protocols));
                informer.get().users(remoteUsers);
            }
            return informer.get();
        } finally {
            sending.unlock();
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
    private static PDU fill(PDU pdu, Notified notified) {
        pdu.setType(PDU.TRAP);
        pdu.add(new VariableBinding(SnmpConstants.sysUpTime, notified.upTime()));
        pdu.add(new VariableBinding(
                SnmpConstants.snmpTrapOID, notified.notification().type()));
        notified.notification().variables().forEach(pdu::add);
        return pdu;
    }

    @Override
    public synchronized void close() {
        outlets.values().forEach(Outlet::close);
        outlets = Map.of();
        sending.lock();
        try {
            closed = true;
            if (socket.isPresent()) {
                socket.get().close();
            }
            if (informer.isPresent()) {
                informer.get().close();
            }
        } catch (IOException e) {
            LOG.debug("Closing the notification sockets: {}", e.toString());
        } finally {
            sending.unlock();
        }
    }
}
