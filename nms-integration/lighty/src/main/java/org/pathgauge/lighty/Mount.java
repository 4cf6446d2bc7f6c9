package org.pathgauge.lighty;

import com.google.gson.JsonObject;
import io.lighty.modules.southbound.netconf.impl.util.NetconfUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.opendaylight.mdsal.common.api.LogicalDatastoreType;
import org.opendaylight.mdsal.dom.api.DOMDataBroker;
import org.opendaylight.mdsal.dom.api.DOMMountPoint;
import org.opendaylight.mdsal.dom.api.DOMMountPointService;
import org.opendaylight.mdsal.dom.api.DOMNotificationService;
import org.opendaylight.mdsal.dom.api.DOMRpcService;
import org.opendaylight.mdsal.dom.api.DOMSchemaService;
import org.opendaylight.mdsal.dom.api.DOMService;
import org.opendaylight.yang.gen.v1.urn.tbd.params.xml.ns.yang.network.topology.rev131021.NodeId;
import org.opendaylight.yangtools.yang.common.QName;
import org.opendaylight.yangtools.yang.common.QNameModule;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;
import org.opendaylight.yangtools.yang.data.impl.schema.ImmutableNodes;
import org.opendaylight.yangtools.yang.model.api.EffectiveModelContext;
import org.opendaylight.yangtools.yang.model.api.stmt.SchemaNodeIdentifier.Absolute;

/** A mounted agent: its data, its operations and its notifications, by the models that it handed out itself. */
final class Mount {
    private static final long PATIENCE_SECONDS = 30;
    private static final List<String> ALARMS = List.of("alarm-raised", "alarm-cleared");

    private final String name;
    private final DOMMountPoint point;
    private final EffectiveModelContext models;
    private final Json json;

    Mount(final String name, final DOMMountPointService points) {
        this.name = name;
        point = points.getMountPoint(path(name))
                .orElseThrow(() -> new IllegalArgumentException("there is no agent " + name + " that is connected"));
        models = service(DOMSchemaService.class).getGlobalContext();
        json = new Json(models);
    }

    /** Where an agent is mounted. */
    static YangInstanceIdentifier path(final String name) {
        return NetconfUtils.createNetConfNodeMountPointYII(new NodeId(name));
    }

    private <T extends DOMService<T, E>, E extends DOMService.Extension<T, E>> T service(final Class<T> type) {
        return point.getService(type)
                .orElseThrow(
                        () -> new IllegalStateException("the mount of " + name + " has no " + type.getSimpleName()));
    }

    /** How many modules the agent handed out. */
    int modules() {
        return models.getModules().size();
    }

    /** Configuration and state of a top-level container, MODULE:NAME; an empty object when it has none. */
    JsonObject get(final String container) throws InterruptedException, ExecutionException, TimeoutException {
        final var colon = container.indexOf(':');
        final var path = YangInstanceIdentifier.of(
                QName.create(module(container.substring(0, Math.max(colon, 0))), container.substring(colon + 1)));
        try (var read = service(DOMDataBroker.class).newReadOnlyTransaction()) {
            return read.read(LogicalDatastoreType.OPERATIONAL, path)
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .map(json::write)
                    .orElseGet(JsonObject::new);
        }
    }

    /**
     * Puts all top-level containers of an RFC 7951 document into the agent's configuration, in one commit.
     *
     * @param replace whether what the document does not have goes; else it stays
     */
    void push(final Path document, final boolean replace)
            throws IOException, InterruptedException, ExecutionException, TimeoutException {
        final var write = service(DOMDataBroker.class).newWriteOnlyTransaction();
        try (var text = Files.newBufferedReader(document)) {
            for (var container : json.read(text).body()) {
                final var path = YangInstanceIdentifier.of(container.name());
                if (replace) {
                    write.put(LogicalDatastoreType.CONFIGURATION, path, container);
                } else {
                    write.merge(LogicalDatastoreType.CONFIGURATION, path, container);
                }
            }
        }
        write.commit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Has the agent send its events from now on, and tells those of alarms. */
    void subscribe(final Events events) throws InterruptedException, ExecutionException, TimeoutException {
        final var alarms = module("pathgauge-alarms");
        service(DOMNotificationService.class)
                .registerNotificationListener(
                        notification -> events.tell(
                                notification.getType().lastNodeIdentifier().getLocalName(),
                                name,
                                json.write(notification)),
                        ALARMS.stream()
                                .map(alarm -> Absolute.of(QName.create(alarms, alarm)))
                                .toList());
        final var subscribe = QName.create(module("notifications"), "create-subscription");
        final var input = ImmutableNodes.containerNode(QName.create(subscribe, "input"));
        final var result =
                service(DOMRpcService.class).invokeRpc(subscribe, input).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (!result.errors().isEmpty()) {
            throw new IllegalStateException(name + " refuses create-subscription: "
                    + result.errors().iterator().next().getMessage());
        }
    }

    private QNameModule module(final String module) {
        return models.findModules(module).stream()
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(name + " has no module \"" + module + "\""))
                .getQNameModule();
    }
}
