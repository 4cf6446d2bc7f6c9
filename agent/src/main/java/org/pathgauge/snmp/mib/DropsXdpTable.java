package org.pathgauge.snmp.mib;

import java.util.List;
import org.pathgauge.model.KernelDrops.OfInterface;
import org.pathgauge.model.KernelDrops.XdpException;

/** pathGaugeDropsXdpTable, by interface index and action. */
final class DropsXdpTable extends DropsRows<XdpException> {
    DropsXdpTable() {
        super(
                PathGaugeMib.oid(1, 6, 5, 1),
                List.of(new Column<>(2, "pathGaugeDropsXdpPackets", e -> Values.counter(e.packets()))),
                OfInterface::xdpExceptions,
                e -> Codes.of(e.action()));
    }
}
