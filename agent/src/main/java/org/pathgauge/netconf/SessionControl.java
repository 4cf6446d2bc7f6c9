package org.pathgauge.netconf;

import java.util.List;

/** The operations close-session and kill-session (RFC 6241 sections 7.8 and 7.9). */
final class SessionControl {
    private SessionControl() {}

    static Operation close() {
        return request -> {
            new Parameters(request.element(), List.of());
            request.session().closeAfterReply();
            return Operation.Reply.OK;
        };
    }

    static Operation kill(Sessions sessions) {
        return request -> {
            var parameters = new Parameters(request.element(), List.of("session-id"));
            String text = Xml.text(parameters.required("session-id"));
            long id;
            try {
                id = Long.parseUnsignedLong(text);
            } catch (NumberFormatException e) {
                throw invalid("'" + text + "' is no session id");
            }
            if (id == request.session().id()) {
                throw invalid("A session cannot kill itself; use close-session");
            }
            Session victim =
                    sessions.established(id).orElseThrow(() -> invalid("There is no session " + text + " to kill"));
            victim.kill(request.session().id());
            sessions.clearUp(victim);
            return Operation.Reply.OK;
        };
    }

    private static RpcError invalid(String message) {
        return new RpcError(RpcError.Type.PROTOCOL, RpcError.Tag.INVALID_VALUE, message)
                .info("bad-element", "session-id");
    }
}
