package org.pathgauge.netconf;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.opendaylight.yangtools.yang.common.YangVersion;
import org.w3c.dom.Element;

/** The exchange of capabilities (RFC 6241 section 8.1). */
final class Hello {
    /** Of RFC 6241 section 8, less their common beginning. */
    private static final List<String> CAPABILITIES = List.of(
            "writable-running:1.0",
            "candidate:1.0",
            "confirmed-commit:1.1",
            "rollback-on-error:1.0",
            "validate:1.1",
            "xpath:1.0",
            "notification:1.0",
            "interleave:1.0",
            "with-defaults:1.0?basic-mode=explicit&also-supported=report-all,report-all-tagged,trim",
            "with-operational-defaults:1.0?basic-mode=report-all&also-supported=report-all-tagged,trim,explicit");

    private Hello() {}

    /**
     * What the server can do, as URIs.
     *
     * <p>Modules of YANG 1 are named one by one (RFC 6020 section 5.6.4); those of YANG 1.1 by yang-library alone (RFC 7950
     * section 5.6.4), in its present and its former form.
     */
    static List<String> capabilities(Schemas schemas) {
        var uris = new ArrayList<String>();
        uris.add(Ns.BASE_1_0);
        uris.add(Ns.BASE_1_1);
        for (String capability : CAPABILITIES) {
            uris.add("urn:ietf:params:netconf:capability:" + capability);
        }
        for (Schemas.Schema s : schemas.all()) {
            if (s.name().equals("ietf-yang-library")) {
                uris.add("urn:ietf:params:netconf:capability:yang-library:1.0?revision=" + s.revision()
                        + "&module-set-id=" + schemas.contentId());
                uris.add("urn:ietf:params:netconf:capability:yang-library:1.1?revision=" + s.revision() + "&content-id="
                        + schemas.contentId());
            } else if (s.version() == YangVersion.VERSION_1) {
                String features = String.join(",", s.source().features());
                uris.add(s.namespace() + "?module=" + s.name() + "&revision=" + s.revision()
                        + (features.isEmpty() ? "" : "&features=" + features));
            }
        }
        return List.copyOf(uris);
    }

    /** Writes the server's hello. */
    static void write(OutputStream to, List<String> capabilities, long sessionId) throws IOException {
        var out = new XmlOut(to);
        out.start(new Name(Ns.NETCONF, "hello"));
        out.start(new Name(Ns.NETCONF, "capabilities"));
        for (String uri : capabilities) {
            out.leaf(new Name(Ns.NETCONF, "capability"), uri);
        }
        out.end();
        out.leaf(new Name(Ns.NETCONF, "session-id"), sessionId);
        out.end();
        out.finish();
    }

    /**
     * Reads the client's hello.
     *
     * @return its capabilities, at least one of the base ones
     * @throws RpcError saying what is wrong; the session must then be closed without an answer
     */
    static Set<String> read(Element hello) throws RpcError {
        if (!Xml.is(hello, Ns.NETCONF, "hello")) {
            throw RpcError.malformed("expected hello, got " + hello.getNodeName());
        }
        if (Xml.child(hello, Ns.NETCONF, "session-id").isPresent()) {
            throw RpcError.malformed("a client's hello must not have a session-id");
        }
        Element list = Xml.child(hello, Ns.NETCONF, "capabilities")
                .orElseThrow(() -> RpcError.malformed("hello without capabilities"));
        var uris = new LinkedHashSet<String>();
        for (Element child : Xml.children(list)) {
            if (Xml.is(child, Ns.NETCONF, "capability")) {
                uris.add(Xml.text(child));
            }
        }
        if (!uris.contains(Ns.BASE_1_0) && !uris.contains(Ns.BASE_1_1)) {
            throw RpcError.malformed("no base capability in common");
        }
        return uris;
    }
}
