package org.pathgauge;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The pages of the Java machine's own files that this process has in memory, given back now and then.
 *
 * <p>The start touches nearly all of the virtual machine, its cache of classes and its modules: parsing the YANG models
 * alone takes a few thousand classes. Measuring needs a small part, which comes back from the page cache when it is
 * touched. Only what nobody has ever written to is given back, and only files that are mapped once and for all before
 * the first line of Java runs; where the kernel says nothing about them, nothing is.
 *
 * <p>Used by one thread.
 */
final class ProgramPages {
    private static final long PERIOD_NANOS = 5_000_000_000L;
    private static final int MADV_DONTNEED = 4;
    private static final Path SMAPS = Path.of("/proc/self/smaps");

    /** First line of a mapping in proc_pid_maps(5): addresses, permissions, offset, device, inode, path. */
    private static final Pattern MAPPING =
            Pattern.compile("([0-9a-f]+)-([0-9a-f]+) (r-[-x][ps]) \\S+ \\S+ [1-9][0-9]* +(/.*)");

    private static final Pattern FILE = Pattern.compile(".*(/libjvm\\.so|/lib/modules|\\.aot|\\.jsa)");
    private static final Pattern WRITTEN = Pattern.compile("(Anonymous|Private_Dirty): +[1-9].*");
    private static final Pattern ANY_MAPPING = Pattern.compile("[0-9a-f]+-[0-9a-f]+ .*");

    /** Addresses of a mapping. */
    record Range(long from, long length) {}

    private final LongSupplier nanos;
    private List<Range> ranges = List.of();
    private long due;

    /**
     * @param nanos monotonic time
     */
    ProgramPages(LongSupplier nanos) {
        this.nanos = nanos;
        this.due = nanos.getAsLong() + PERIOD_NANOS;
    }

    /**
     * About once a second.
     *
     * @param collected whether garbage was collected, which touches each class
     */
    void tick(boolean collected) {
        long now = nanos.getAsLong();
        if (!collected && now - due < 0) {
            return;
        }
        due = now + PERIOD_NANOS;
        if (ranges.isEmpty()) {
            ranges = find();
        }
        // Refused means that they stay in memory, which is no fault.
        ranges.forEach(range -> C.madvise(new Pointer(range.from), range.length, MADV_DONTNEED));
    }

    private static List<Range> find() {
        try (Stream<String> lines = Files.lines(SMAPS)) {
            return neverWritten(lines);
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Mappings of the Java machine's files that cannot be written to and never were. */
    static List<Range> neverWritten(Stream<String> smaps) {
        List<Range> found = new ArrayList<>();
        boolean[] candidate = {false};
        smaps.forEach(line -> {
            if (ANY_MAPPING.matcher(line).matches()) {
                Matcher mapping = MAPPING.matcher(line);
                candidate[0] =
                        mapping.matches() && FILE.matcher(mapping.group(4)).matches();
                if (candidate[0]) {
                    long from = Long.parseUnsignedLong(mapping.group(1), 16);
                    found.add(new Range(from, Long.parseUnsignedLong(mapping.group(2), 16) - from));
                }
            } else if (candidate[0] && WRITTEN.matcher(line).matches()) {
                found.removeLast();
                candidate[0] = false;
            }
        });
        return List.copyOf(found);
    }

    private static final class C {
        static {
            Native.register(C.class, NativeLibrary.getInstance("c"));
        }

        private C() {}

        static native int madvise(Pointer address, long length, int advice);
    }
}
