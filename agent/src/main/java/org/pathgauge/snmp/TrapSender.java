package org.pathgauge.snmp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.pathgauge.model.AgentConfig.Target;
import org.pathgauge.model.Alarm;
import org.pathgauge.model.AlarmEvent;
import org.pathgauge.model.ProbeStats;
import org.pathgauge.model.Snapshot;
import org.pathgauge.snmp.mib.AddressText;
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

/** The notification originator: one thread, one socket, a bounded queue. */
final class TrapSender implements Notifier, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TrapSender.class);
    private static final int QUEUE = 10_000;

    private final OctetString engineId;
    private final MessageDispatcherImpl dispatcher = new MessageDispatcherImpl();
    private final Supplier<Snapshot> snapshots;
    private final Supplier<TimeTicks> sysUpTime;
    private final BlockingQueue<Queued> queue = new ArrayBlockingQueue<>(QUEUE);
    private final Set<String> failing = new HashSet<>();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private volatile List<Target> targets = List.of();
    private Optional<Thread> thread = Optional.empty();
    private Optional<UdpEndpoint> socket = Optional.empty();

    /** A change with the time it was queued at: sysUpTime is when the event happened, not when it went out. */
    private record Queued(Alarm alarm, String address, TimeTicks upTime) {}

    TrapSender(MPv3 mpv3, OctetString engineId, Supplier<Snapshot> snapshots, Supplier<TimeTicks> sysUpTime) {
        this.engineId = engineId;
        this.snapshots = snapshots;
        this.sysUpTime = sysUpTime;
        dispatcher.addMessageProcessingModel(mpv3);
        dispatcher.addMessageProcessingModel(new MPv2c());
    }

    void targets(List<Target> newTargets) {
        targets = newTargets;
    }

    @Override
    public Counters counters() {
        return new Counters(sent.get(), failed.get(), dropped.get());
    }

    @Override
    public synchronized void send(List<AlarmEvent> events) {
        if (events.isEmpty() || targets.isEmpty()) {
            return;
        }
        if (thread.isEmpty()) {
            thread = Optional.of(
                    Thread.ofPlatform().name("snmp-notifier").daemon().start(this::run));
        }
        Snapshot snapshot = snapshots.get();
        TimeTicks now = sysUpTime.get();
        for (AlarmEvent event : events) {
            Alarm alarm = event.alarm();
            String address = snapshot.probe(alarm.probeIndex())
                    .flatMap(ProbeStats::address)
                    .map(AddressText::of)
                    .orElse("");
            if (!queue.offer(new Queued(alarm, address, now))) {
                dropped.incrementAndGet();
            }
        }
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Queued next = queue.take();
                for (Target target : targets) {
                    send(next, target);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(Queued event, Target target) {
        try {
            InetAddress address = InetAddress.getByName(target.address());
            send(event, target, new UdpAddress(address, target.port()));
            sent.incrementAndGet();
            if (failing.remove(target.name())) {
                LOG.info("SNMP notifications to target {} are sent again", target.name());
            }
        } catch (IOException | RuntimeException e) {
            failed.incrementAndGet();
            if (failing.add(target.name())) {
                LOG.warn(
                        "SNMP notifications to target {} ({} port {}) cannot be sent: {}",
                        target.name(),
                        target.address(),
                        target.port(),
                        e.toString());
            }
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
        if (socket.isEmpty()) {
            socket = Optional.of(UdpEndpoint.bind(new InetSocketAddress(0)));
        }
        try {
            dispatcher.sendPdu(socket.get(), target, pdu, false);
        } catch (MessageException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** RFC 3416 section 4.2.6: sysUpTime.0 and snmpTrapOID.0 come first. */
    private static PDU fill(PDU pdu, Queued event) {
        pdu.setType(PDU.TRAP);
        pdu.add(new VariableBinding(SnmpConstants.sysUpTime, event.upTime));
        pdu.add(new VariableBinding(SnmpConstants.snmpTrapOID, Notifications.type(event.alarm)));
        Notifications.variables(event.alarm, event.address).forEach(pdu::add);
        return pdu;
    }

    @Override
    public synchronized void close() {
        thread.ifPresent(t -> {
            t.interrupt();
            try {
                t.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try {
            if (socket.isPresent()) {
                socket.get().close();
            }
        } catch (IOException e) {
            LOG.debug("closing the notification socket: {}", e.toString());
        }
    }
}
