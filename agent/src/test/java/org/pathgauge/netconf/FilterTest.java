package org.pathgauge.netconf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pathgauge.config.ConfigException;
import org.pathgauge.config.Datastore;
import org.pathgauge.config.DatastoreLocks;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.SnapshotFixtures;
import org.w3c.dom.Element;

/**
 * Filters as data: each file under filter/ holds a description, a filter, and the data it must select. White space
 * between elements does not count; namespaces do, prefixes do not.
 */
class FilterTest {
    @TempDir
    static Path folder;

    private static final Session SESSION = TestModels.session();

    private static DataTrees trees;

    @BeforeAll
    static void setUp() throws ConfigException, IOException {
        Snapshot snapshot = SnapshotFixtures.snapshot(3);
        Datastore datastore = TestModels.datastore(snapshot, folder);
        trees = TestModels.trees(datastore, () -> snapshot);
    }

    static List<Path> cases() throws IOException, URISyntaxException {
        try (Stream<Path> files = Files.list(
                Path.of(FilterTest.class.getResource("/netconf/filter").toURI()))) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void selects(Path file) throws IOException, RpcError {
        var xml = new Xml(64);
        Element test = xml.parse(Files.readAllBytes(file));
        Element filter = child(test, "filter");
        Element expected = child(test, "data");
        var bytes = new ByteArrayOutputStream();
        var out = new XmlOut(bytes);
        out.start(new Name(Ns.NETCONF, "data"));
        Node.Branch root = child(test, "operation").getTextContent().strip().equals("get")
                ? trees.everything(SESSION, WithDefaults.Mode.EXPLICIT)
                : trees.configuration(DatastoreLocks.Target.RUNNING, SESSION, WithDefaults.Mode.EXPLICIT);
        Filter.of(filter).of(root).write(new DataWriter(out));
        out.end();
        out.finish();
        assertEquals(
                show(expected, ""), show(xml.parse(bytes.toByteArray()), ""), bytes.toString(StandardCharsets.UTF_8));
    }

    private static Element child(Element parent, String name) {
        return Xml.children(parent).stream()
                .filter(c -> c.getLocalName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** One line per element: depth, local name, namespace, and the text of leafs. */
    private static String show(Element element, String indent) {
        var text = new StringBuilder(indent).append(element.getLocalName());
        if (!indent.isEmpty()) {
            text.append(" {").append(element.getNamespaceURI()).append('}');
        }
        List<Element> children = Xml.children(element);
        if (children.isEmpty()) {
            text.append(" '").append(Xml.text(element)).append('\'');
        }
        text.append('\n');
        children.forEach(c -> text.append(show(c, indent + "  ")));
        return text.toString();
    }
}
