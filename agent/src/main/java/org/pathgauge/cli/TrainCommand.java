package org.pathgauge.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.pathgauge.Agent;
import org.pathgauge.StartException;
import org.pathgauge.snmp.AuthProtocol;
import org.pathgauge.snmp.PrivProtocol;
import org.pathgauge.snmp.SnmpException;
import org.pathgauge.snmp.UserStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import sun.misc.Signal;

/**
 * Does once what an agent does, on loopback and ports of the system's choice, so that the Java machine can record which
 * classes and code that needs. The launcher's {@code aot} runs it.
 */
@Command(
        name = "aot-train",
        hidden = true,
        description = "One short life of an agent on loopback: the training run behind 'pathgauge aot'.")
final class TrainCommand implements Callable<Integer> {
    private static final int MODELS_SECONDS = 120;

    @Option(names = "--state", required = true, paramLabel = "DIR", description = "Directory for the training alone.")
    private Path state;

    @Override
    public Integer call() throws Exception {
        Files.createDirectories(state);
        KeyPair key = key();
        Path config = Files.writeString(state.resolve("pathgauge.json"), config(key));
        addUser();
        Agent.Options options = new Agent.Options(config, state);
        // The second start is the usual one: the file is known to be valid, and the models come in the background.
        try (Agent agent = Agent.start(options, Clock.systemUTC(), System::nanoTime)) {
            port(agent);
        } catch (StartException e) {
            throw new CliException(
                    ExitCode.KERNEL,
                    "The training run needs the rights of an agent, so run it as root: " + e.getMessage());
        }
        CompletableFuture<Void> done = new CompletableFuture<>();
        new RunCommand(config, state, agent -> visit(agent, key, done)).call();
        try {
            done.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof CliException known ? known : e;
        }
        return ExitCode.OK;
    }

    /** Lets clients visit an agent, and ends it as a service is ended. */
    private static void visit(Agent agent, KeyPair key, CompletableFuture<Void> done) {
        try {
            int netconf = port(agent);
            TrainingClients.snmp(agent.snmpPorts().get(0));
            TrainingClients.netconf(netconf, key);
            agent.reload();
            done.complete(null);
        } catch (Exception e) {
            done.completeExceptionally(e);
        }
        Signal.raise(new Signal("TERM"));
    }

    private static int port(Agent agent) throws InterruptedException, ExecutionException, TimeoutException {
        return agent.netconfPorts().get(MODELS_SECONDS, TimeUnit.SECONDS).get(0);
    }

    private void addUser() {
        try {
            new UserStore(state)
                    .add(
                            TrainingClients.USER,
                            AuthProtocol.SHA_256,
                            TrainingClients.PASSPHRASE.toCharArray(),
                            PrivProtocol.AES_128,
                            TrainingClients.PASSPHRASE.toCharArray());
        } catch (SnmpException e) {
            throw new CliException(ExitCode.FAILURE, e.getMessage());
        }
    }

    private static KeyPair key() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has elliptic curves", e);
        }
    }

    private static String config(KeyPair key) {
        return """
                {
                  "pathgauge-probes:probes": {
                    "max-probes": 64,
                    "probe": [
                      {
                        "name": "loopback", "target": "127.0.0.1", "interval": 100,
                        "threshold": [
                          { "name": "loss", "metric": "loss", "window": "10s", "rising": "1000", "falling": "0" }
                        ]
                      }
                    ]
                  },
                  "pathgauge-xdp:interfaces": { "interface": [ { "name": "lo", "ingress-hook": "tcx" } ] },
                  "pathgauge-system:agent": {
                    "snmp": { "listen": [ { "address": "127.0.0.1", "port": 0 } ], "community": [ "%s" ] },
                    "netconf": {
                      "listen": [ { "address": "127.0.0.1", "port": 0 } ],
                      "user": [ { "name": "%s", "authorized-key": [ "%s" ] } ]
                    }
                  }
                }
                """.formatted(TrainingClients.USER, TrainingClients.USER, PublicKeyEntry.toString(key.getPublic()));
    }
}
