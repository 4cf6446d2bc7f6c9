package org.pathgauge.lighty;

import com.typesafe.config.ConfigFactory;
import io.lighty.core.controller.api.LightyController;
import io.lighty.core.controller.api.LightyModule;
import io.lighty.core.controller.api.LightyServices;
import io.lighty.core.controller.impl.LightyControllerBuilder;
import io.lighty.core.controller.impl.config.ConfigurationException;
import io.lighty.core.controller.impl.util.ControllerConfigUtils;
import io.lighty.modules.southbound.netconf.impl.NetconfTopologyPluginBuilder;
import io.lighty.modules.southbound.netconf.impl.util.NetconfConfigUtils;
import java.util.HashSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** OpenDaylight's controller of a single node with its NETCONF topology, inside this process. */
final class Controller implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 120;

    private final LightyController controller;
    private final LightyModule netconf;

    private Controller(final LightyController controller, final LightyModule netconf) {
        this.controller = controller;
        this.netconf = netconf;
    }

    /** Starts both; what they store goes to the working directory. */
    static Controller start()
            throws ConfigurationException, InterruptedException, ExecutionException, TimeoutException {
        final var models = new HashSet<>(ControllerConfigUtils.YANG_MODELS);
        models.addAll(NetconfConfigUtils.NETCONF_TOPOLOGY_MODELS);
        final var configuration = ControllerConfigUtils.getDefaultSingleNodeConfiguration(models);
        final var actors = configuration.getActorSystemConfig();
        // OpenDaylight's record of who owns which entity cannot be written without.
        actors.setConfig(ConfigFactory.parseString("akka.actor.allow-java-serialization = on")
                .withFallback(actors.getConfig()));
        final var controller = new LightyControllerBuilder().from(configuration).build();
        await("the controller", controller);
        final var services = controller.getServices();
        final var topology = NetconfConfigUtils.injectServicesToTopologyConfig(
                NetconfConfigUtils.createDefaultNetconfConfiguration(), services);
        final LightyModule netconf =
                NetconfTopologyPluginBuilder.from(topology, services).build();
        await("its NETCONF topology", netconf);
        return new Controller(controller, netconf);
    }

    private static void await(final String what, final LightyModule module)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (!module.start().get(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException(what + " does not start; the log on standard error says why");
        }
    }

    LightyServices services() {
        return controller.getServices();
    }

    @Override
    public void close() {
        netconf.shutdown(10, TimeUnit.SECONDS);
        controller.shutdown(10, TimeUnit.SECONDS);
    }
}
