package org.pathgauge.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
import org.pathgauge.HistoryQuery;
import org.pathgauge.control.ControlClient;
import org.pathgauge.control.ControlException;
import org.pathgauge.control.HistoryRequest;
import org.pathgauge.history.SlotFiles;
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

    /** What was found. */
    private record Found(String measured, boolean truncated, List<String> problems, List<JsonObject> windows) {}

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
        Found found = find(new HistoryReader.Query(name, Optional.empty(), start, end, step, HistoryRequest.MOST));
        PrintWriter out = spec.commandLine().getOut();
        found.problems.forEach(problem -> spec.commandLine().getErr().println("pathgauge: " + problem));
        if (found.windows.isEmpty()) {
            throw new CliException(
                    ExitCode.FAILURE,
                    "There is no history of a probe \"" + name + "\" from " + start + " to " + end
                            + ": check the name, the time, and /agent/history in the configuration");
        }
        if (json) {
            HistoryTexts.json(name, found.measured, step, found.truncated, found.windows, out);
        } else if (csv) {
            HistoryTexts.csv(found.windows, out);
        } else {
            out.println("Probe " + name + ": " + found.measured);
            boolean unicode = charset().equals(StandardCharsets.UTF_8);
            new HistoryChart(drawn, start, step, columns, unicode, ZoneId.systemDefault()).print(found.windows, out);
        }
        out.flush();
        return ExitCode.OK;
    }

    /** The charset of the locale, not Java's own default. */
    private static Charset charset() {
        String name = System.getProperty("native.encoding", "US-ASCII");
        return Charset.isSupported(name) ? Charset.forName(name) : StandardCharsets.US_ASCII;
    }

    private Found find(HistoryReader.Query query) {
        List<JsonObject> windows = new ArrayList<>();
        try (ControlClient client = ControlClient.connect(state.dir())) {
            JsonObject done = client.ask(HistoryRequest.of(query), windows::add);
            List<String> problems = new ArrayList<>();
            JsonArray told = done.getAsJsonArray("problems");
            told.forEach(p -> problems.add(p.getAsString()));
            return new Found(
                    done.get("measured").getAsString(), done.get("truncated").getAsBoolean(), problems, windows);
        } catch (ControlException e) {
            Path folder = SlotFiles.folder(state.dir());
            if (!windows.isEmpty() || !Files.isReadable(folder)) {
                throw new CliException(
                        ExitCode.FAILURE, e.getMessage() + " (and there is no history to read in " + folder + ")");
            }
        }
        HistoryReader.Answer answer = new HistoryQuery(state.dir(), problem -> {}).read(query);
        answer.windows().forEach(window -> windows.add(HistoryRequest.window(window)));
        return new Found(answer.measured(), answer.truncated(), answer.problems(), windows);
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
