package org.pathgauge.snmp.mib;

import java.util.List;
import java.util.function.ToLongFunction;
import org.pathgauge.model.SnmpHealth;

/** pathGaugeSnmp: messages with wrong credentials, and what became of notifications. */
final class SnmpGroup extends ScalarGroup {
    SnmpGroup() {
        super(
                PathGaugeMib.oid(1, 11),
                List.of(
                        scalar(1, "WrongCredentials", s -> s.faults().total()),
                        scalar(2, "Unanswered", s -> s.faults().unanswered()),
                        scalar(3, "NotificationsDamped", SnmpHealth::damped),
                        scalar(4, "NotificationsLogged", SnmpHealth::logged),
                        scalar(5, "NotificationsBumped", SnmpHealth::bumped)));
    }

    private static Scalar scalar(int id, String name, ToLongFunction<SnmpHealth> value) {
        return new Scalar(
                id,
                "pathGaugeSnmp" + name,
                reading -> Values.counter(value.applyAsLong(reading.snapshot().snmp())));
    }
}
