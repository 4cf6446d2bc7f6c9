/** The maths of the metrics, each rule with its RFC. Pure functions and values; nothing here reads a clock or a map. */
package org.pathgauge.metrics;
