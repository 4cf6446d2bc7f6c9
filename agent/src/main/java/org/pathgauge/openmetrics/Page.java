package org.pathgauge.openmetrics;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusProtobufWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/**
 * One page in the format that a client accepts.
 *
 * <p>A family is made and written in parts of so many probes, so that the memory a page takes does not grow with their
 * number. The client's writers know only whole families; {@link Joined} makes one of the parts that they write.
 */
final class Page {
    private static final ExpositionFormats FORMATS = ExpositionFormats.init();

    private static final byte[] END = "# EOF\n".getBytes(StandardCharsets.US_ASCII);

    private final ExpositionFormatWriter writer;
    private final EscapingScheme escaping;

    /** A page for an Accept header; without one it is Prometheus' text. */
    Page(String accept) {
        writer = FORMATS.findWriter(accept);
        escaping = EscapingScheme.fromAcceptHeader(accept);
    }

    String contentType() {
        return writer.getContentType() + escaping.toHeaderFormat();
    }

    /**
     * Writes the page.
     *
     * @param scrape what it is made of
     * @param names of families or samples that it has; empty for all
     */
    void write(OutputStream out, Scrape scrape, Set<String> names) throws IOException {
        List<Scrape> parts = scrape.parts();
        for (Family family : Families.ALL) {
            if (names.isEmpty() || names.stream().anyMatch(family::is)) {
                write(out, family, Families.OF_PROBES.contains(family) ? parts : List.of(scrape));
            }
        }
        if (writer instanceof OpenMetricsTextFormatWriter) {
            out.write(END);
        }
    }

    private void write(OutputStream out, Family family, List<Scrape> parts) throws IOException {
        if (!(writer instanceof PrometheusProtobufWriter)) {
            writeParts(new Joined.Text(out), family, parts);
            return;
        }
        if (parts.size() == 1) {
            ByteArrayOutputStream message = new ByteArrayOutputStream();
            writeParts(message, family, parts);
            message.writeTo(out);
            return;
        }
        // Its length goes before a message: it is made once to be measured and once to be written.
        Joined.Messages measured = new Joined.Messages(OutputStream.nullOutputStream());
        writeParts(measured, family, parts);
        if (measured.octets() > 0) {
            Joined.writeLength(out, measured.octets());
            Joined.Messages written = new Joined.Messages(out);
            writeParts(written, family, parts);
            if (written.octets() != measured.octets()) {
                throw new IllegalStateException(family.name() + " of one snapshot was made in two ways");
            }
        }
    }

    private void writeParts(OutputStream to, Family family, List<Scrape> parts) throws IOException {
        for (Scrape part : parts) {
            MetricSnapshot snapshot = family.collect().apply(part);
            if (!snapshot.getDataPoints().isEmpty()) {
                writer.write(to, MetricSnapshots.of(snapshot), escaping);
            }
        }
    }
}
