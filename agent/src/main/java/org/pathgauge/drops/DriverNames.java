package org.pathgauge.drops;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.pathgauge.model.KernelDrops.Statistic;

/**
 * Which of a driver's statistics are about drops, errors and XDP, and which of them are one quantity of many queues.
 *
 * <p>Drivers name as they like. What matters here is found by the words that they all use.
 */
final class DriverNames {
    /** As many of one interface are published; drivers have tens of kinds. */
    static final int MOST = 256;

    private static final Pattern WANTED = Pattern.compile(
            "xdp|xsk|drop|discard|err|fail|miss|overrun|fifo|crc|no_?buf|nobuf|no_?mem|timeout|lost|reject|invalid|bad_",
            Pattern.CASE_INSENSITIVE);

    /** A number behind a word for a queue, or in brackets at the beginning. */
    private static final Pattern QUEUE = Pattern.compile(
            "(?<![a-zA-Z])((?:[rt]x-?|(?:queue|ring|chan|channel|ch|q|vector)[_-]?))\\d+(?![a-zA-Z0-9])|^\\[\\d+]");

    private final int count;
    private final List<String> names = new ArrayList<>();

    /** For each of the driver's statistics the place in {@link #names}, or -1. */
    private final int[] places;

    private final List<Integer> numbers = new ArrayList<>();

    /** Sorts all names of a driver, in its order. */
    DriverNames(List<String> all) {
        count = all.size();
        places = new int[count];
        Map<String, Integer> known = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            String name = general(all.get(i));
            places[i] = -1;
            if (WANTED.matcher(name).find() && (known.containsKey(name) || known.size() < MOST)) {
                int number = i + 1;
                places[i] = known.computeIfAbsent(name, n -> {
                    names.add(n);
                    numbers.add(number);
                    return names.size() - 1;
                });
            }
        }
    }

    /** A name with a star in place of the number of a queue. */
    static String general(String name) {
        return QUEUE.matcher(name.strip()).replaceAll(found -> found.group(1) == null ? "[*]" : found.group(1) + "*");
    }

    /** How many statistics the driver has. */
    int count() {
        return count;
    }

    boolean isEmpty() {
        return names.isEmpty();
    }

    /** Sums the driver's values, one for each of its statistics. */
    List<Statistic> statistics(long[] values) {
        long[] sums = new long[names.size()];
        for (int i = 0; i < count; i++) {
            if (places[i] >= 0) {
                sums[places[i]] += values[i];
            }
        }
        List<Statistic> statistics = new ArrayList<>(sums.length);
        for (int i = 0; i < sums.length; i++) {
            statistics.add(new Statistic(numbers.get(i), names.get(i), sums[i]));
        }
        return statistics;
    }
}
