package org.pathgauge.snmp;

import java.util.ArrayList;
import java.util.List;
import org.pathgauge.model.SnmpNotifications;

/** Which notifications a target is sent, made ready for many of them. */
final class NotifyFilter {
    private final SnmpNotifications.Filter config;
    private final View types;

    private NotifyFilter(SnmpNotifications.Filter config, View types) {
        this.config = config;
        this.types = types;
    }

    static NotifyFilter of(SnmpNotifications.Filter config) {
        List<String> include = new ArrayList<>(config.include());
        if (include.isEmpty()) {
            include.addAll(List.of("0", "1", "2"));
        }
        return new NotifyFilter(config, new View("", include, config.exclude()));
    }

    /** An alarm is looked at as a whole, so that a raise and its clear are both sent or both not. */
    boolean takes(Notified notified) {
        return types.contains(notified.notification().type())
                && config.takes(notified.notification().severity())
                && notified.event().map(e -> config.takes(e.alarm())).orElse(true);
    }
}
