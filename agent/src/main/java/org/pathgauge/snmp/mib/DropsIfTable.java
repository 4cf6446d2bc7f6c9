package org.pathgauge.snmp.mib;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.pathgauge.model.KernelDrops.Link;
import org.pathgauge.model.KernelDrops.OfInterface;
import org.pathgauge.model.KernelDrops.Queue;
import org.snmp4j.smi.Variable;

/** pathGaugeDropsIfTable, by interface index. */
final class DropsIfTable extends Table<OfInterface> {
    DropsIfTable() {
        super(
                PathGaugeMib.oid(1, 6, 2, 1),
                List.of(
                        column(2, "Name", i -> Values.name(i.name())),
                        column(3, "Discontinuity", i -> Values.time(i.discontinuity())),
                        column(4, "Dropped", i -> Values.counter(i.dropped())),
                        column(5, "Benign", i -> Values.counter(i.benign())),
                        link(6, "RxErrors", Link::rxErrors),
                        link(7, "TxErrors", Link::txErrors),
                        link(8, "RxDropped", Link::rxDropped),
                        link(9, "TxDropped", Link::txDropped),
                        link(10, "RxMissed", Link::rxMissed),
                        link(11, "RxNoHandler", Link::rxNoHandler),
                        queue(12, "Kind", q -> Values.name(q.kind())),
                        queue(13, "Dropped", q -> Values.counter(q.dropped())),
                        queue(14, "OverLimits", q -> Values.counter(q.overLimits())),
                        queue(15, "Requeues", q -> Values.counter(q.requeues())),
                        queue(16, "BacklogPackets", q -> Values.gauge(q.backlogPackets())),
                        queue(17, "BacklogOctets", q -> Values.gauge(q.backlogOctets()))));
    }

    private static Column<OfInterface> column(int id, String name, Function<OfInterface, Optional<Variable>> value) {
        return new Column<>(id, "pathGaugeDropsIf" + name, value);
    }

    private static Column<OfInterface> link(int id, String name, Function<Link, Long> value) {
        return column(id, name, i -> i.link().map(value).flatMap(Values::counter));
    }

    private static Column<OfInterface> queue(int id, String name, Function<Queue, Optional<Variable>> value) {
        return column(id, "Queue" + name, i -> i.queue().flatMap(value));
    }

    @Override
    protected Optional<OfInterface> find(Reading reading, Index index) {
        return DropsRows.all(reading).filter(i -> index.is(i.ifIndex())).findFirst();
    }

    @Override
    protected Optional<Row<OfInterface>> after(Reading reading, Index index) {
        return DropsRows.all(reading)
                .filter(i -> i.ifIndex() > index.floor(0))
                .findFirst()
                .map(i -> new Row<>(new int[] {i.ifIndex()}, i));
    }
}
