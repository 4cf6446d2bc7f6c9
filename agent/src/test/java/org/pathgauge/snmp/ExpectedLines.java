package org.pathgauge.snmp;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.pathgauge.model.Histogram;

/** Lines as {@code snmpwalk -OQUesb} prints them, made one by one: a row, then its objects. */
abstract class ExpectedLines {
    final List<String> lines = new ArrayList<>();
    private String prefix = "";
    private String index = "";

    void row(String newPrefix, Object... parts) {
        prefix = newPrefix;
        StringBuilder joined = new StringBuilder();
        for (Object part : parts) {
            joined.append('.').append(part);
        }
        index = joined.toString();
    }

    void put(String name, Object value) {
        lines.add("pathGauge" + prefix + name + index + " = " + value);
    }

    void delay(String name, OptionalLong nanos) {
        nanos.ifPresent(value -> delay(name, value));
    }

    void delay(String name, long nanos) {
        put(name, BigDecimal.valueOf(nanos, 3).setScale(1, RoundingMode.HALF_UP));
    }

    /** A delay that the type holds. */
    static long gauge(long nanos) {
        return Math.min(nanos, 0xffff_ffffL * 100);
    }

    void number(String name, OptionalLong value) {
        value.ifPresent(v -> put(name, v));
    }

    static String time(Instant instant) {
        OffsetDateTime t = instant.atOffset(ZoneOffset.UTC);
        return "%d-%d-%d,%d:%d:%d.%d,+0:0"
                .formatted(
                        t.getYear(),
                        t.getMonthValue(),
                        t.getDayOfMonth(),
                        t.getHour(),
                        t.getMinute(),
                        t.getSecond(),
                        t.getNano() / 100_000_000);
    }

    static int truth(boolean value) {
        return value ? 1 : 2;
    }

    void bucket(Histogram histogram, int at) {
        int bucket = histogram.bucketAt(at);
        delay("LowerBound", gauge(histogram.lowerBound(bucket)));
        if (bucket < histogram.bucketCount() - 1) {
            delay("UpperBound", gauge(histogram.upperBound(bucket)));
        }
        put("Count", histogram.countAt(at));
    }
}
