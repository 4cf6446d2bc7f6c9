package org.pathgauge.openmetrics;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * One page in the format that a client accepts.
 *
 * <p>Families are made and written one after the other, so that the memory a page takes is that of its largest family.
 * Each of the three formats is a sequence of families; only OpenMetrics has an end mark, which the client's writer puts
 * behind each, and which stays behind the last alone.
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
        boolean endMarks = writer instanceof OpenMetricsTextFormatWriter;
        List<Family> families = Families.ALL.stream()
                .filter(family -> names.isEmpty() || names.stream().anyMatch(family::is))
                .toList();
        for (Family family : families) {
            MetricSnapshot snapshot = family.collect().apply(scrape);
            if (!snapshot.getDataPoints().isEmpty()) {
                try (OutputStream to = endMarks ? new WithoutEnd(out) : new Open(out)) {
                    writer.write(to, MetricSnapshots.of(snapshot), escaping);
                }
            }
        }
        if (endMarks) {
            out.write(END);
        }
    }

    /** Keeps the stream below open and unflushed when a writer is done with a family. */
    private static class Open extends OutputStream {
        final OutputStream out;

        Open(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }
    }

    /** Writes all but the end mark: it holds back as many octets as the mark has. */
    private static final class WithoutEnd extends Open {
        private final byte[] held = new byte[END.length];
        private int holds;

        WithoutEnd(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            int release = Math.max(0, holds + length - END.length);
            int old = Math.min(release, holds);
            out.write(held, 0, old);
            System.arraycopy(held, old, held, 0, holds - old);
            holds -= old;
            int fresh = release - old;
            out.write(bytes, offset, fresh);
            System.arraycopy(bytes, offset + fresh, held, holds, length - fresh);
            holds += length - fresh;
        }

        @Override
        public void close() throws IOException {
            if (holds != END.length || !Arrays.equals(held, END)) {
                throw new IllegalStateException("a page of OpenMetrics does not end with its mark");
            }
        }
    }
}
