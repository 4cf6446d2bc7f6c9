/**
 * SET: several variables as one transaction with the phases test, commit, undo and cleanup (RFC 3416 section 4.2.5, RFC
 * 2741 section 7.2.4), made on the one datastore that every editor changes.
 *
 * <p>{@link org.pathgauge.snmp.set.Sets} begins transactions, {@link org.pathgauge.snmp.set.WritableView} is what can be
 * written.
 */
package org.pathgauge.snmp.set;
