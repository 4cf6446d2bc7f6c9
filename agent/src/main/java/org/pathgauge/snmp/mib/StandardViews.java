package org.pathgauge.snmp.mib;

import java.time.Clock;
import java.util.List;
import java.util.function.Predicate;
import org.pathgauge.model.NetworkInterface;
import org.pathgauge.model.Snapshot;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.TimeTicks;

/** What a host serves of standard MIBs from the snapshot; not for an agent below another one, which has them itself. */
public final class StandardViews {
    private static final OID MAX_MESSAGE_SIZE = new OID("1.3.6.1.6.3.10.2.1.4");
    private static final OID IF_NUMBER = new OID("1.3.6.1.2.1.2.1");

    /** ifXEntry of IF-MIB. */
    public static final OID IF_X_ENTRY = new OID("1.3.6.1.2.1.31.1.1.1");

    private static final OID IF_TABLE_LAST_CHANGE = new OID("1.3.6.1.2.1.31.1.5");

    private StandardViews() {}

    /** When the host started, by its own clock (RFC 2790). */
    public static MibView host(Clock clock) {
        return HostGroup.of(clock);
    }

    /**
     * The interfaces of the host by IF-MIB (RFC 2863).
     *
     * @param linkTraps of which linkUp and linkDown are sent
     */
    public static List<MibView> all(UpTime upTime, Predicate<NetworkInterface> linkTraps) {
        return List.of(
                new LoneScalar(
                        IF_NUMBER,
                        r -> new Integer32(r.snapshot().hostInterfaces().size())),
                new IfTable(upTime),
                new IfXTable(upTime, linkTraps),
                new LoneScalar(IF_TABLE_LAST_CHANGE, r -> tableChange(r.snapshot(), upTime)));
    }

    /**
     * snmpEngineMaxMessageSize of SNMP-FRAMEWORK-MIB (RFC 3411).
     *
     * @param octets the largest message that every transport takes
     */
    public static MibView maxMessageSize(int octets) {
        return new LoneScalar(MAX_MESSAGE_SIZE, r -> new Integer32(octets));
    }

    private static TimeTicks tableChange(Snapshot snapshot, UpTime upTime) {
        return snapshot.hostInterfacesChanged().isAfter(snapshot.started())
                ? upTime.at(snapshot.hostInterfacesChanged())
                : new TimeTicks(0);
    }
}
