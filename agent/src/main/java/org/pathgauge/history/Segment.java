package org.pathgauge.history;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One file of the history. Its name tells the start of its first slot and, for files that begin with the same one, a
 * number. It holds slots of the hour of its first one, and late ones of the hour before.
 *
 * @param file where it is
 * @param firstSlot number of its first slot
 * @param copy number among those with the same first slot
 */
record Segment(Path file, long firstSlot, int copy) {
    static final int SLOT_SECONDS = 10;
    static final int SLOTS_PER_HOUR = 360;

    /** How far behind the newest slot a slot may complete: the longest timeout is a minute. */
    static final int LATENESS = 10;

    private static final Pattern NAME = Pattern.compile("(\\d{8}T\\d{6}Z)-(\\d{4})\\.slots");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    static Segment in(Path folder, long firstSlot, int copy) {
        String time = TIME.format(Instant.ofEpochSecond(firstSlot * SLOT_SECONDS));
        return new Segment(folder.resolve("%s-%04d.slots".formatted(time, copy)), firstSlot, copy);
    }

    /** All segments of a folder in the order of time; none when there is no such folder. */
    static List<Segment> list(Path folder) throws IOException {
        List<Segment> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            // What else has such a name, a pipe or a link, is none of ours: neither read nor removed.
            files.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .forEach(file -> of(file).ifPresent(found::add));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (NoSuchFileException e) {
            return found;
        }
        found.sort(Comparator.comparingLong(Segment::firstSlot).thenComparingInt(Segment::copy));
        return found;
    }

    private static Optional<Segment> of(Path file) {
        Matcher name = NAME.matcher(file.getFileName().toString());
        if (!name.matches()) {
            return Optional.empty();
        }
        try {
            long first = TIME.parse(name.group(1), Instant::from).getEpochSecond() / SLOT_SECONDS;
            return Optional.of(new Segment(file, first, Integer.parseInt(name.group(2))));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** The first slot that is too new for it. */
    long endSlot() {
        return hour(firstSlot) * SLOTS_PER_HOUR + SLOTS_PER_HOUR;
    }

    /** Whether a slot belongs into it. */
    boolean takes(long slot) {
        return slot >= firstSlot - LATENESS && slot < endSlot();
    }

    /** Whether it may hold any of the slots of a range. */
    boolean reaches(long from, long to) {
        return firstSlot - LATENESS <= to && endSlot() > from;
    }

    private static long hour(long slot) {
        return Math.floorDiv(slot, (long) SLOTS_PER_HOUR);
    }
}
