package org.pathgauge.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pathgauge.config.ConfigLoader.Origin;
import org.pathgauge.config.ConfigLoader.Started;

class ConfigLoaderTest {
    private static final String ONE = """
            {"pathgauge-probes:probes": {"probe": [{"name": "one", "target": "192.0.2.1"}]}}""";

    @TempDir
    Path folder;

    private Started start(String json) throws Exception {
        Files.writeString(file(), json);
        return ConfigLoader.start(file(), folder.resolve("state"));
    }

    private Path file() {
        return folder.resolve("pathgauge.json");
    }

    private static Datastore datastore(Started started) throws Exception {
        return started.datastore().get(2, TimeUnit.MINUTES);
    }

    @Test
    void aFileIsValidatedOnceAndThenKnown() throws Exception {
        Started first = start(ONE);
        Started second = ConfigLoader.start(file(), folder.resolve("state"));
        Started changed = start(ONE.replace("192.0.2.1", "192.0.2.9"));

        assertEquals(
                List.of(Origin.VALIDATED, Origin.KNOWN, Origin.VALIDATED),
                List.of(first.origin(), second.origin(), changed.origin()));
        assertEquals(first.config(), second.config());
        assertEquals(first.config(), datastore(second).config());
        assertEquals(datastore(first).running(), datastore(second).running());
    }

    @Test
    void aKnownDocumentGivesTheTreeThatItsValidationGave() throws Exception {
        String empties = """
                {"pathgauge-probes:probes": {"probe": []}, "pathgauge-xdp:interfaces": {},
                 "pathgauge-system:agent": {"snmp": {"community": ["a", "b"], "target": []}}}""";
        String all = """
                {"pathgauge-probes:probes": {"pathgauge-probes:max-probes": 64, "probe": [
                   {"name": "b", "target": "192.0.2.1", "threshold": [
                     {"name": "loss", "metric": "loss", "rising": "2000", "falling": "0"}]},
                   {"name": "a", "target": "2001:db8::1", "interval": 500}]},
                 "pathgauge-system:agent": {"netconf": {
                   "tls": {"cert-to-name": [{"id": 2, "map-type": "specified", "name": "x"}]}}},
                 "ietf-netconf-acm:nacm": {"groups": {"group": [{"name": "g", "user-name": ["u"]}]}}}""";
        for (String text : List.of(ONE, empties, all)) {
            assertEquals(TestModels.VALIDATOR.validate(text).root(), TestModels.VALIDATOR.known(JsonText.parse(text)));
        }
    }

    @Test
    void withoutAFileTheAgentHasDefaults() throws Exception {
        Started started = ConfigLoader.start(file(), folder.resolve("state"));

        assertEquals(Origin.DEFAULTS, started.origin());
        assertEquals(ConfigDecoder.defaults(), started.config());
        assertTrue(datastore(started).running().isEmpty());
        datastore(started).commitJson("test", ONE);
        assertEquals(ONE, Files.readString(file()));
    }

    @Test
    void aBadFileStopsTheStartWithAllItsErrors() {
        ConfigException e = assertThrows(ConfigException.class, () -> start("""
                {"pathgauge-probes:probes": {"probe": [
                  {"name": "a"},
                  {"name": "b", "target": "192.0.2.1", "interval": 1}]}}"""));
        assertEquals(
                List.of(
                        "/pathgauge-probes:probes/probe[name='a']/target",
                        "/pathgauge-probes:probes/probe[name='b']/interval"),
                e.errors().stream().map(ConfigError::path).toList());
        assertEquals(e.errors(), ConfigLoader.check(file()));
    }

    @Test
    void aMarkOnABadFileIsFoundOutInTheBackground() throws Exception {
        Started good = start(ONE);
        ConfigStore store = new ConfigStore(file(), folder.resolve("state"));
        // Decodes, but is not valid: the mark says otherwise.
        String bad = ONE.replace("\"one\"", "\"one\", \"interval\": 1");
        store.markValid(bad);
        Started started = start(bad);

        assertEquals(Origin.KNOWN, started.origin());
        assertEquals(1, good.config().probes().size());
        Exception e = assertThrows(Exception.class, () -> datastore(started));
        assertTrue(e.getCause() instanceof ConfigException, e.toString());
    }

    @Test
    void textThatIsNotUtf8IsSaidToBe() throws Exception {
        Files.write(file(), new byte[] {'{', (byte) 0xff, '}'});
        ConfigException e =
                assertThrows(ConfigException.class, () -> ConfigLoader.start(file(), folder.resolve("state")));
        assertTrue(e.getMessage().contains("is not UTF-8 text; restore it"), e.getMessage());
    }

    @Test
    void indexesAreStableOverRestarts() throws Exception {
        String two = ONE.replace("[{", "[{\"name\": \"aaa\", \"target\": \"192.0.2.7\"}, {");
        start(ONE);
        Started started = start(two);
        assertEquals(OptionalInt.of(1), started.indexes().find(IndexRegistry.PROBES, "one"));
        assertEquals(OptionalInt.of(2), started.indexes().find(IndexRegistry.PROBES, "aaa"));
        assertEquals(
                List.of("one", "aaa"),
                started.config().probes().stream().map(p -> p.name()).toList());
    }

    @Test
    void aDamagedIndexFileIsNotSilentlyReplaced() throws Exception {
        start(ONE);
        Files.writeString(folder.resolve("state/indexes.json"), "{\"probe\": {\"one\": 1, \"two\": 1}}");
        ConfigException e = assertThrows(ConfigException.class, () -> start(ONE));
        assertTrue(e.getMessage().contains("index 1 of \"two\" is below 1 or used twice"), e.getMessage());
    }
}
