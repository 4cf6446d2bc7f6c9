package org.pathgauge;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import org.pathgauge.agentx.AgentXClient;
import org.pathgauge.alarm.AlarmManager;
import org.pathgauge.alarm.FileAlarmStore;
import org.pathgauge.bpf.BpfException;
import org.pathgauge.config.ConfigError;
import org.pathgauge.config.ConfigException;
import org.pathgauge.config.ConfigLoader;
import org.pathgauge.config.Datastore;
import org.pathgauge.control.ControlServer;
import org.pathgauge.control.Reload;
import org.pathgauge.filter.FilterException;
import org.pathgauge.model.AgentConfig;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.SnapshotHolder;
import org.pathgauge.netconf.NetconfException;
import org.pathgauge.netconf.NetconfServer;
import org.pathgauge.openmetrics.OpenMetricsException;
import org.pathgauge.openmetrics.OpenMetricsServer;
import org.pathgauge.probe.ProbingRefusedException;
import org.pathgauge.series.SeriesRunner;
import org.pathgauge.snmp.SnmpAgent;
import org.pathgauge.snmp.SnmpException;
import org.pathgauge.snmp.disman.Disman;
import org.pathgauge.snmp.mib.Notification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole agent: configuration, measuring, alarms and the servers, started in the order in which they are needed.
 *
 * <p>SNMP answers and probes are sent before the YANG models are parsed, whenever the configuration file is the one that
 * was validated last; NETCONF and changes of the configuration wait for the models.
 */
public final class Agent implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Agent.class);

    /** How long the first snapshot waits for the windows of before, which are read while the kernel programs load. */
    private static final long RESTORE_MILLIS = 100;

    /**
     * Where an agent finds its files.
     *
     * @param config the configuration file
     * @param state the state directory
     */
    public record Options(Path config, Path state) {}

    private final Clock clock;
    private final Parts parts = new Parts();
    private final HeapGuard heap = new HeapGuard();
    private final ProgramPages pages = new ProgramPages(System::nanoTime);
    private final SnapshotHolder snapshots;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final CountDownLatch measured = new CountDownLatch(1);
    private volatile boolean failed;
    private volatile Consumer<Notification> pings = told -> {};
    private volatile AlarmIndexes alarmIndexes;
    private final LoneShelves loneShelves;
    private volatile Optional<NetconfServer> netconf = Optional.empty();

    /** What a reload needs. */
    private record Configurable(Datastore store, SnmpAgent snmp) {}

    /** Complete when all participants have joined. */
    private final CompletableFuture<Configurable> ready = new CompletableFuture<>();

    private List<Integer> snmpPorts = List.of();
    private List<Integer> openMetricsPorts = List.of();
    private final CompletableFuture<List<Integer>> netconfPorts = new CompletableFuture<>();

    private Agent(Clock clock, LongSupplier nanos) {
        this.clock = clock;
        this.loneShelves = new LoneShelves(nanos);
        this.snapshots = new SnapshotHolder(clock.instant());
    }

    /**
     * Starts an agent; on return it measures and answers SNMP.
     *
     * @param options its files
     * @param clock wall clock
     * @param nanos monotonic time
     * @throws StartException with everything that was started stopped again
     */
    public static Agent start(Options options, Clock clock, LongSupplier nanos) throws StartException {
        Agent agent = new Agent(clock, nanos);
        try {
            agent.startParts(options, nanos);
            return agent;
        } catch (StartException e) {
            agent.close();
            throw e;
        } catch (BpfException e) {
            agent.close();
            throw new StartException(StartException.Reason.KERNEL, e.getMessage(), e);
        } catch (RuntimeException | Error e) {
            agent.close();
            throw e;
        }
    }

    private void startParts(Options options, LongSupplier nanos) throws StartException {
        StateDirectory state = parts.add(StateDirectory.lock(options.state()));
        ConfigLoader.Started loaded = load(options, state.path());
        AgentConfig config = loaded.config();
        Disman disman = new Disman(snapshots, nanos);
        CompletableFuture<SnmpAgent> starting = startSnmp(config, state.path(), disman);
        alarmIndexes = new AlarmIndexes(loaded.indexes(), config);
        AlarmManager alarms = new AlarmManager(
                alarmIndexes, new FileAlarmStore(state.path().resolve("alarms.json")), config.alarms(), clock);
        History history = parts.add(History.start(state.path(), config.history(), clock, nanos));
        Measurement measurement = startMeasuring(config);
        measurement.keepSlotsIn(history);
        history.whenRestored(RESTORE_MILLIS, measurement::restore);
        SeriesRunner series = parts.add(new SeriesRunner(
                measurement.tests(),
                clock,
                (event, probe, now) -> Disman.notification(event, probe, now).ifPresent(told -> pings.accept(told))));
        snapshots.publish(alarms.addTo(measurement.tick()));
        measured.countDown();
        SnmpAgent snmp = finish(starting);
        measurement.filtering().mustStay(snmp::managers);
        snmp.alarms(alarms);
        snmpPorts = snmp.ports();
        AgentXClient agentX = parts.add(new AgentXClient(snmp.views(), snapshots, version(), clock, nanos));
        agentX.configure(config.snmp().agentX());
        pings = told -> {
            snmp.notifier().send(told);
            agentX.send(told);
        };
        series.configure(config);
        Tick tick = new Tick(
                measurement,
                series,
                alarms,
                alarmIndexes,
                loneShelves,
                snapshots,
                snmp,
                agentX,
                () -> netconf,
                heap,
                pages);
        parts.add(new TickLoop(tick, nanos));
        parts.add(startControl(state.path(), measurement, history, alarms));
        OpenMetricsServer openMetrics = parts.add(startOpenMetrics(config.openMetrics(), nanos));
        openMetricsPorts = openMetrics.ports();
        LOG.info("Agent started with {} probes", config.probes().size());
        CompletableFuture<Datastore> joined = new CompletableFuture<>();
        CompletableFuture<NetconfServer> listening =
                startNetconf(config.netconf(), joined, measurement, history, alarms, state.path());
        loaded.datastore()
                .thenAccept(store -> {
                    store.addListener(commit -> series.configure(commit.after()));
                    disman.connect(store, series::restart);
                    configurable(store, measurement, snmp, agentX, openMetrics, history, alarms);
                    NetconfServer server = listening.join();
                    store.addParticipant(Participants.netconf(server));
                    joined.complete(store);
                    server.awaitSessions();
                    netconf = Optional.of(server);
                    netconfPorts.complete(server.ports());
                    ready.complete(new Configurable(store, snmp));
                    heap.started();
                })
                .exceptionally(e -> {
                    Throwable why = e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
                    ready.completeExceptionally(why);
                    fail(why);
                    return null;
                });
    }

    private static ConfigLoader.Started load(Options options, Path state) throws StartException {
        try {
            return ConfigLoader.start(options.config(), state);
        } catch (ConfigException e) {
            throw configuration(options.config(), e);
        }
    }

    private static StartException configuration(Path file, ConfigException e) {
        List<String> lines = new ArrayList<>();
        e.errors().forEach(error -> lines.add(file + ": " + error));
        return new StartException(StartException.Reason.CONFIGURATION, lines, e);
    }

    /** Runs beside the loading of the kernel programs, since either takes a good part of the start. */
    private CompletableFuture<SnmpAgent> startSnmp(AgentConfig config, Path state, Disman disman) {
        CompletableFuture<SnmpAgent> starting = new CompletableFuture<>();
        Thread.ofPlatform().name("snmp-start").daemon().start(() -> {
            try {
                starting.complete(SnmpAgent.start(config.snmp(), state, this::measuredSnapshot, clock, disman.views()));
            } catch (SnmpException | RuntimeException | Error e) {
                starting.completeExceptionally(e);
            }
        });
        // The part is closed even when another one fails before this one is up.
        parts.add(() -> {
            if (!starting.isCompletedExceptionally()) {
                starting.get().close();
            }
        });
        return starting;
    }

    /**
     * The newest snapshot, but none from before the first tick: a manager that asks while the agent starts would see
     * empty tables and forget all probes.
     */
    private Snapshot measuredSnapshot() {
        try {
            measured.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return snapshots.get();
    }

    private static SnmpAgent finish(CompletableFuture<SnmpAgent> starting) throws StartException {
        try {
            return starting.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SnmpException refused) {
                throw new StartException(StartException.Reason.SURROUNDINGS, refused.getMessage(), refused);
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Measurement startMeasuring(AgentConfig config) throws StartException {
        Measurement measurement;
        try {
            measurement = parts.add(Measurement.start(config.probing(), clock));
        } catch (IOException e) {
            throw new StartException(StartException.Reason.KERNEL, e.getMessage(), e);
        }
        try {
            measurement.prepare(config).apply();
        } catch (ProbingRefusedException e) {
            throw refused(Participants.refused(e));
        }
        try {
            measurement.filtering().prepare(config, config).applyOrRetry();
        } catch (FilterException e) {
            throw refused(Participants.refused(e));
        }
        return measurement;
    }

    private static StartException refused(ConfigException e) {
        return new StartException(
                StartException.Reason.CONFIGURATION,
                e.errors().stream().map(ConfigError::toString).toList(),
                e.getCause());
    }

    private OpenMetricsServer startOpenMetrics(AgentConfig.OpenMetrics config, LongSupplier nanos)
            throws StartException {
        try {
            return OpenMetricsServer.start(config, snapshots, version(), nanos);
        } catch (OpenMetricsException e) {
            throw new StartException(StartException.Reason.SURROUNDINGS, e.getMessage(), e);
        }
    }

    private static String version() {
        return Optional.ofNullable(Agent.class.getPackage().getImplementationVersion())
                .orElse("unpackaged");
    }

    private ControlServer startControl(Path state, Measurement measurement, History history, AlarmManager alarms)
            throws StartException {
        try {
            return ControlServer.start(state, snapshots, this::reload, measurement.tests(), history.reader(), alarms);
        } catch (IOException e) {
            throw new StartException(
                    StartException.Reason.SURROUNDINGS,
                    "The control socket cannot be made in " + state + " (" + e.getMessage()
                            + "): make the directory writable, or choose another with --state",
                    e);
        }
    }

    private void configurable(
            Datastore store,
            Measurement measurement,
            SnmpAgent snmp,
            AgentXClient agentX,
            OpenMetricsServer openMetrics,
            History history,
            AlarmManager alarms) {
        store.addParticipant(Participants.probing(measurement));
        store.addParticipant(Participants.filter(measurement.filtering()));
        store.addParticipant(Participants.history(history));
        store.addParticipant(Participants.snmp(snmp));
        store.addParticipant(Participants.agentX(agentX));
        store.addParticipant(Participants.openMetrics(openMetrics));
        store.addListener(commit -> {
            alarmIndexes.configured(commit.after());
            alarms.configure(commit.after().alarms());
        });
        loneShelves.connect(store);
        // Managers change it from now on.
        snmp.sets().datastore(store);
        agentX.sets().datastore(store);
    }

    /** Beside the models: clients connect and log in while these are built. */
    private CompletableFuture<NetconfServer> startNetconf(
            AgentConfig.Netconf config,
            CompletableFuture<Datastore> joined,
            Measurement measurement,
            History history,
            AlarmManager alarms,
            Path state) {
        CompletableFuture<NetconfServer> listening = new CompletableFuture<>();
        Thread.ofPlatform().name("netconf-start").daemon().start(() -> {
            try {
                listening.complete(parts.add(NetconfServer.start(
                        config, joined, snapshots, measurement.tests(), history.reader(), alarms, state, clock)));
            } catch (NetconfException | RuntimeException | Error e) {
                listening.completeExceptionally(e);
            }
        });
        return listening;
    }

    /** Reads the configuration file again; waits for the YANG models if they are not parsed yet. */
    public Reload.Outcome reload() {
        List<String> changes = new ArrayList<>();
        try {
            Configurable all = ready.get();
            synchronized (this) {
                AgentConfig before = all.store.config();
                ContainerNode tree = all.store.running();
                Map<String, Integer> users = all.snmp.users();
                all.store.reload();
                changes.addAll(ConfigDiff.lines(before, all.store.config()));
                changes.addAll(ConfigDiff.accessControl(tree, all.store.running()));
                changes.addAll(ConfigDiff.users(users, all.snmp.users()));
            }
            return new Reload.Outcome(changes, List.of());
        } catch (ConfigException e) {
            List<String> errors = e.errors().stream().map(ConfigError::toString).toList();
            errors.forEach(line -> LOG.error("Configuration refused: {}", line));
            return new Reload.Outcome(List.of(), errors);
        } catch (ExecutionException e) {
            return new Reload.Outcome(List.of(), List.of("the agent has no configuration: " + e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Reload.Outcome(List.of(), List.of("the agent is stopping"));
        }
    }

    /** The snapshots that every view shows. */
    public SnapshotHolder snapshots() {
        return snapshots;
    }

    /** UDP ports that SNMP answers on, in the order of the configuration. */
    public List<Integer> snmpPorts() {
        return snmpPorts;
    }

    /** TCP ports of the OpenMetrics exporter when the agent started, in the order of the configuration. */
    public List<Integer> openMetricsPorts() {
        return openMetricsPorts;
    }

    /** TCP ports of NETCONF, once it answers. */
    public CompletableFuture<List<Integer>> netconfPorts() {
        return netconfPorts;
    }

    /**
     * Waits until the agent is closed.
     *
     * @return whether it ended well, not by a failure of its own
     */
    public boolean await() throws InterruptedException {
        ended.await();
        return !failed;
    }

    /** Something that was started in the background failed: half an agent is worse than none. */
    private void fail(Throwable why) {
        if (!parts.closing()) {
            LOG.error("The agent stops: {}", why.getMessage());
            failed = true;
            close();
        }
    }

    /** Stops everything in the reverse order of its start. */
    @Override
    public void close() {
        // Whoever waits for the first snapshot shall not wait for good.
        measured.countDown();
        parts.close();
        ended.countDown();
    }
}
