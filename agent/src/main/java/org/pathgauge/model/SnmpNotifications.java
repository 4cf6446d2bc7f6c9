package org.pathgauge.model;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How SNMP notifications are made and logged, whoever receives them.
 *
 * @param coldStart whether coldStart is sent when the agent starts (RFC 3418)
 * @param authenticationFailure whether authenticationFailure is sent for messages with wrong credentials (RFC 3418)
 * @param alarmLimit notifications of one alarm that are passed on in a minute; 0 for all
 * @param logEntries entries that the logs together keep (RFC 3014: nlmConfigGlobalEntryLimit)
 * @param logAge age at which entries are removed; zero for never (RFC 3014: nlmConfigGlobalAgeOut)
 * @param links of which interfaces linkUp and linkDown are sent (RFC 2863)
 */
public record SnmpNotifications(
        boolean coldStart,
        boolean authenticationFailure,
        int alarmLimit,
        int logEntries,
        Duration logAge,
        Links links) {

    /** What the models' defaults say, without coldStart. */
    public static final SnmpNotifications QUIET =
            new SnmpNotifications(false, false, 10, 1000, Duration.ofDays(1), Links.NONE);

    /** Interfaces of which linkUp and linkDown are sent, unless one is named. */
    public enum LinkScope {
        NONE("none"),
        /** Those with a plug. */
        CONNECTOR("connector"),
        ALL("all");

        private final String yangName;

        LinkScope(String yangName) {
            this.yangName = yangName;
        }

        public String yangName() {
            return yangName;
        }
    }

    /**
     * Of which interfaces linkUp and linkDown are sent: ifLinkUpDownTrapEnable.
     *
     * @param scope of those that are not named
     * @param byName whether, by the name of an interface
     */
    public record Links(LinkScope scope, Map<String, Boolean> byName) {
        /** Of none. */
        public static final Links NONE = new Links(LinkScope.NONE, Map.of());

        public Links {
            byName = Map.copyOf(byName);
        }

        public boolean wanted(NetworkInterface of) {
            return byName.getOrDefault(
                    of.name(), scope == LinkScope.ALL || scope == LinkScope.CONNECTOR && of.connector());
        }
    }

    /**
     * How a target is sent its notifications.
     *
     * @param inform whether it acknowledges them (RFC 3416 section 4.2.7)
     * @param timeout how long an acknowledgement is waited for
     * @param retries how often an inform is sent again before it is given up
     * @param rate notifications a second at most
     */
    public record Delivery(boolean inform, Duration timeout, int retries, int rate) {
        /** Traps, as fast as receivers' sockets bear. */
        public static final Delivery TRAP = new Delivery(false, Duration.ofSeconds(15), 3, 500);
    }

    /**
     * Which notifications a target is sent: those that match in everything that is given.
     *
     * @param include subtrees of notification types, all if empty; with {@code *} for any sub-identifier
     * @param exclude subtrees of notification types that are not sent; of two subtrees the longer one decides
     * @param severity the least severity
     * @param kinds of resources that alarms are about; all if empty
     * @param resources their names, in which {@code *} stands for any characters; all if empty
     * @param types of alarms; all if empty
     */
    public record Filter(
            List<String> include,
            List<String> exclude,
            Optional<Severity> severity,
            List<Resource.Kind> kinds,
            List<String> resources,
            List<AlarmType> types) {
        /** Everything is sent. */
        public static final Filter ALL =
                new Filter(List.of(), List.of(), Optional.empty(), List.of(), List.of(), List.of());

        public Filter {
            include = List.copyOf(include);
            exclude = List.copyOf(exclude);
            kinds = List.copyOf(kinds);
            resources = List.copyOf(resources);
            types = List.copyOf(types);
        }

        /** Whether a severity is enough. */
        public boolean takes(Severity of) {
            return severity.isEmpty() || of.compareTo(severity.get()) >= 0;
        }

        /** Whether an alarm of enough severity is of interest. */
        public boolean takes(Alarm alarm) {
            return new AlarmConfig.Shelf("", kinds, resources, types, List.of()).takes(alarm);
        }
    }
}
