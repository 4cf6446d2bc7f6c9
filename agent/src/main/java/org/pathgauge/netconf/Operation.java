package org.pathgauge.netconf;

import java.io.IOException;
import org.w3c.dom.Element;

/** One operation of the protocol. */
@FunctionalInterface
interface Operation {
    /**
     * Checks the request and does what it asks.
     *
     * @return writes the content of the rpc-reply; whatever can be refused has been by then
     */
    Reply run(Request request) throws RpcError;

    /**
     * A request.
     *
     * @param session who asks
     * @param element the operation's element, its parameters inside
     */
    record Request(Session session, Element element) {}

    /** Writes the content of an rpc-reply. */
    @FunctionalInterface
    interface Reply {
        /** The reply of operations that return nothing. */
        Reply OK = out -> out.empty(new Name(Ns.NETCONF, "ok"));

        void write(XmlOut out) throws IOException;
    }
}
