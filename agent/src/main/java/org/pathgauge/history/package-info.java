/**
 * The history of complete slots on disk: append-only segments with checksums, written behind the back of the measuring,
 * read at start and for whoever asks about the past. What is in a slot it does not know. {@code agent/docs/history.md}
 * draws the format.
 */
package org.pathgauge.history;
