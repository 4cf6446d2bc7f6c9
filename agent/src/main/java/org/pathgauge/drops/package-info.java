/** Drops by the kernel, its queueing disciplines and its drivers: from kernel maps and rtnetlink to the model. */
package org.pathgauge.drops;
