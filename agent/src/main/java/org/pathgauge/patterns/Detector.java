package org.pathgauge.patterns;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.pathgauge.model.Detection;
import org.pathgauge.model.Patterns.Kind;

/**
 * Decides by what was counted in each interval which sources show a pattern.
 *
 * <p>A pattern begins with an interval at or above the limit and ends after several in a row at or below the clear limit,
 * so that one which comes and goes is one pattern. One that ended stays listed for a while.
 */
final class Detector {
    /** Patterns that are listed, those that ended included. */
    static final int MOST_LISTED = 256;

    /** How long a pattern is listed after it was last seen. */
    static final Duration LISTED_AFTER = Duration.ofMinutes(15);

    private static final int LAST_INDEX = 65_535;

    /**
     * What one source did in an interval.
     *
     * @param kind of pattern
     * @param source prefix and interface
     * @param value packets a second, or ports
     * @param suspicious whether it can be a pattern at all, whatever the value
     */
    record Reading(Kind kind, Source source, long value, boolean suspicious) {
        Key key() {
            return new Key(kind, source);
        }
    }

    /** What makes a pattern the same one from interval to interval. */
    record Key(Kind kind, Source source) {}

    /** A pattern that is listed. */
    static final class Track {
        private final int index;
        private final Key key;
        private boolean active;
        private int below;
        private long value;
        private long limit;
        private Instant first;
        private Instant last;

        private Track(int index, Key key) {
            this.index = index;
            this.key = key;
        }

        int index() {
            return index;
        }

        Key key() {
            return key;
        }

        boolean active() {
            return active;
        }

        long value() {
            return value;
        }

        long limit() {
            return limit;
        }

        Instant first() {
            return first;
        }

        Instant last() {
            return last;
        }

        private void begin(Instant now) {
            active = true;
            below = 0;
            first = now;
            last = now;
        }
    }

    private final Map<Key, Track> tracks = new LinkedHashMap<>();
    private long unlisted;
    private int lastIndex;

    /** @param lastIndex after which indexes are given, modulo {@link #LAST_INDEX} */
    Detector(long lastIndex) {
        this.lastIndex = (int) Math.floorMod(lastIndex, (long) LAST_INDEX);
    }

    /** Patterns that are listed, by index. */
    List<Track> listed() {
        return tracks.values().stream()
                .sorted(Comparator.comparingInt(Track::index))
                .toList();
    }

    /** Patterns that were not listed because too many are active, one an interval and pattern. */
    long unlisted() {
        return unlisted;
    }

    /** Forgets everything. */
    void clear() {
        tracks.clear();
    }

    /**
     * Takes an interval.
     *
     * @param now when it ended
     * @param config limits in force
     * @param readings of all sources that may be above, and of all that are listed; one that is listed and has no reading
     *     was not looked at, so that it is listed no more
     */
    void decide(Instant now, Detection config, Collection<Reading> readings) {
        Set<Key> looked = new HashSet<>();
        for (Reading reading : readings) {
            Optional<Detection.Limit> limit = limit(config, reading.key());
            if (limit.isPresent() && looked.add(reading.key())) {
                take(now, config, limit.get(), reading);
            }
        }
        tracks.values()
                .removeIf(t -> !looked.contains(t.key)
                        || !t.active && t.last.plus(LISTED_AFTER).isBefore(now));
    }

    private static Optional<Detection.Limit> limit(Detection config, Key key) {
        return config.limits(key.kind()).flatMap(l -> key.source().everything() ? l.whole() : Optional.of(l.source()));
    }

    private void take(Instant now, Detection config, Detection.Limit limit, Reading reading) {
        boolean above = reading.suspicious() && reading.value() >= limit.raise();
        Track track = tracks.get(reading.key());
        if (track == null) {
            if (!above || !makeRoom()) {
                return;
            }
            track = new Track(newIndex(), reading.key());
            tracks.put(reading.key(), track);
        }
        track.value = reading.value();
        track.limit = limit.raise();
        if (above) {
            if (track.active) {
                track.below = 0;
                track.last = now;
            } else {
                track.begin(now);
            }
        } else if (track.active) {
            boolean low = reading.value() <= limit.clear() || !reading.suspicious();
            track.below = low ? track.below + 1 : 0;
            track.active = track.below < config.clearAfter();
        }
    }

    /** Removes the pattern that ended longest ago if there are too many. */
    private boolean makeRoom() {
        if (tracks.size() < MOST_LISTED) {
            return true;
        }
        Optional<Track> oldest =
                new ArrayList<>(tracks.values()).stream().filter(t -> !t.active).min(Comparator.comparing(Track::last));
        oldest.ifPresentOrElse(t -> tracks.remove(t.key), () -> unlisted++);
        return oldest.isPresent();
    }

    /** The next number that none has: one that was free for long is less likely taken for the same pattern. */
    private int newIndex() {
        Set<Integer> used = new HashSet<>();
        tracks.values().forEach(t -> used.add(t.index));
        do {
            lastIndex = lastIndex % LAST_INDEX + 1;
        } while (used.contains(lastIndex));
        return lastIndex;
    }
}
