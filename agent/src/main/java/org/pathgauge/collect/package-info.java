/** From kernel maps to a {@link org.pathgauge.model.Snapshot}: watched interfaces, harvest, windows. */
package org.pathgauge.collect;
