package org.pathgauge.netconf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opendaylight.yangtools.yang.model.api.DataNodeContainer;
import org.opendaylight.yangtools.yang.model.api.DataSchemaNode;
import org.opendaylight.yangtools.yang.model.api.RpcDefinition;
import org.pathgauge.model.HistoryReader;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.SnapshotFixtures;
import org.pathgauge.model.WindowLength;

/** The operation read-history over a real session. */
class ReadHistoryTest {
    private static final Snapshot SNAPSHOT = SnapshotFixtures.snapshot(2);

    @TempDir
    Path folder;

    private final List<HistoryReader.Query> asked = new ArrayList<>();

    private HistoryReader.Answer answer(HistoryReader.Query query) {
        asked.add(query);
        return new HistoryReader.Answer(
                "what it was",
                List.of(SnapshotFixtures.window(1, WindowLength.MINUTE_1)),
                true,
                List.of("a file is damaged"));
    }

    private String ask(String input) throws Exception {
        Path own = Files.createTempDirectory(folder, "bed");
        try (Testbed bed = new Testbed(SNAPSHOT, own, Limits.DEFAULT, this::answer);
                TestClient client = new TestClient(bed.port, Testbed.USER, bed.key)) {
            TestClient.Channel channel = client.open();
            channel.hello();
            return channel.rpc("<read-history xmlns=\"" + ProbeShapes.NS + "\">" + input + "</read-history>");
        }
    }

    @Test
    void theQuestionIsPassedOnAndTheAnswerWritten() throws Exception {
        String reply = ask("<probe>probe-1</probe><from>2026-11-23T06:00:00+01:00</from><to>2026-11-23T06:00:00Z</to>"
                + "<resolution>300</resolution><limit>7</limit>");
        assertEquals(
                List.of(new HistoryReader.Query(
                        "probe-1",
                        Optional.of(SnapshotFixtures.probe(1).measured()),
                        Instant.parse("2026-11-23T05:00:00Z"),
                        Instant.parse("2026-11-23T06:00:00Z"),
                        Duration.ofMinutes(5),
                        7)),
                asked);
        assertTrue(reply.contains("what it was</measured>"), reply);
        assertTrue(reply.contains("true</truncated>"), reply);
        assertTrue(reply.contains("<slots>6</slots>"), reply);
        assertTrue(reply.contains("a file is damaged</problem>"), reply);
    }

    @Test
    void wrongQuestionsAreRefused() throws Exception {
        String times = "<from>2026-11-23T05:00:00Z</from><to>2026-11-23T06:00:00Z</to>";
        assertTrue(
                ask("<probe>p</probe>" + times + "<resolution>15</resolution>").contains("invalid-value"));
        assertTrue(ask(times).contains("missing-element"));
        assertTrue(ask("<probe>p</probe><from>2026-11-23T05:00:00Z</from><to>2026-11-23T05:00:00Z</to>")
                .contains("invalid-value"));
        assertEquals(List.of(), asked);
    }

    @Test
    void outputIsWhatTheModelHas() {
        RpcDefinition rpc =
                TestModels.MODELS.context().findModules("pathgauge-probes").iterator().next().getRpcs().stream()
                        .filter(r -> r.getQName().getLocalName().equals("read-history"))
                        .findFirst()
                        .orElseThrow();
        var modelled = new ArrayList<String>();
        paths(rpc.getOutput(), "", modelled);
        assertEquals(new TreeSet<>(modelled), new TreeSet<>(ReadHistory.outputPaths()));
    }

    private static void paths(DataNodeContainer in, String prefix, List<String> paths) {
        for (DataSchemaNode node : in.getChildNodes()) {
            paths.add(prefix + node.getQName().getLocalName());
            if (node instanceof DataNodeContainer inner) {
                paths(inner, prefix + node.getQName().getLocalName() + "/", paths);
            }
        }
    }
}
