package org.pathgauge.netconf;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.pathgauge.config.DatastoreLocks.Target;
import org.pathgauge.config.YangModels;
import org.pathgauge.model.Snapshot;

/** The data of the server, each time as one consistent tree. */
final class DataTrees {
    private static final Name ROOT = new Name(Ns.NETCONF, "data");

    /** All sources of state at the moment of one request. */
    private record Moment(PathGaugeState.View view, Monitoring.State monitoring, Nacm nacm) {}

    private static final Shape<Moment> STATE = Shape.<Moment>in(Ns.NETCONF)
            .container(Ns.MONITORING, "netconf-state", Monitoring.shape(), Moment::monitoring)
            .container(
                    Ns.YANG_LIBRARY,
                    "yang-library",
                    YangLibrary.shape(),
                    m -> m.monitoring().schemas())
            .container(
                    Ns.YANG_LIBRARY,
                    "modules-state",
                    YangLibrary.legacyShape(),
                    m -> m.monitoring().schemas())
            .container(
                    Ns.NC_NOTIFICATIONS,
                    "netconf",
                    EventShapes.netconf(),
                    m -> m.monitoring().sessions().events())
            .container(
                    Ns.SUBSCRIBED,
                    "streams",
                    StateChanges.streams(),
                    m -> m.monitoring().sessions().events())
            .container(
                    Ns.SUBSCRIBED,
                    "subscriptions",
                    StateChanges.subscriptions(),
                    m -> m.monitoring().sessions())
            .container(
                    AccessShapes.NS,
                    "agent",
                    AccessShapes.agent(),
                    m -> m.monitoring().sessions())
            .container(Ns.NACM, "nacm", Nacm.shape(), Moment::nacm);
    private static final Shape<Snapshot> ALARMS =
            Shape.<Snapshot>in(Ns.NETCONF).container(AlarmShapes.NS, "alarms", AlarmShapes.alarms(), s -> s);
    private static final Node.Branch NOTHING = Shape.<Object>in(Ns.NETCONF).bind(ROOT, ROOT);
    private static final Shape<PathGaugeState.View> MEASURED = PathGaugeState.addTo(Shape.in(Ns.NETCONF));

    private final Schemas schemas;
    private final Datastores stores;
    private final Supplier<Snapshot> snapshots;
    private final Supplier<Monitoring.State> monitoring;
    private final Nacm nacm;

    DataTrees(
            Schemas schemas,
            Datastores stores,
            Supplier<Snapshot> snapshots,
            Supplier<Monitoring.State> monitoring,
            Nacm nacm) {
        this.schemas = schemas;
        this.stores = stores;
        this.snapshots = snapshots;
        this.monitoring = monitoring;
        this.nacm = nacm;
    }

    /** The datastores that can be changed. */
    Datastores stores() {
        return stores;
    }

    /** A configuration datastore, as a session's user may see it. */
    Node.Branch configuration(Target target, Session session, WithDefaults.Mode mode) {
        return stores.access(session).view(tree(target, mode));
    }

    private Node.Branch tree(Target target, WithDefaults.Mode mode) {
        return WithDefaults.view(ConfigTree.of(stores.content(target), schemas.context()), schemas.context(), mode);
    }

    /**
     * A configuration datastore, or nothing of it when only state is asked for, which none of them has.
     *
     * @param config whether configuration is asked for
     */
    Node.Branch configuration(Target target, boolean config, Session session, WithDefaults.Mode mode) {
        return config ? configuration(target, session, mode) : NOTHING;
    }

    /**
     * The operational state: the configuration in force and the state, one snapshot, taken now.
     *
     * @param config whether only configuration, or only state, is asked for
     * @param origins of the configuration that is asked for
     */
    Node.Branch operational(Session session, WithDefaults.Mode mode, Optional<Boolean> config, Set<Name> origins) {
        // Defaults are told from what was configured by their tags alone.
        WithDefaults.Mode shown = mode == WithDefaults.Mode.REPORT_ALL ? WithDefaults.Mode.REPORT_ALL_TAGGED : mode;
        Node.Branch configured = Origins.of(tree(Target.RUNNING, shown), origins);
        Node.Branch all;
        if (config.isEmpty()) {
            all = Merge.of(configured, state());
        } else {
            all = config.get() ? configured : new StateOnly(state(), schemas.context());
        }
        return stores.access(session).view(all);
    }

    YangModels models() {
        return stores.models();
    }

    /** What a periodic subscription to a datastore tells; of no datastore, the operational state. */
    Node.Branch pushed(Optional<Target> datastore, Session session) {
        return datastore.isPresent()
                ? configuration(datastore.get(), session, WithDefaults.Mode.EXPLICIT)
                : operational(session, WithDefaults.Mode.REPORT_ALL, Optional.empty(), Origins.ALL);
    }

    /** What of a datastore is told on change: of the operational state its configuration and the alarms. */
    Node.Branch notified(Optional<Target> datastore, Session session) {
        if (datastore.isPresent()) {
            return pushed(datastore, session);
        }
        Node.Branch configured = Origins.of(tree(Target.RUNNING, WithDefaults.Mode.REPORT_ALL), Origins.ALL);
        Node.Branch alarms = ALARMS.bind(ROOT, snapshots.get());
        return stores.access(session).view(Merge.of(configured, alarms));
    }

    /** Whether a filter selects state that is not told on change, since much of it changes with each snapshot. */
    boolean selectsUnnotified(Filter filter, Session session) {
        Node.Branch state = stores.access(session).view(new StateOnly(state(), schemas.context()));
        return filter.selectsOf(new Without(state, new Name(AlarmShapes.NS, "alarms")));
    }

    private record Without(Node.Branch branch, Name left) implements Node.Around {
        @Override
        public List<Field> fields() {
            return branch.fields().stream().filter(f -> !f.name().equals(left)).toList();
        }
    }

    /** The running datastore and the state, as a session's user may see them: one snapshot, taken now. */
    Node.Branch everything(Session session, WithDefaults.Mode mode) {
        return stores.access(session).view(Merge.of(tree(Target.RUNNING, mode), state()));
    }

    private Node.Branch state() {
        var view = new PathGaugeState.View(snapshots.get());
        Node.Branch measured = MEASURED.bind(ROOT, view);
        return Merge.of(measured, STATE.bind(ROOT, new Moment(view, monitoring.get(), nacm)));
    }

    /** Every path of state that can be served, as local names: for a test against the models. */
    static List<String> statePaths() {
        var paths = new ArrayList<>(STATE.paths());
        paths.addAll(MEASURED.paths());
        return paths;
    }
}
