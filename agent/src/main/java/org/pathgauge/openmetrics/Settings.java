package org.pathgauge.openmetrics;

import java.util.List;
import org.pathgauge.model.WindowLength;

/**
 * What a change of the configuration replaces while the sockets stay open.
 *
 * @param logins who may scrape
 * @param windows whose gauges are exported
 */
record Settings(Logins logins, List<WindowLength> windows) {}
