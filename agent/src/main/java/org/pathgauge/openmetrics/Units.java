package org.pathgauge.openmetrics;

import io.prometheus.metrics.model.snapshots.Unit;
import java.time.Instant;
import java.util.OptionalLong;

/**
 * Turns the model's whole numbers into the base units of Prometheus.
 *
 * <p>A division of a long below 2^53 by 10^9 gives the double next to the true quotient, so multiplying it by 10^9 and
 * rounding gives the nanoseconds back. From 2^53 ns (104 days) on, which only sums reach, the result is within one part
 * in 2^52.
 */
final class Units {
    static final Unit SECONDS = Unit.SECONDS;
    static final Unit SQUARE_SECONDS = new Unit("square_seconds");
    static final Unit PACKETS = new Unit("packets");
    static final Unit BYTES = Unit.BYTES;
    static final Unit SAMPLES = new Unit("samples");
    static final Unit SEGMENTS = new Unit("segments");
    static final Unit SLOTS = new Unit("slots");
    static final Unit RATIO = Unit.RATIO;
    static final Unit PER_SECOND = new Unit("per_second");
    static final Unit NUMBER = new Unit("number");

    private static final double NANOS = 1e9;
    private static final double PPM = 1e6;
    private static final double MICROS_SQUARED = 1e12;

    private Units() {}

    static double seconds(long nanos) {
        return nanos / NANOS;
    }

    /** Not a number where there is nothing; such a sample is left out of the page. */
    static double seconds(OptionalLong nanos) {
        return nanos.isPresent() ? seconds(nanos.getAsLong()) : Double.NaN;
    }

    static double squareSeconds(long micros2) {
        return micros2 / MICROS_SQUARED;
    }

    static double ratio(OptionalLong ppm) {
        return ppm.isPresent() ? ppm.getAsLong() / PPM : Double.NaN;
    }

    static double number(OptionalLong value) {
        return value.isPresent() ? value.getAsLong() : Double.NaN;
    }

    /** Seconds since 1970, to the microsecond or so that a double holds of today. */
    static double timestamp(Instant instant) {
        return instant.getEpochSecond() + instant.getNano() / NANOS;
    }
}
