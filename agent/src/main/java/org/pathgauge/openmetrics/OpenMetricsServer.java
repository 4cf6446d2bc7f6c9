package org.pathgauge.openmetrics;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.pathgauge.credentials.CredentialsException;
import org.pathgauge.credentials.TlsFiles;
import org.pathgauge.credentials.TlsKeys;
import org.pathgauge.model.AgentConfig;
import org.pathgauge.model.Snapshot;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The OpenMetrics exporter: every metric of the newest snapshot over HTTP or HTTPS.
 *
 * <p>While it is not enabled it has no socket, no thread, and not a class of the HTTP server or the Prometheus client.
 */
public final class OpenMetricsServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OpenMetricsServer.class);
    private static final long FAILURE_MILLIS = 1_000;

    /** An address, and whether it speaks TLS: what an open socket can no longer change. */
    private record Place(AgentConfig.Listen at, boolean tls) {}

    private final Supplier<Snapshot> snapshots;
    private final String version;
    private final LongSupplier nanos;
    private final long failureMillis;
    private final Counters counters = new Counters();
    /** In the order of the configuration; changed, like all below, only under the lock of this object. */
    private Map<Place, Endpoint> endpoints = new LinkedHashMap<>();

    private Optional<Handler> handler = Optional.empty();
    private Optional<TlsKeys> keys = Optional.empty();
    private volatile Optional<Settings> settings = Optional.empty();

    private OpenMetricsServer(Supplier<Snapshot> snapshots, String version, LongSupplier nanos, long failureMillis) {
        this.snapshots = snapshots;
        this.version = version;
        this.nanos = nanos;
        this.failureMillis = failureMillis;
    }

    private Handler handler() {
        if (handler.isEmpty()) {
            Scrape.Exporter exporter = new Scrape.Exporter(version, System.getProperty("java.version"), counters);
            handler = Optional.of(new Handler(snapshots, exporter, () -> settings.orElseThrow(), failureMillis));
        }
        return handler.get();
    }

    private TlsKeys keys() {
        if (keys.isEmpty()) {
            keys = Optional.of(new TlsKeys("OpenMetrics", nanos));
        }
        return keys.get();
    }

    /**
     * Opens the sockets and answers from now on.
     *
     * @param config addresses, files and users; if not enabled, no socket is opened
     * @param snapshots asked once per page
     * @param version of the agent
     * @param nanos monotonic time
     * @throws OpenMetricsException if an address cannot be listened on or a file not be used
     */
    public static OpenMetricsServer start(
            AgentConfig.OpenMetrics config, Supplier<Snapshot> snapshots, String version, LongSupplier nanos)
            throws OpenMetricsException {
        return start(config, snapshots, version, nanos, FAILURE_MILLIS);
    }

    static OpenMetricsServer start(
            AgentConfig.OpenMetrics config,
            Supplier<Snapshot> snapshots,
            String version,
            LongSupplier nanos,
            long failureMillis)
            throws OpenMetricsException {
        OpenMetricsServer server = new OpenMetricsServer(snapshots, version, nanos, failureMillis);
        try {
            server.prepare(config).apply();
            return server;
        } catch (OpenMetricsException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /** The TCP ports in use, one per configured address, in its order. */
    public synchronized List<Integer> ports() {
        return endpoints.values().stream().map(Endpoint::port).toList();
    }

    /** A changed configuration that is ready: files read, addresses free or already open. */
    public interface Change {
        /**
         * Takes effect. Scrapes through addresses that stay are not disturbed.
         *
         * @throws OpenMetricsException if an address cannot be listened on after all; {@link #rollback} must follow
         */
        void apply() throws OpenMetricsException;

        /** Goes back to the configuration before; after {@link #apply} or instead of it. Does not fail. */
        void rollback();
    }

    /**
     * Prepares a changed configuration: reads certificate and key and opens the addresses that are new.
     *
     * @throws OpenMetricsException if it cannot take effect; nothing has changed then
     */
    public synchronized Change prepare(AgentConfig.OpenMetrics config) throws OpenMetricsException {
        Optional<TlsKeys.Loaded> key = Optional.empty();
        if (config.enabled() && config.certificate().isPresent()) {
            String file = config.privateKey()
                    .orElseThrow(() -> new OpenMetricsException(
                            "The certificate " + config.certificate().get()
                                    + " needs its private key: set private-key beside certificate"));
            try {
                key = Optional.of(
                        keys().load(new TlsFiles(Path.of(config.certificate().get()), Path.of(file))));
            } catch (CredentialsException e) {
                throw new OpenMetricsException(e.getMessage(), e);
            }
        }
        OneChange change = new OneChange(config, key);
        change.open(false);
        return change;
    }

    /** Closes all connections and sockets. */
    @Override
    public synchronized void close() {
        endpoints.values().forEach(Endpoint::close);
        endpoints = new LinkedHashMap<>();
    }

    private final class OneChange implements Change {
        private final List<Place> wanted;
        private final Optional<Settings> newSettings;
        private final Optional<Settings> oldSettings = settings;
        private final Optional<TlsKeys.Loaded> key;
        private final Optional<TlsKeys.Loaded> oldKey = keys.flatMap(TlsKeys::inUse);
        private final Map<Place, Endpoint> old = new LinkedHashMap<>(endpoints);
        private final Map<Place, Endpoint> opened = new LinkedHashMap<>();
        /** With the ports that they had, which matters where the system chose them. */
        private final Map<Place, Integer> closed = new LinkedHashMap<>();

        OneChange(AgentConfig.OpenMetrics config, Optional<TlsKeys.Loaded> key) {
            this.key = key;
            boolean on = config.enabled();
            wanted = on
                    ? config.listen().stream()
                            .map(at -> new Place(at, key.isPresent()))
                            .toList()
                    : List.of();
            newSettings = on ? Optional.of(new Settings(new Logins(config.users()), config.windows())) : oldSettings;
        }

        /** Takes what is new; before the change takes effect only what clashes with no address that will go. */
        void open(boolean clashing) throws OpenMetricsException {
            Set<Place> kept = Set.copyOf(wanted);
            for (Place place : wanted) {
                boolean clash = old.keySet().stream()
                        .anyMatch(o ->
                                !kept.contains(o) && o.at().port() == place.at().port());
                boolean later = clash && place.at().port() != 0 && !clashing;
                if (old.containsKey(place) || opened.containsKey(place) || later) {
                    continue;
                }
                try {
                    opened.put(place, open(place, place.at().port()));
                } catch (OpenMetricsException e) {
                    if (!clashing) {
                        rollback();
                    }
                    throw e;
                }
            }
        }

        private Endpoint open(Place place, int port) throws OpenMetricsException {
            Optional<SSLContext> tls = place.tls() ? Optional.of(keys().context()) : Optional.empty();
            return Endpoint.open(new AgentConfig.Listen(place.at().address(), port), tls, handler());
        }

        @Override
        public void apply() throws OpenMetricsException {
            synchronized (OpenMetricsServer.this) {
                old.forEach((place, endpoint) -> {
                    if (!wanted.contains(place)) {
                        closed.put(place, endpoint.port());
                        endpoint.close();
                    }
                });
                open(true);
                // Nobody is answered by a new socket before the new users and the new key are in force.
                settings = newSettings;
                key.ifPresent(k -> keys().use(k));
                opened.values().forEach(Endpoint::start);
                Map<Place, Endpoint> now = new LinkedHashMap<>();
                wanted.forEach(place -> now.put(place, old.containsKey(place) ? old.get(place) : opened.get(place)));
                endpoints = now;
            }
        }

        @Override
        public void rollback() {
            synchronized (OpenMetricsServer.this) {
                opened.values().forEach(Endpoint::close);
                opened.clear();
                settings = oldSettings;
                oldKey.ifPresent(k -> keys().use(k));
                Map<Place, Endpoint> now = new LinkedHashMap<>(old);
                closed.forEach((place, port) -> {
                    try {
                        Endpoint again = open(place, port);
                        again.start();
                        now.put(place, again);
                    } catch (OpenMetricsException e) {
                        now.remove(place);
                        LOG.error("Going back to the configuration before: {}", e.getMessage());
                    }
                });
                closed.clear();
                endpoints = now;
            }
        }
    }
}
