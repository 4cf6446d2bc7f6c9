package org.pathgauge.cli;

import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pathgauge.model.HistoryReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Draws what was measured in the past, from the running agent or, when none runs, from its files. */
@Command(
        name = "history",
        description = "Draw one probe's history: round-trip times above, loss below. Works without an agent, too.")
final class HistoryCommand implements Callable<Integer> {
    private static final Pattern SPAN = Pattern.compile("(\\d{1,6})(s|m|min|h|d)");
    private static final int NARROWEST = 40;
    private static final int WIDEST = 1_000;
    private static final int LISTED = 1_000;
    private static final List<Integer> STEPS =
            List.of(10, 20, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400);

    @Parameters(paramLabel = "NAME", description = "The probe; one that was removed from the configuration will do.")
    private String name;

    @Option(
            names = "--last",
            paramLabel = "SPAN",
            description = "So long until now: 90s, 30m, 24h or 7d (default: 1h).")
    private Optional<String> last;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description = "Beginning: 2026-11-23, 2026-11-23T05:00 (local time) or with an offset or Z.")
    private Optional<String> from;

    @Option(names = "--to", paramLabel = "TIME", description = "End, written likewise (default: now).")
    private Optional<String> to;

    @Option(
            names = "--metric",
            defaultValue = "rtt",
            description = "What is drawn: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).",
            completionCandidates = HistoryChart.MetricNames.class)
    private String metric;

    @Option(
            names = "--resolution",
            paramLabel = "SPAN",
            description = "Length of each entry of --json and --csv (default: what gives at most 1000).")
    private Optional<String> resolution;

    @Option(names = "--json", description = "One JSON document; delays in ns, ratios in ppm, undefined ones absent.")
    private boolean json;

    @Option(names = "--csv", description = "Comma-separated values with a line of names; undefined ones empty.")
    private boolean csv;

    @Option(names = "--width", paramLabel = "COLUMNS", description = "Columns to draw in (default: the terminal's).")
    private Optional<Integer> width;

    @Mixin
    private StateOption state;

    @Spec
    private CommandSpec spec;

    private final Clock clock = Clock.systemDefaultZone();

    @Override
    public Integer call() {
        HistoryChart.Metric drawn = HistoryChart.metric(metric)
                .orElseThrow(() -> wrong("--metric must be one of " + String.join(", ", HistoryChart.names())));
        if (json && csv) {
            throw wrong("--json and --csv exclude each other");
        }
        Instant end = to.map(this::time).orElse(clock.instant());
        Instant start = from.map(this::time)
                .orElseGet(() -> end.minus(last.map(this::span).orElse(Duration.ofHours(1))));
        if (!start.isBefore(end)) {
            throw wrong("--from must be before --to");
        }
        int columns = width.orElseGet(Terminal::width);
        if (columns < NARROWEST || columns > WIDEST) {
            throw wrong("--width must be from " + NARROWEST + " to " + WIDEST);
        }
        boolean listed = json || csv;
        Duration step = listed && resolution.isPresent()
                ? wholeSlots(span(resolution.get()))
                : step(Duration.between(start, end), listed ? LISTED : HistoryChart.plotted(columns));
        HistoryPieces pieces = new HistoryPieces(
                state.dir(), problem -> spec.commandLine().getErr().println("pathgauge: " + problem));
        HistoryReader.Query query =
                new HistoryReader.Query(name, Optional.empty(), start, end, step, HistoryReader.MOST);
        PrintWriter out = spec.commandLine().getOut();
        long found = json
                ? json(pieces, query, out)
                : csv ? csv(pieces, query, out) : chart(pieces, query, drawn, columns, out);
        if (found == 0) {
            throw new CliException(
                    ExitCode.FAILURE,
                    "There is no history of a probe \"" + name + "\" from " + start + " to " + end
                            + ": check the name, the time, and /agent/history in the configuration");
        }
        out.flush();
        return ExitCode.OK;
    }

    /** Prints a history of any length in little memory. Return: how many windows it has. */
    private static long json(HistoryPieces pieces, HistoryReader.Query query, PrintWriter out) {
        HistoryTexts.Json document = new HistoryTexts.Json(query.probe(), query.resolution(), out);
        long[] found = {0};
        pieces.read(query, (measured, windows) -> {
            document.add(measured, windows);
            found[0] += windows.size();
        });
        if (found[0] > 0) {
            document.end();
        }
        return found[0];
    }

    private static long csv(HistoryPieces pieces, HistoryReader.Query query, PrintWriter out) {
        long[] found = {0};
        pieces.read(query, (measured, windows) -> {
            if (found[0] == 0 && !windows.isEmpty()) {
                out.println(HistoryTexts.csvNames());
            }
            windows.forEach(window -> out.println(HistoryTexts.csv(window)));
            found[0] += windows.size();
        });
        return found[0];
    }

    private static long chart(
            HistoryPieces pieces, HistoryReader.Query query, HistoryChart.Metric drawn, int columns, PrintWriter out) {
        List<JsonObject> all = new ArrayList<>();
        String[] measured = {""};
        pieces.read(query, (words, windows) -> {
            measured[0] = words;
            all.addAll(windows);
        });
        if (!all.isEmpty()) {
            out.println("Probe " + query.probe() + ": " + measured[0]);
            boolean unicode = charset().equals(StandardCharsets.UTF_8);
            new HistoryChart(drawn, query.from(), query.resolution(), columns, unicode, ZoneId.systemDefault())
                    .print(all, out);
        }
        return all.size();
    }

    /** The charset of the locale, not Java's own default. */
    private static Charset charset() {
        String name = System.getProperty("native.encoding", "US-ASCII");
        return Charset.isSupported(name) ? Charset.forName(name) : StandardCharsets.US_ASCII;
    }

    /** The first usual step of which no more than so many are needed. */
    static Duration step(Duration range, int most) {
        long needed = Math.ceilDiv(range.toSeconds(), (long) most);
        return STEPS.stream()
                .filter(step -> step >= needed)
                .findFirst()
                .map(Duration::ofSeconds)
                .orElseGet(() -> Duration.ofDays(Math.ceilDiv(needed, 86_400L)));
    }

    private Duration wholeSlots(Duration step) {
        if (step.toSeconds() < 10 || step.toSeconds() % 10 != 0) {
            throw wrong("--resolution must be a multiple of 10s");
        }
        return step;
    }

    private Duration span(String text) {
        Matcher span = SPAN.matcher(text);
        if (!span.matches() || Integer.parseInt(span.group(1)) == 0) {
            throw wrong("'" + text + "' is no length of time such as 90s, 30m, 24h or 7d");
        }
        ChronoUnit unit =
                switch (span.group(2)) {
                    case "s" -> ChronoUnit.SECONDS;
                    case "h" -> ChronoUnit.HOURS;
                    case "d" -> ChronoUnit.DAYS;
                    default -> ChronoUnit.MINUTES;
                };
        return Duration.of(Integer.parseInt(span.group(1)), unit);
    }

    private Instant time(String text) {
        ZoneId zone = ZoneId.systemDefault();
        try {
            if (text.length() == "2026-11-23".length()) {
                return LocalDate.parse(text).atStartOfDay(zone).toInstant();
            }
            String iso = text.replace(' ', 'T');
            return iso.matches(".*T.*(Z|[+-]\\d\\d:\\d\\d)")
                    ? OffsetDateTime.parse(iso).toInstant()
                    : LocalDateTime.parse(iso).atZone(zone).toInstant();
        } catch (DateTimeException e) {
            throw wrong("'" + text + "' is no time such as 2026-11-23, 2026-11-23T05:00 or 2026-11-23T05:00:00Z");
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
