package org.pathgauge.netconf;

import java.util.function.Supplier;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import org.pathgauge.model.Snapshot;

/** The data of the server, each time as one consistent tree. */
final class DataTrees {
    private static final Name ROOT = new Name(Ns.NETCONF, "data");

    /** All sources of state at the moment of one request. */
    private record Moment(PathGaugeState.View view, Monitoring.State monitoring) {}

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
                    m -> m.monitoring().schemas());
    private static final Shape<PathGaugeState.View> MEASURED = PathGaugeState.addTo(Shape.in(Ns.NETCONF));

    private final Schemas schemas;
    private final Supplier<ContainerNode> running;
    private final Supplier<Snapshot> snapshots;
    private final Supplier<Monitoring.State> monitoring;

    DataTrees(
            Schemas schemas,
            Supplier<ContainerNode> running,
            Supplier<Snapshot> snapshots,
            Supplier<Monitoring.State> monitoring) {
        this.schemas = schemas;
        this.running = running;
        this.snapshots = snapshots;
        this.monitoring = monitoring;
    }

    /** The running datastore. */
    Node.Branch running() {
        return ConfigTree.of(running.get(), schemas.context());
    }

    /** The running datastore and the state: one snapshot, taken now. */
    Node.Branch everything() {
        var view = new PathGaugeState.View(snapshots.get());
        Node.Branch measured = MEASURED.bind(ROOT, view);
        Node.Branch own = STATE.bind(ROOT, new Moment(view, monitoring.get()));
        return Merge.of(running(), Merge.of(measured, own));
    }

    /** Every path of state that can be served, as local names: for a test against the models. */
    static java.util.List<String> statePaths() {
        var paths = new java.util.ArrayList<>(STATE.paths());
        paths.addAll(MEASURED.paths());
        return paths;
    }
}
