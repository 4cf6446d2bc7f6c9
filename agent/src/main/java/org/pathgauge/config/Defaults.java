package org.pathgauge.config;

import java.util.List;
import org.pathgauge.model.AgentConfig.Listen;
import org.pathgauge.model.WindowLength;

/**
 * The default values of the YANG models, in Java because the agent starts before the models are parsed.
 *
 * <p>A test compares each with the {@code default} statement it repeats.
 */
final class Defaults {
    static final int MAX_PROBES = 4096;
    static final int PACKETS_PER_SECOND = 20_000;
    static final int RESULTS_KEPT = 50;
    static final int CONCURRENT_TESTS = 10;
    static final boolean TEST_ACTIVE = true;
    static final boolean TEST_ENABLED = false;
    static final int TEST_COUNT = 1;
    static final int TEST_FREQUENCY_SECONDS = 0;
    static final int TEST_HISTORY_ROWS = 50;
    static final String TEST_STORAGE = "non-volatile";
    static final boolean TEST_NOTIFY = false;
    static final int TEST_FAILURES = 1;
    static final String TEST_DESCRIPTION = "";
    static final String PROBE_TYPE = "icmp-echo";
    static final String FAMILY = "any";
    static final boolean PROBE_ENABLED = true;
    static final int INTERVAL_MILLIS = 1000;
    static final int TIMEOUT_MILLIS = 2000;
    static final int SIZE = 56;
    static final int DSCP = 0;
    static final int TTL = 64;
    static final String WINDOW = "1min";
    static final int CONSECUTIVE = 1;
    static final String SEVERITY = "major";
    static final boolean WATCH_ALL = false;
    static final String INGRESS_HOOK = "auto";
    static final boolean SNMP_ENABLED = true;
    static final String CONTACT = "";
    static final String LOCATION = "";
    static final int TARGET_PORT = 162;
    static final String NOTIFY_TYPE = "trap";
    static final int TARGET_TIMEOUT_CENTIS = 1500;
    static final int TARGET_RETRIES = 3;
    static final int TARGET_RATE_LIMIT = 500;
    static final boolean COLD_START = true;
    static final boolean AUTHENTICATION_FAILURE = false;
    static final String LINK_UP_DOWN = "connector";
    static final int ALARM_LIMIT = 10;
    static final int NOTIFICATION_LOG_ENTRIES = 1000;
    static final int NOTIFICATION_LOG_AGE_MINUTES = 1440;
    static final String SNMP_SECURITY_LEVEL = "auth-priv";
    static final String SNMP_READ_VIEW = "monitoring";
    static final String SNMP_WRITE_VIEW = "none";
    static final String SNMP_NOTIFY_VIEW = "all";
    static final boolean AGENTX_ENABLED = false;
    static final String AGENTX_SOCKET = "/var/agentx/master";
    static final int AGENTX_PORT = 705;
    static final int AGENTX_TIMEOUT_SECONDS = 5;
    static final int AGENTX_PRIORITY = 127;
    static final int AGENTX_PING_INTERVAL_SECONDS = 15;
    static final int AGENTX_RECONNECT_DELAY_MAX_SECONDS = 30;
    static final boolean AGENTX_NOTIFICATIONS = true;
    static final boolean NETCONF_ENABLED = true;
    static final int NETCONF_IDLE_TIMEOUT_SECONDS = 0;
    static final String CALL_HOME_TRANSPORT = "ssh";
    static final int CALL_HOME_DELAY_MIN_SECONDS = 1;
    static final int CALL_HOME_DELAY_MAX_SECONDS = 60;
    static final int CALL_HOME_KEEP_ALIVE_SECONDS = 30;
    static final boolean HISTORY_ENABLED = true;
    static final int HISTORY_RETENTION_HOURS = 168;
    static final int HISTORY_MAX_MEBIBYTES = 256;
    static final boolean OPENMETRICS_ENABLED = false;
    static final int MAX_ALARM_STATUS_CHANGES = 32;
    static final int MAX_PASSING_ALARMS = 1000;
    static final boolean TCP_ENABLED = false;
    static final int TCP_MAX_ROWS = 1024;
    static final int TCP_PUBLISHED_ROWS = 100;
    static final String TCP_RANK_BY = "octets";
    static final int TCP_RTT_INTERVAL_MILLIS = 10;
    static final boolean DROPS_ENABLED = false;
    static final boolean DROPS_OTHER_NAMESPACES = false;

    static final boolean PATTERNS_ENABLED = false;
    static final int PATTERNS_INTERVAL_SECONDS = 10;
    static final int PATTERNS_CLEAR_AFTER = 3;
    static final int PATTERNS_IPV4_LENGTH = 24;
    static final int PATTERNS_IPV6_LENGTH = 48;
    static final int PATTERNS_MINIMUM_SYNS = 100;
    static final int PATTERNS_INCOMPLETE_SHARE = 50;
    static final boolean PATTERN_ENABLED = true;
    static final int SYN_FLOOD_LIMIT = 200;
    static final int SYN_FLOOD_INTERFACE_LIMIT = 2000;
    static final int PORT_SCAN_LIMIT = 100;
    static final int ICMP_FLOOD_LIMIT = 5000;
    static final int ICMP_FLOOD_INTERFACE_LIMIT = 20_000;
    static final int UDP_FLOOD_LIMIT = 50_000;
    static final int UDP_FLOOD_INTERFACE_LIMIT = 200_000;
    static final boolean AUTOMATIC_RULE_ENABLED = false;
    static final String AUTOMATIC_RULE_ACTION = "drop";
    static final int AUTOMATIC_RULE_RATE = 100;
    static final int AUTOMATIC_RULE_EXPIRY_SECONDS = 600;
    static final int AUTOMATIC_RULES = 32;
    static final boolean FILTER_RULE_ENABLED = true;
    static final boolean FILTER_RULE_FORCE = false;

    /** Probes up to this index take raw samples unless told otherwise; stated in the description of leaf samples. */
    static final int SAMPLED_INDEXES = 1000;

    /** Stated in the description of list listen, which has no default statement. */
    static final List<Listen> SNMP_LISTEN = List.of(new Listen("127.0.0.1", 1161));

    /** Stated in the description of list listen, which has no default statement. */
    static final List<Listen> NETCONF_LISTEN = List.of(new Listen("127.0.0.1", 1830));

    /** Stated in the description of list listen, which has no default statement. */
    static final List<Listen> OPENMETRICS_LISTEN = List.of(new Listen("127.0.0.1", 9832));

    /** Stated as the default of leaf-list window. */
    static final List<WindowLength> OPENMETRICS_WINDOWS = List.of(WindowLength.MINUTE_1);

    private Defaults() {}
}
