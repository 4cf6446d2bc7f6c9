package org.pathgauge.snmp.disman;

import java.net.InetAddress;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.pathgauge.model.Probe;
import org.pathgauge.model.ProbeStats;
import org.pathgauge.model.TestSeries;
import org.pathgauge.model.Window;
import org.pathgauge.model.WindowLength;
import org.pathgauge.snmp.mib.Reading;
import org.pathgauge.snmp.mib.Values;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.Variable;

/**
 * pingResultsTable: of a probe with tests the newest test, of any other its window of one minute.
 *
 * <p>Times are in milliseconds, rounded to the nearest, but never to the 0 that RFC 4560 keeps for "none received"; then
 * they are absent here.
 */
final class PingResultsTable extends PingTable.Plain {
    static final int OPER_STATUS = 1;
    static final int ADDRESS_TYPE = 2;
    static final int ADDRESS = 3;
    static final int MIN_RTT = 4;
    static final int MAX_RTT = 5;
    static final int AVERAGE_RTT = 6;
    static final int PROBE_RESPONSES = 7;
    static final int SENT_PROBES = 8;
    static final int SUM_OF_SQUARES = 9;
    static final int LAST_GOOD_PROBE = 10;

    private static final int ENABLED = 1;
    private static final int DISABLED = 2;
    private static final int COMPLETED = 3;
    private static final long NANOS_PER_MILLI = 1_000_000;

    PingResultsTable(PingRows rows) {
        super(PingMib.RESULTS_ENTRY, OPER_STATUS, LAST_GOOD_PROBE, rows);
    }

    @Override
    Optional<Variable> value(Reading reading, PingRows.Row row, int column) {
        if (row.probe().isEmpty()) {
            return Optional.empty();
        }
        Probe probe = row.probe().get();
        return probe.tests().isPresent()
                ? reading.snapshot().tests(probe.name()).flatMap(series -> of(probe, series, column))
                : reading.snapshot().probe(probe.index()).flatMap(stats -> of(stats, column));
    }

    static Optional<Variable> of(Probe probe, TestSeries series, int column) {
        return switch (column) {
            case OPER_STATUS ->
                integer(
                        switch (series.status()) {
                            case ENABLED -> ENABLED;
                            case DISABLED -> DISABLED;
                            case COMPLETED -> COMPLETED;
                        });
            case ADDRESS_TYPE, ADDRESS -> address(probe, series.address(), column);
            case MIN_RTT -> millis(series.minNanos());
            case MAX_RTT -> millis(series.maxNanos());
            case AVERAGE_RTT -> millis(series.meanNanos());
            case PROBE_RESPONSES -> Values.gauge(series.received());
            case SENT_PROBES -> Values.gauge(series.sent());
            case SUM_OF_SQUARES ->
                series.sumSquaresMillis2().isPresent()
                        ? unsigned(series.sumSquaresMillis2().getAsLong())
                        : Optional.empty();
            default -> series.lastReply().flatMap(Values::time);
        };
    }

    private static Optional<Variable> of(ProbeStats stats, int column) {
        Optional<Window> window = stats.window(WindowLength.MINUTE_1);
        return switch (column) {
            case OPER_STATUS -> integer(stats.probe().enabled() ? ENABLED : DISABLED);
            case ADDRESS_TYPE, ADDRESS -> address(stats.probe(), stats.address(), column);
            case MIN_RTT -> window.flatMap(w -> millis(w.rttMinNanos()));
            case MAX_RTT -> window.flatMap(w -> millis(w.rttMaxNanos()));
            case AVERAGE_RTT -> window.flatMap(w -> millis(w.rttMeanNanos()));
            case PROBE_RESPONSES -> window.flatMap(w -> Values.gauge(w.received()));
            case SENT_PROBES -> window.flatMap(w -> Values.gauge(w.sent()));
            case SUM_OF_SQUARES ->
                window.filter(w -> w.received() > 0).flatMap(w -> unsigned(Math.round(w.rttSumSquaresMicros2() / 1e6)));
            default -> lastGood(stats).flatMap(Values::time);
        };
    }

    private static Optional<Instant> lastGood(ProbeStats stats) {
        return stats.windows().results().stream()
                .filter(r -> r.outcome() == org.pathgauge.model.ProbeResult.Outcome.RECEIVED)
                .map(r -> r.sent().plusNanos(r.rttNanos().orElse(0)))
                .reduce((a, b) -> b);
    }

    /** RFC 4560 wants it only where the target is a name, and else the type unknown and the address empty. */
    private static Optional<Variable> address(Probe probe, Optional<InetAddress> address, int column) {
        Optional<InetAddress> resolved = PingColumns.literal(probe.target()).isPresent() ? Optional.empty() : address;
        return column == ADDRESS_TYPE
                ? integer(resolved.map(PingColumns::type).orElse(PingColumns.UNKNOWN))
                : Optional.of(resolved.map(a -> new OctetString(a.getAddress())).orElseGet(OctetString::new));
    }

    static Optional<Variable> millis(OptionalLong nanos) {
        return nanos.isPresent()
                ? unsigned(Math.max(1, Math.round((double) nanos.getAsLong() / NANOS_PER_MILLI)))
                : Optional.empty();
    }

    private static Optional<Variable> integer(int value) {
        return Optional.of(new Integer32(value));
    }

    private static Optional<Variable> unsigned(long value) {
        return Optional.of(PingColumns.unsigned(Math.clamp(value, 0, Values.GAUGE_MAX)));
    }
}
