package org.pathgauge.snmp.mib;

import java.util.List;
import java.util.Optional;
import org.pathgauge.model.NetworkInterface;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.Variable;

/**
 * ifTable of IF-MIB (RFC 2863), without what the kernel does not count by interface.
 *
 * <p>Packets sent are all among ifOutUcastPkts, and received ones to everybody among ifInUcastPkts, because the kernel does
 * not tell them apart; so it is with the counters of ietf-interfaces.
 */
final class IfTable extends IfRows {
    private static final int UP = 1;
    private static final int DOWN = 2;

    IfTable(UpTime upTime) {
        super(
                new OID("1.3.6.1.2.1.2.2.1"),
                List.of(
                        column(1, "Index", i -> Values.integer(i.ifIndex())),
                        column(2, "Descr", i -> Values.name(i.name())),
                        column(3, "Type", i -> Values.integer(i.kind().number())),
                        column(4, "Mtu", i -> Values.integer((int) Math.min(i.mtu(), Integer.MAX_VALUE))),
                        column(5, "Speed", i -> Values.gauge(i.speed().orElse(0))),
                        column(6, "PhysAddress", IfTable::physAddress),
                        column(7, "AdminStatus", i -> Values.integer(i.enabled() ? UP : DOWN)),
                        column(8, "OperStatus", i -> Values.integer(i.status().number())),
                        column(9, "LastChange", i -> ticks(i.lastChange().map(upTime::at))),
                        column(10, "InOctets", i -> counter32(i.in().octets())),
                        column(11, "InUcastPkts", i -> counter32(i.in().unicast())),
                        column(12, "InNUcastPkts", i -> counter32(i.in().multicast())),
                        column(13, "InDiscards", i -> counter32(i.in().discards())),
                        column(14, "InErrors", i -> counter32(i.in().errors())),
                        column(16, "OutOctets", i -> counter32(i.out().octets())),
                        column(17, "OutUcastPkts", i -> counter32(i.out().packets())),
                        column(19, "OutDiscards", i -> counter32(i.out().discards())),
                        column(20, "OutErrors", i -> counter32(i.out().errors()))));
    }

    private static Optional<Variable> physAddress(NetworkInterface i) {
        List<Byte> octets = i.address().map(NetworkInterface.MacAddress::octets).orElse(List.of());
        byte[] value = new byte[octets.size()];
        for (int at = 0; at < value.length; at++) {
            value[at] = octets.get(at);
        }
        return Optional.of(new OctetString(value));
    }
}
