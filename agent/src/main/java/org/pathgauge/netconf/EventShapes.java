package org.pathgauge.netconf;

import java.util.List;

/** How the event stream looks in YANG. */
final class EventShapes {
    private EventShapes() {}

    /** The content of the container netconf (RFC 5277 section 3.4). */
    static Shape<EventStream> netconf() {
        var stream = Shape.<EventStream>in(Ns.NC_NOTIFICATIONS)
                .leaf("name", s -> EventStream.NAME)
                .leaf("description", s -> EventStream.DESCRIPTION)
                .leaf("replaySupport", s -> true)
                .leaf("replayLogCreationTime", EventStream::created);
        var streams = Shape.<EventStream>in(Ns.NC_NOTIFICATIONS).list("stream", List.of("name"), stream, List::of);
        return Shape.<EventStream>in(Ns.NC_NOTIFICATIONS).container("streams", streams, s -> s);
    }
}
