package org.pathgauge.snmp.mib;

import java.util.List;
import java.util.Optional;
import org.pathgauge.snmp.mib.Table.Column;
import org.snmp4j.smi.Counter32;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.SMIConstants;
import org.snmp4j.smi.UnsignedInteger32;
import org.snmp4j.smi.Variable;

/** NOTIFICATION-LOG-MIB (RFC 3014), read-only: limits, counters, the logs and the variables of what they hold. */
public final class NotificationLogMib {
    private static final OID OBJECTS = new OID("1.3.6.1.2.1.92.1");
    private static final OID NO_DOMAIN = new OID("0.0");
    private static final int ENABLED = 1;
    private static final int OPERATIONAL = 2;
    private static final int PERMANENT = 4;
    private static final int ACTIVE = 1;

    private NotificationLogMib() {}

    /**
     * The views of the logs.
     *
     * @param engineId of this engine, which all notifications come from
     */
    public static List<MibView> views(NotificationLog log, OctetString engineId) {
        return List.of(
                new LoneScalar(at(1, 1), r -> number(log.limit())),
                new LoneScalar(at(1, 2), r -> number(log.age().toMinutes())),
                new NotificationLogNames(
                        log,
                        at(1, 3, 1),
                        List.of(
                                new Column<>(2, "nlmConfigLogFilterName", c -> octets("")),
                                new Column<>(3, "nlmConfigLogEntryLimit", c -> unsigned(0)),
                                new Column<>(4, "nlmConfigLogAdminStatus", c -> integer(ENABLED)),
                                new Column<>(5, "nlmConfigLogOperStatus", c -> integer(OPERATIONAL)),
                                new Column<>(6, "nlmConfigLogStorageType", c -> integer(PERMANENT)),
                                new Column<>(7, "nlmConfigLogEntryStatus", c -> integer(ACTIVE)))),
                new LoneScalar(at(2, 1), r -> total(log.logged())),
                new LoneScalar(at(2, 2), r -> total(log.bumped())),
                new NotificationLogNames(
                        log,
                        at(2, 3, 1),
                        List.of(
                                new Column<>(1, "nlmStatsLogNotificationsLogged", c -> counter(c.logged())),
                                new Column<>(2, "nlmStatsLogNotificationsBumped", c -> counter(c.bumped())))),
                new NotificationLogTable(
                        log,
                        at(3, 1, 1),
                        List.of(
                                new Column<>(2, "nlmLogTime", e -> Optional.of(e.upTime())),
                                new Column<>(3, "nlmLogDateAndTime", e -> Values.time(e.time())),
                                new Column<>(4, "nlmLogEngineID", e -> octets("")),
                                new Column<>(5, "nlmLogEngineTAddress", e -> octets("")),
                                new Column<>(6, "nlmLogEngineTDomain", e -> Optional.of(NO_DOMAIN)),
                                new Column<>(7, "nlmLogContextEngineID", e -> Optional.of(engineId)),
                                new Column<>(8, "nlmLogContextName", e -> octets("")),
                                new Column<>(
                                        9,
                                        "nlmLogNotificationID",
                                        e -> Optional.of(e.notification().type())))),
                new NotificationVariableTable(
                        log,
                        at(3, 2, 1),
                        List.of(
                                new Column<>(2, "nlmLogVariableID", v -> Optional.of(v.getOid())),
                                new Column<>(3, "nlmLogVariableValueType", v -> integer(type(v.getVariable()))),
                                value(4, "Counter32Val", 1),
                                value(5, "Unsigned32Val", 2),
                                value(6, "TimeTicksVal", 3),
                                value(7, "Integer32Val", 4),
                                value(8, "OctetStringVal", 6),
                                value(9, "IpAddressVal", 5),
                                value(10, "OidVal", 7),
                                value(11, "Counter64Val", 8),
                                value(12, "OpaqueVal", 9))));
    }

    private static OID at(int... below) {
        return new OID(OBJECTS.getValue(), below);
    }

    /** The column that holds the values of one type. */
    private static Column<org.snmp4j.smi.VariableBinding> value(int id, String name, int type) {
        return new Column<>(
                id,
                "nlmLogVariable" + name,
                v -> type(v.getVariable()) == type ? Optional.of(v.getVariable()) : Optional.empty());
    }

    /** The number of a type in nlmLogVariableValueType. */
    private static int type(Variable value) {
        return switch (value.getSyntax()) {
            case SMIConstants.SYNTAX_COUNTER32 -> 1;
            case SMIConstants.SYNTAX_UNSIGNED_INTEGER32 -> 2;
            case SMIConstants.SYNTAX_TIMETICKS -> 3;
            case SMIConstants.SYNTAX_INTEGER32 -> 4;
            case SMIConstants.SYNTAX_IPADDRESS -> 5;
            case SMIConstants.SYNTAX_OCTET_STRING -> 6;
            case SMIConstants.SYNTAX_OBJECT_IDENTIFIER -> 7;
            case SMIConstants.SYNTAX_COUNTER64 -> 8;
            default -> 9;
        };
    }

    private static Variable number(long value) {
        return new UnsignedInteger32(value);
    }

    private static Variable total(long value) {
        return new Counter32(value & 0xFFFF_FFFFL);
    }

    private static Optional<Variable> unsigned(long value) {
        return Optional.of(new UnsignedInteger32(value));
    }

    private static Optional<Variable> counter(long value) {
        return Optional.of(new Counter32(value & 0xFFFF_FFFFL));
    }

    private static Optional<Variable> integer(int value) {
        return Optional.of(new Integer32(value));
    }

    private static Optional<Variable> octets(String value) {
        return Optional.of(new OctetString(value));
    }
}
