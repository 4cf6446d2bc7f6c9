package org.pathgauge.netconf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pathgauge.config.ConfigException;
import org.pathgauge.config.Datastore;
import org.pathgauge.control.FakeTests;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.SnapshotFixtures;
import org.w3c.dom.Element;

/** The protocol of RFC 6241 on a session without SSH: hello, request and reply, errors with their exact tags. */
class SessionTest {
    private static final String NC = "xmlns=\"" + Ns.NETCONF + "\"";

    @TempDir
    static Path folder;

    private static Schemas schemas;
    private static DataTrees trees;
    private static Nacm nacm;

    private final Sessions sessions = new Sessions(Limits.DEFAULT, TestModels.CLOCK);
    private Session.End end;

    @BeforeAll
    static void setUp() throws ConfigException, IOException {
        Snapshot snapshot = SnapshotFixtures.snapshot(3);
        Datastore datastore = TestModels.datastore(snapshot, folder);
        nacm = new Nacm(TestModels.MODELS, datastore::running);
        trees = TestModels.trees(nacm, datastore, () -> snapshot);
        schemas = new Schemas(TestModels.MODELS);
    }

    /** Serves a session whose client sends these bytes and then closes; gives what the server sent. */
    private byte[] serve(byte[] input) {
        var out = new ByteArrayOutputStream();
        var peer = new Peer(
                "alice",
                "127.0.0.1",
                new Name(Ns.MONITORING, "netconf-ssh"),
                new ByteArrayInputStream(input),
                out,
                () -> {});
        var operations = new HashMap<>(Operations.all(trees, schemas, sessions, trees.stores(), new FakeTests()));
        operations.put(new Name(Ns.NETCONF, "lock"), request -> {
            throw new IllegalStateException("a fault of the test's own");
        });
        var dispatcher = new Dispatcher(schemas, operations, nacm);
        Session session = sessions.open(peer, dispatcher).orElseThrow();
        end = session.serve();
        sessions.ended(session, end);
        return out.toByteArray();
    }

    private static String hello(String... capabilities) {
        return "<hello " + NC + "><capabilities>"
                + java.util.Arrays.stream(capabilities)
                        .map(c -> "<capability>" + c + "</capability>")
                        .collect(Collectors.joining())
                + "</capabilities></hello>";
    }

    private static byte[] wire(boolean base11, byte[]... messages) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var writer = new FrameWriter(bytes);
        writer.write(hello(base11 ? Ns.BASE_1_1 : Ns.BASE_1_0).getBytes(StandardCharsets.UTF_8));
        writer.end();
        if (base11) {
            writer.chunked();
        }
        for (byte[] message : messages) {
            writer.write(message);
            writer.end();
        }
        return bytes.toByteArray();
    }

    /** The replies to some messages, the server's hello left out. */
    private List<String> replies(boolean base11, byte[]... messages) throws IOException {
        var reader = new FrameReader(
                new ByteArrayInputStream(serve(wire(base11, messages))), 1 << 24, new RequestMemory(1L << 32).share());
        var replies = new ArrayList<String>();
        reader.next().orElseThrow();
        if (base11) {
            reader.chunked();
        }
        for (var m = reader.next(); m.isPresent(); m = reader.next()) {
            replies.add(new String(m.get(), StandardCharsets.UTF_8));
        }
        return replies;
    }

    private String reply(String message) throws IOException {
        List<String> replies = replies(true, message.getBytes(StandardCharsets.UTF_8));
        assertEquals(1, replies.size(), replies.toString());
        return replies.getFirst();
    }

    private static String rpc(String operation) {
        return "<rpc message-id=\"7\" " + NC + ">" + operation + "</rpc>";
    }

    @Test
    void aSmallMessageOfManyElementsIsRefusedBeforeItFillsTheHeap() throws IOException, RpcError {
        int elements = Math.toIntExact(Runtime.getRuntime().maxMemory() / 8 / 160) + 1_000;
        byte[] bomb = rpc("<get><filter>" + "<a/>".repeat(elements) + "</filter></get>")
                .getBytes(StandardCharsets.UTF_8);
        for (boolean base11 : List.of(true, false)) {
            List<String> replies = replies(base11, bomb);
            assertEquals(1, replies.size(), replies.toString());
            assertEquals("rpc too-big", error(replies.getFirst()));
        }
    }

    /** An rpc-error as one line: type, tag, then error-info. */
    private static String error(String reply) throws RpcError {
        Element root = new Xml(64).parse(reply.getBytes(StandardCharsets.UTF_8));
        Element error = Xml.child(root, Ns.NETCONF, "rpc-error").orElseGet(() -> fail(reply));
        assertEquals(
                "error", Xml.text(Xml.child(error, Ns.NETCONF, "error-severity").orElseThrow()));
        assertFalse(Xml.text(Xml.child(error, Ns.NETCONF, "error-message").orElseThrow())
                .isEmpty());
        var line = new StringBuilder(
                        Xml.text(Xml.child(error, Ns.NETCONF, "error-type").orElseThrow()))
                .append(' ')
                .append(Xml.text(Xml.child(error, Ns.NETCONF, "error-tag").orElseThrow()));
        Xml.child(error, Ns.NETCONF, "error-info")
                .ifPresent(info -> Xml.children(info)
                        .forEach(i -> line.append(' ')
                                .append(i.getLocalName())
                                .append('=')
                                .append(Xml.text(i))));
        return line.toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<reset/>                                     | protocol operation-not-supported bad-element=reset",
                "<edit-config/>                               | protocol missing-element bad-element=target",
                "<validate/>                                  | protocol missing-element bad-element=source",
                "<commit><persist>a</persist></commit>        | protocol missing-element bad-element=confirmed",
                "<commit><persist-id>a</persist-id></commit>  | protocol invalid-value",
                "<commit><confirmed/><confirm-timeout>0</confirm-timeout></commit> | protocol invalid-value bad-element=confirm-timeout",
                "<cancel-commit/>                             | protocol operation-failed",
                "<unlock><target><running/></target></unlock> | protocol operation-failed",
                "<delete-config><target><running/></target></delete-config> | protocol invalid-value bad-element=running",
                "<copy-config><target><candidate/></target><source><candidate/></source></copy-config> | protocol invalid-value",
                "<x xmlns='urn:none'/>                        | protocol unknown-namespace bad-element=x bad-namespace=urn:none",
                "<x xmlns=''/>                                | protocol unknown-namespace bad-element=x bad-namespace=",
                "<get><with-defaults/></get>                  | protocol unknown-element bad-element=with-defaults",
                "<get><filter type='regex' select='/a'/></get> | protocol bad-attribute bad-attribute=type bad-element=filter",
                "<get><filter type='xpath'/></get>            | protocol missing-attribute bad-attribute=select bad-element=filter",
                "<get><filter type='xpath' select='1 + 1'/></get> | application invalid-value",
                "<get><filter type='xpath' select='/p:a'/></get> | application invalid-value",
                "<get><filter type='xpath' select='/a['/></get> | application invalid-value",
                "<get><filter/><filter/></get>                | protocol bad-element bad-element=filter",
                "<get-config/>                                | protocol missing-element bad-element=source",
                "<get-config><source/></get-config>           | protocol missing-element bad-element=running",
                "<get-config><source><startup/></source></get-config> | protocol invalid-value bad-element=startup",
                "<get-config><source><x xmlns='urn:a'/></source></get-config> | protocol unknown-element bad-element=x",
                "<kill-session/>                              | protocol missing-element bad-element=session-id",
                "<kill-session><session-id>1</session-id></kill-session> | protocol invalid-value bad-element=session-id",
                "<kill-session><session-id>99</session-id></kill-session> | protocol invalid-value bad-element=session-id",
                "<kill-session><session-id>me</session-id></kill-session> | protocol invalid-value bad-element=session-id",
                "<close-session><now/></close-session>        | protocol unknown-element bad-element=now",
                "<get/><get/>                                 | rpc bad-element bad-element=get",
                "''                                           | rpc malformed-message",
                "<lock/>                                      | application operation-failed",
                "<get-schema xmlns='urn:ietf:params:xml:ns:yang:ietf-netconf-monitoring'/> | protocol missing-element bad-element=identifier",
                "<get-schema xmlns='urn:ietf:params:xml:ns:yang:ietf-netconf-monitoring'><identifier>none</identifier></get-schema> | application invalid-value",
                "<get-schema xmlns='urn:ietf:params:xml:ns:yang:ietf-netconf-monitoring'><identifier>ietf-netconf</identifier><version>1999-01-01</version></get-schema> | application invalid-value",
                "<get-schema xmlns='urn:ietf:params:xml:ns:yang:ietf-netconf-monitoring'><identifier>ietf-netconf</identifier><format>yin</format></get-schema> | application invalid-value",
            })
    void refusesWithTheTagOfAppendixA(String operation, String expected) throws Exception {
        String reply = reply(rpc(operation));
        assertTrue(reply.contains("message-id=\"7\""), reply);
        assertEquals(expected, error(reply));
    }

    @Test
    void wantsAMessageId() throws Exception {
        assertEquals(
                "rpc missing-attribute bad-attribute=message-id bad-element=rpc",
                error(reply("<rpc " + NC + "><get/></rpc>")));
    }

    @Test
    void echoesAllAttributes() throws Exception {
        String reply =
                reply("<n:rpc xmlns:n=\"" + Ns.NETCONF + "\" xmlns:x=\"urn:x\" message-id=\"a &lt; &quot;b&quot;\""
                        + " x:user=\"fred\" plain=\"1\"><n:get><n:filter/></n:get></n:rpc>");
        Element root = new Xml(64).parse(reply.getBytes(StandardCharsets.UTF_8));
        assertEquals("a < \"b\"", root.getAttribute("message-id"));
        assertEquals("fred", root.getAttributeNS("urn:x", "user"));
        assertEquals("1", root.getAttribute("plain"));
        assertTrue(Xml.child(root, Ns.NETCONF, "data").isPresent(), reply);
    }

    static List<byte[]> badMessages() {
        return List.of(
                "<rpc".getBytes(StandardCharsets.UTF_8),
                "not xml".getBytes(StandardCharsets.UTF_8),
                "<a/>".getBytes(StandardCharsets.UTF_8),
                hello(Ns.BASE_1_1).getBytes(StandardCharsets.UTF_8),
                "<rpc xmlns=\"urn:other\" message-id=\"1\"><get/></rpc>".getBytes(StandardCharsets.UTF_8),
                rpc("<get>\0</get>").getBytes(StandardCharsets.UTF_8),
                rpc("<get><filter>\u00e9</filter></get>").getBytes(StandardCharsets.ISO_8859_1),
                ("<?xml version=\"1.0\" encoding=\"UTF-16\"?>" + rpc("<get/>")).getBytes(StandardCharsets.UTF_8),
                rpc("<get/>").getBytes(StandardCharsets.UTF_16),
                ("<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]>" + rpc("<get>&b;</get>"))
                        .getBytes(StandardCharsets.UTF_8),
                ("<!DOCTYPE a [<!ENTITY b \"bbbbbbbb\"><!ENTITY c \"&b;&b;&b;&b;\">]>" + rpc("<get>&c;</get>"))
                        .getBytes(StandardCharsets.UTF_8),
                rpc("<a>".repeat(200) + "</a>".repeat(200)).getBytes(StandardCharsets.UTF_8),
                rpc("<a>".repeat(100_000)).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void answersWhatIsNoRequestAndGoesOn() throws Exception {
        for (byte[] bad : badMessages()) {
            List<String> replies =
                    replies(true, bad, rpc("<get><filter/></get>").getBytes(StandardCharsets.UTF_8));
            String shown = new String(bad, 0, Math.min(100, bad.length), StandardCharsets.UTF_8);
            assertEquals(2, replies.size(), shown);
            assertEquals("rpc malformed-message", error(replies.get(0)), shown);
            assertFalse(replies.get(0).contains("message-id"), shown);
            assertTrue(replies.get(1).contains("message-id=\"7\""), shown);
        }
    }

    @Test
    void closesABase10SessionOnWhatIsNoRequest() throws Exception {
        for (byte[] bad : badMessages()) {
            assertEquals(List.of(), replies(false, bad, rpc("<get/>").getBytes(StandardCharsets.UTF_8)));
            assertEquals(Session.End.OTHER, end);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<hello/>",
                "<rpc message-id='1' xmlns='urn:ietf:params:xml:ns:netconf:base:1.0'><get/></rpc>",
                "<hello xmlns='urn:ietf:params:xml:ns:netconf:base:1.0'/>",
                "<hello xmlns='urn:ietf:params:xml:ns:netconf:base:1.0'><capabilities><capability>urn:x</capability></capabilities></hello>",
                "<hello xmlns='urn:ietf:params:xml:ns:netconf:base:1.0'><capabilities><capability>urn:ietf:params:netconf:base:1.1</capability></capabilities><session-id>4</session-id></hello>",
                "[alice;1.2.3.4;ssh;]\n<hello xmlns='urn:ietf:params:xml:ns:netconf:base:1.0'/>",
            })
    void closesOnABadHello(String hello) throws Exception {
        byte[] sent = serve((hello + "]]>]]>" + rpc("<get/>") + "]]>]]>").getBytes(StandardCharsets.UTF_8));
        assertEquals(Session.End.BAD_HELLO, end);
        assertEquals(1, new String(sent, StandardCharsets.UTF_8).split("]]>]]>").length, "hello alone was sent");
        assertEquals(1, sessions.inBadHellos());
        assertEquals(1, sessions.inSessions(), "it was greeted");
        assertEquals(0, sessions.droppedSessions());
    }

    @Test
    void aClientThatLeavesWithoutHelloIsDropped() {
        serve(new byte[0]);
        assertEquals(Session.End.DROPPED, end);
        assertEquals(0, sessions.inBadHellos());
        assertEquals(1, sessions.droppedSessions());
    }

    @Test
    void aHelloThatDoesNotComeInTimeIsATimeout() {
        Session[] served = new Session[1];
        var silent = new InputStream() {
            @Override
            public int read() {
                served[0].endUnlessEstablished();
                return -1;
            }
        };
        var transport = new Name(Ns.MONITORING, "netconf-ssh");
        var peer = new Peer("alice", "127.0.0.1", transport, silent, new ByteArrayOutputStream(), () -> {});
        served[0] = sessions.open(peer, new Dispatcher(schemas, Map.of(), nacm)).orElseThrow();
        assertEquals(Session.End.TIMEOUT, served[0].serve());
    }

    @Test
    void takesWhiteSpaceAroundACapability() throws Exception {
        serve((hello("\n  " + Ns.BASE_1_0 + "\n") + "]]>]]>").getBytes(StandardCharsets.UTF_8));
        assertEquals(Session.End.DROPPED, end);
    }

    @Test
    void closesAfterTheReply() throws Exception {
        List<String> replies = replies(
                true,
                rpc("<close-session/>").getBytes(StandardCharsets.UTF_8),
                rpc("<get/>").getBytes(StandardCharsets.UTF_8));
        assertEquals(1, replies.size());
        assertTrue(replies.getFirst().contains("<ok"), replies.getFirst());
        assertEquals(Session.End.CLOSED, end);
    }

    @Test
    void endsAfterAMessageThatIsTooBig() throws Exception {
        byte[] bytes = new byte[Limits.DEFAULT.messageBytes() + 1];
        java.util.Arrays.fill(bytes, (byte) ' ');
        List<String> replies = replies(true, bytes);
        assertEquals("rpc too-big", error(replies.getFirst()));
        assertEquals(Session.End.OTHER, end);
    }

    @Test
    void countsAsRfc6022Says() throws Exception {
        replies(
                true,
                rpc("<get><filter/></get>").getBytes(StandardCharsets.UTF_8),
                rpc("<reset/>").getBytes(StandardCharsets.UTF_8),
                "<a/>".getBytes(StandardCharsets.UTF_8));
        assertEquals(2, sessions.total().inRpcs());
        assertEquals(1, sessions.total().inBadRpcs());
        assertEquals(2, sessions.total().outRpcErrors());
        assertEquals(1, sessions.inSessions());
        assertEquals(1, sessions.droppedSessions());
    }

    @Test
    void namesModulesAsTheirYangVersionWants() {
        List<String> uris = Hello.capabilities(schemas);
        assertTrue(
                uris.contains("urn:ietf:params:xml:ns:netconf:base:1.0?module=ietf-netconf&revision=2011-06-01"
                        + "&features=candidate,confirmed-commit,rollback-on-error,validate,writable-running,xpath"),
                uris.toString());
        assertTrue(
                uris.contains(
                        "urn:ietf:params:xml:ns:yang:ietf-netconf-monitoring?module=ietf-netconf-monitoring&revision=2010-10-04"));
        assertTrue(uris.contains("urn:ietf:params:netconf:capability:yang-library:1.1?revision=2019-01-04&content-id="
                + schemas.contentId()));
        assertTrue(uris.contains("urn:ietf:params:netconf:capability:writable-running:1.0"), uris.toString());
        assertTrue(uris.stream().noneMatch(u -> u.contains("startup")), "there is none: " + uris);
        assertTrue(uris.stream().noneMatch(u -> u.contains("module=pathgauge")), "YANG 1.1: " + uris);
    }
}
