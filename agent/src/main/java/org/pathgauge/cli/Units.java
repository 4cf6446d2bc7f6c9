package org.pathgauge.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Locale;

/** Writes members of the control protocol for people; an absent one is {@code -}. */
final class Units {
    static final String UNDEFINED = "-";

    private Units() {}

    static String text(JsonObject object, String member) {
        JsonElement value = object.get(member);
        return value == null || value.getAsString().isEmpty() ? UNDEFINED : value.getAsString();
    }

    static String count(JsonObject object, String member) {
        JsonElement value = object.get(member);
        return value == null ? UNDEFINED : Long.toString(value.getAsLong());
    }

    /** Nanoseconds as milliseconds with a tenth of a microsecond. */
    static String millis(JsonObject object, String member) {
        JsonElement value = object.get(member);
        return value == null ? UNDEFINED : String.format(Locale.ROOT, "%.4f", value.getAsLong() / 1_000_000.0);
    }

    /** Parts per million as percent. */
    static String percent(JsonObject object, String member) {
        JsonElement value = object.get(member);
        return value == null ? UNDEFINED : String.format(Locale.ROOT, "%.4f", value.getAsLong() / 10_000.0);
    }
}
