package org.pathgauge.catalogue;

import com.google.gson.JsonObject;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.pathgauge.catalogue.Catalogue.Entry;
import org.pathgauge.catalogue.Catalogue.Subject;

/** Writes the catalogue as the page for people, {@code docs/metric-reference.md}. */
final class MetricReference {
    private static final String HEAD = """
            # Metric reference

            <!-- Made from agent/src/main/metrics/catalogue.json. Change that, then run:
                 %s -->

            Every quantity that PathGauge publishes: what it is, and what it is called in each view. Where time stamps are taken and
            how slots and windows work is told in [metrics.md](metrics.md).

            All views show the same Snapshot, and a test compares every value of every view with its peers. A value that is not
            defined is absent everywhere and never 0. "Bench" is what the truth bench holds the value against, measured by an
            independent witness.

            """;

    private final Catalogue catalogue;
    private final StringBuilder page = new StringBuilder();

    private MetricReference(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    static String of(Catalogue catalogue) {
        return new MetricReference(catalogue).write();
    }

    private String write() {
        page.append(HEAD.formatted(MetricReferenceTest.COMMAND));
        for (Subject subject : catalogue.subjects()) {
            page.append("- [")
                    .append(subject.title())
                    .append("](#")
                    .append(anchor(subject.title()))
                    .append(")\n");
        }
        page.append("- [Units and conversions](#units-and-conversions)\n- [Places](#places)\n");
        catalogue.subjects().forEach(this::subject);
        units();
        places();
        return page.toString();
    }

    private static String anchor(String title) {
        return title.toLowerCase(java.util.Locale.ROOT)
                .replaceAll("[^a-z0-9 -]", "")
                .replace(' ', '-');
    }

    private void subject(Subject subject) {
        page.append("\n## ")
                .append(subject.title())
                .append("\n\n")
                .append(subject.text())
                .append("\n\n");
        row("quantity", "definition", "source", "unit", "taken at", "error", "bench");
        line(7);
        for (Entry entry : subject.entries()) {
            row(
                    entry.name(),
                    entry.definition(),
                    entry.source().orElse(""),
                    unit(entry),
                    entry.place()
                            .map(place -> catalogue.places().get(place).shortName())
                            .orElse(""),
                    entry.error().orElse(""),
                    entry.bound().map(MetricReference::bound).orElse(""));
        }
        page.append('\n');
        String roots = catalogue.views().entrySet().stream()
                .filter(view -> !subject.roots().getOrDefault(view.getKey(), "").isEmpty())
                .map(view -> view.getValue() + " below `" + subject.roots().get(view.getKey()) + "`")
                .collect(Collectors.joining(", "));
        page.append(roots.isEmpty() ? "" : "Names: " + roots + ".\n\n");
        row("quantity", catalogue.views().values().toArray(String[]::new));
        line(1 + catalogue.views().size());
        for (Entry entry : subject.entries()) {
            row(
                    entry.name(),
                    catalogue.views().keySet().stream()
                            .map(view -> name(entry, view))
                            .toArray(String[]::new));
        }
    }

    private static String name(Entry entry, String view) {
        return Optional.ofNullable(entry.names().get(view))
                .map(name -> "`" + name + "`")
                .orElseGet(() -> "– (" + entry.notIn().getOrDefault(view, "") + ")");
    }

    private String unit(Entry entry) {
        return entry.unit().or(() -> catalogue.types().get(entry.type()).unit()).orElse("");
    }

    /** A bound of the bench: equal, or the larger of the absolute and the relative one. */
    static String bound(JsonObject bound) {
        if (bound.has("exact")) {
            return "equal";
        }
        BigDecimal absolute = bound.get("absolute").getAsBigDecimal();
        String unit = bound.get("unit").getAsString();
        boolean micros = unit.equals("ns")
                && absolute.remainder(BigDecimal.valueOf(1000)).signum() == 0;
        String first =
                micros ? absolute.divide(BigDecimal.valueOf(1000)).toPlainString() + " µs" : absolute + " " + unit;
        if (!bound.has("relative")) {
            return "± " + first;
        }
        BigDecimal percent = bound.get("relative").getAsBigDecimal().multiply(BigDecimal.valueOf(100));
        return "± max(" + first + ", " + percent.stripTrailingZeros().toPlainString() + " %)";
    }

    private void units() {
        page.append("\n## Units and conversions\n\n");
        page.append(
                "The base value is what the agent holds. A view that counts in larger units rounds to the nearest, half away\n");
        page.append("from zero, unless the type says otherwise.\n\n");
        List<String> views = List.copyOf(catalogue.views().keySet());
        row(
                "type",
                concat(
                        List.of("what", "base unit"),
                        catalogue.views().values().stream()
                                .map(view -> "unit of " + view)
                                .toList()));
        line(3 + views.size());
        catalogue
                .types()
                .forEach((name, type) -> row(
                        name,
                        concat(
                                List.of(type.text(), type.unit().orElse("")),
                                views.stream().map(view -> factor(type, view)).toList())));
    }

    private static String factor(Catalogue.Type type, String view) {
        Long factor = type.factors().get(view);
        if (factor == null || type.unit().isEmpty()) {
            return "";
        }
        return factor == 1 ? type.unit().get() : factor + " " + type.unit().get();
    }

    private static String[] concat(List<String> first, List<String> second) {
        return java.util.stream.Stream.concat(first.stream(), second.stream()).toArray(String[]::new);
    }

    private void places() {
        page.append("\n## Places\n\n");
        row("taken at", "where");
        line(2);
        for (Map.Entry<String, Catalogue.Place> place : catalogue.places().entrySet()) {
            row(place.getValue().shortName(), place.getValue().text());
        }
    }

    private void row(String first, String... others) {
        page.append("| ").append(cell(first)).append(" |");
        for (String other : others) {
            page.append(' ').append(cell(other)).append(" |");
        }
        page.append('\n');
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }

    private void line(int columns) {
        page.append("|").append("---|".repeat(columns)).append('\n');
    }
}
