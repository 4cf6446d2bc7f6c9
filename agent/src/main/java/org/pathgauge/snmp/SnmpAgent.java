package org.pathgauge.snmp;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.pathgauge.credentials.CredentialsException;
import org.pathgauge.credentials.TlsIdentity;
import org.pathgauge.model.AgentConfig;
import org.pathgauge.model.AlarmActions;
import org.pathgauge.model.FileStamp;
import org.pathgauge.model.Severity;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.SnmpFaults;
import org.pathgauge.model.SnmpHealth;
import org.pathgauge.model.SnmpTarget;
import org.pathgauge.model.TlsServer;
import org.pathgauge.snmp.mib.MibTree;
import org.pathgauge.snmp.mib.MibView;
import org.pathgauge.snmp.mib.Notification;
import org.pathgauge.snmp.mib.NotificationLogMib;
import org.pathgauge.snmp.mib.PathGaugeViews;
import org.pathgauge.snmp.set.Sets;
import org.pathgauge.snmp.transport.Endpoint;
import org.pathgauge.snmp.transport.TlsHandshake;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.snmp4j.MessageDispatcherImpl;
import org.snmp4j.SNMP4JSettings;
import org.snmp4j.mp.CounterSupport;
import org.snmp4j.mp.DefaultCounterListener;
import org.snmp4j.mp.MPv2c;
import org.snmp4j.mp.MPv3;
import org.snmp4j.mp.SnmpConstants;
import org.snmp4j.security.SecurityProtocols;
import org.snmp4j.security.USM;
import org.snmp4j.security.UsmTimeEntry;
import org.snmp4j.smi.OctetString;

/** The SNMP engine: command responder on UDP, TCP and TLS, users, access, notifications. */
public final class SnmpAgent implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SnmpAgent.class);

    /** A scan must not become a storm at the manager. */
    private static final long NANOS_PER_FAILURE = TimeUnit.SECONDS.toNanos(10);

    static {
        // RFC 3412 section 7.1 (3): without it the reports on unknown users and wrong digests would be secured with
        // the very key that is missing or wrong, so never leave, and a mistyped passphrase would look like a dead host.
        SNMP4JSettings.setReportSecurityLevelStrategy(SNMP4JSettings.ReportSecurityLevelStrategy.noAuthNoPrivIfNeeded);
    }

    /** Of the users that nobody has read yet. */
    private static final FileStamp NEVER = new FileStamp("", "", "", "", "");

    private final OctetString engineId;
    private final UserStore userStore;
    private final MessageDispatcherImpl dispatcher = new CountingDispatcher();
    private final MPv2c mpv2c = new MPv2c();
    private final USM usm;
    private final CredentialGuard guard;
    private final StandardMibs standard;
    private final Supplier<Snapshot> snapshots;
    private final Settable settable;
    private final LinkWatch links = new LinkWatch(System::nanoTime);
    private final List<MibView> views;
    private final Sets sets;
    private final Responder responder;
    private final QuickPath quickPath;
    private final TrapSender notifier;
    private long faultsTold;
    private long toldAt = System.nanoTime() - NANOS_PER_FAILURE;
    private final Endpoints addresses =
            new Endpoints(() -> new TlsHandshake(() -> this.state.identity().orElseThrow(), () -> this.state.names()));
    private final RecentManagers managers = new RecentManagers(System::nanoTime);
    private volatile State state;

    /**
     * All that a configuration decides; replaced as a whole.
     *
     * @param asOf the file of the users when they were read
     * @param missing configured places with the ports that they had, which could not be bound again after a rollback
     */
    private record State(
            AgentConfig.Snmp config,
            Optional<FileStamp> asOf,
            Map<Place, Endpoint> endpoints,
            Map<Place, Place> missing,
            List<UserStore.Keys> users,
            List<UserStore.Keys> remoteUsers,
            Optional<TlsIdentity> identity) {
        Set<String> names() {
            return users.stream().map(keys -> keys.user().name()).collect(Collectors.toSet());
        }
    }

    private SnmpAgent(
            EngineState engine, UserStore userStore, Supplier<Snapshot> snapshots, Clock clock, List<MibView> further) {
        this.engineId = new OctetString(engine.engineId());
        this.userStore = userStore;
        this.snapshots = snapshots;
        settable = new Settable(snapshots);
        CounterSupport counters = new CounterSupport();
        // The first listener counts everything, so that every report has a value to carry.
        counters.addCounterListener(new DefaultCounterListener());
        guard = new CredentialGuard(System::nanoTime);
        usm = new StrictUsm(protocols(), engineId, engine.engineBoots(), counters);
        // RFC 3414 section 3.2 (3): whoever asks another engine than this gets a report, and leaves nothing behind.
        usm.setEngineDiscoveryEnabled(false);
        usm.getTimeTable().addEntry(new UsmTimeEntry(engineId, engine.engineBoots(), 0));
        MPv3 mpv3 = new GuardedMpv3(engine.engineId(), usm, counters, guard);
        dispatcher.addMessageProcessingModel(mpv3);
        standard = new StandardMibs(usm, dispatcher, clock);
        List<MibView> all = new ArrayList<>(standard.views());
        all.addAll(PathGaugeViews.all());
        all.replaceAll(settable::of);
        notifier = new TrapSender(
                mpv3, engineId, usm.getSecurityProtocols(), snapshots, standard::now, clock, System::nanoTime);
        all.addAll(NotificationLogMib.views(notifier.log(), engineId));
        all.addAll(further);
        views = List.copyOf(all);
        MibTree tree = new MibTree(views);
        sets = new Sets(tree);
        responder = new Responder(engineId, tree, sets, snapshots, counters, guard, managers);
        dispatcher.addCommandResponder(responder);
        quickPath = new QuickPath(dispatcher, engineId, usm, responder, counters, managers);
        state = new State(
                new AgentConfig.Snmp(false, List.of(), List.of(), List.of(), "", ""),
                Optional.of(NEVER),
                Map.of(),
                Map.of(),
                List.of(),
                List.of(),
                Optional.empty());
    }

    /** Only what a user can be made with: an engine that knows SHA-1 or DES could be talked into them. */
    private static SecurityProtocols protocols() {
        SecurityProtocols protocols = new SecurityProtocols(SecurityProtocols.SecurityProtocolSet.maxSecurity);
        for (AuthProtocol auth : AuthProtocol.values()) {
            protocols.addAuthenticationProtocol(auth.protocol());
        }
        for (PrivProtocol priv : PrivProtocol.values()) {
            protocols.addPrivacyProtocol(priv.protocol());
        }
        return protocols;
    }

    /**
     * Counts a boot, opens the sockets and answers from now on.
     *
     * @param config addresses, communities, targets; if not enabled, no socket is opened and nothing sent
     * @param stateDir where engine.json and snmp-users.json are kept
     * @param snapshots read once per request
     * @param clock wall clock
     * @param further views beside the standard MIBs and PATHGAUGE-MIB
     * @throws SnmpException if an address cannot be listened on or the state cannot be read or kept
     */
    public static SnmpAgent start(
            AgentConfig.Snmp config, Path stateDir, Supplier<Snapshot> snapshots, Clock clock, List<MibView> further)
            throws SnmpException {
        SnmpAgent agent = new SnmpAgent(EngineState.boot(stateDir), new UserStore(stateDir), snapshots, clock, further);
        agent.prepare(config).apply();
        agent.state.endpoints.forEach(
                (place, endpoint) -> LOG.info("SNMP answers on {}", place.withPort(endpoint.port())));
        if (config.enabled() && config.notifications().coldStart()) {
            agent.notifier.send(new Notification(SnmpConstants.coldStart, List.of(), Severity.WARNING));
        }
        return agent;
    }

    /**
     * A changed configuration that is ready: sockets bound, users read. Call {@link #apply} or {@link #rollback}, or the
     * one and then the other.
     */
    public interface Change {
        /**
         * Takes effect.
         *
         * @throws SnmpException if an address cannot be listened on after all; {@link #rollback} must follow
         */
        void apply() throws SnmpException;

        /** Goes back to the configuration before; after {@link #apply} or instead of it. */
        void rollback();
    }

    private static final Change UNCHANGED = new Change() {
        @Override
        public void apply() {
            // What is wanted is in force.
        }

        @Override
        public void rollback() {
            // It stays.
        }
    };

    /**
     * Prepares a changed configuration, and reads the users again if their file has changed.
     *
     * @throws SnmpException if it cannot take effect; nothing has changed then
     */
    public synchronized Change prepare(AgentConfig.Snmp config) throws SnmpException {
        State before = state;
        Optional<FileStamp> asOf = userStore.stamp();
        // What could not be bound again is no reason to refuse changes of something else; tick() sees to it.
        if (config.equals(before.config) && asOf.equals(before.asOf)) {
            return UNCHANGED;
        }
        List<UserStore.Keys> users = config.enabled() ? userStore.keys() : List.of();
        List<UserStore.Keys> remote = config.enabled() ? userStore.remoteKeys() : List.of();
        checkTargets(config, users);
        Optional<TlsIdentity> identity = identity(config.streams().tls());
        List<Place> wanted = config.enabled() ? Place.of(config) : List.of();
        Set<Place> leaving = new HashSet<>(before.endpoints.keySet());
        wanted.forEach(leaving::remove);
        // 0.0.0.0 cannot be bound while 127.0.0.1 with that port is: such an address waits until the other has gone.
        List<Place> atOnce = wanted.stream()
                .filter(w -> before.endpoints.containsKey(w) || !clash(w, leaving, before))
                .toList();
        Map<Place, Endpoint> bound = addresses.bind(atOnce, before.endpoints);
        return new Change() {
            private Map<Place, Endpoint> endpoints = bound;

            @Override
            public void apply() throws SnmpException {
                if (endpoints.size() < wanted.size()) {
                    leaving.forEach(place -> Endpoints.close(before.endpoints.get(place)));
                    endpoints = addresses.bind(wanted, endpoints);
                }
                become(new State(config, asOf, endpoints, Map.of(), users, remote, identity));
            }

            @Override
            public void rollback() {
                Endpoints.closeAllBut(endpoints.values(), before.endpoints.values());
                become(reopened(before));
            }
        };
    }

    private static boolean clash(Place wanted, Set<Place> leaving, State before) {
        return leaving.stream()
                .anyMatch(l -> wanted.near(l, before.endpoints.get(l).port()));
    }

    private void checkTargets(AgentConfig.Snmp config, List<UserStore.Keys> users) throws SnmpException {
        if (!config.enabled()) {
            return;
        }
        Set<String> names = users.stream().map(keys -> keys.user().name()).collect(Collectors.toSet());
        for (AgentConfig.Target target : config.targets()) {
            // The user of an inform is the receiver's, whose engine's keys may be made when its engine ID is known.
            if (target.user().isPresent()
                    && !target.delivery().inform()
                    && !names.contains(target.user().get())) {
                throw new SnmpException("The SNMP notification target " + target.name() + " names the user "
                        + target.user().get() + ", which does not exist: run pathgauge user add "
                        + target.user().get());
            }
        }
    }

    private Optional<TlsIdentity> identity(TlsServer config) throws SnmpException {
        if (state.identity().filter(present -> present.isOf(config)).isPresent()) {
            return state.identity();
        }
        try {
            return TlsIdentity.load("SNMP over TLS", config, System::nanoTime);
        } catch (CredentialsException e) {
            throw new SnmpException(e.getMessage(), e);
        }
    }

    private synchronized void become(State after) {
        State before = state;
        users(before.users, after.users);
        quickPath.users(after.users);
        List<UserStore.User> users =
                after.users.stream().map(UserStore.Keys::user).toList();
        Access access = new Access(
                after.config.access(), users.stream().map(UserStore.User::name).toList(), after.config.communities());
        responder.access(access);
        if (after.config.communities().isEmpty()) {
            dispatcher.removeMessageProcessingModel(mpv2c);
        } else {
            dispatcher.addMessageProcessingModel(mpv2c);
        }
        standard.configure(after.config, access, users);
        notifier.configure(after.config, access, after.remoteUsers);
        state = after;
        for (Endpoint endpoint : after.endpoints.values()) {
            if (!endpoint.isListening()) {
                endpoint.start(quickPath);
            }
        }
        Endpoints.closeAllBut(before.endpoints.values(), after.endpoints.values());
    }

    private void users(List<UserStore.Keys> before, List<UserStore.Keys> after) {
        Set<String> stay = after.stream().map(keys -> keys.user().name()).collect(Collectors.toSet());
        for (UserStore.Keys keys : before) {
            if (!stay.contains(keys.user().name())) {
                usm.removeUser(engineId, new OctetString(keys.user().name()));
            }
        }
        for (UserStore.Keys keys : after) {
            usm.addLocalizedUser(
                    engineId.getValue(),
                    new OctetString(keys.user().name()),
                    keys.user().auth().protocol().getID(),
                    keys.authKey(),
                    keys.user().priv().protocol().getID(),
                    keys.privKey());
        }
    }

    /** A former state with its sockets bound again where they were closed; what cannot be bound is tried again later. */
    private State reopened(State former) {
        Map<Place, Endpoint> endpoints = new LinkedHashMap<>();
        Map<Place, Place> missing = new LinkedHashMap<>(former.missing);
        former.endpoints.forEach((place, endpoint) -> {
            Place same = place.withPort(endpoint.port());
            try {
                endpoints.put(place, endpoint.isOpen() ? endpoint : addresses.bind(same));
            } catch (IOException | RuntimeException e) {
                LOG.error(
                        "SNMP cannot listen on {} again: {}. It is tried every second until it works",
                        same,
                        e.toString());
                missing.put(place, same);
            }
        });
        return new State(
                former.config, former.asOf, endpoints, missing, former.users, former.remoteUsers, former.identity);
    }

    /** Binds what a rollback could not. */
    private synchronized void rebind() {
        State now = state;
        if (now.missing.isEmpty()) {
            return;
        }
        Map<Place, Place> missing = new LinkedHashMap<>(now.missing);
        Map<Place, Endpoint> endpoints = new LinkedHashMap<>();
        for (Place place : Place.of(now.config)) {
            Optional.ofNullable(now.endpoints.get(place))
                    .or(() -> Optional.ofNullable(now.missing.get(place)).flatMap(addresses::boundAgain))
                    .ifPresent(endpoint -> {
                        endpoints.put(place, endpoint);
                        missing.remove(place);
                    });
        }
        if (missing.size() < now.missing.size()) {
            become(new State(now.config, now.asOf, endpoints, missing, now.users, now.remoteUsers, now.identity));
        }
    }

    /** The users in force, with a number each that changes when their keys do. */
    public Map<String, Integer> users() {
        Map<String, Integer> users = new TreeMap<>();
        for (UserStore.Keys keys : state.users) {
            users.put(
                    keys.user().name(),
                    Objects.hash(keys.user(), Arrays.hashCode(keys.authKey()), Arrays.hashCode(keys.privKey())));
        }
        return users;
    }

    /** The UDP ports in use, one per configured address, in its order. */
    public List<Integer> ports() {
        return ports(Place.Transport.UDP);
    }

    /** The ports in use for a transport, one per configured address, in its order. */
    List<Integer> ports(Place.Transport transport) {
        return state.endpoints.entrySet().stream()
                .filter(e -> e.getKey().transport() == transport)
                .map(e -> e.getValue().port())
                .toList();
    }

    /** All objects that are served, so that an AgentX master can serve them, too. */
    public List<MibView> views() {
        return views;
    }

    /** By which objects are set; told of the datastore when that is there. */
    public Sets sets() {
        return sets;
    }

    /** Has operator states of alarms set by this; told when the alarm list is there. */
    public void alarms(AlarmActions actions) {
        settable.alarms(actions);
    }

    /** How many requests were answered on the quick path. */
    long answeredQuickly() {
        return quickPath.answered();
    }

    /** Who was answered over UDP in the last minutes. */
    public List<SnmpManager> managers() {
        return managers.recent();
    }

    /** Where alarm events go. */
    public Notifier notifier() {
        return notifier;
    }

    /** How it goes with each notification target, in the order of the configuration. */
    List<SnmpTarget> targets() {
        return notifier.states();
    }

    /** How it goes. */
    public SnmpHealth health() {
        return new SnmpHealth(
                guard.faults(),
                notifier.damped() + links.damped(),
                notifier.log().logged(),
                notifier.log().bumped(),
                notifier.states());
    }

    /** Messages with wrong credentials since the start. */
    SnmpFaults faults() {
        return guard.faults();
    }

    /** What must be done once a second. */
    public void tick() {
        guard.tick();
        rebind();
        if (state.config.enabled()) {
            links.look(snapshots.get().hostInterfaces(), state.config.notifications())
                    .forEach(notifier::send);
        } else {
            links.forget();
        }
        long faults = guard.faults().total();
        long now = System.nanoTime();
        if (faults > faultsTold && now - toldAt >= NANOS_PER_FAILURE) {
            faultsTold = faults;
            toldAt = now;
            if (state.config.enabled() && state.config.notifications().authenticationFailure()) {
                notifier.send(new Notification(SnmpConstants.authenticationFailure, List.of(), Severity.WARNING));
            }
        }
    }

    @Override
    public synchronized void close() {
        state.endpoints.values().forEach(Endpoints::close);
        quickPath.users(List.of());
        notifier.close();
    }
}
