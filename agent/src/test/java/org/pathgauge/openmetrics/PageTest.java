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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
        return page(SNAPSHOT, accept, names, probes);
    }

    private static byte[] page(Snapshot snapshot, String accept, Set<String> names, Set<String> probes)
            throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Scrape.Exporter exporter = new Scrape.Exporter("1.2.3", "25", new Counters());
        List<WindowLength> windows = List.of(WindowLength.SECONDS_10, WindowLength.MINUTE_1);
        new Page(accept).write(out, new Scrape(snapshot, exporter, windows, probes), names);
        return out.toByteArray();
    }

    private static Map<String, Metrics.MetricFamily> families(byte[] page) throws IOException {
        Map<String, Metrics.MetricFamily> families = new TreeMap<>();
        try (InputStream in = new ByteArrayInputStream(page)) {
            for (Metrics.MetricFamily f = Metrics.MetricFamily.parseDelimitedFrom(in);
                    f != null;
                    f = Metrics.MetricFamily.parseDelimitedFrom(in)) {
                assertEquals(null, families.put(f.getName(), f), f.getName());
            }
        }
        return families;
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
                "pathgauge_alarm_value_seconds{id=\"2\",kind=\"probe\",metric=\"rtt-p95\",probe=\"probe-1\","
                        + "qualifier=\"rtt-p95\",resource=\"probe-1\",severity=\"major\",threshold=\"rtt-p95\","
                        + "type=\"probe-delay\",window=\"1min\"} | 0.023456789",
                "pathgauge_alarm_value_ratio{id=\"9\",kind=\"probe\",metric=\"loss\",probe=\"probe-1\","
                        + "qualifier=\"loss\",resource=\"probe-1\",severity=\"warning\",threshold=\"loss\","
                        + "type=\"probe-loss\",window=\"1min\"} | 0.001",
                "pathgauge_alarm_value_number{id=\"12\",kind=\"pattern\",metric=\"\",probe=\"\",qualifier=\"\","
                        + "resource=\"203.0.113.0/24 at eth0\",severity=\"critical\",threshold=\"\","
                        + "type=\"port-scan\",window=\"\"} | 321.0",
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
        Map<String, Metrics.MetricFamily> families = families(page(PROTOBUF, Set.of(), Set.of()));
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
                        .collect(Collectors.toSet()));
        assertEquals("# EOF\n", new String(page(OPEN_METRICS, Set.of("nothing"), Set.of()), StandardCharsets.UTF_8));
    }

    /** The page of parts holds for some probes what their own page holds, and every family once. */
    @Test
    void manyProbesAreWrittenInPartsOfOnePage() throws IOException {
        int many = Scrape.PART + 1;
        Snapshot snapshot =
                SnapshotFixtures.snapshot(42, IntStream.rangeClosed(1, many).toArray());
        for (String accept : List.of(TEXT, OPEN_METRICS)) {
            String page = new String(page(snapshot, accept, Set.of(), Set.of()), StandardCharsets.UTF_8);
            Map<String, String> all = samples(page);
            List<String> comments = page.lines().filter(l -> l.startsWith("#")).toList();
            assertEquals(comments.size(), new HashSet<>(comments).size());
            assertEquals(accept.equals(OPEN_METRICS) ? page.length() - 6 : -1, page.indexOf("# EOF\n"));
            Set<String> expected = new HashSet<>();
            for (int i = 1; i <= many; i += Scrape.PART) {
                Set<String> some = IntStream.range(i, Math.min(i + Scrape.PART, many + 1))
                        .mapToObj(n -> "probe-" + n)
                        .collect(Collectors.toSet());
                Map<String, String> one =
                        samples(new String(page(snapshot, accept, Set.of(), some), StandardCharsets.UTF_8));
                one.forEach((sample, value) -> assertEquals(value, all.get(sample), sample));
                expected.addAll(one.keySet());
            }
            assertEquals(expected, all.keySet());
        }
        Map<String, Metrics.MetricFamily> families = families(page(snapshot, PROTOBUF, Set.of(), Set.of()));
        assertEquals(many, families.get("pathgauge_probe_rtt_seconds").getMetricCount());
        Set<String> names = new HashSet<>();
        families.get("pathgauge_probe_sent_packets_total")
                .getMetricList()
                .forEach(m -> names.add(m.getLabel(0).getValue()));
        assertEquals(many, names.size());
        assertEquals(
                families(page(snapshot, PROTOBUF, Set.of(), Set.of("probe-" + many)))
                        .get("pathgauge_probe_rtt_seconds")
                        .getMetric(0),
                families.get("pathgauge_probe_rtt_seconds").getMetricList().stream()
                        .filter(m -> m.getLabel(0).getValue().equals("probe-" + many))
                        .findFirst()
                        .orElseThrow());
    }
}
