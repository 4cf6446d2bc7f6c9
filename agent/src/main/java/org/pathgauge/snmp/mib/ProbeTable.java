package org.pathgauge.snmp.mib;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.pathgauge.model.Probe;
import org.pathgauge.model.ProbeStats;
import org.pathgauge.model.ProbeTotals;
import org.pathgauge.model.Snapshot;
import org.snmp4j.smi.Variable;

/** pathGaugeProbeTable, by probe index. */
final class ProbeTable extends Table<ProbeStats> {

    ProbeTable() {
        super(
                PathGaugeMib.oid(1, 2, 1, 1),
                List.of(
                        config(2, "Name", p -> Values.name(p.name())),
                        config(3, "Type", p -> Values.integer(Codes.of(p.type()))),
                        config(4, "Target", p -> Values.name(p.target())),
                        column(5, "Address", s -> s.address().flatMap(Values::address)),
                        config(6, "AddressFamily", p -> Values.integer(Codes.of(p.family()))),
                        column(7, "State", s -> Values.integer(Codes.of(s.state()))),
                        column(8, "StateReason", s -> Values.text(s.stateReason())),
                        config(9, "Enabled", p -> Values.truth(p.enabled())),
                        config(10, "Interval", p -> Values.unsigned(p.interval().toMillis())),
                        config(11, "Timeout", p -> Values.unsigned(p.timeout().toMillis())),
                        config(12, "Size", p -> Values.unsigned(p.size())),
                        config(13, "Dscp", p -> Values.unsigned(p.dscp())),
                        config(14, "Ttl", p -> Values.unsigned(p.ttl())),
                        config(15, "SourceInterface", p -> p.sourceInterface().flatMap(Values::name)),
                        config(16, "SourceAddress", p -> p.sourceAddress().flatMap(Values::address)),
                        config(17, "Samples", p -> Values.truth(p.samples())),
                        total(18, "Discontinuity", t -> Values.time(t.discontinuity())),
                        total(19, "Sent", t -> Values.counter(t.sent())),
                        total(20, "Received", t -> Values.counter(t.received())),
                        total(21, "Late", t -> Values.counter(t.late())),
                        total(22, "Duplicates", t -> Values.counter(t.duplicates())),
                        total(23, "Corrupt", t -> Values.counter(t.corrupt())),
                        total(24, "Forged", t -> Values.counter(t.forged())),
                        total(25, "Stale", t -> Values.counter(t.stale())),
                        total(26, "Reordered", t -> Values.counter(t.reordered())),
                        total(27, "Unsent", t -> Values.counter(t.unsent())),
                        total(28, "IcmpErrors", t -> Values.counter(t.icmpErrors())),
                        total(29, "SamplesLost", t -> Values.counter(t.samplesLost())),
                        total(30, "RttSum", t -> Values.counter(t.rttSumNanos())),
                        total(31, "RttSumSquares", t -> Values.counter(t.rttSumSquaresMicros2())),
                        total(32, "LastRtt", t -> Values.delay(t.lastRttNanos())),
                        total(33, "Jitter", t -> Values.delay(t.jitterNanos())),
                        column(
                                34,
                                "RttHistogramSum",
                                s -> Values.counter(s.windows().rttTotalSumNanos())),
                        column(
                                35,
                                "IpdvHistogramSum",
                                s -> Values.counter(s.windows().ipdvTotalSumNanos())),
                        config(36, "Port", p -> Values.unsigned(p.port())),
                        total(37, "Refused", t -> Values.counter(t.refused()))));
    }

    private static Column<ProbeStats> column(int id, String name, Function<ProbeStats, Optional<Variable>> value) {
        return new Column<>(id, "pathGaugeProbe" + name, value);
    }

    private static Column<ProbeStats> config(int id, String name, Function<Probe, Optional<Variable>> value) {
        return column(id, name, stats -> value.apply(stats.probe()));
    }

    private static Column<ProbeStats> total(int id, String name, Function<ProbeTotals, Optional<Variable>> value) {
        return column(id, name, stats -> value.apply(stats.totals()));
    }

    @Override
    protected Optional<ProbeStats> find(Reading reading, Index index) {
        return index.size() == 1 ? Probes.at(reading.snapshot(), index) : Optional.empty();
    }

    @Override
    protected Optional<Row<ProbeStats>> after(Reading reading, Index index) {
        Snapshot snapshot = reading.snapshot();
        int at = Probes.from(snapshot, index.floor(0) + 1);
        if (at == snapshot.probes().size()) {
            return Optional.empty();
        }
        ProbeStats stats = snapshot.probes().get(at);
        return Optional.of(new Row<>(new int[] {stats.probe().index()}, stats));
    }
}
