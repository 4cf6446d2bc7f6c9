package org.pathgauge.model;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One alarm: a threshold of a probe that is, or was last, crossed.
 *
 * @param id short integer; the same in the MIB, the YANG model and the log. An alarm keeps it when raised again.
 * @param probeIndex the probe's index
 * @param probeName the probe's name
 * @param threshold the crossed threshold
 * @param severity of the threshold when raised
 * @param active raised and not cleared
 * @param value the metric when the state last changed, in the threshold's unit; empty when it was infinite or absent
 * @param raised when it was last raised
 * @param cleared when it was last cleared
 * @param changes how often it was raised or cleared
 * @param text one line for a person
 */
public record Alarm(
        int id,
        int probeIndex,
        String probeName,
        Threshold threshold,
        Severity severity,
        boolean active,
        OptionalLong value,
        Instant raised,
        Optional<Instant> cleared,
        long changes,
        String text) {}
