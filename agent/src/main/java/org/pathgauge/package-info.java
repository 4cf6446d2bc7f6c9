/** The agent as a whole: what wires its parts, and the seams between them. */
package org.pathgauge;
