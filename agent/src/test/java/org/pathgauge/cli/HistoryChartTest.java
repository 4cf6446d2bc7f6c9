package org.pathgauge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistoryChartTest {
    private static final Instant START = Instant.parse("2026-11-23T05:00:00Z");
    private static final Duration STEP = Duration.ofMinutes(1);
    private static final int BEFORE_PLOT = 11;

    /** A window of a minute; no delays when everything was lost. */
    private static JsonObject window(int minute, int lossPpm, double least, double median, double p90, double most) {
        JsonObject window = new JsonObject();
        Instant start = START.plus(STEP.multipliedBy(minute));
        window.addProperty("start", start.toString());
        window.addProperty("end", start.plus(STEP).toString());
        window.addProperty("sent", 60);
        window.addProperty("lost", 60 * lossPpm / 1_000_000);
        window.addProperty("lossPpm", lossPpm);
        if (lossPpm < 1_000_000) {
            window.addProperty("rttMinNanos", Math.round(least * 1e6));
            window.addProperty("rttP50Nanos", Math.round(median * 1e6));
            window.addProperty("rttP90Nanos", Math.round(p90 * 1e6));
            window.addProperty("rttMaxNanos", Math.round(most * 1e6));
        }
        return window;
    }

    private static List<String> draw(HistoryChart.Metric metric, int width, boolean unicode, List<JsonObject> windows) {
        StringWriter text = new StringWriter();
        new HistoryChart(metric, START, STEP, width, unicode, ZoneOffset.UTC).print(windows, new PrintWriter(text));
        return text.toString().lines().toList();
    }

    private static String plot(List<String> lines, String label) {
        return lines.stream()
                .filter(line -> line.strip().startsWith(label + " "))
                .findFirst()
                .orElseThrow(() -> new AssertionError(label + " is not in " + String.join("\n", lines)))
                .substring(BEFORE_PLOT);
    }

    @Test
    void gapsStayEmptyAndLossStandsBelow() {
        List<JsonObject> windows = List.of(
                window(0, 0, 1, 2, 3, 4),
                window(1, 500_000, 1, 2, 3, 4),
                window(5, 1_000_000, 0, 0, 0, 0),
                window(6, 0, 1, 2, 3, 4));
        List<String> lines = draw(HistoryChart.Metric.RTT, 130, false, windows);
        assertEquals(".4   #.", plot(lines, "loss"));
        assertEquals(
                "--    -",
                lines.stream()
                        .filter(l -> l.contains("-- "))
                        .findFirst()
                        .orElseThrow()
                        .substring(BEFORE_PLOT));
        assertEquals("::    :", plot(lines, "1.0000"));
        assertEquals("..    .", plot(lines, "4.0000"));
        assertTrue(lines.getFirst().endsWith("1 min a column; 240 sent, 90 lost"), lines.getFirst());
        assertTrue(lines.getLast().strip().startsWith("05:00"), lines.getLast());
    }

    @Test
    void aSpikeIsMarkedAndFlattensNothing() {
        List<JsonObject> windows = List.of(window(0, 0, 1, 1.5, 2, 2), window(1, 0, 1, 1.5, 2, 900));
        List<String> lines = draw(HistoryChart.Metric.RTT, 40, false, windows);
        assertEquals(" ^", plot(lines, "2.6000"));
        assertEquals("::", plot(lines, "1.0000"));
    }

    @Test
    void whereNothingWasReceivedOnlyLossIsDrawn() {
        List<String> lines = draw(HistoryChart.Metric.RTT, 40, true, List.of(window(0, 1_000_000, 0, 0, 0, 0)));
        assertTrue(lines.stream().anyMatch(line -> line.contains("(nothing was received)")), lines.toString());
        assertEquals("█", plot(lines, "loss"));
    }

    @Test
    void equalValuesAreALine() {
        List<String> lines = draw(HistoryChart.Metric.RTT, 40, true, List.of(window(3, 0, 2, 2, 2, 2)));
        assertEquals(
                1,
                lines.stream()
                        .filter(line -> line.contains("━") && line.contains("│"))
                        .count());
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 80, 200})
    void everyLineFitsAndPlainTextIsAscii(int width) {
        List<JsonObject> windows = new ArrayList<>();
        for (int i = 0; i < width; i++) {
            windows.add(window(i, i * 10_000 % 1_000_001, 0.5 + i, 1 + i, 2 + i, 3 + 7 * i));
        }
        for (HistoryChart.Metric metric : HistoryChart.Metric.values()) {
            for (boolean unicode : new boolean[] {true, false}) {
                for (String line : draw(metric, width, unicode, windows)) {
                    assertTrue(line.length() <= width, line.length() + ": " + line);
                    assertTrue(unicode || line.chars().allMatch(c -> c < 128), line);
                }
            }
        }
    }

    @Test
    void csvHasAnEmptyFieldForWhatIsUndefined() {
        String[] names = HistoryTexts.csvNames().split(",");
        String[] values = HistoryTexts.csv(window(0, 1_000_000, 0, 0, 0, 0)).split(",", -1);
        assertEquals(names.length, values.length);
        for (int i = 0; i < names.length; i++) {
            String expected =
                    switch (names[i]) {
                        case "start" -> "2026-11-23T05:00:00Z";
                        case "end" -> "2026-11-23T05:01:00Z";
                        case "sent", "lost" -> "60";
                        case "lossPpm" -> "1000000";
                        default -> "";
                    };
            assertEquals(expected, values[i], names[i]);
        }
    }
}
