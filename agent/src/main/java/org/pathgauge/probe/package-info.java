/**
 * From the configured list of probes to packets on the wire: slots in the kernel maps, names to addresses, the schedule
 * and the sender.
 */
package org.pathgauge.probe;
