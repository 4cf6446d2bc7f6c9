package org.pathgauge.snmp.mib;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.pathgauge.model.ProbeStats;
import org.pathgauge.model.Window;
import org.pathgauge.model.Window.Percentile;
import org.pathgauge.model.WindowLength;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.Variable;

/** pathGaugeWindowTable, by probe index and length of the window in seconds. */
final class WindowTable extends Table<Window> {

    static final List<Column<Window>> COLUMNS = List.of(
            column(2, "Start", w -> Values.time(w.start())),
            column(3, "End", w -> Values.time(w.end())),
            column(4, "Slots", w -> Values.gauge(w.slots())),
            column(5, "Sent", w -> Values.gauge(w.sent())),
            column(6, "Received", w -> Values.gauge(w.received())),
            column(7, "Lost", w -> Values.gauge(w.lost())),
            column(8, "Late", w -> Values.gauge(w.late())),
            column(9, "Duplicates", w -> Values.gauge(w.duplicates())),
            column(10, "Reordered", w -> Values.gauge(w.reordered())),
            column(11, "Unsent", w -> Values.gauge(w.unsent())),
            column(12, "LossRatio", w -> Values.gauge(w.lossPpm())),
            column(13, "LossPeriods", w -> Values.gauge(w.lossPeriods())),
            column(14, "LongestLossBurst", w -> Values.gauge(w.longestLossBurst())),
            column(15, "RttMin", w -> Values.delay(w.rttMinNanos())),
            column(16, "RttMax", w -> Values.delay(w.rttMaxNanos())),
            column(17, "RttMean", w -> Values.delay(w.rttMeanNanos())),
            column(18, "RttStddev", w -> Values.delay(w.rttStddevNanos())),
            percentile(19, "RttP50", Percentile.P50),
            percentile(20, "RttP90", Percentile.P90),
            percentile(21, "RttP95", Percentile.P95),
            percentile(22, "RttP99", Percentile.P99),
            percentile(23, "RttP999", Percentile.P999),
            column(24, "RttInfinite", w -> Optional.of(infinite(w))),
            column(25, "IpdvPairs", w -> Values.gauge(w.ipdvCount())),
            column(26, "IpdvMin", w -> Values.signedDelay(w.ipdvMinNanos())),
            column(27, "IpdvMax", w -> Values.signedDelay(w.ipdvMaxNanos())),
            column(28, "IpdvMeanAbs", w -> Values.delay(w.ipdvMeanAbsNanos())),
            column(29, "Jitter", w -> Values.delay(w.jitterNanos())),
            column(30, "PdvP95", w -> Values.delay(w.pdvP95Nanos())),
            column(31, "PdvMax", w -> Values.delay(w.pdvMaxNanos())));

    WindowTable() {
        super(PathGaugeMib.oid(1, 2, 2, 1), COLUMNS);
    }

    private static Column<Window> column(int id, String name, Function<Window, Optional<Variable>> value) {
        return new Column<>(id, "pathGaugeWindow" + name, value);
    }

    private static Column<Window> percentile(int id, String name, Percentile percentile) {
        return column(id, name, w -> Values.delay(w.rttPercentileNanos(percentile)));
    }

    /** BITS of SMIv2: bit 0 is the highest of the first octet (RFC 3417 section 8). */
    private static Variable infinite(Window window) {
        int bits = 0;
        for (Percentile percentile : Percentile.values()) {
            if (window.percentileInfinite(percentile)) {
                bits |= 0x80 >>> bit(percentile);
            }
        }
        return new OctetString(new byte[] {(byte) bits});
    }

    private static int bit(Percentile percentile) {
        return switch (percentile) {
            case P50 -> 0;
            case P90 -> 1;
            case P95 -> 2;
            case P99 -> 3;
            case P999 -> 4;
        };
    }

    @Override
    protected Optional<Window> find(Reading reading, Index index) {
        if (index.size() != 2) {
            return Optional.empty();
        }
        for (WindowLength length : WindowLength.values()) {
            if (length.seconds() == index.floor(1)) {
                return Probes.at(reading.snapshot(), index).flatMap(probe -> reading.window(probe, length));
            }
        }
        return Optional.empty();
    }

    @Override
    protected Optional<Row<Window>> after(Reading reading, Index index) {
        return after(reading, index, 0);
    }

    /** Passes by windows in which the column is not defined: there may be ten thousand, and each is work to compute. */
    @Override
    Optional<Row<Window>> after(Reading reading, Index index, int column) {
        int trait = WindowTraits.column(column);
        return Probes.after(
                reading.snapshot(),
                index,
                probe -> WindowTraits.within(probe.windows().limits(), trait),
                (stats, behind) -> afterInProbe(reading, stats, behind, trait));
    }

    private static Optional<Row<Window>> afterInProbe(Reading reading, ProbeStats stats, Index index, int trait) {
        for (WindowLength length : WindowLength.values()) {
            Optional<Window> window =
                    length.seconds() > index.floor(1) ? reading.windowWith(trait, stats, length) : Optional.empty();
            if (window.isPresent()) {
                return Optional.of(new Row<>(new int[] {stats.probe().index(), length.seconds()}, window.get()));
            }
        }
        return Optional.empty();
    }
}
