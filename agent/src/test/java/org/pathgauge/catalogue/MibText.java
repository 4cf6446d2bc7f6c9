package org.pathgauge.catalogue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The objects that PATHGAUGE-MIB defines, read from its text. That the text is valid, smilint tells elsewhere. */
final class MibText {
    private static final Pattern OBJECT = Pattern.compile(
            "^(?<name>pathGauge\\w+)\\s+OBJECT-TYPE\\s+SYNTAX\\s+(?<syntax>[A-Za-z0-9-]+(?: OF \\w+)?)(?<rest>.*?)"
                    + "MAX-ACCESS\\s+(?<access>[a-z-]+)\\s+STATUS\\s+\\w+\\s+DESCRIPTION\\s+\"(?<text>.*?)\""
                    + "(?<more>.*?)::= \\{ (?<parent>\\w+) (?<id>\\d+) }",
            Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern UNITS = Pattern.compile("UNITS\\s+\"([^\"]*)\"");

    /**
     * An object.
     *
     * @param syntax name of its type, the textual convention where it has one
     * @param parent what it is below: the row for a column
     */
    record Item(String name, String syntax, Optional<String> units, String access, String description, String parent) {
        boolean accessible() {
            return !access.equals("not-accessible");
        }

        /** Whether it is a table or a row, which have no value. */
        boolean structure() {
            return syntax.startsWith("SEQUENCE") || syntax.startsWith("PathGauge") && syntax.endsWith("Entry");
        }
    }

    private final Map<String, Item> objects = new LinkedHashMap<>();

    MibText() throws IOException {
        Matcher matcher = OBJECT.matcher(text());
        while (matcher.find()) {
            Matcher units = UNITS.matcher(matcher.group("rest"));
            Item item = new Item(
                    matcher.group("name"),
                    matcher.group("syntax"),
                    units.find() ? Optional.of(units.group(1)) : Optional.empty(),
                    matcher.group("access"),
                    matcher.group("text").replaceAll("\\s+", " "),
                    matcher.group("parent"));
            objects.put(item.name(), item);
        }
    }

    private static String text() throws IOException {
        try (InputStream in = MibText.class.getResourceAsStream("/mib/PATHGAUGE-MIB")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** How many objects there are, counted without looking into them. */
    static long definitions() throws IOException {
        return text().lines()
                .filter(line -> line.matches("pathGauge\\w+ OBJECT-TYPE"))
                .count();
    }

    Map<String, Item> objects() {
        return objects;
    }

    /** The table of a column, or the node above a scalar. */
    String home(Item item) {
        return Optional.ofNullable(objects.get(item.parent())).map(Item::parent).orElse(item.parent());
    }
}
