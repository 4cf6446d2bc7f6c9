/** How files that the agent keeps are replaced, so that a crash or a power cut leaves the old content or the new. */
package org.pathgauge.files;
