/** Tests of {@link org.pathgauge.model.TestPlan}s: runs one-shot tests when they are due, and keeps what they found. */
package org.pathgauge.series;
