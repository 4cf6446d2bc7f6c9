package org.pathgauge.tcp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The units and containers that cgroups stand for.
 *
 * <p>The kernel identifies a cgroup by the inode number of its directory in the cgroup2 hierarchy. A number is never
 * given twice, so what was found holds for ever; what was not found has gone.
 */
final class Owners {
    private static final Logger LOG = LoggerFactory.getLogger(Owners.class);
    private static final int MOST = 4096;
    private static final int DEPTH = 16;
    private static final Pattern CONTAINER = Pattern.compile("(?:([a-z-]+)-)?([0-9a-f]{64})(?:\\.scope)?");
    private static final Pattern LXC = Pattern.compile("lxc\\.payload\\.(.+)");
    private static final int SHORT_ID = 12;

    private final Optional<Path> root;
    private final Map<Long, String> units = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, String> eldest) {
            return size() > MOST;
        }
    };
    private boolean walkedThisTick;

    /** Units in a cgroup2 hierarchy; empty when none is mounted, and then nothing has a unit. */
    Owners(Optional<Path> root) {
        this.root = root;
    }

    /** Where the cgroup2 hierarchy is mounted. */
    static Optional<Path> mounted() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/mountinfo"))) {
            // proc_pid_mountinfo(5): the mount point is the fifth field, the type the first behind the hyphen.
            return lines.map(line -> line.split(" - ", 2))
                    .filter(halves -> halves.length == 2 && halves[1].startsWith("cgroup2 "))
                    .map(halves -> Path.of(halves[0].split(" ")[4]))
                    .findFirst();
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty();
        }
    }

    /** Allows the next look-up to read the hierarchy again. */
    void tick() {
        walkedThisTick = false;
    }

    /** The unit or container of a cgroup; empty when it is neither, or gone. */
    String unit(long cgroup) {
        String known = units.get(cgroup);
        if (known != null) {
            return known;
        }
        if (!walkedThisTick) {
            walkedThisTick = true;
            root.ifPresent(this::walk);
            units.putIfAbsent(cgroup, "");
        }
        return units.getOrDefault(cgroup, "");
    }

    private void walk(Path from) {
        try (Stream<Path> all = Files.walk(from, DEPTH)) {
            all.filter(Files::isDirectory).forEach(directory -> {
                try {
                    long inode = (long) Files.getAttribute(directory, "unix:ino");
                    units.putIfAbsent(inode, unit(from.relativize(directory)));
                } catch (IOException e) {
                    LOG.debug("Cgroup {} went while it was looked at", directory);
                }
            });
        } catch (IOException | UncheckedIOException e) {
            LOG.debug("The cgroups under {} changed while they were read", from, e);
        }
    }

    /** The innermost part of a path that names a container or a unit. */
    static String unit(Path cgroup) {
        for (int i = cgroup.getNameCount() - 1; i >= 0; i--) {
            String name = cgroup.getName(i).toString();
            Matcher container = CONTAINER.matcher(name);
            if (container.matches()) {
                String engine = container.group(1) != null
                        ? container.group(1)
                        : i > 0 ? cgroup.getName(i - 1).toString() : "container";
                return (engine.matches("[a-z-]+") ? engine : "container") + ":"
                        + container.group(2).substring(0, SHORT_ID);
            }
            Matcher lxc = LXC.matcher(name);
            if (lxc.matches()) {
                return "lxc:" + lxc.group(1);
            }
            if (List.of(".service", ".scope").stream().anyMatch(name::endsWith)) {
                return name;
            }
        }
        return "";
    }
}
