package org.pathgauge.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Locale;

/** Writes members of the control protocol for people; an absent one is {@code -}. */
final class Units {
    static final String UNDEFINED = "-";

    private static final String OCTETS = " kMGTPE";

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

    /** A number of octets in at most five characters: powers of 1,000, as links are rated. */
    static String octets(JsonObject object, String member) {
        JsonElement value = object.get(member);
        if (value == null) {
            return UNDEFINED;
        }
        double rest = value.getAsLong();
        int power = 0;
        while (rest >= 999.5 && power < OCTETS.length() - 1) {
            rest /= 1_000;
            power++;
        }
        String format = power == 0 || rest >= 99.95 ? "%.0f%s" : "%.1f%s";
        return String.format(
                Locale.ROOT, format, rest, OCTETS.substring(power, power + 1).strip());
    }
}
