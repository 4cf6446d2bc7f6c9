package org.pathgauge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgramPagesTest {
    private static final String SMAPS = """
            800000000-800001000 rw-p 00001000 fe:00 7 /opt/pathgauge/lib/pathgauge-25.aot
            Rss:                   4 kB
            Private_Dirty:         4 kB
            Anonymous:             4 kB
            801000000-803000000 r--p 01000000 fe:00 7 /opt/pathgauge/lib/pathgauge-25.aot
            Rss:               29848 kB
            Private_Dirty:         0 kB
            Anonymous:             0 kB
            7f0000000000-7f0000001000 r-xp 00000000 fe:00 8 /usr/lib/jvm/java/lib/server/libjvm.so
            Private_Dirty:         0 kB
            Anonymous:             0 kB
            7f0000001000-7f0000002000 r--p 00001000 fe:00 8 /usr/lib/jvm/java/lib/server/libjvm.so
            Private_Dirty:         0 kB
            Anonymous:             4 kB
            7f0000002000-7f0000003000 r--p 00001000 fe:00 8 /usr/lib/jvm/java/lib/server/libjvm.so
            Private_Dirty:         4 kB
            Anonymous:             0 kB
            7f0000003000-7f0000004000 r--s 00000000 fe:00 9 /usr/lib/jvm/java/lib/modules
            Private_Dirty:         0 kB
            7f0000004000-7f0000005000 r--s 00000000 00:0e 1 anon_inode:bpf-map
            Private_Dirty:         0 kB
            7f0000005000-7f0000006000 r-xp 00000000 fe:00 10 /usr/lib/libc.so.6
            Private_Dirty:         0 kB
            7f0000006000-7f0000007000 r--p 00000000 00:00 0
            Private_Dirty:         0 kB
            """;

    /** A page that was written to would lose what it holds; one of a kernel map would not come back. */
    @Test
    void takesWhatWasNeverWrittenOfTheJavaMachinesFilesAlone() {
        assertEquals(
                List.of(
                        new ProgramPages.Range(0x801000000L, 0x2000000),
                        new ProgramPages.Range(0x7f0000000000L, 0x1000),
                        new ProgramPages.Range(0x7f0000003000L, 0x1000)),
                ProgramPages.neverWritten(SMAPS.lines()));
    }

    @Test
    void thisJavaMachineLivesOnWithoutThem() throws IOException {
        long[] now = {0};
        ProgramPages pages = new ProgramPages(() -> now[0]);
        long before = resident();
        pages.tick(false);
        assertTrue(resident() >= before / 2, "nothing is due yet");
        now[0] = 30_000_000_000L;
        pages.tick(false);
        assertTrue(resident() < before, "of " + before + " kB " + resident() + " kB are in memory");
    }

    /** What is resident of libjvm.so, kB. */
    private static long resident() throws IOException {
        long sum = 0;
        boolean ours = false;
        for (String line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
            ours = line.matches("[0-9a-f]+-[0-9a-f]+ .*") ? line.endsWith("/libjvm.so") : ours;
            if (ours && line.startsWith("Rss:")) {
                sum += Long.parseLong(line.replaceAll("[^0-9]", ""));
            }
        }
        return sum;
    }
}
