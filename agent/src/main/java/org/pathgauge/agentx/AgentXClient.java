package org.pathgauge.agentx;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.pathgauge.model.AgentXConfig;
import org.pathgauge.model.AgentXState;
import org.pathgauge.model.AlarmEvent;
import org.pathgauge.model.Snapshot;
import org.pathgauge.snmp.mib.MibTree;
import org.pathgauge.snmp.mib.MibView;
import org.pathgauge.snmp.mib.Notification;
import org.pathgauge.snmp.mib.Notifications;
import org.pathgauge.snmp.mib.PathGaugeMib;
import org.pathgauge.snmp.set.Sets;
import org.snmp4j.smi.OID;

/** The AgentX subagent, on or off as configured. */
public final class AgentXClient implements AutoCloseable {
    /** What is ours on a host: PATHGAUGE-MIB and DISMAN-PING-MIB (RFC 4560). */
    private static final List<OID> SUBTREES = List.of(PathGaugeMib.MODULE, new OID("1.3.6.1.2.1.80"));

    private final Connector.Surroundings around;
    private final Sets sets;
    private final Supplier<Snapshot> snapshots;
    private AgentXConfig config = AgentXConfig.OFF;
    private Optional<Connector> connector = Optional.empty();

    /**
     * Makes a subagent that is off until it is configured.
     *
     * @param views of objects; those below none of the subtrees that are registered are left to the master
     * @param snapshots read once per request
     * @param version of the agent, told to the master
     * @param nanos monotonic time
     */
    public AgentXClient(
            List<MibView> views, Supplier<Snapshot> snapshots, String version, Clock clock, LongSupplier nanos) {
        this.snapshots = snapshots;
        List<OID> subtrees = SUBTREES.stream()
                .filter(subtree -> views.stream().anyMatch(view -> view.root().startsWith(subtree)))
                .toList();
        MibTree tree = new MibTree(views.stream()
                .filter(view -> subtrees.stream().anyMatch(view.root()::startsWith))
                .toList());
        sets = new Sets(tree);
        around = new Connector.Surroundings(
                new Session.Introduction(PathGaugeMib.PRODUCT, "PathGauge " + version),
                subtrees,
                new Session.Objects(tree, sets, snapshots),
                new Outbox(nanos),
                new LongAdder(),
                new LongAdder(),
                clock,
                nanos);
    }

    /** By which objects are set; told of the datastore when that is there. */
    public Sets sets() {
        return sets;
    }

    /** Follows a configuration from now on; connecting goes on in the background. */
    public synchronized void configure(AgentXConfig wanted) {
        if (wanted.equals(config)) {
            return;
        }
        connector.ifPresent(Connector::stop);
        connector = Optional.empty();
        config = wanted;
        if (!wanted.enabled() || !wanted.notifications()) {
            around.outbox().clear();
        }
        if (wanted.enabled()) {
            Connector next = new Connector(wanted, around);
            next.start();
            connector = Optional.of(next);
        }
    }

    /** The configuration that is followed. */
    public synchronized AgentXConfig config() {
        return config;
    }

    /** Queues the alarm events of one tick for the master, in order; called each tick, with none as well. */
    public synchronized void send(List<AlarmEvent> events) {
        around.outbox().tick();
        if (events.isEmpty() || !config.enabled() || !config.notifications()) {
            return;
        }
        Snapshot snapshot = snapshots.get();
        long now = around.nanos().getAsLong();
        around.outbox()
                .offer(events.stream()
                        .map(e -> new Outbox.Queued(Notifications.of(e, snapshot), now))
                        .toList());
    }

    /** Queues a notification that tells of no alarm. */
    public synchronized void send(Notification notification) {
        if (config.enabled() && config.notifications()) {
            around.outbox()
                    .offer(List.of(
                            new Outbox.Queued(notification, around.nanos().getAsLong())));
        }
    }

    /** How it goes. */
    public synchronized AgentXState state() {
        if (connector.isEmpty()) {
            return AgentXState.OFF;
        }
        Connector.Condition now = connector.get().condition();
        Outbox.Counts counts = around.outbox().counts();
        return new AgentXState(
                now.status(),
                config.master(),
                now.since(),
                now.lastError(),
                around.sessions().sum(),
                around.answered().sum(),
                now.subtrees(),
                counts.queued(),
                counts.sent(),
                counts.failed(),
                counts.dropped());
    }

    @Override
    public synchronized void close() {
        connector.ifPresent(Connector::stop);
        connector = Optional.empty();
    }
}
