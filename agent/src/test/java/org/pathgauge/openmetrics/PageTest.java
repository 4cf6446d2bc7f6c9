package org.pathgauge.openmetrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prometheus.metrics.expositionformats.generated.com_google_protobuf_4_36_2.Metrics;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.SnapshotFixtures;
import org.pathgauge.model.WindowLength;

/** The page of a fixed snapshot, in every format. */
class PageTest {
    private static final String TEXT = "text/plain";
    private static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0";
    private static final String PROTOBUF =
            "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited";

    /** One of each kind: complete, never answered, IPv6, no window, sparse. */
    private static final Snapshot SNAPSHOT = SnapshotFixtures.snapshot(42, 1, 3, 4, 5, 6);

    private static byte[] page(String accept, Set<String> names, Set<String> probes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Scrape.Exporter exporter = new Scrape.Exporter("1.2.3", "25", new Counters());
        List<WindowLength> windows = List.of(WindowLength.SECONDS_10, WindowLength.MINUTE_1);
        new Page(accept).write(out, new Scrape(SNAPSHOT, exporter, windows, probes), names);
        return out.toByteArray();
    }

    private static String text(String accept) throws IOException {
        return new String(page(accept, Set.of(), Set.of()), StandardCharsets.UTF_8);
    }

    /** Value by sample, as the page writes both. */
    private static Map<String, String> samples(String page) {
        Map<String, String> samples = new TreeMap<>();
        page.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            int space = line.lastIndexOf(' ');
            assertEquals(null, samples.put(line.substring(0, space), line.substring(space + 1)), line);
        });
        return samples;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "pathgauge_probe_sent_packets_total{probe=\"probe-1\"} | 5.000001E9",
                "pathgauge_probe_received_packets_total{probe=\"probe-3\"} | 0.0",
                "pathgauge_probe_received_rtt_seconds_total{probe=\"probe-1\"} | 5000001.0",
                "pathgauge_probe_received_rtt_square_seconds_total{probe=\"probe-1\"} | 5.000001",
                "pathgauge_probe_last_rtt_seconds{probe=\"probe-1\"} | 0.001234568",
                "pathgauge_probe_interval_seconds{probe=\"probe-1\"} | 1.0",
                "pathgauge_probe_state{probe=\"probe-3\",pathgauge_probe_state=\"unreachable\"} | 1",
                "pathgauge_probe_state{probe=\"probe-3\",pathgauge_probe_state=\"up\"} | 0",
                "pathgauge_probe_window_loss_ratio{probe=\"probe-3\",window=\"10s\"} | 1.0",
                "pathgauge_probe_window_rtt_min_seconds{probe=\"probe-1\",window=\"1min\"} | 0.001000001",
                "pathgauge_probe_window_rtt_percentile_seconds{percentile=\"p50\",probe=\"probe-3\",window=\"10s\"}"
                        + " | +Inf",
                "pathgauge_probe_window_ipdv_min_seconds{probe=\"probe-1\",window=\"1min\"} | -4.50001E-4",
                "pathgauge_probe_icmp_error_kind_packets_total{code=\"3\",probe=\"probe-3\",sender=\"2001:db8::ffff\","
                        + "type=\"1\"} | 6.0",
                "pathgauge_interface_ingress_bytes_total{interface=\"eth0\",reason=\"probe-reply\",verdict=\"drop\"}"
                        + " | 6.40000000001E11",
                "pathgauge_agent_snapshots_total | 42.0",
                "pathgauge_agent_send_delay_max_seconds | 3.45678E-4",
                "pathgauge_alarm_value_seconds{id=\"2\",metric=\"rtt-p95\",probe=\"probe-1\",severity=\"major\","
                        + "threshold=\"rtt-p95\",window=\"1min\"} | 0.023456789",
                "pathgauge_alarm_value_ratio{id=\"9\",metric=\"loss\",probe=\"probe-1\",severity=\"warning\","
                        + "threshold=\"loss\",window=\"1min\"} | 0.001",
            })
    void samplesHaveTheirValuesInBaseUnits(String sample, String value) throws IOException {
        Map<String, String> samples = samples(text(OPEN_METRICS));
        assertEquals(value, samples.get(sample), () -> "no " + sample + " in " + samples.keySet());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pathgauge_probe_last_rtt_seconds{probe=\"probe-3\"}",
                "pathgauge_probe_window_rtt_min_seconds{probe=\"probe-3\",window=\"10s\"}",
                "pathgauge_probe_window_sent_packets{probe=\"probe-5\",window=\"10s\"}",
                "pathgauge_probe_window_loss_periods{probe=\"probe-6\",window=\"10s\"}",
                "pathgauge_probe_window_rtt_percentile_seconds{percentile=\"p99\",probe=\"probe-1\",window=\"10s\"}"
            })
    void whatIsNotDefinedIsAbsent(String sample) throws IOException {
        assertFalse(samples(text(OPEN_METRICS)).containsKey(sample));
    }

    @Test
    void openMetricsHasOneEndAndEachFamilyOnce() throws IOException {
        String page = text(OPEN_METRICS);
        assertTrue(page.endsWith("\n# EOF\n"));
        assertEquals(page.length() - 6, page.indexOf("# EOF\n"));
        List<String> types =
                page.lines().filter(line -> line.startsWith("# TYPE ")).toList();
        assertEquals(types.size(), new HashSet<>(types).size());
        assertEquals(Families.ALL.size(), types.size(), "a family has no sample in the fixture");
        Matcher unit = Pattern.compile("# UNIT (\\S+) (\\S+)").matcher(page);
        while (unit.find()) {
            assertTrue(unit.group(1).endsWith("_" + unit.group(2)), unit.group());
        }
    }

    @Test
    void textFormatsTellTheSame() throws IOException {
        Map<String, String> text = samples(text(TEXT));
        Map<String, String> open = samples(text(OPEN_METRICS));
        assertEquals(open.keySet().size(), text.keySet().size());
        open.forEach((sample, value) -> assertEquals(
                Double.parseDouble(value.replace("+Inf", "Infinity")),
                Double.parseDouble(text.get(sample).replace("+Inf", "Infinity")),
                sample));
    }

    @Test
    void protobufParsesWithTheClientsClassesAndTellsTheSame() throws IOException {
        Map<String, Metrics.MetricFamily> families = new TreeMap<>();
        try (InputStream in = new ByteArrayInputStream(page(PROTOBUF, Set.of(), Set.of()))) {
            for (Metrics.MetricFamily f = Metrics.MetricFamily.parseDelimitedFrom(in);
                    f != null;
                    f = Metrics.MetricFamily.parseDelimitedFrom(in)) {
                families.put(f.getName(), f);
            }
        }
        assertEquals(Families.ALL.size(), families.size());
        Metrics.MetricFamily sent = families.get("pathgauge_probe_sent_packets_total");
        assertEquals("probe-1", sent.getMetric(0).getLabel(0).getValue());
        assertEquals(5_000_001_000.0, sent.getMetric(0).getCounter().getValue());
        Metrics.Histogram rtt =
                families.get("pathgauge_probe_rtt_seconds").getMetric(0).getHistogram();
        assertEquals(3, rtt.getSchema());
        assertEquals(891, rtt.getSampleCount());
        assertEquals(891 * 1_450_001L / 1e9, rtt.getSampleSum());
        List<Long> counts = new ArrayList<>();
        long last = 0;
        for (long delta : rtt.getPositiveDeltaList()) {
            last += delta;
            counts.add(last);
        }
        assertEquals(891, counts.stream().mapToLong(Long::longValue).sum());
        assertEquals(891, rtt.getBucket(rtt.getBucketCount() - 1).getCumulativeCount());
    }

    @Test
    void filtersByNameOfFamilyOrSampleAndByProbe() throws IOException {
        Set<String> names = Set.of("pathgauge_probe_sent_packets_total", "pathgauge_probe_rtt_seconds_bucket");
        String page = new String(page(OPEN_METRICS, names, Set.of("probe-3", "nobody")), StandardCharsets.UTF_8);
        Set<String> found = new HashSet<>();
        samples(page).keySet().forEach(sample -> found.add(sample.replaceAll("le=\"[^\"]*\",", "")));
        assertEquals(
                Set.of(
                        "pathgauge_probe_sent_packets_total{probe=\"probe-3\"}",
                        "pathgauge_probe_rtt_seconds_bucket{probe=\"probe-3\",le=\"1.6384E-5\"}",
                        "pathgauge_probe_rtt_seconds_count{probe=\"probe-3\"}",
                        "pathgauge_probe_rtt_seconds_sum{probe=\"probe-3\"}"),
                found.stream()
                        .filter(s -> !s.contains("le=") || s.contains("1.6384E-5"))
                        .collect(java.util.stream.Collectors.toSet()));
        assertEquals("# EOF\n", new String(page(OPEN_METRICS, Set.of("nothing"), Set.of()), StandardCharsets.UTF_8));
    }
}
