package org.pathgauge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The filter of a whole agent, from the configuration file to every view, with packets of known number. Needs root. */
class FilterNetnsTest {
    private static final String WATCHED = rule("udp", 10, "drop", "\"protocol\": 17, \"destination-port\": 9");

    @Test
    void rulesDropWhatTheySayWhileTheyChange(@TempDir Path dir) throws Exception {
        try (AgentLab lab = new AgentLab(dir)) {
            lab.configureBeside(filter(WATCHED, rule("ping", 20, "count", "\"protocol\": 1")));
            lab.start();
            send(lab, 500);
            lab.inFar("ping", "-q", "-c", "20", "-i", "0.01", "10.99.0.1");
            lab.eventually("the packets are counted", () -> matched(lab, "udp") == 500 && matched(lab, "ping") == 20);
            assertEquals(500, rule(lab, "udp").get("dropped").getAsLong());
            assertEquals(0, rule(lab, "ping").get("dropped").getAsLong());
            assertTrue(lab.snmpwalk("1.3.6.1.4.1.32473.1.1.7").contains("= 500"), "SNMP tells the same");
            assertTrue(
                    lab.netconf("<get><filter><filter xmlns=\"urn:pathgauge:yang:pathgauge-filter\"/></filter></get>")
                            .contains("<dropped-packets>500</dropped-packets>"),
                    "NETCONF tells the same");
            changeUnderLoad(lab);
            refuse(lab);
            lab.configure();
            reload(lab, 0);
            lab.eventually(
                    "no rule is left",
                    () -> lab.show("filter").getAsJsonArray("rules").isEmpty());
        }
    }

    /** Packets go by while one rule stays and ten thousand others come and go: each is counted by it, once. */
    private static void changeUnderLoad(AgentLab lab) throws Exception {
        int packets = 20_000;
        CompletableFuture<Void> load = CompletableFuture.runAsync(() -> send(lab, packets));
        for (int round = 0; round < 3; round++) {
            List<String> rules = new ArrayList<>(List.of(WATCHED));
            for (int i = 0; i < (round == 1 ? 9_999 : 40); i++) {
                rules.add(rule(
                        "r" + round + "-" + i,
                        100 + i,
                        "drop",
                        "\"source-prefix\": \"203." + round + "." + i / 250 + "." + i % 250 + "/32\""));
            }
            lab.configureBeside(filter(rules.toArray(String[]::new)));
            reload(lab, 0);
        }
        load.get();
        lab.eventually("every packet met the rule", () -> matched(lab, "udp") == 500 + packets);
        assertEquals(500 + packets, rule(lab, "udp").get("dropped").getAsLong());
    }

    /** What is refused, by whomever, leaves the rules of before in force. */
    private static void refuse(AgentLab lab) throws Exception {
        long before = matched(lab, "udp");
        lab.configureBeside(filter(rule("other", 1, "count", "\"protocol\": 17, \"destination-port\": 9"))
                + "\"pathgauge-drops:drops\": {\"enabled\": \"maybe\"},");
        reload(lab, 1);
        lab.configureBeside(filter(WATCHED, rule("same", 11, "count", "\"protocol\": 17, \"destination-port\": 9")));
        reload(lab, 1);
        send(lab, 100);
        lab.eventually("the old rule has them", () -> matched(lab, "udp") == before + 100);
    }

    private static void reload(AgentLab lab, int failed) {
        AgentLab.Result result = lab.pathgauge("reload");
        assertEquals(failed == 0, result.status() == 0, result.output());
    }

    /** Datagrams, to a port where nobody listens: were one not dropped, the sender would be told so. */
    private static void send(AgentLab lab, int packets) {
        lab.inFar(
                "bash",
                "-c",
                "exec 3<>/dev/udp/10.99.0.1/9; for ((i = 0; i < " + packets + "; i++)); do echo >&3 || exit 1; done");
    }

    private static long matched(AgentLab lab, String name) {
        return rule(lab, name).get("matched").getAsLong();
    }

    private static JsonObject rule(AgentLab lab, String name) {
        for (JsonElement rule : lab.show("filter").getAsJsonArray("rules")) {
            if (rule.getAsJsonObject().get("name").getAsString().equals(name)) {
                return rule.getAsJsonObject();
            }
        }
        throw new AssertionError("no rule " + name);
    }

    private static String filter(String... rules) {
        return "\"pathgauge-filter:filter\": {\"rule\": [" + String.join(", ", rules) + "]},";
    }

    private static String rule(String name, int order, String action, String more) {
        return "{\"name\": \"" + name + "\", \"order\": " + order + ", \"action\": \"" + action + "\", " + more + "}";
    }
}
