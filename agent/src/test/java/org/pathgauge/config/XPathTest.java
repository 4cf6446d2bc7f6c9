package org.pathgauge.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** XPath 1.0 on a small tree: {@code <a><b><n>1</n><v>10</v></b><b><n>2</n><v>9223372036854775807</v></b><c>x</c></a>}. */
class XPathTest {
    private record Tree(Optional<Tree> parent, String local, String value, List<Tree> inside) implements XPathNode {
        static Tree root() {
            return new Tree(Optional.empty(), "", "", new ArrayList<>());
        }

        Tree add(String name, String text) {
            Tree child = new Tree(Optional.of(this), name, text, new ArrayList<>());
            inside.add(child);
            return child;
        }

        @Override
        public String namespace() {
            return local.isEmpty() ? "" : "urn:t";
        }

        @Override
        public List<Tree> children() {
            return inside;
        }

        @Override
        public String text() {
            var all = new StringBuilder(value);
            inside.forEach(c -> all.append(c.text()));
            return all.toString();
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    private final Tree root = Tree.root();

    XPathTest() {
        Tree a = root.add("a", "");
        for (String[] b : new String[][] {{"1", "10"}, {"2", "9223372036854775807"}}) {
            Tree entry = a.add("b", "");
            entry.add("n", b[0]);
            entry.add("v", b[1]);
        }
        a.add("c", "x");
    }

    private static XPath parse(String text) {
        return XPath.parse(text, p -> p.equals("t") ? Optional.of("urn:t") : Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/t:a/t:b[t:n='2']/t:v > /t:a/t:b[t:n='1']/t:v",
                "not(/t:a/t:b[t:n='2']/t:v > '9223372036854775807') and /t:a/t:b/t:v > '9223372036854775806'",
                "count(/a/b) = 2 and count(//n) = 2",
                "/a/b[1]/n = 1 and /a/b[last()]/n = '2'",
                "/a/b[position() = 2]/n = 2",
                "/a/c = 'x' or /a/none",
                "not(/a/none) and not(/a/none = '') and not(/a/none != '')",
                "/a/b/n = 2 and /a/b/n != 2",
                "count(/a/b/n | /a/c | /a/b[n=1]/n) = 3",
                "/a/b[../c = 'x']/n = 1",
                "/a/b[n = current()/a/b[2]/n]/v = 9223372036854775807",
                "/a/b[1]/following-sibling::b/n = 2",
                "/a/c/preceding-sibling::b[1]/n = 2",
                "count(/a/b/n/ancestor::*) = 3",
                "sum(/a/b/n) = 3 and 7 mod 4 = 3 and 6 div 4 = 1.5 and -(2 - 3) = 1 and 2 * 3 = 6",
                "contains(concat('ab', 'cd'), 'bc') and starts-with('abc', 'ab')",
                "substring('12345', 2, 3) = '234' and substring('12345', 1.5, 2.6) = '234'",
                "substring-before('a:b', ':') = 'a' and substring-after('a:b', ':') = 'b'",
                "translate('bar', 'abc', 'AB') = 'BAr' and normalize-space('  a  b ') = 'a b'",
                "string-length('abc') = 3 and string(1 div 0) = 'Infinity' and boolean('0')",
                "local-name(/a/*[1]) = 'b' and namespace-uri(/a) = 'urn:t'",
                "re-match('probe-7', 'probe-\\d') and not(@x) and round(2.5) = 3",
                "self::node()/a and /a/b/.. and .//c",
            })
    void holds(String expression) {
        assertTrue(parse(expression).test(root), expression);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/a[ | the name of a node",
                "/a/u:b | prefix u is not declared",
                "nothing(1) | no function nothing",
                "/a/b) | \")\" is not expected",
                "a $ b | cannot be read",
                "'a | cannot be read",
            })
    void saysWhatIsWrong(String expression, String expected) {
        var e = assertThrows(IllegalArgumentException.class, () -> parse(expression));
        assertTrue(e.getMessage().contains(expected), e.getMessage());
    }

    @Test
    void refusesWhatNestsTooDeep() {
        String deep = "(".repeat(10_000) + "1" + ")".repeat(10_000);
        assertThrows(IllegalArgumentException.class, () -> parse(deep));
    }

    @Test
    void selectsInDocumentOrderAndOnce() {
        assertEquals(
                List.of("1", "2"),
                parse("//b/n").select(root).stream().map(XPathNode::text).toList());
        assertThrows(IllegalArgumentException.class, () -> parse("1").select(root));
    }
}
