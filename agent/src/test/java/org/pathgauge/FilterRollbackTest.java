package org.pathgauge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pathgauge.bpf.Frame;
import org.pathgauge.bpf.ProbePrograms;
import org.pathgauge.collect.InterfaceWatcher;
import org.pathgauge.collect.SlotClock;
import org.pathgauge.config.ConfigError;
import org.pathgauge.config.ConfigException;
import org.pathgauge.config.ConfigLoader;
import org.pathgauge.config.ConfigParticipant;
import org.pathgauge.config.Datastore;
import org.pathgauge.model.AgentConfig;
import org.pathgauge.model.Filter;
import org.pathgauge.model.InterfaceDrops;

/** A transaction that fails after the filter has exchanged its rules: the rules of before are in force again. */
class FilterRollbackTest {
    private static final int IFACE = 5;
    private static final int UDP = 17;
    private static final int XDP_DROP = 1;
    private static final byte[] FRAME =
            Frame.ethernet(Frame.ipv4("192.0.2.9", "198.51.100.1", new byte[0], 0, UDP, new byte[20]));

    private static String rules(String... rules) {
        return "{\"pathgauge-filter:filter\": {\"rule\": [" + String.join(",", rules) + "]}}";
    }

    private static String rule(String name, int order, String action, String source) {
        return "{\"name\": \"" + name + "\", \"order\": " + order + ", \"action\": \"" + action
                + "\", \"source-prefix\": \"" + source + "\"}";
    }

    @Test
    void rulesAndCountsOfBeforeStayWhenALaterParticipantFails(@TempDir Path folder) throws Exception {
        String kept = rule("kept", 2, "drop", "192.0.2.0/24");
        Path file = folder.resolve("pathgauge.json");
        Files.writeString(file, "{}");
        Datastore store =
                ConfigLoader.start(file, folder.resolve("state")).datastore().join();
        try (ProbePrograms programs = ProbePrograms.load(new ProbePrograms.Setup(8, 64, 32, 1L, 2L, 0xbeef, 40_000));
                Filtering filtering =
                        new Filtering(programs, new SlotClock(Clock.systemUTC(), System::nanoTime, offset -> {}))) {
            programs.ifaceIndex().setInt(1, 0, IFACE);
            tick(filtering);
            Later later = new Later(programs);
            store.addParticipant(Participants.filter(filtering));
            store.addParticipant(later);
            store.commitJson("test", rules(kept));
            assertEquals(XDP_DROP, receive(programs));

            later.fails = true;
            ConfigException e = assertThrows(
                    ConfigException.class,
                    () -> store.commitJson("test", rules(rule("new", 1, "count", "192.0.2.9/32"), kept)));

            assertEquals("later", e.errors().getFirst().message());
            assertEquals(XDP_DROP + 1, later.met, "the new rules were in force when it failed");
            assertEquals(XDP_DROP, receive(programs), "the old ones are again");
            Filter shown = tick(filtering);
            assertEquals(1, shown.rules().size());
            assertEquals("kept", shown.rules().getFirst().rule().name());
            assertEquals(2, shown.rules().getFirst().dropped(), "its counts went on");
            assertEquals(1, store.config().traffic().filter().rules().size());
        }
    }

    private static Filter tick(Filtering filtering) {
        return filtering.tick(Map.of("eth0", new InterfaceWatcher.Attached(IFACE, InterfaceDrops.Hook.XDP_NATIVE)));
    }

    private static int receive(ProbePrograms programs) {
        return programs.ingress(true).testRun(FRAME, new byte[0], 1).returnValue();
    }

    /** Comes behind the filter, and fails when it is told to, having received a frame. */
    private static final class Later implements ConfigParticipant {
        private final ProbePrograms programs;
        private boolean fails;
        private int met;

        Later(ProbePrograms programs) {
            this.programs = programs;
        }

        @Override
        public String name() {
            return "later";
        }

        @Override
        public Prepared prepare(AgentConfig before, AgentConfig after) {
            return new Prepared() {
                @Override
                public void apply() throws ConfigException {
                    if (fails) {
                        met = receive(programs);
                        throw new ConfigException(ConfigError.resourceDenied("/pathgauge-filter:filter", "later"));
                    }
                }

                @Override
                public void rollback() {
                    // Nothing was done.
                }
            };
        }
    }
}
