/**
 * The exporter that Prometheus and its kin scrape: a page of the newest snapshot over HTTP or HTTPS.
 *
 * <p>{@link org.pathgauge.openmetrics.Families} lists every metric family; {@link org.pathgauge.openmetrics.Page} writes
 * them one after the other, so that a page of many probes is never in memory as a whole. Nothing here measures or
 * computes: seconds are nanoseconds divided by 10^9, ratios are parts per million divided by 10^6.
 */
package org.pathgauge.openmetrics;
