/**
 * The passive measurement of TCP: from the rows that the kernel programs count in to the model's record.
 *
 * <pre>
 *   TcpMonitor    configuration, on and off
 *   └ RowTable    once a tick: harvest, remainders, eviction, what is published
 *     ├ KernelRows  what a row of the kernel holds, taken out of it
 *     ├ Ledger      totals and slots of one published row
 *     └ Owners, Namespaces, PrefixEntries
 * </pre>
 */
package org.pathgauge.tcp;
