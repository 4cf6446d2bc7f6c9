package org.pathgauge.netconf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.w3c.dom.Element;

/** One user's session without a transport: requests go to the operations, replies come back as text. */
final class LocalClient implements AutoCloseable {
    static final String PROBES = "urn:pathgauge:yang:pathgauge-probes";

    private final LocalServer server;
    private final Session session;

    LocalClient(LocalServer server, String user) {
        this.server = server;
        var peer = new Peer(
                user,
                "127.0.0.1",
                new Name(Ns.MONITORING, "netconf-ssh"),
                InputStream.nullInputStream(),
                OutputStream.nullOutputStream(),
                () -> {});
        session = server.sessions.open(peer, server.dispatcher).orElseThrow();
    }

    long id() {
        return session.id();
    }

    /** The whole rpc-reply. */
    String call(String operation) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var to = new FrameWriter(bytes);
        try {
            Element rpc = new Xml(128)
                    .parse(("<rpc message-id='1' xmlns='" + Ns.NETCONF + "' xmlns:nc='" + Ns.NETCONF + "' xmlns:y='"
                                    + EditAttributes.YANG + "' xmlns:p='" + PROBES + "' xmlns:n='" + Ns.NACM + "'>"
                                    + operation + "</rpc>")
                            .getBytes(StandardCharsets.UTF_8));
            Dispatcher.write(rpc, to, server.dispatcher.run(session, rpc));
        } catch (RpcError e) {
            throw new IllegalArgumentException(e);
        }
        to.end();
        var reader = new FrameReader(
                new ByteArrayInputStream(bytes.toByteArray()), 1 << 26, new RequestMemory(1L << 34).share());
        return new String(reader.next().orElseThrow(), StandardCharsets.UTF_8);
    }

    void ok(String operation) throws IOException {
        String reply = call(operation);
        assertTrue(reply.contains("<ok"), reply);
    }

    /** The first rpc-error as one line: tag, app-tag if any, path if any. */
    String error(String operation) throws IOException {
        return errors(operation).getFirst();
    }

    List<String> errors(String operation) throws IOException {
        String reply = call(operation);
        try {
            Element root = new Xml(128).parse(reply.getBytes(StandardCharsets.UTF_8));
            List<Element> errors = Xml.children(root);
            assertEquals("rpc-error", errors.getFirst().getLocalName(), reply);
            return errors.stream().map(LocalClient::line).toList();
        } catch (RpcError e) {
            return fail(reply);
        }
    }

    private static String line(Element error) {
        var line = new StringBuilder();
        for (String part : List.of("error-tag", "error-app-tag", "error-path")) {
            Xml.child(error, Ns.NETCONF, part)
                    .ifPresent(e -> line.append(line.isEmpty() ? "" : " ").append(Xml.text(e)));
        }
        return line.toString();
    }

    String edit(String target, String content, String... options) {
        return "<edit-config><target><" + target + "/></target>" + String.join("", options) + "<config>" + content
                + "</config></edit-config>";
    }

    static String probe(String name, String inside) {
        return probe("", name, inside);
    }

    static String probe(String attributes, String name, String inside) {
        return "<probes xmlns='" + PROBES + "'><probe " + attributes + "><name>" + name + "</name>" + inside
                + "</probe></probes>";
    }

    /** The configured probes as name=target, in the order of the reply. */
    List<String> targets(String datastore) throws IOException {
        String reply = call("<get-config><source><" + datastore + "/></source><filter><probes xmlns='" + PROBES
                + "'/></filter></get-config>");
        var m = java.util.regex.Pattern.compile("<name>([^<]*)</name><target>([^<]*)</target>")
                .matcher(reply);
        return m.results().map(r -> r.group(1) + "=" + r.group(2)).toList();
    }

    @Override
    public void close() {
        server.sessions.ended(session, Session.End.DROPPED);
    }
}
