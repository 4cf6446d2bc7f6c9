package org.pathgauge.model;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The whole configuration, decoded from one consistent state of the running datastore.
 *
 * @param probing limits on probing
 * @param probes sorted by index
 * @param interfaces explicitly configured interfaces, sorted by name
 * @param watchAll also watch, with {@link IngressHook#AUTO}, every Ethernet interface that is up and not listed
 * @param snmp the SNMP command responder and notification targets
 * @param netconf the NETCONF server
 * @param history what is kept on disk
 * @param openMetrics the OpenMetrics exporter
 * @param traffic what is measured of passing traffic
 * @param alarms how the alarm list is kept
 */
public record AgentConfig(
        Probing probing,
        List<Probe> probes,
        List<InterfaceConfig> interfaces,
        boolean watchAll,
        Snmp snmp,
        Netconf netconf,
        History history,
        OpenMetrics openMetrics,
        TrafficConfig traffic,
        AlarmConfig alarms) {

    public AgentConfig {
        probes = List.copyOf(probes);
        interfaces = List.copyOf(interfaces);
    }

    /**
     * Limits on probing.
     *
     * @param maxProbes probes the kernel maps are made for; read at start only
     * @param packetsPerSecond budget of probe packets a second over all probes and tests
     * @param resultsKept newest results kept of each probe that takes raw samples
     * @param concurrentTests how many tests of {@link TestPlan}s run at a time; 0 for any number
     */
    public record Probing(int maxProbes, int packetsPerSecond, int resultsKept, int concurrentTests) {

        /** With as many tests at a time as there are plans. */
        public Probing(int maxProbes, int packetsPerSecond, int resultsKept) {
            this(maxProbes, packetsPerSecond, resultsKept, 0);
        }
    }

    /**
     * The history of complete slots on disk.
     *
     * @param enabled whether slots are written
     * @param retention age at which they are removed
     * @param maxBytes size of all its files at which the oldest are removed
     */
    public record History(boolean enabled, Duration retention, long maxBytes) {}

    /**
     * The OpenMetrics exporter.
     *
     * @param enabled whether it runs
     * @param listen TCP addresses
     * @param certificate file of the PEM certificate chain; empty for plain HTTP
     * @param privateKey file of its PEM private key (PKCS #8); present exactly when the certificate is
     * @param users who may scrape, by basic authentication; empty for everybody
     * @param windows whose gauges are exported, in their own order
     */
    public record OpenMetrics(
            boolean enabled,
            List<Listen> listen,
            Optional<String> certificate,
            Optional<String> privateKey,
            List<Scraper> users,
            List<WindowLength> windows) {
        public OpenMetrics {
            listen = List.copyOf(listen);
            users = List.copyOf(users);
            windows = List.copyOf(windows);
        }
    }

    /**
     * Somebody who may scrape.
     *
     * @param name user name
     * @param passwordHash SHA-512 hash in the form of crypt(3), {@code $6$salt$hash}
     */
    public record Scraper(String name, String passwordHash) {}

    /** A transport address to listen on; port 0 lets the system choose. */
    public record Listen(String address, int port) {}

    /**
     * SNMP settings. Version 3 users are not here: they are made with {@code pathgauge user add} and kept, localised,
     * in the state directory.
     *
     * @param enabled whether the responder runs
     * @param listen UDP addresses
     * @param communities v2c communities; empty disables v2c
     * @param targets where notifications go
     * @param contact sysContact
     * @param location sysLocation
     * @param name sysName; the host's name when empty
     * @param access who may do what
     * @param agentX how the host's SNMP agent serves our objects
     * @param notifications how notifications are made
     * @param streams where it answers over TCP and TLS
     */
    public record Snmp(
            boolean enabled,
            List<Listen> listen,
            List<String> communities,
            List<Target> targets,
            String contact,
            String location,
            Optional<String> name,
            SnmpAccess access,
            AgentXConfig agentX,
            SnmpNotifications notifications,
            SnmpStreams streams) {
        public Snmp {
            listen = List.copyOf(listen);
            communities = List.copyOf(communities);
            targets = List.copyOf(targets);
        }

        /** On UDP alone, with the access that everybody has unless told otherwise, and without the host's SNMP agent. */
        public Snmp(
                boolean enabled,
                List<Listen> listen,
                List<String> communities,
                List<Target> targets,
                String contact,
                String location) {
            this(
                    enabled,
                    listen,
                    communities,
                    targets,
                    contact,
                    location,
                    Optional.empty(),
                    SnmpAccess.DEFAULT,
                    AgentXConfig.OFF,
                    SnmpNotifications.QUIET,
                    SnmpStreams.NONE);
        }
    }

    /**
     * A receiver of SNMP notifications.
     *
     * @param name unique among targets
     * @param address host address
     * @param port UDP port, usually 162
     * @param user v3 user (authPriv if it has both keys); exactly one of user and community is present
     * @param community v2c community
     * @param delivery how they are sent
     * @param filter which are sent
     */
    public record Target(
            String name,
            String address,
            int port,
            Optional<String> user,
            Optional<String> community,
            SnmpNotifications.Delivery delivery,
            SnmpNotifications.Filter filter) {

        /** Every notification as a trap. */
        public Target(String name, String address, int port, Optional<String> user, Optional<String> community) {
            this(name, address, port, user, community, SnmpNotifications.Delivery.TRAP, SnmpNotifications.Filter.ALL);
        }
    }

    /**
     * NETCONF settings.
     *
     * @param enabled whether the server runs
     * @param listen TCP addresses for SSH
     * @param users who may log in
     * @param idleTimeout time without a request at which a session is ended; zero for never
     * @param tls the transport TLS
     * @param callHome clients that the agent connects to, sorted by name
     */
    public record Netconf(
            boolean enabled,
            List<Listen> listen,
            List<User> users,
            Duration idleTimeout,
            TlsServer tls,
            List<CallHome> callHome) {
        public Netconf {
            listen = List.copyOf(listen);
            users = List.copyOf(users);
            callHome = List.copyOf(callHome);
        }

        /** SSH alone, and sessions without end. */
        public Netconf(boolean enabled, List<Listen> listen, List<User> users) {
            this(enabled, listen, users, Duration.ZERO, TlsServer.OFF, List.of());
        }
    }

    /**
     * A NETCONF user.
     *
     * @param name as SSH gives it, or as a certificate is mapped to it
     * @param authorizedKeys public keys in OpenSSH's authorized_keys form
     * @param passwordHash SHA-512 hash in the form of crypt(3), {@code $6$salt$hash}; empty for no password
     */
    public record User(String name, List<String> authorizedKeys, Optional<String> passwordHash) {
        public User {
            authorizedKeys = List.copyOf(authorizedKeys);
        }

        /** Without a password. */
        public User(String name, List<String> authorizedKeys) {
            this(name, authorizedKeys, Optional.empty());
        }
    }
}
