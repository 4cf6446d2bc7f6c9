package org.pathgauge.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.pathgauge.catalogue.Catalogue.Entry;
import org.pathgauge.catalogue.Catalogue.Subject;
import org.pathgauge.config.YangModels;
import org.pathgauge.openmetrics.SampleNames;

/** The catalogue pairs everything that is published, and names nothing that is not. */
class CatalogueTest {
    /** What rows are numbered by and other modules define. */
    private static final Set<String> IMPORTED = Set.of("ifIndex");

    private static final Map<String, Set<String>> SYNTAX = Map.of(
            "delay", Set.of("PathGaugeDelay"),
            "signed-delay", Set.of("PathGaugeSignedDelay"),
            "delay-sum", Set.of("Counter64"),
            "delay-squares", Set.of("Counter64"),
            "time", Set.of("DateAndTime"),
            "text", Set.of("PathGaugeName", "PathGaugeText"),
            "window", Set.of("PathGaugeWindowSpan"),
            "count", Set.of("Counter64", "Gauge32", "Unsigned32"));

    /** Units of counts that a name of a sample has; others are told by the name itself. */
    private static final Map<String, String> SUFFIX =
            Map.of("packets", "packets", "octets", "bytes", "samples", "samples", "delays", "delays");

    private static Catalogue catalogue;
    private static MibText mib;
    private static YangLeaves yang;

    @BeforeAll
    static void load() throws IOException {
        catalogue = Catalogue.load();
        mib = new MibText();
        yang = new YangLeaves(YangModels.parse());
    }

    @Test
    void everyAccessibleObjectOfTheMibIsPaired() {
        Set<String> paired = names("mib");
        List<String> missing = new ArrayList<>();
        for (MibText.Item item : mib.objects().values()) {
            if (item.accessible() && !paired.contains(item.name())) {
                missing.add(Advice.add(
                        catalogue.views().keySet(),
                        "mib",
                        item.name(),
                        mib.home(item),
                        item.description(),
                        item.units()));
            }
        }
        none(missing);
        assertTrue(
                mib.objects().size() > 140,
                "objects read from the MIB: " + mib.objects().size());
    }

    @Test
    void everyStateLeafOfOurModulesIsPaired() {
        Set<String> paired = new HashSet<>();
        each((subject, entry) -> Optional.ofNullable(entry.names().get("yang"))
                .ifPresent(name -> paired.add(plain(subject.yangPath(name)))));
        List<String> missing = new ArrayList<>();
        yang.all().forEach((path, leaf) -> {
            if (leaf.state() && !paired.contains(path)) {
                missing.add(Advice.add(
                        catalogue.views().keySet(),
                        "yang",
                        path,
                        path.substring(0, path.lastIndexOf('/')),
                        leaf.description(),
                        leaf.units()));
            }
        });
        none(missing);
        assertTrue(
                yang.all().size() > 140, "leaves of our modules: " + yang.all().size());
    }

    @Test
    void everySampleOfTheExporterIsPaired() {
        Set<String> paired = new HashSet<>();
        each((subject, entry) -> paired.addAll(entry.samples()));
        List<String> missing = new ArrayList<>();
        SampleNames.all().forEach((name, help) -> {
            if (!paired.contains(name)) {
                missing.add(Advice.add(
                        catalogue.views().keySet(), "openmetrics", name, "of this kind", help, Optional.empty()));
            }
        });
        none(missing);
        assertTrue(SampleNames.all().size() > 80, "samples of the exporter: " + SampleNames.all());
    }

    @Test
    void everyNameExistsInItsView() {
        List<String> wrong = new ArrayList<>();
        each((subject, entry) -> {
            for (String sample : entry.samples()) {
                if (!SampleNames.all().containsKey(sample)) {
                    wrong.add(entry.id() + ": the exporter has no sample " + sample);
                }
            }
            String object = entry.names().getOrDefault("mib", "ifIndex");
            if (!IMPORTED.contains(object)) {
                MibText.Item item = mib.objects().get(object);
                if (item == null || item.structure()) {
                    wrong.add(entry.id() + ": PATHGAUGE-MIB has no object " + object + " with a value");
                } else if (!mib.home(item).equals(subject.roots().get("mib"))) {
                    wrong.add(entry.id() + ": " + object + " is in " + mib.home(item) + ", the subject says "
                            + subject.roots().get("mib"));
                }
            }
            String leaf = entry.names().get("yang");
            if (leaf != null && !yang.all().containsKey(plain(subject.yangPath(leaf)))) {
                wrong.add(entry.id() + ": our YANG modules have no leaf " + plain(subject.yangPath(leaf)));
            }
        });
        none(wrong);
    }

    @Test
    void whatIsNotInViewHasReason() {
        List<String> wrong = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        each((subject, entry) -> {
            if (!ids.add(entry.id())) {
                wrong.add(entry.id() + " is there twice");
            }
            if (!entry.id().startsWith(subject.id() + ".")) {
                wrong.add(entry.id() + " must begin with its subject, " + subject.id() + ".");
            }
            for (String view : catalogue.views().keySet()) {
                boolean named = entry.names().containsKey(view);
                boolean excused = !entry.notIn().getOrDefault(view, "").isBlank();
                if (named == excused) {
                    wrong.add(entry.id() + (named ? " is in " + view + " and in notIn" : " says nothing of " + view)
                            + ": give either its name as \"" + view + "\" or the reason as \"notIn\": {\"" + view
                            + "\": \"...\"}");
                }
            }
            if (entry.name().isBlank() || entry.definition().isBlank()) {
                wrong.add(entry.id() + " needs a name and a definition");
            }
            if (!catalogue.types().containsKey(entry.type())) {
                wrong.add(entry.id() + " has the type \"" + entry.type() + "\"; there are "
                        + catalogue.types().keySet());
            }
            if (entry.place().isEmpty()
                    || !catalogue.places().containsKey(entry.place().get())) {
                wrong.add(entry.id() + " needs a place, where it is stamped or counted: "
                        + catalogue.places().keySet());
            }
            if (entry.type().equals("count") == entry.unit().isEmpty()) {
                wrong.add(entry.id() + ": a unit belongs to the type count, and only to it");
            }
            if (entry.bound().isPresent() && entry.error().isEmpty()) {
                wrong.add(entry.id() + " has a bound and no error in words");
            }
        });
        none(wrong);
    }

    @Test
    void unitsAndTypesOfAllViewsAgree() {
        List<String> wrong = new ArrayList<>();
        each((subject, entry) -> {
            Catalogue.Type type = catalogue.types().get(entry.type());
            Optional.ofNullable(entry.names().get("mib"))
                    .map(mib.objects()::get)
                    .ifPresent(item -> {
                        compare(
                                wrong,
                                entry.id() + ": UNITS of " + item.name(),
                                expectedUnits(entry, type, "mib"),
                                item.units());
                        if (!SYNTAX.getOrDefault(entry.type(), Set.of(item.syntax()))
                                .contains(item.syntax())) {
                            wrong.add(entry.id() + ": " + item.name() + " has the syntax " + item.syntax() + ", a "
                                    + entry.type() + " is one of " + SYNTAX.get(entry.type()));
                        }
                    });
            Optional.ofNullable(entry.names().get("yang"))
                    .map(name -> plain(subject.yangPath(name)))
                    .filter(yang.all()::containsKey)
                    .ifPresent(path -> {
                        YangLeaves.Leaf leaf = yang.all().get(path);
                        compare(
                                wrong,
                                entry.id() + ": units of " + path,
                                expectedUnits(entry, type, "yang"),
                                leaf.units());
                        if (!leaf.state() && leaf.defaultValue().isPresent()) {
                            compare(
                                    wrong,
                                    entry.id() + ": default of " + path,
                                    entry.defaultValue(),
                                    leaf.defaultValue());
                        }
                    });
            if (!entry.names().getOrDefault("openmetrics", "{").endsWith("}")) {
                entry.samples().forEach(name -> suffix(wrong, entry, type, name));
            }
        });
        none(wrong);
    }

    /** Prometheus wants base units at the end of a name, before the suffix of its type. */
    private static void suffix(List<String> wrong, Entry entry, Catalogue.Type type, String sample) {
        String name = sample.replaceAll("_(total|sum|count|bucket)$", "");
        Optional<String> unit = Optional.ofNullable(type.units().get("openmetrics"))
                .or(() -> entry.unit().map(u -> SUFFIX.get(u)).filter(u -> !sample.matches(".*_(count|bucket)")));
        if (unit.isPresent() && !name.endsWith("_" + unit.get())) {
            wrong.add(entry.id() + ": the name " + sample + " must have the unit " + unit.get() + " at its end");
        }
    }

    private static void compare(List<String> wrong, String what, Optional<String> catalogue, Optional<String> view) {
        if (!catalogue.equals(view)) {
            wrong.add(what + " is " + view.map(v -> "\"" + v + "\"").orElse("missing") + ", the catalogue says "
                    + catalogue.map(v -> "\"" + v + "\"").orElse("none"));
        }
    }

    private static Optional<String> expectedUnits(Entry entry, Catalogue.Type type, String view) {
        return entry.unit().or(() -> Optional.ofNullable(type.units().get(view)));
    }

    /** The truth bench reads these. */
    @Test
    void boundsAreExactOrNumbersWithUnit() {
        Map<String, String> wrong = new HashMap<>();
        each((subject, entry) -> entry.bound().ifPresent(bound -> {
            boolean exact = bound.has("exact")
                    && bound.size() == 1
                    && bound.get("exact").getAsBoolean();
            boolean numbers = bound.has("absolute")
                    && bound.has("unit")
                    && bound.size() == (bound.has("relative") ? 3 : 2)
                    && bound.get("absolute").getAsDouble() > 0
                    && bound.get("unit")
                            .getAsString()
                            .equals(catalogue.types().get(entry.type()).unit().orElse(""));
            if (!exact && !numbers) {
                wrong.put(entry.id(), bound.toString());
            }
        }));
        assertEquals(
                Map.of(), wrong, "a bound is {\"exact\": true} or {\"absolute\": n, \"relative\": r, \"unit\": u}");
    }

    private static void each(BiConsumer<Subject, Entry> action) {
        catalogue.subjects().forEach(subject -> subject.entries().forEach(entry -> action.accept(subject, entry)));
    }

    private static Set<String> names(String view) {
        Set<String> names = new HashSet<>();
        each((subject, entry) -> Optional.ofNullable(entry.names().get(view)).ifPresent(names::add));
        return names;
    }

    /** A YANG path without predicates. */
    private static String plain(String path) {
        return path.replaceAll("\\[[^]]*]", "");
    }

    private static void none(List<String> faults) {
        assertTrue(faults.isEmpty(), () -> faults.size() + " to mend:\n\n" + String.join("\n", faults));
    }
}
