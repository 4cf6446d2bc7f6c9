package org.pathgauge.tcp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The network namespaces that are measured, by name; a name may come, go, and come again as another namespace. */
final class Namespaces {
    static final String SELF = "self";
    private static final Path NAMED = Path.of("/run/netns");
    private static final Path OWN = Path.of("/proc/self/ns/net");

    private final List<String> names;
    private final Set<String> absent = new TreeSet<>();

    Namespaces(List<String> names) {
        this.names = List.copyOf(names);
    }

    /** Whether those of all namespaces are measured. */
    boolean all() {
        return names.isEmpty();
    }

    /** Inode numbers of those that exist now. */
    Set<Integer> inodes() {
        absent.clear();
        Set<Integer> inodes = new HashSet<>();
        for (String name : names) {
            try {
                Path file = name.equals(SELF) ? OWN : NAMED.resolve(name);
                // A namespace's number is 32 bits wide, like the kernel's own.
                inodes.add((int) (long) Files.getAttribute(file, "unix:ino"));
            } catch (IOException e) {
                absent.add(name);
            }
        }
        return inodes;
    }

    /** What is wrong with the names of the last look, in a sentence; empty when nothing is. */
    String problem() {
        return absent.isEmpty()
                ? ""
                : "There is no network namespace " + String.join(", ", absent) + " under " + NAMED
                        + ": its connections are measured once it exists.";
    }
}
