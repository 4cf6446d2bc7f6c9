package org.pathgauge.cli;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a duration with a unit, milliseconds without one, as nanoseconds. */
final class DurationOption implements ITypeConverter<Long> {
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,9})?)(us|µs|ms|s|)");

    @Override
    public Long convert(String text) {
        return nanos(text);
    }

    static long nanos(String text) {
        Matcher found = DURATION.matcher(text);
        if (!found.matches()) {
            throw new TypeConversionException(
                    "'" + text + "' is no duration: write milliseconds, or a unit as in 250us, 20ms or 1.5s");
        }
        int digits =
                switch (found.group(2)) {
                    case "us", "µs" -> 3;
                    case "s" -> 9;
                    default -> 6;
                };
        return new BigDecimal(found.group(1)).movePointRight(digits).longValue();
    }
}
