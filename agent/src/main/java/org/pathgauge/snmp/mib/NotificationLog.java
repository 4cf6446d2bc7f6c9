package org.pathgauge.snmp.mib;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.snmp4j.smi.TimeTicks;

/**
 * The notification logs (RFC 3014): the default log, whose name is empty, of every notification, and a log for each
 * target, under its name, of those that could not be delivered to it.
 *
 * <p>All logs together keep a bounded number of entries. When there is no room the oldest of all goes, and is counted as
 * bumped in its log.
 */
public final class NotificationLog {
    /** The name of the log of every notification. */
    public static final String DEFAULT = "";

    private static final long MAX_INDEX = 0xFFFF_FFFFL;

    private final Map<String, Log> logs = new TreeMap<>(Comparator.comparing(NotificationLog::ints, Arrays::compare));
    private int limit = 1;
    private Duration age = Duration.ZERO;
    private int size;
    private long order;
    private long logged;
    private long bumped;

    /**
     * One notification in a log.
     *
     * @param index within its log, rising
     * @param upTime sysUpTime when it was made
     * @param time wall clock when it was made
     */
    public record Entry(long index, TimeTicks upTime, Instant time, Notification notification, long order) {}

    /** What a log is and did. */
    record Counts(String name, long logged, long bumped) {}

    private static final class Log {
        private final ArrayDeque<Entry> entries = new ArrayDeque<>();
        private long next = 1;
        private long logged;
        private long bumped;
    }

    public NotificationLog() {
        logs.put(DEFAULT, new Log());
    }

    /** Takes new limits; what does not fit any more goes, oldest first. Logs that are not named are removed. */
    public synchronized void configure(int entries, Duration maxAge, List<String> targets) {
        limit = entries;
        age = maxAge;
        logs.entrySet().removeIf(log -> {
            boolean gone = !log.getKey().equals(DEFAULT) && !targets.contains(log.getKey());
            size -= gone ? log.getValue().entries.size() : 0;
            return gone;
        });
        targets.forEach(name -> logs.computeIfAbsent(name, n -> new Log()));
        bump();
    }

    /** Adds a notification to a log; nothing if there is no such log any more. */
    public synchronized void add(String name, TimeTicks upTime, Instant time, Notification notification) {
        Log log = logs.get(name);
        if (log == null) {
            return;
        }
        log.entries.add(new Entry(log.next, upTime, time, notification, order++));
        log.next = log.next == MAX_INDEX ? 1 : log.next + 1;
        log.logged++;
        logged++;
        size++;
        bump();
    }

    /** Removes what is too old. */
    public synchronized void expire(Instant now) {
        if (age.isZero()) {
            return;
        }
        Instant oldest = now.minus(age);
        for (Log log : logs.values()) {
            while (!log.entries.isEmpty() && log.entries.peek().time.isBefore(oldest)) {
                log.entries.remove();
                size--;
            }
        }
    }

    private void bump() {
        while (size > limit) {
            Log oldest = logs.values().stream()
                    .filter(log -> !log.entries.isEmpty())
                    .min(Comparator.comparingLong(log -> log.entries.peek().order))
                    .orElseThrow();
            oldest.entries.remove();
            oldest.bumped++;
            bumped++;
            size--;
        }
    }

    synchronized int limit() {
        return limit;
    }

    synchronized Duration age() {
        return age;
    }

    /** How many notifications all logs took. */
    public synchronized long logged() {
        return logged;
    }

    /** How many entries went to make room. */
    public synchronized long bumped() {
        return bumped;
    }

    /** All logs, in the order of their indexes. */
    synchronized List<Counts> counts() {
        List<Counts> counts = new ArrayList<>();
        logs.forEach((name, log) -> counts.add(new Counts(name, log.logged, log.bumped)));
        return counts;
    }

    /** The entries of a log, oldest first. */
    public synchronized List<Entry> entries(String name) {
        return Optional.ofNullable(logs.get(name))
                .map(log -> List.copyOf(log.entries))
                .orElse(List.of());
    }

    /** A name as the beginning of an index: its length, and its octets. */
    static int[] ints(String name) {
        byte[] octets = name.getBytes(StandardCharsets.UTF_8);
        int[] ints = new int[octets.length + 1];
        ints[0] = octets.length;
        for (int i = 0; i < octets.length; i++) {
            ints[i + 1] = octets[i] & 0xFF;
        }
        return ints;
    }
}
