package org.pathgauge.snmp.mib;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.pathgauge.model.ProbeResult;
import org.snmp4j.smi.Variable;

/**
 * pathGaugeResultTable, by probe index and sequence number.
 *
 * <p>Rows rise by the unsigned sequence number, as every table must, and not by time: when sequence numbers begin at 0
 * again, the newer results come before those from before the wrap.
 */
final class ResultTable extends Table<ProbeResult> {

    ResultTable() {
        super(
                PathGaugeMib.oid(1, 2, 5, 1),
                List.of(
                        column(2, "Time", r -> Values.time(r.sent())),
                        column(3, "Outcome", r -> Values.integer(Codes.of(r.outcome()))),
                        column(4, "Rtt", r -> Values.delay(r.rttNanos()))));
    }

    private static Column<ProbeResult> column(int id, String name, Function<ProbeResult, Optional<Variable>> value) {
        return new Column<>(id, "pathGaugeResult" + name, value);
    }

    @Override
    protected Optional<ProbeResult> find(Reading reading, Index index) {
        if (index.size() != 2) {
            return Optional.empty();
        }
        return Probes.at(reading.snapshot(), index)
                .flatMap(probe -> first(probe.windows().results(), index.floor(1)))
                .filter(result -> result.sequence() == index.floor(1));
    }

    @Override
    protected Optional<Row<ProbeResult>> after(Reading reading, Index index) {
        return Probes.after(
                reading.snapshot(),
                index,
                (stats, behind) -> first(stats.windows().results(), behind.floor(1) + 1)
                        .map(result -> new Row<>(new int[] {stats.probe().index(), (int) result.sequence()}, result)));
    }

    /** The result with the smallest sequence number that is at least a given one. */
    private static Optional<ProbeResult> first(List<ProbeResult> results, long floor) {
        int size = results.size();
        if (size == 0) {
            return Optional.empty();
        }
        int wrap = wrap(results);
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (results.get((wrap + middle) % size).sequence() < floor) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == size ? Optional.empty() : Optional.of(results.get((wrap + low) % size));
    }

    /** Position of the smallest sequence number: 0 unless sequence numbers began again among the results. */
    private static int wrap(List<ProbeResult> results) {
        long last = results.getLast().sequence();
        int low = 0;
        int high = results.size() - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (results.get(middle).sequence() > last) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
