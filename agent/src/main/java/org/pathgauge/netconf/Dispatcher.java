package org.pathgauge.netconf;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.w3c.dom.Element;

/** Finds the operation of an rpc and writes its rpc-reply (RFC 6241 sections 4.1 and 4.2). */
final class Dispatcher {
    static final Name REPLY = new Name(Ns.NETCONF, "rpc-reply");

    private final Schemas schemas;
    private final Nacm nacm;
    private final List<String> capabilities;
    private final Map<Name, Operation> operations;

    /**
     * Makes a dispatcher.
     *
     * @param schemas tells known namespaces from unknown ones
     * @param operations by the name of their element
     * @param nacm who may run which
     */
    Dispatcher(Schemas schemas, Map<Name, Operation> operations, Nacm nacm) {
        this.schemas = schemas;
        this.nacm = nacm;
        this.operations = Map.copyOf(operations);
        this.capabilities = Hello.capabilities(schemas);
    }

    List<String> capabilities() {
        return capabilities;
    }

    /** Carries out one rpc; gives the reply to be written, which is an rpc-error when it was refused. */
    Operation.Reply run(Session session, Element rpc) {
        boolean counted = false;
        try {
            Element element = operation(session, rpc);
            session.counters().rpc();
            counted = true;
            Operation operation = find(element);
            nacm.permit(session.peer().user(), new Name(element.getNamespaceURI(), element.getLocalName()));
            return operation.run(new Operation.Request(session, element));
        } catch (RpcError e) {
            if (!counted) {
                session.counters().badRpc();
            }
            session.counters().outError();
            return e::write;
        }
    }

    /** The reply that the server itself failed. */
    Operation.Reply failure(Session session, RuntimeException fault) {
        session.counters().outError();
        var error = new RpcError(
                RpcError.Type.APPLICATION,
                RpcError.Tag.OPERATION_FAILED,
                "The server failed (" + fault.getClass().getSimpleName() + "); its log says more");
        return error::write;
    }

    /** Writes the reply to an rpc; the caller ends the message. */
    static void write(Element rpc, FrameWriter to, Operation.Reply reply) throws IOException {
        var out = new XmlOut(to);
        out.start(REPLY);
        out.attributes(rpc);
        reply.write(out);
        out.end();
        out.finish();
    }

    private static Element operation(Session session, Element rpc) throws RpcError {
        if (!rpc.hasAttributeNS(null, "message-id")) {
            throw new RpcError(
                            RpcError.Type.RPC,
                            RpcError.Tag.MISSING_ATTRIBUTE,
                            "rpc needs the attribute message-id (RFC 6241 section 4.1)")
                    .info("bad-attribute", "message-id")
                    .info("bad-element", "rpc");
        }
        List<Element> children = Xml.children(rpc);
        if (children.isEmpty()) {
            String message = "rpc has no operation inside";
            throw session.base11()
                    ? RpcError.malformed(message)
                    : new RpcError(RpcError.Type.RPC, RpcError.Tag.OPERATION_FAILED, message);
        }
        if (children.size() > 1) {
            throw new RpcError(RpcError.Type.RPC, RpcError.Tag.BAD_ELEMENT, "rpc holds more than one operation")
                    .info("bad-element", children.get(1).getLocalName());
        }
        return children.getFirst();
    }

    private Operation find(Element element) throws RpcError {
        String namespace = element.getNamespaceURI() == null ? "" : element.getNamespaceURI();
        Operation operation = operations.get(new Name(namespace, element.getLocalName()));
        if (operation != null) {
            return operation;
        }
        if (!schemas.hasNamespace(namespace)) {
            throw RpcError.unknownNamespace(element.getLocalName(), namespace);
        }
        throw new RpcError(
                        RpcError.Type.PROTOCOL,
                        RpcError.Tag.OPERATION_NOT_SUPPORTED,
                        "This server does not support the operation " + element.getLocalName())
                .info("bad-element", element.getLocalName());
    }

    /** The operation's name for the log. */
    static String describe(Element rpc) {
        List<Element> children = Xml.children(rpc);
        return children.isEmpty() ? "(none)" : children.getFirst().getLocalName();
    }
}
