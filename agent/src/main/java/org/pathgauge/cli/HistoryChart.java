package org.pathgauge.cli;

import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * A chart of one probe's history in a terminal, one column a stretch of time, with loss below it.
 *
 * <pre>
 *    1.35 |        .
 *         |  .  .  :  .        of each stretch: median, the band from the least to the 90th percentile,
 *         |::::-:::-::-::      and on to the greatest
 *    1.00 |-----:--:--:--
 *    loss |..3......#....
 *         05:00     06:00
 * </pre>
 */
final class HistoryChart {
    private static final int ROWS = 12;
    private static final int LABEL = 9;
    private static final int TICK = 16;
    private static final double SPIKE = 1.6;

    /** What is drawn: the member that is the line, and those that bound the bands around it. */
    enum Metric {
        RTT("rtt", "RTT", "ms", 1e6, "rttP50Nanos", "rttMinNanos", "rttP90Nanos", "rttMaxNanos"),
        LOSS("loss", "loss", "%", 1e4, "lossPpm", "lossPpm", "lossPpm", "lossPpm"),
        JITTER("jitter", "RFC 3550 jitter", "ms", 1e6, "jitterNanos", "jitterNanos", "jitterNanos", "jitterNanos"),
        IPDV(
                "ipdv",
                "mean abs. IPDV",
                "ms",
                1e6,
                "ipdvMeanAbsNanos",
                "ipdvMeanAbsNanos",
                "ipdvMeanAbsNanos",
                "ipdvMeanAbsNanos"),
        PDV("pdv", "PDV p95", "ms", 1e6, "pdvP95Nanos", "pdvP95Nanos", "pdvP95Nanos", "pdvMaxNanos");

        private final String option;
        private final String title;
        private final String unit;
        private final double perUnit;
        private final List<String> members;

        Metric(String option, String title, String unit, double perUnit, String... members) {
            this.option = option;
            this.title = title;
            this.unit = unit;
            this.perUnit = perUnit;
            this.members = List.of(members);
        }
    }

    /** Names for the command line's help. */
    static final class MetricNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return names().iterator();
        }
    }

    static List<String> names() {
        return Arrays.stream(Metric.values()).map(m -> m.option).toList();
    }

    static Optional<Metric> metric(String option) {
        return Arrays.stream(Metric.values())
                .filter(m -> m.option.equals(option))
                .findFirst();
    }

    /** Characters of the two ways to draw. */
    private record Ink(String line, String band, String top, String above, String[] loss) {
        static final Ink UNICODE =
                new Ink("━", "▒", "░", "↑", new String[] {"·", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"});
        static final Ink ASCII =
                new Ink("-", ":", ".", "^", new String[] {".", "1", "2", "3", "4", "5", "6", "8", "#"});
    }

    /** One column: line, lower end, end of the band, upper end; none of what is not defined. */
    private record Column(double line, double low, double band, double high) {}

    private final Metric metric;
    private final Instant first;
    private final Duration step;
    private final int columns;
    private final Ink ink;
    private final ZoneId zone;

    /**
     * Makes a chart.
     *
     * @param start of the first column, rounded down to the step
     * @param step what a column stands for
     * @param width of everything
     */
    HistoryChart(Metric metric, Instant start, Duration step, int width, boolean unicode, ZoneId zone) {
        this.metric = metric;
        this.step = step;
        this.first = Instant.ofEpochSecond(Math.floorDiv(start.getEpochSecond(), step.toSeconds()) * step.toSeconds());
        this.columns = plotted(width) + 1;
        this.ink = unicode ? Ink.UNICODE : Ink.ASCII;
        this.zone = zone;
    }

    /** How many stretches of time a width has room for; one more may be begun. */
    static int plotted(int width) {
        return width - LABEL - 3;
    }

    void print(List<JsonObject> windows, PrintWriter out) {
        JsonObject[] byColumn = new JsonObject[columns];
        for (JsonObject window : windows) {
            long at = Duration.between(first, Instant.parse(window.get("start").getAsString()))
                            .toSeconds()
                    / step.toSeconds();
            if (at >= 0 && at < columns) {
                byColumn[(int) at] = window;
            }
        }
        long sent = sum(windows, "sent");
        long lost = sum(windows, "lost");
        wrap(
                day(first) + " to " + day(first.plus(step.multipliedBy(columns))) + ", " + span(step) + " a column; "
                        + sent + " sent, " + lost + " lost",
                "",
                out);
        out.println();
        wrap(metric.unit + "  " + metric.title + legend(), " ".repeat(LABEL - metric.unit.length() - 1), out);
        chart(byColumn, out);
        if (metric != Metric.LOSS) {
            StringBuilder row = new StringBuilder();
            for (JsonObject window : byColumn) {
                row.append(loss(window));
            }
            out.println(label("loss") + row.toString().stripTrailing());
        }
        times(out);
    }

    /** Prints words with an indent, on as many lines as the width asks for. */
    private void wrap(String words, String indent, PrintWriter out) {
        String rest = words;
        int room = LABEL + 2 + columns - indent.length();
        while (rest.length() > room) {
            int end = Math.max(1, rest.lastIndexOf(' ', room));
            out.println(indent + rest.substring(0, end));
            rest = rest.substring(end).strip();
        }
        out.println(indent + rest);
    }

    private String legend() {
        return metric == Metric.RTT
                ? ": " + ink.line + " median, " + ink.band + " least to p90, " + ink.top
                        + " to the greatest; below, loss: " + ink.loss[0] + " none, " + ink.loss[1] + " to "
                        + ink.loss[8] + " all"
                : "";
    }

    private static long sum(List<JsonObject> windows, String member) {
        return windows.stream().mapToLong(w -> w.get(member).getAsLong()).sum();
    }

    private void chart(JsonObject[] byColumn, PrintWriter out) {
        List<Optional<Column>> data = Arrays.stream(byColumn).map(this::column).toList();
        OptionalDouble least =
                data.stream().flatMap(Optional::stream).mapToDouble(Column::low).min();
        if (least.isEmpty()) {
            out.println(label("") + "(nothing was received)");
            return;
        }
        double bottom = metric == Metric.RTT ? least.getAsDouble() : 0;
        double most = data.stream()
                .flatMap(Optional::stream)
                .mapToDouble(Column::high)
                .max()
                .orElse(0);
        double usual = data.stream()
                .flatMap(Optional::stream)
                .mapToDouble(Column::band)
                .max()
                .orElse(0);
        // A few spikes must not flatten all the rest; what is above is marked.
        double top =
                most - bottom > SPIKE * (usual - bottom) && usual > bottom ? bottom + SPIKE * (usual - bottom) : most;
        double height = top > bottom ? (top - bottom) / ROWS : Math.max(bottom / 100, 1e-6);
        for (int i = ROWS - 1; i >= 0; i--) {
            int row = i;
            StringBuilder line = new StringBuilder();
            for (Optional<Column> column : data) {
                line.append(column.map(c -> cell(c, bottom, height, row)).orElse(" "));
            }
            double value = bottom + (row == ROWS - 1 ? ROWS : row) * height;
            String mark = row == ROWS - 1 || row == ROWS / 2 || row == 0 ? number(value) : "";
            out.println(label(mark) + line.toString().stripTrailing());
        }
    }

    private String cell(Column column, double bottom, double height, int row) {
        int highest = row(column.high, bottom, height);
        if (row == ROWS - 1 && highest > ROWS) {
            return ink.above;
        }
        int line = row(column.line, bottom, height);
        if (row == Math.min(line, ROWS - 1)) {
            return ink.line;
        }
        if (row > highest || row < row(column.low, bottom, height)) {
            return " ";
        }
        return row <= row(column.band, bottom, height) ? ink.band : ink.top;
    }

    /** The row of a value, from the bottom; the last one ends with the greatest, and what is above it is beyond all. */
    private static int row(double value, double bottom, double height) {
        double row = (value - bottom) / height;
        return row > ROWS + 1e-6 ? ROWS + 1 : (int) Math.min(ROWS - 1, Math.floor(row + 1e-9));
    }

    private Optional<Column> column(JsonObject window) {
        if (window == null) {
            return Optional.empty();
        }
        double[] values = metric.members.stream()
                .mapToDouble(
                        member -> window.has(member) ? window.get(member).getAsLong() / metric.perUnit : Double.NaN)
                .toArray();
        boolean bounded = IntStream.of(1, 3).noneMatch(i -> Double.isNaN(values[i]));
        // With few packets, or many lost, a percentile may be undefined where the extremes are not.
        double line = values[0];
        double band = Double.isNaN(values[2]) ? values[3] : values[2];
        return bounded
                ? Optional.of(new Column(Double.isNaN(line) ? -1 : line, values[1], band, values[3]))
                : Optional.empty();
    }

    private String loss(JsonObject window) {
        if (window == null || !window.has("lossPpm")) {
            return " ";
        }
        long ppm = window.get("lossPpm").getAsLong();
        return ink.loss[ppm == 0 ? 0 : 1 + (int) Math.min(7, ppm * 7 / 1_000_000)];
    }

    private void times(PrintWriter out) {
        StringBuilder line = new StringBuilder(" ".repeat(LABEL + 2));
        boolean days = step.multipliedBy(columns).compareTo(Duration.ofHours(26)) > 0;
        DateTimeFormatter format = DateTimeFormatter.ofPattern(days ? "MM-dd HH:mm" : "HH:mm");
        for (int at = 0; at + (days ? 11 : 5) <= columns; at += TICK) {
            String text = format.format(first.plus(step.multipliedBy(at)).atZone(zone));
            line.append(" ".repeat(LABEL + 2 + at - line.length())).append(text);
        }
        out.println(line);
    }

    private String day(Instant time) {
        return DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss xxx").format(time.atZone(zone));
    }

    private static String span(Duration step) {
        long seconds = step.toSeconds();
        if (seconds % 86_400 == 0) {
            return seconds / 86_400 + " d";
        }
        if (seconds % 3_600 == 0) {
            return seconds / 3_600 + " h";
        }
        return seconds % 60 == 0 ? seconds / 60 + " min" : seconds + " s";
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value >= 1_000 ? "%.0f" : value >= 10 ? "%.2f" : "%.4f", value);
    }

    private String label(String text) {
        return " ".repeat(Math.max(0, LABEL - text.length())) + text + (ink == Ink.ASCII ? " |" : " │");
    }
}
