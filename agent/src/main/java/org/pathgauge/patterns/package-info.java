/**
 * Suspicious patterns: what the ingress programs counted by source becomes SYN floods, port scans, ICMP and UDP floods.
 *
 * <p>{@link org.pathgauge.patterns.PatternWatch} reads the kernel's sketches once an interval.
 */
package org.pathgauge.patterns;
