package org.pathgauge.netconf;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Random;

/** Changes to valid input that are likely to hit a fault: the same for the same random numbers. */
final class Mutation {
    private static final String PROBES = "xmlns=\"urn:pathgauge:yang:pathgauge-probes\"";
    private static final String MONITORING = "xmlns=\"" + Ns.MONITORING + "\"";
    private static final String NMDA =
            "xmlns=\"" + Ns.NMDA + "\" xmlns:ds=\"urn:ietf:params:xml:ns:yang:ietf-datastores\"";
    private static final String DEFAULTS = "xmlns=\"urn:ietf:params:xml:ns:yang:ietf-netconf-with-defaults\"";

    private static final String SUBSCRIBED = "xmlns=\"" + Ns.SUBSCRIBED + "\" xmlns:yp=\"" + Ns.PUSH
            + "\" xmlns:ds=\"urn:ietf:params:xml:ns:yang:ietf-datastores\"";

    /** Requests after which the server may send on its own. */
    private static final List<String> SUBSCRIPTIONS = List.of(
            "<create-subscription xmlns=\"urn:ietf:params:xml:ns:netconf:notification:1.0\"><stream>NETCONF</stream>"
                    + "<filter type=\"xpath\" xmlns:a=\"urn:pathgauge:yang:pathgauge-alarms\" select=\"/a:alarm-raised\"/>"
                    + "<startTime>2020-01-01T00:00:00Z</startTime><stopTime>2020-01-02T00:00:00+01:00</stopTime>"
                    + "</create-subscription>",
            "<establish-subscription " + SUBSCRIBED + "><stream>NETCONF</stream><stream-subtree-filter><probes "
                    + PROBES
                    + "/></stream-subtree-filter><replay-start-time>2020-01-01T00:00:00Z</replay-start-time>"
                    + "<stop-time>2099-01-01T00:00:00Z</stop-time></establish-subscription>",
            "<establish-subscription " + SUBSCRIBED + "><yp:datastore>ds:operational</yp:datastore>"
                    + "<yp:datastore-xpath-filter xmlns:p=\"urn:pathgauge:yang:pathgauge-probes\">/p:probes/p:probe/p:state"
                    + "</yp:datastore-xpath-filter><yp:periodic><yp:period>100</yp:period>"
                    + "<yp:anchor-time>2020-01-01T00:00:00Z</yp:anchor-time></yp:periodic></establish-subscription>",
            "<establish-subscription " + SUBSCRIBED
                    + "><yp:datastore>ds:running</yp:datastore><yp:datastore-subtree-filter>"
                    + "<probes " + PROBES + "/></yp:datastore-subtree-filter><yp:on-change><yp:dampening-period>10"
                    + "</yp:dampening-period><yp:sync-on-start>true</yp:sync-on-start><yp:excluded-change>create"
                    + "</yp:excluded-change></yp:on-change></establish-subscription>",
            "<modify-subscription " + SUBSCRIBED + "><id>1</id><yp:datastore>ds:operational</yp:datastore><yp:periodic>"
                    + "<yp:period>200</yp:period></yp:periodic></modify-subscription>",
            "<delete-subscription " + SUBSCRIBED + "><id>1</id></delete-subscription>",
            "<kill-subscription " + SUBSCRIBED + "><id>1</id></kill-subscription>",
            "<resync-subscription xmlns=\"" + Ns.PUSH + "\"><id>1</id></resync-subscription>");

    private static final List<String> REQUESTS = List.of(
            "<get/>",
            "<get><filter type=\"subtree\"><probes " + PROBES
                    + "><probe><name>probe-1</name><state/></probe></probes></filter></get>",
            "<get><filter type=\"xpath\" xmlns:p=\"urn:pathgauge:yang:pathgauge-probes\""
                    + " select=\"/p:probes/p:probe[p:name='probe-1']/p:statistics\"/></get>",
            "<get-config><source><running/></source><with-defaults " + DEFAULTS
                    + ">report-all-tagged</with-defaults></get-config>",
            "<get-config><source><candidate/></source></get-config>",
            "<edit-config><target><candidate/></target><default-operation>merge</default-operation>"
                    + "<test-option>set</test-option><error-option>rollback-on-error</error-option><config><probes "
                    + PROBES + "><probe xmlns:nc=\"" + Ns.NETCONF + "\" nc:operation=\"create\"><name>n</name>"
                    + "<target>192.0.2.1</target><interval>1000</interval></probe></probes></config></edit-config>",
            "<edit-config><target><running/></target><test-option>test-only</test-option><config><probes " + PROBES
                    + "><probe><name>n</name><target>192.0.2.1</target><timeout>500</timeout><threshold><name>t</name>"
                    + "<metric>loss</metric><rising>20000</rising></threshold></probe></probes></config></edit-config>",
            "<copy-config><target><candidate/></target><source><running/></source></copy-config>",
            "<delete-config><target><candidate/></target></delete-config>",
            "<lock><target><candidate/></target></lock>",
            "<unlock><target><candidate/></target></unlock>",
            "<validate><source><candidate/></source></validate>",
            "<commit><confirmed/><confirm-timeout>5</confirm-timeout><persist>a</persist></commit>",
            "<cancel-commit><persist-id>a</persist-id></cancel-commit>",
            "<discard-changes/>",
            "<kill-session><session-id>4294967295</session-id></kill-session>",
            "<get-schema " + MONITORING + "><identifier>pathgauge-probes</identifier></get-schema>",
            "<get-data " + NMDA
                    + "><datastore>ds:operational</datastore><max-depth>3</max-depth><with-origin/></get-data>",
            "<edit-data " + NMDA + "><datastore>ds:candidate</datastore><config><probes " + PROBES
                    + "/></config></edit-data>",
            "<run-test " + PROBES + "><target>192.0.2.1</target><count>1</count></run-test>",
            "<read-history " + PROBES + "><probe>probe-1</probe></read-history>",
            "<close-session/>");

    /** What has broken parsers: of XML, of XPath, of numbers, of framing. */
    private static final List<String> NASTY = List.of(
            "",
            "\0",
            "\u00e9",
            "\ud83d\ude00",
            "&lt;",
            "&#0;",
            "&#x10ffff;",
            "&b;",
            "<![CDATA[]]>",
            "<!--",
            "-->",
            "<?p?>",
            "<!DOCTYPE a [<!ENTITY b \"c\">]>",
            "]]>",
            "]]>]]>",
            "\n##\n",
            "\n#4294967295\n",
            "\n#0\n",
            "\n#1\n",
            "/",
            "//",
            "//*",
            "[",
            "[1",
            "[last()]",
            "::",
            "..",
            "ancestor::*",
            "count(//*)",
            "'",
            "\"",
            "=",
            "*",
            "-1",
            "0",
            "18446744073709551616",
            "4294967296",
            "1e999",
            "NaN",
            "true",
            "xmlns=\"\"",
            "xmlns:x=\"\"",
            "x:",
            "nc:operation=\"delete\"",
            "operation=\"remove\"",
            "<a/>",
            "<a",
            "</a>",
            "<a>".repeat(200),
            " ".repeat(5000),
            "[.='".repeat(50));

    private final Random random;

    private Mutation(Random random) {
        this.random = random;
    }

    static Mutation of(Random random) {
        return new Mutation(random);
    }

    /** A request that the server serves or refuses for what it is, not for its form. */
    static String request(Random random) {
        int n = random.nextInt(REQUESTS.size() + SUBSCRIPTIONS.size());
        return n < REQUESTS.size() ? REQUESTS.get(n) : SUBSCRIPTIONS.get(n - REQUESTS.size());
    }

    /** One to three changes of a text, most of which leave it well-formed XML or nearly so. */
    String text(String text) {
        String changed = text;
        for (int n = 1 + random.nextInt(3); n > 0; n--) {
            changed = switch (random.nextInt(6)) {
                case 0 -> insert(changed, NASTY.get(random.nextInt(NASTY.size())));
                case 1 -> cut(changed);
                case 2 -> element(changed, true);
                case 3 -> element(changed, false);
                case 4 -> value(changed);
                default -> swapped(changed);
            };
        }
        return changed;
    }

    private String insert(String text, String what) {
        int at = random.nextInt(text.length() + 1);
        return text.substring(0, at) + what + text.substring(at);
    }

    private String cut(String text) {
        int from = random.nextInt(text.length() + 1);
        return text.substring(0, from) + text.substring(Math.min(text.length(), from + random.nextInt(30)));
    }

    /** A tag and what follows up to the next, there twice or not at all. */
    private String element(String text, boolean twice) {
        int from = text.indexOf('<', random.nextInt(text.length() + 1));
        int to = from < 0 ? -1 : text.indexOf('<', from + 1);
        if (to < 0) {
            return text;
        }
        String part = text.substring(from, to);
        return text.substring(0, from) + (twice ? part + part : "") + text.substring(to);
    }

    /** Another value between two tags or two quotation marks. */
    private String value(String text) {
        char open = random.nextBoolean() ? '>' : '"';
        char close = open == '>' ? '<' : '"';
        int from = text.indexOf(open, random.nextInt(text.length() + 1));
        int to = from < 0 ? -1 : text.indexOf(close, from + 1);
        return to < 0
                ? text
                : text.substring(0, from + 1) + NASTY.get(random.nextInt(NASTY.size())) + text.substring(to);
    }

    /** A name that occurs somewhere in place of another. */
    private String swapped(String text) {
        String other = request(random);
        int from = other.indexOf('<');
        int to = from;
        while (to < other.length() && " />".indexOf(other.charAt(to)) < 0) {
            to++;
        }
        int at = text.indexOf('<', random.nextInt(text.length() + 1));
        int end = at;
        while (end >= 0 && end < text.length() && " />".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        return at < 0 ? text : text.substring(0, at) + other.substring(from, to) + text.substring(end);
    }

    /** One to four bytes changed, inserted or gone, or the end missing. */
    byte[] bytes(byte[] wire) {
        var changed = new ByteArrayOutputStream();
        int end = random.nextInt(5) == 0 ? random.nextInt(wire.length) : wire.length;
        int wanted = 1 + random.nextInt(4);
        for (int i = 0; i < end; i++) {
            if (random.nextInt(wire.length) >= wanted) {
                changed.write(wire[i]);
                continue;
            }
            switch (random.nextInt(4)) {
                case 0 -> changed.write(random.nextInt(256));
                case 1 ->
                    changed.writeBytes(
                            NASTY.get(random.nextInt(NASTY.size())).getBytes(java.nio.charset.StandardCharsets.UTF_8));
                case 2 -> changed.write(wire[i] ^ 1 << random.nextInt(8));
                default -> {
                    // The byte is gone.
                }
            }
        }
        return changed.toByteArray();
    }
}
