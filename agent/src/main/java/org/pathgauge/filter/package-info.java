/**
 * The filter at the ingress hooks: from rules to the kernel's maps, and from its counters back to
 * {@link org.pathgauge.model.Filter}.
 */
package org.pathgauge.filter;
