package org.pathgauge.catalogue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Every published quantity with its names in all views, as {@code src/main/metrics/catalogue.json} has them.
 *
 * @param views name of a view in the file, and what it is called to people
 * @param places where something is stamped or counted
 * @param types types of values, with their units in each view
 * @param subjects what belongs together: a table of the MIB and its peers
 */
record Catalogue(
        Map<String, String> views, Map<String, Place> places, Map<String, Type> types, List<Subject> subjects) {
    static final String NAME = "agent/src/main/metrics/catalogue.json";
    private static final Path FILE = Path.of("src/main/metrics/catalogue.json");

    record Place(String shortName, String text) {}

    /**
     * A type of values.
     *
     * @param unit unit of the base value
     * @param units unit of each view that states one
     * @param factors base units in one unit of each view
     */
    record Type(String text, Optional<String> unit, Map<String, String> units, Map<String, Long> factors) {}

    /**
     * A group of quantities that are rows, entries or samples together.
     *
     * @param roots for each view, what the names of its entries are below
     * @param labels labels of its samples, in the order of the keys of the other views
     */
    record Subject(
            String id, String title, String text, Map<String, String> roots, List<String> labels, List<Entry> entries) {
        /** A YANG path of an entry, in full and with its predicates. */
        String yangPath(String name) {
            return roots.get("yang") + "/" + name;
        }
    }

    /**
     * One quantity.
     *
     * @param names its name in each view that has it
     * @param notIn why a view has it not
     * @param bound what the truth bench holds it against
     */
    record Entry(
            String id,
            String name,
            String definition,
            Optional<String> source,
            String type,
            Optional<String> unit,
            Optional<String> place,
            Optional<String> error,
            Optional<JsonObject> bound,
            Optional<String> defaultValue,
            Map<String, String> names,
            Map<String, String> notIn) {
        /** The names of its samples, without labels; more than one where the unit depends on what it is of. */
        List<String> samples() {
            return Stream.of(names.getOrDefault("openmetrics", "").split(" or "))
                    .map(name -> name.replaceAll("\\{.*", ""))
                    .filter(name -> !name.isEmpty())
                    .toList();
        }
    }

    static Catalogue load() throws IOException {
        return parse(JsonParser.parseString(Files.readString(FILE)).getAsJsonObject());
    }

    private static Catalogue parse(JsonObject json) {
        Map<String, String> views = strings(json.getAsJsonObject("views"));
        Map<String, Place> places = new LinkedHashMap<>();
        json.getAsJsonObject("places").asMap().forEach((name, place) -> places.put(name, place(place)));
        Map<String, Type> types = new LinkedHashMap<>();
        json.getAsJsonObject("types").asMap().forEach((name, type) -> {
            if (type.isJsonObject()) {
                types.put(name, type(type.getAsJsonObject()));
            }
        });
        List<Subject> subjects = new ArrayList<>();
        json.getAsJsonArray("subjects").forEach(subject -> subjects.add(subject(subject.getAsJsonObject(), views)));
        return new Catalogue(views, places, types, subjects);
    }

    private static Place place(JsonElement json) {
        return new Place(
                text(json.getAsJsonObject(), "short").orElseThrow(),
                text(json.getAsJsonObject(), "text").orElseThrow());
    }

    private static Type type(JsonObject json) {
        Map<String, String> units = new LinkedHashMap<>();
        Map<String, Long> factors = new LinkedHashMap<>();
        json.asMap().forEach((view, value) -> {
            if (value.isJsonObject() && value.getAsJsonObject().has("units")) {
                units.put(view, value.getAsJsonObject().get("units").getAsString());
            }
            if (value.isJsonObject() && value.getAsJsonObject().has("per")) {
                factors.put(view, value.getAsJsonObject().get("per").getAsLong());
            }
        });
        return new Type(text(json, "text").orElseThrow(), text(json, "unit"), units, factors);
    }

    private static Subject subject(JsonObject json, Map<String, String> views) {
        Map<String, String> roots = new LinkedHashMap<>();
        views.keySet().forEach(view -> text(json, view).ifPresent(root -> roots.put(view, root)));
        Map<String, String> notIn = strings(json.getAsJsonObject("notIn"));
        List<Entry> entries = new ArrayList<>();
        json.getAsJsonArray("entries").forEach(entry -> entries.add(entry(entry.getAsJsonObject(), views, notIn)));
        JsonArray labels = json.has("labels") ? json.getAsJsonArray("labels") : new JsonArray();
        return new Subject(
                text(json, "subject").orElseThrow(),
                text(json, "title").orElseThrow(),
                text(json, "text").orElseThrow(),
                roots,
                labels.asList().stream().map(JsonElement::getAsString).toList(),
                entries);
    }

    private static Entry entry(JsonObject json, Map<String, String> views, Map<String, String> subjectNotIn) {
        Map<String, String> names = new LinkedHashMap<>();
        views.keySet().forEach(view -> text(json, view).ifPresent(name -> names.put(view, name)));
        Map<String, String> notIn = new LinkedHashMap<>(subjectNotIn);
        notIn.keySet().removeAll(names.keySet());
        notIn.putAll(strings(json.getAsJsonObject("notIn")));
        return new Entry(
                text(json, "id").orElseThrow(() -> new IllegalArgumentException("an entry without id: " + json)),
                text(json, "name").orElse(""),
                text(json, "definition").orElse(""),
                text(json, "source"),
                text(json, "type").orElse(""),
                text(json, "unit"),
                text(json, "place"),
                text(json, "error"),
                Optional.ofNullable(json.getAsJsonObject("bound")),
                text(json, "default"),
                names,
                notIn);
    }

    private static Optional<String> text(JsonObject json, String member) {
        return Optional.ofNullable(json.get(member)).map(JsonElement::getAsString);
    }

    private static Map<String, String> strings(JsonObject json) {
        Map<String, String> map = new LinkedHashMap<>();
        if (json != null) {
            json.asMap().forEach((name, value) -> map.put(name, value.getAsString()));
        }
        return map;
    }
}
