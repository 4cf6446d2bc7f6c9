package org.pathgauge.snmp.mib;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.pathgauge.model.NetworkInterface;

/** ifXTable of IF-MIB (RFC 2863), without what the kernel does not count by interface. */
final class IfXTable extends IfRows {
    private static final long MEGABIT = 1_000_000;
    private static final int ALIAS_OCTETS = 64;
    private static final int ENABLED = 1;
    private static final int DISABLED = 2;

    IfXTable(UpTime upTime, Predicate<NetworkInterface> linkTraps) {
        super(
                StandardViews.IF_X_ENTRY,
                List.of(
                        column(1, "Name", i -> Values.name(i.name())),
                        column(2, "InMulticastPkts", i -> counter32(i.in().multicast())),
                        column(6, "HCInOctets", i -> Values.counter(i.in().octets())),
                        column(7, "HCInUcastPkts", i -> Values.counter(i.in().unicast())),
                        column(8, "HCInMulticastPkts", i -> Values.counter(i.in().multicast())),
                        column(10, "HCOutOctets", i -> Values.counter(i.out().octets())),
                        column(11, "HCOutUcastPkts", i -> Values.counter(i.out().packets())),
                        column(14, "LinkUpDownTrapEnable", i -> Values.integer(linkTraps.test(i) ? ENABLED : DISABLED)),
                        column(15, "HighSpeed", i -> Values.gauge((i.speed().orElse(0) + MEGABIT / 2) / MEGABIT)),
                        column(16, "PromiscuousMode", i -> Values.truth(i.promiscuous())),
                        column(17, "ConnectorPresent", i -> Values.truth(i.connector())),
                        column(18, "Alias", i -> Values.text(i.alias(), ALIAS_OCTETS)),
                        new Column<>(
                                19,
                                "ifCounterDiscontinuityTime",
                                shown -> ticks(
                                        shown.sinceStart()
                                                ? Optional.empty()
                                                : Optional.of(
                                                        upTime.at(shown.of().discontinuity()))))));
    }
}
