package org.pathgauge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A killed agent leaves nothing in the kernel, and the next one finds its way. */
class AgentKillTest {
    private static final Pattern OBJECT = Pattern.compile("^(prog|map|link)_id:\\s+(\\d+)$", Pattern.MULTILINE);

    @TempDir
    Path dir;

    @Test
    void killLeavesNoProgramLinkMapOrQdisc() throws Exception {
        try (AgentLab lab = new AgentLab(dir)) {
            String qdiscs = lab.mustInside("tc", "qdisc", "show");
            lab.configure("{\"name\":\"p\",\"target\":\"10.99.0.2\",\"interval\":100,\"timeout\":500}");
            lab.start();
            long pid = lab.agent().pid();
            lab.eventually("probes are answered", () -> received(lab) > 0);
            Set<String> held = held(pid);
            for (String kind : new String[] {"prog", "map", "link"}) {
                assertTrue(held.stream().anyMatch(h -> h.startsWith(kind)), "no " + kind + " among " + held);
            }
            AgentLab.Result second = lab.pathgauge(
                    "run", "--config", dir.resolve("pathgauge.json").toString());
            assertEquals(1, second.status(), second.output());
            assertTrue(second.output().contains("Another agent runs"), second.output());

            AgentLab.must("kill", "-KILL", "" + pid);
            assertTrue(lab.agent().waitFor(20, TimeUnit.SECONDS));
            lab.eventually("the kernel has freed all of " + held, () -> {
                Set<String> left = all();
                left.retainAll(held);
                return left.isEmpty();
            });
            assertEquals(qdiscs, lab.mustInside("tc", "qdisc", "show"));
            assertFalse(lab.mustInside("bpftool", "net").contains("pg0"));

            lab.start();
            lab.eventually("probes are answered again", () -> received(lab) > 0);
        }
    }

    private static long received(AgentLab lab) {
        AgentLab.Result result = lab.pathgauge("show", "probes", "--json");
        if (result.status() != 0) {
            return 0;
        }
        JsonArray probes =
                JsonParser.parseString(result.output()).getAsJsonObject().getAsJsonArray("probes");
        return probes.isEmpty()
                ? 0
                : probes.get(0)
                        .getAsJsonObject()
                        .getAsJsonObject("totals")
                        .get("received")
                        .getAsLong();
    }

    /** Kernel objects that a process holds by file descriptors. */
    private static Set<String> held(long pid) throws IOException {
        Set<String> held = new TreeSet<>();
        try (Stream<Path> infos = Files.list(Path.of("/proc/" + pid + "/fdinfo"))) {
            for (Path info : infos.toList()) {
                Matcher matcher = OBJECT.matcher(readIfThere(info));
                while (matcher.find()) {
                    held.add(matcher.group(1) + " " + matcher.group(2));
                }
            }
        }
        return held;
    }

    private static String readIfThere(Path info) {
        try {
            return Files.readString(info);
        } catch (IOException e) {
            // Closed since it was listed.
            return "";
        }
    }

    private static Set<String> all() {
        Set<String> all = new HashSet<>();
        for (String kind : new String[] {"prog", "map", "link"}) {
            list(kind)
                    .forEach(e ->
                            all.add(kind + " " + e.getAsJsonObject().get("id").getAsLong()));
        }
        return all;
    }

    private static JsonArray list(String kind) {
        return JsonParser.parseString(AgentLab.must("bpftool", "-j", kind, "show"))
                .getAsJsonArray();
    }
}
