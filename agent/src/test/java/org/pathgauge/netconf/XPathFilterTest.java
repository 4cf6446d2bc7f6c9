package org.pathgauge.netconf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Element;

/** XPath filters over a list that is longer than one request may look at. */
class XPathFilterTest {
    private static final String NS = "urn:example:long";
    private static final int LENGTH = 300_000;

    private record Top() {}

    /** How many entries were made. */
    private int made;

    private Node.Branch root() {
        var entry = Shape.<Integer>in(NS).leaf("name", i -> "entry-" + i).leaf("value", i -> i % 10);
        var list = Shape.<Top>in(NS)
                .list(
                        "entry",
                        "name",
                        entry,
                        t -> () -> IntStream.range(0, LENGTH)
                                .peek(i -> made++)
                                .boxed()
                                .iterator(),
                        (t, name) -> java.util.Optional.of(Integer.parseInt(name.substring("entry-".length()))));
        return Shape.<Top>in(NS).container("list", list, t -> t).bind(new Name(NS, "data"), new Top());
    }

    private static Filter filter(String expression) throws RpcError {
        Element context = new Xml(8).parse(("<x xmlns:e='" + NS + "'/>").getBytes(StandardCharsets.UTF_8));
        return Filter.xpath(expression, context);
    }

    private String selected(String expression) throws Exception {
        Filter.Selected selected = filter(expression).of(root());
        var bytes = new ByteArrayOutputStream();
        var out = new XmlOut(bytes);
        out.start(new Name(NS, "data"));
        selected.write(new DataWriter(out));
        out.end();
        out.finish();
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void anEntryNamedByItsKeyIsFoundWithoutMakingTheOthers() throws Exception {
        String found = selected("/e:list/e:entry[e:name='entry-7' and e:value=7]/e:value");
        assertTrue(found.contains("<entry><name>entry-7</name><value>7</value></entry>"), found);
        assertEquals(0, made);
    }

    @Test
    void anExpressionThatLooksAtTheSameNodesAgainAndAgainIsRefused() throws Exception {
        // Each predicate is evaluated for each node that the one around looks at: twice as often as that one.
        String entry = "/e:list/e:entry[e:name='entry-7']/*";
        assertTrue(selected(entry + "[../*".repeat(5) + "]".repeat(5)).contains("<value>7</value>"));
        Filter nested = filter(entry + "[../*".repeat(40) + "]".repeat(40));
        assertEquals(
                RpcError.Tag.RESOURCE_DENIED,
                assertThrows(RpcError.class, () -> nested.of(root())).tag());
        for (String deep : List.of(
                "-".repeat(10_000) + "1",
                "//a[. = '" + "a".repeat(20_000) + "']",
                "//a" + "|//a".repeat(2_000),
                "1" + " + 1".repeat(2_000))) {
            assertEquals(
                    RpcError.Tag.INVALID_VALUE,
                    assertThrows(RpcError.class, () -> filter(deep)).tag());
        }
    }

    /** Each would take hours, and looks at few nodes. */
    @ParameterizedTest
    @Timeout(120)
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[re-match('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', '.*.*.*.*.*.*.*.*.*.*.*.*x')] | RESOURCE_DENIED",
                "[re-match('', '((x?){9999}){9999}')]                                       | INVALID_VALUE",
                "[contains(TEXT, MARK)]                                                     | RESOURCE_DENIED",
                "[substring-after(TEXT, MARK)]                                              | RESOURCE_DENIED",
                "[translate(TEXT, MARK, '')]                                                | RESOURCE_DENIED",
            })
    void anExpressionThatWorksTooMuchOnTextsIsRefused(String predicate, RpcError.Tag tag) throws Exception {
        String letters = "a".repeat(1_000);
        String text = "concat('" + letters + "'" + (", '" + letters + "'").repeat(6) + ")";
        String expression = "/e:list/e:entry[e:name='entry-7']/*"
                + "[../*".repeat(4)
                + predicate.replace("TEXT", text).replace("MARK", "'" + letters + "b'")
                + "]".repeat(4);
        Filter evil = filter(expression);
        assertEquals(tag, assertThrows(RpcError.class, () -> evil.of(root())).tag());
    }

    @Test
    @Timeout(120)
    void anArgumentIsEvaluatedOnce() throws Exception {
        String nested = "string-length(".repeat(60) + "'x'" + ")".repeat(60);
        String found = selected("/e:list/e:entry[e:name='entry-7']/e:value[" + nested + " = 1]");
        assertTrue(found.contains("<value>7</value>"), found);
    }

    @Test
    void anExpressionThatLooksAtTooMuchIsRefusedBeforeAnythingIsWritten() throws Exception {
        for (String expression : List.of("//e:entry[e:value=7]", "count(/e:list/e:entry)", "/e:list/e:entry/e:value")) {
            RpcError refused =
                    assertThrows(RpcError.class, () -> filter(expression).of(root()));
            assertEquals(RpcError.Tag.RESOURCE_DENIED, refused.tag());
            assertTrue(refused.getMessage().contains("name='a'"), refused.getMessage());
        }
    }
}
