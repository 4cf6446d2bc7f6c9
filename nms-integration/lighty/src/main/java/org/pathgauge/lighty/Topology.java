package org.pathgauge.lighty;

import io.lighty.modules.southbound.netconf.impl.util.NetconfUtils;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.opendaylight.mdsal.binding.api.DataBroker;
import org.opendaylight.mdsal.common.api.LogicalDatastoreType;
import org.opendaylight.yang.gen.v1.urn.ietf.params.xml.ns.yang.ietf.inet.types.rev130715.IetfInetUtil;
import org.opendaylight.yang.gen.v1.urn.ietf.params.xml.ns.yang.ietf.inet.types.rev130715.PortNumber;
import org.opendaylight.yang.gen.v1.urn.opendaylight.netconf.device.rev241009.ConnectionOper.ConnectionStatus;
import org.opendaylight.yang.gen.v1.urn.opendaylight.netconf.device.rev241009.credentials.credentials.LoginPwUnencryptedBuilder;
import org.opendaylight.yang.gen.v1.urn.opendaylight.netconf.device.rev241009.credentials.credentials.login.pw.unencrypted.LoginPasswordUnencryptedBuilder;
import org.opendaylight.yang.gen.v1.urn.opendaylight.netconf.node.topology.rev240911.NetconfNodeAugment;
import org.opendaylight.yang.gen.v1.urn.opendaylight.netconf.node.topology.rev240911.NetconfNodeAugmentBuilder;
import org.opendaylight.yang.gen.v1.urn.opendaylight.netconf.node.topology.rev240911.netconf.node.augment.NetconfNode;
import org.opendaylight.yang.gen.v1.urn.opendaylight.netconf.node.topology.rev240911.netconf.node.augment.NetconfNodeBuilder;
import org.opendaylight.yang.gen.v1.urn.tbd.params.xml.ns.yang.network.topology.rev131021.NodeId;
import org.opendaylight.yang.gen.v1.urn.tbd.params.xml.ns.yang.network.topology.rev131021.network.topology.topology.Node;
import org.opendaylight.yang.gen.v1.urn.tbd.params.xml.ns.yang.network.topology.rev131021.network.topology.topology.NodeBuilder;
import org.opendaylight.yangtools.yang.binding.InstanceIdentifier;
import org.opendaylight.yangtools.yang.common.Uint16;
import org.opendaylight.yangtools.yang.common.Uint32;

/** OpenDaylight's NETCONF topology: a node that is written to it becomes a connection and a mount point. */
final class Topology {
    private static final Uint32 CONNECT_MILLIS = Uint32.valueOf(20_000);
    private static final long POLL_MILLIS = 50;
    private static final Uint32 KEEPALIVE_SECONDS = Uint32.valueOf(30);

    private final DataBroker broker;
    private final Login login;

    Topology(final DataBroker broker, final Login login) {
        this.broker = broker;
        this.login = login;
    }

    /** Has the device connected, and again whenever the connection is lost. */
    void add(final Device device) throws InterruptedException, ExecutionException {
        final var credentials = new LoginPwUnencryptedBuilder()
                .setLoginPasswordUnencrypted(new LoginPasswordUnencryptedBuilder()
                        .setUsername(login.user())
                        .setPassword(login.password())
                        .build())
                .build();
        final var connection = new NetconfNodeBuilder()
                .setHost(IetfInetUtil.hostFor(device.host()))
                .setPort(new PortNumber(Uint16.valueOf(device.port())))
                .setTcpOnly(false)
                .setCredentials(credentials)
                .setConnectionTimeoutMillis(CONNECT_MILLIS)
                .setKeepaliveDelay(KEEPALIVE_SECONDS)
                // Else it takes the session's one subscription for itself.
                .setReconnectOnChangedSchema(false)
                .build();
        final var node = new NodeBuilder()
                .setNodeId(new NodeId(device.name()))
                .addAugmentation(new NetconfNodeAugmentBuilder()
                        .setNetconfNode(connection)
                        .build())
                .build();
        final var write = broker.newWriteOnlyTransaction();
        write.mergeParentStructurePut(LogicalDatastoreType.CONFIGURATION, path(device.name()), node);
        write.commit().get();
    }

    /** A device's connection, as soon as it is told to be one: its mount point comes a little earlier. */
    NetconfNode connected(final String name) throws InterruptedException, ExecutionException, TimeoutException {
        final var deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CONNECT_MILLIS.longValue());
        while (System.nanoTime() < deadline) {
            final var connection = state(name);
            if (connection.isPresent() && connection.get().getConnectionStatus() == ConnectionStatus.Connected) {
                return connection.get();
            }
            Thread.sleep(POLL_MILLIS);
        }
        throw new TimeoutException("the topology does not tell that " + name + " is connected");
    }

    private Optional<NetconfNode> state(final String name) throws InterruptedException, ExecutionException {
        try (var read = broker.newReadOnlyTransaction()) {
            return read.read(LogicalDatastoreType.OPERATIONAL, path(name))
                    .get()
                    .map(node -> node.augmentation(NetconfNodeAugment.class))
                    .map(NetconfNodeAugment::getNetconfNode);
        }
    }

    private static InstanceIdentifier<Node> path(final String name) {
        return NetconfUtils.createNetConfNodeMountPointII(new NodeId(name));
    }
}
