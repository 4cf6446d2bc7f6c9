package org.pathgauge.catalogue;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import java.util.Optional;
import java.util.Set;

/** What somebody has to do who published a quantity that is not in the catalogue yet. */
final class Advice {
    private Advice() {}

    /**
     * Tells which entry to add, and where.
     *
     * @param views all views
     * @param view the view that has the quantity already
     * @param name its name there
     * @param home its table, or what it is below
     */
    static String add(
            Set<String> views, String view, String name, String home, String description, Optional<String> units) {
        JsonObject entry = new JsonObject();
        String last = name.substring(name.lastIndexOf('/') + 1);
        entry.addProperty("id", "<subject>." + last);
        entry.addProperty("name", "<a few words>");
        entry.addProperty("definition", description);
        entry.addProperty("type", "<one of \"types\">");
        units.ifPresent(unit -> entry.addProperty("unit", unit));
        entry.addProperty("place", "<one of \"places\">");
        for (String other : views) {
            entry.addProperty(other, other.equals(view) ? last : "<its name in this view; if none, say why in notIn>");
        }
        JsonObject notIn = new JsonObject();
        notIn.addProperty("<view>", "<reason>");
        entry.add("notIn", notIn);
        return name + " is published and in no entry of " + Catalogue.NAME
                + ". In its \"subjects\", below the one whose \""
                + view + "\" is " + home + " (or covers it; where there is none, add a subject), add:\n"
                + new GsonBuilder()
                        .setPrettyPrinting()
                        .disableHtmlEscaping()
                        .create()
                        .toJson(entry)
                + "\nThen make the reference anew: " + MetricReferenceTest.COMMAND + "\n";
    }
}
