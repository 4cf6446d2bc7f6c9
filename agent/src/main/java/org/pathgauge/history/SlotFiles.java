package org.pathgauge.history;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Reads the history of a state directory, whether or not an agent writes it. */
public final class SlotFiles {
    private static final String FOLDER = "history";

    private SlotFiles() {}

    /** The folder of the history in a state directory. */
    public static Path folder(Path state) {
        return state.resolve(FOLDER);
    }

    /**
     * Hands over the slots of a range in the order in which they were written.
     *
     * @param folder the history's folder
     * @param encoding the newest encoding of slots that the visitor understands
     * @param from first slot, number of ten seconds since the epoch
     * @param to last slot
     * @param problems told of everything that could not be read
     */
    public static void read(
            Path folder, int encoding, long from, long to, SlotVisitor visitor, Consumer<Problem> problems) {
        List<Segment> segments;
        try {
            segments = Segment.list(folder);
        } catch (IOException e) {
            problems.accept(new Problem(folder, 0, 0, Problem.Kind.UNREADABLE));
            return;
        }
        for (Segment segment : segments) {
            if (segment.reaches(from, to) && !visitor.done()) {
                new SegmentReader(segment.file(), encoding, from, to, visitor, problems).read();
            }
        }
    }
}
