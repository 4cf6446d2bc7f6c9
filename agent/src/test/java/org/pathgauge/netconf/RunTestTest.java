package org.pathgauge.netconf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opendaylight.yangtools.yang.model.api.DataNodeContainer;
import org.opendaylight.yangtools.yang.model.api.DataSchemaNode;
import org.opendaylight.yangtools.yang.model.api.RpcDefinition;
import org.pathgauge.control.FakeTests;
import org.pathgauge.model.Probe;
import org.pathgauge.model.ProbeType;
import org.pathgauge.model.TestSpec;

/** The operation run-test: its input as the model judges it, its output, and its end with the session. */
class RunTestTest {
    private static final Schemas SCHEMAS = new Schemas(TestModels.MODELS);

    private final FakeTests tests = new FakeTests();
    private final Operation operation = RunTest.operation(SCHEMAS, tests);
    private final Session session = new Session(
            1,
            new Peer(
                    "alice",
                    "127.0.0.1",
                    new Name(Ns.MONITORING, "netconf-ssh"),
                    new ByteArrayInputStream(new byte[0]),
                    OutputStream.nullOutputStream(),
                    () -> {}),
            Limits.DEFAULT,
            // It is never served.
            null,
            TestModels.CLOCK,
            RequestMemory.ofHeap().share(),
            session -> {});

    private Operation.Reply run(String input) throws RpcError {
        String text = "<run-test xmlns=\"" + ProbeShapes.NS + "\">" + input + "</run-test>";
        return operation.run(new Operation.Request(
                session, new Xml(Limits.DEFAULT.depth()).parse(text.getBytes(StandardCharsets.UTF_8))));
    }

    private static String written(Operation.Reply reply) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var out = new XmlOut(bytes);
        out.start(Dispatcher.REPLY);
        reply.write(out);
        out.end();
        out.finish();
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void inputIsTheTestAndWhatIsAbsentHasTheModelsDefault() throws RpcError {
        run("<target>192.0.2.7</target>");
        assertEquals(TestSpec.of("192.0.2.7"), tests.asked);
        run("<target>host.example</target><type>tcp-syn</type><port>443</port><family>ipv6</family><count>7</count>"
                + "<spacing>250</spacing><timeout>50</timeout><size>100</size><dscp>46</dscp><ttl>3</ttl>"
                + "<source-interface>eth0</source-interface><source-address>2001:db8::1</source-address>");
        assertEquals(ProbeType.TCP_SYN, tests.asked.type());
        assertEquals(OptionalInt.of(443), tests.asked.port());
        assertEquals(Probe.AddressFamily.IPV6, tests.asked.family());
        assertEquals(Optional.of(Duration.ofNanos(250_000)), tests.asked.spacing());
        assertEquals(Duration.ofMillis(50), tests.asked.timeout());
        assertEquals(
                List.of(7, 100, 46, 3),
                List.of(tests.asked.count(), tests.asked.size(), tests.asked.dscp(), tests.asked.ttl()));
        assertEquals(Optional.of("eth0"), tests.asked.sourceInterface());
        assertEquals(
                "2001:db8:0:0:0:0:0:1",
                tests.asked.sourceAddress().orElseThrow().getHostAddress());
        run("<target>192.0.2.7</target><burst/>");
        assertTrue(tests.asked.burst());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "                                                             | missing-element   | target",
                "<target>x</target><speed>1</speed>                           | unknown-element   | speed",
                "<target>x</target><count xmlns='urn:no:such'>1</count>       | unknown-namespace | count",
                "<target>x</target><count xmlns='urn:ietf:params:xml:ns:netconf:base:1.0'>1</count>"
                        + "                                                   | unknown-element   | count",
                "<target>x</target><target>y</target>                         | bad-element       | target",
                "<target>x</target><burst/><spacing>100</spacing>             | bad-element       | spacing",
                "<target>x</target><count>0</count>                           | invalid-value     | count",
                "<target>x</target><count>65536</count>                       | invalid-value     | count",
                "<target>x</target><count>many</count>                        | invalid-value     | count",
                "<target>x</target><count><n/></count>                        | unknown-element   | n",
                "<target>x</target><spacing>99</spacing>                      | invalid-value     | spacing",
                "<target>x</target><burst>yes</burst>                         | invalid-value     | burst",
                "<target>x</target><type>udp</type>                           | invalid-value     | type",
                "<target>x</target><dscp>64</dscp>                            | invalid-value     | dscp",
                "<target>x</target><ttl>0</ttl>                               | invalid-value     | ttl",
                "<target>x</target><timeout>9</timeout>                       | invalid-value     | timeout",
                "<target>x</target><results>1</results>                       | invalid-value     | results",
                "<target>x</target><source-address>abc</source-address>       | invalid-value     | source-address",
                "<target>x</target><count>60000</count><spacing>20000</spacing> | invalid-value   |",
                "<target>full</target>                                        | resource-denied   |",
                "<target>nowhere</target>                                     | operation-failed  |",
            })
    void whatTheModelDoesNotAllowIsRefusedWithItsTag(String input, String tag, String element) throws Exception {
        RpcError error = assertThrows(RpcError.class, () -> run(input == null ? "" : input));
        assertEquals(tag, error.tag().text(), error.getMessage());
        String xml = written(error::write);
        assertEquals(element != null, xml.contains("bad-element>"), xml);
        if (element != null) {
            assertTrue(xml.contains("<bad-element>" + element + "</bad-element>"), xml);
        }
    }

    @Test
    void outputHasTheSummaryAndEachPacketOnlyWhenItIsAskedFor() throws Exception {
        String xml = written(run("<target>x</target>"));
        assertTrue(xml.contains("<loss-ratio xmlns=\"" + ProbeShapes.NS + "\">666667</loss-ratio>"), xml);
        assertTrue(xml.contains("<percentile>p50</percentile><rtt>77</rtt>"), xml);
        assertFalse(xml.contains("p99"), "an undefined percentile is absent");
        assertFalse(xml.contains("ipdv-min"), "what is undefined is absent");
        assertFalse(xml.contains("<result "), xml);
        String whole = written(run("<target>x</target><results>true</results>"));
        assertTrue(
                whole.contains("<sequence>2</sequence><sent-time>2026-11-23T01:02:03.001000004Z</sent-time>"
                        + "<outcome>late</outcome><rtt>2000000001</rtt>"),
                whole);
        assertTrue(whole.contains("<outcome>lost</outcome></result>"), "a lost packet has no round-trip time");
    }

    @Test
    void outputIsWhatTheModelHas() {
        RpcDefinition rpc =
                TestModels.MODELS.context().findModules("pathgauge-probes").iterator().next().getRpcs().stream()
                        .filter(r -> r.getQName().getLocalName().equals("run-test"))
                        .findFirst()
                        .orElseThrow();
        var modelled = new ArrayList<String>();
        paths(rpc.getOutput(), "", modelled);
        assertEquals(new TreeSet<>(modelled), new TreeSet<>(RunTest.outputPaths()));
    }

    private static void paths(DataNodeContainer in, String prefix, List<String> paths) {
        for (DataSchemaNode node : in.getChildNodes()) {
            paths.add(prefix + node.getQName().getLocalName());
            if (node instanceof DataNodeContainer inner) {
                paths(inner, prefix + node.getQName().getLocalName() + "/", paths);
            }
        }
    }

    @Test
    void testEndsWhenItsClientGoesAway() throws Exception {
        Thread asking = new Thread(() -> {
            try {
                run("<target>slow</target>");
            } catch (RpcError e) {
                throw new AssertionError(e);
            }
        });
        asking.start();
        session.gone();
        assertTrue(tests.stopped.await(30, TimeUnit.SECONDS));
        asking.join();
    }

    @Test
    void testEndsWhenItsSessionIsKilled() throws Exception {
        var failures = new ArrayList<RpcError>();
        Thread asking =
                new Thread(() -> failures.add(assertThrows(RpcError.class, () -> run("<target>slow</target>"))));
        asking.start();
        asking.interrupt();
        assertTrue(tests.stopped.await(30, TimeUnit.SECONDS));
        asking.join();
        assertEquals("operation-failed", failures.getFirst().tag().text());
    }
}
