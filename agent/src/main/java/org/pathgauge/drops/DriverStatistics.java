package org.pathgauge.drops;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.pathgauge.model.KernelDrops.Statistic;

/**
 * What drivers themselves count (the statistics of {@code ethtool -S}) of drops, errors and XDP, of the interfaces of the
 * network namespace in which this was made.
 *
 * <p>A driver that takes long to answer, because it asks its device, is asked only every tenth tick. For one thread.
 */
final class DriverStatistics implements AutoCloseable {
    private static final long SIOCETHTOOL = 0x8946;
    private static final int ETHTOOL_GSTRINGS = 0x1b;
    private static final int ETHTOOL_GSTATS = 0x1d;
    private static final int ETHTOOL_GSSET_INFO = 0x37;
    private static final int ETH_SS_STATS = 1;
    private static final int STRING_OCTETS = 32;
    private static final int NAME_OCTETS = 16;
    private static final int IFREQ_OCTETS = 40;

    /** A driver of more is not asked. */
    private static final int MOST = 1 << 15;

    /** Room for statistics that come up between two calls: the kernel writes as many as there are then. */
    private static final int SLACK = 4096;

    private static final long SLOW_NANOS = 2_000_000;
    private static final int TICKS_BETWEEN_SLOW = 10;
    private static final int TICKS_BETWEEN_NAMES = 60;

    private static final class Driver {
        private String name = "";
        private DriverNames names = new DriverNames(List.of());
        private List<Statistic> statistics = List.of();
        private int ticksToAsk;
        private int ticksToNames;
    }

    private final int fd;
    private final LongSupplier nanos;
    private final Map<Integer, Driver> drivers = new HashMap<>();

    /** @param nanos monotonic time, ns */
    DriverStatistics(LongSupplier nanos) {
        this.nanos = nanos;
        this.fd = Libc.socket(Libc.AF_INET, Libc.SOCK_DGRAM_CLOEXEC, 0);
        if (fd < 0) {
            throw new IllegalStateException("cannot open a socket to ask drivers with, errno " + Native.getLastError());
        }
    }

    /** The newest statistics of an interface; none where its driver has none. */
    List<Statistic> of(int ifIndex, String name) {
        Driver driver = drivers.computeIfAbsent(ifIndex, i -> new Driver());
        if (!driver.name.equals(name)) {
            driver.name = name;
            driver.ticksToAsk = 0;
            driver.ticksToNames = 0;
        }
        if (--driver.ticksToAsk <= 0) {
            long before = nanos.getAsLong();
            ask(driver);
            driver.ticksToAsk = nanos.getAsLong() - before > SLOW_NANOS ? TICKS_BETWEEN_SLOW : 1;
        }
        return driver.statistics;
    }

    /** Forgets the interfaces that are not among these. */
    void keep(Set<Integer> ifIndexes) {
        drivers.keySet().retainAll(ifIndexes);
    }

    private void ask(Driver driver) {
        if (--driver.ticksToNames <= 0 || !driver.names.isEmpty() && count(driver.name) != driver.names.count()) {
            driver.ticksToNames = TICKS_BETWEEN_NAMES;
            driver.names = new DriverNames(names(driver.name));
        }
        if (driver.names.isEmpty()) {
            driver.statistics = List.of();
        } else {
            values(driver.name, driver.names.count())
                    .ifPresent(values -> driver.statistics = driver.names.statistics(values));
        }
    }

    private int count(String name) {
        // struct ethtool_sset_info: cmd, reserved, sset_mask, data[].
        try (Memory info = new Memory(24)) {
            info.clear();
            info.setInt(0, ETHTOOL_GSSET_INFO);
            info.setLong(8, 1L << ETH_SS_STATS);
            int count = call(name, info) && info.getLong(8) != 0 ? info.getInt(16) : 0;
            return count < 0 || count > MOST ? 0 : count;
        }
    }

    private List<String> names(String name) {
        int count = count(name);
        if (count == 0) {
            return List.of();
        }
        // struct ethtool_gstrings: cmd, string_set, len, data[].
        try (Memory strings = new Memory(12 + (count + SLACK) * (long) STRING_OCTETS)) {
            strings.clear();
            strings.setInt(0, ETHTOOL_GSTRINGS);
            strings.setInt(4, ETH_SS_STATS);
            strings.setInt(8, count);
            if (!call(name, strings) || strings.getInt(8) != count) {
                return List.of();
            }
            List<String> names = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                byte[] text = strings.getByteArray(12 + (long) i * STRING_OCTETS, STRING_OCTETS);
                int length = 0;
                while (length < text.length && text[length] != 0) {
                    length++;
                }
                names.add(new String(text, 0, length, StandardCharsets.ISO_8859_1));
            }
            return names;
        }
    }

    private Optional<long[]> values(String name, int count) {
        // struct ethtool_stats: cmd, n_stats, data[].
        try (Memory stats = new Memory(8 + (count + SLACK) * (long) Long.BYTES)) {
            stats.clear();
            stats.setInt(0, ETHTOOL_GSTATS);
            stats.setInt(4, count);
            return call(name, stats) ? Optional.of(stats.getLongArray(8, count)) : Optional.empty();
        }
    }

    private boolean call(String name, Memory data) {
        byte[] octets = name.getBytes(StandardCharsets.UTF_8);
        if (octets.length >= NAME_OCTETS) {
            return false;
        }
        // struct ifreq: the name, then a pointer.
        try (Memory request = new Memory(IFREQ_OCTETS)) {
            request.clear();
            request.write(0, octets, 0, octets.length);
            request.setPointer(NAME_OCTETS, data);
            return Libc.ioctl(fd, SIOCETHTOOL, request) == 0;
        }
    }

    @Override
    public void close() {
        Libc.close(fd);
    }
}
