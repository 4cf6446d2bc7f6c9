/**
 * One-shot tests: a number of packets to one target, at a spacing or as a burst, with a result of their own.
 *
 * <p>A test has a slot in the kernel maps like a probe ({@link org.pathgauge.probe.TestPlaces}); its numbers come from the
 * stamps of its packets ({@link org.pathgauge.metrics.PacketRun}), never from histograms.
 */
package org.pathgauge.oneshot;
