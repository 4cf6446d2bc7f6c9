package org.pathgauge.model;

import java.time.Instant;

/**
 * What the TCP connections of one row did in a window of complete slots.
 *
 * @param length of the window
 * @param start wall clock
 * @param end wall clock
 * @param counters what happened in it
 */
public record TcpWindow(WindowLength length, Instant start, Instant end, TcpCounters counters) {}
