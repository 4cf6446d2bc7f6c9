package org.pathgauge.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.pathgauge.model.AgentConfig;
import org.pathgauge.model.AlarmType;
import org.pathgauge.model.Resource;
import org.pathgauge.model.Severity;
import org.pathgauge.model.SnmpNotifications;
import org.pathgauge.model.SnmpNotifications.LinkScope;

/** Reads what the SNMP configuration says of notifications. */
final class SnmpNotificationsDecoder {
    private static final String INFORM = "inform";

    private SnmpNotificationsDecoder() {}

    static SnmpNotifications decode(JsonFields f) {
        JsonFields log = f.child("log");
        return new SnmpNotifications(
                f.bool("cold-start", Defaults.COLD_START),
                f.bool("authentication-failure", Defaults.AUTHENTICATION_FAILURE),
                f.integer("alarm-limit", Defaults.ALARM_LIMIT),
                log.integer("entry-limit", Defaults.NOTIFICATION_LOG_ENTRIES),
                Duration.ofMinutes(log.integer("age-out", Defaults.NOTIFICATION_LOG_AGE_MINUTES)),
                links(f));
    }

    private static SnmpNotifications.Links links(JsonFields f) {
        Map<String, Boolean> byName = new HashMap<>();
        f.list("link-up-down-interface").forEach(i -> byName.put(i.string("name"), i.bool("enabled", true)));
        return new SnmpNotifications.Links(
                f.named("link-up-down", Defaults.LINK_UP_DOWN, LinkScope.values(), LinkScope::yangName), byName);
    }

    static AgentConfig.Target target(JsonFields f) {
        return new AgentConfig.Target(
                f.string("name"),
                f.string("address"),
                f.integer("port", Defaults.TARGET_PORT),
                f.optional("user"),
                f.optional("community"),
                new SnmpNotifications.Delivery(
                        f.optional("notify-type").orElse(Defaults.NOTIFY_TYPE).equals(INFORM),
                        Duration.ofMillis(10L * f.integer("timeout", Defaults.TARGET_TIMEOUT_CENTIS)),
                        f.integer("retries", Defaults.TARGET_RETRIES),
                        f.integer("rate-limit", Defaults.TARGET_RATE_LIMIT)),
                filter(f.child("filter")));
    }

    private static SnmpNotifications.Filter filter(JsonFields f) {
        return new SnmpNotifications.Filter(
                ConfigDecoder.sorted(f.strings("include")),
                ConfigDecoder.sorted(f.strings("exclude")),
                severity(f.optional("severity")),
                AlarmDecoder.named(f.strings("resource-kind"), Resource.Kind.values(), Resource.Kind::yangName),
                ConfigDecoder.sorted(f.strings("resource")),
                AlarmDecoder.named(f.strings("alarm-type-id"), AlarmType.values(), AlarmType::yangName));
    }

    private static Optional<Severity> severity(Optional<String> name) {
        return name.flatMap(n -> Arrays.stream(Severity.values())
                .filter(s -> s.yangName().equals(n))
                .findFirst());
    }
}
