/** The catalogue of metrics against MIB, YANG and the exporter, and the reference that is made from it. */
package org.pathgauge.catalogue;
