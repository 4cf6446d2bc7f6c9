package org.pathgauge.patterns;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.pathgauge.bpf.BpfMap;
import org.pathgauge.bpf.MappedArray;
import org.pathgauge.bpf.PatternMaps;
import org.pathgauge.bpf.abi.GuardAbiLayout;
import org.pathgauge.bpf.abi.PatternConfigLayout;
import org.pathgauge.bpf.abi.PatternFaultsLayout;
import org.pathgauge.model.Detection;
import org.pathgauge.model.FilterRule;
import org.pathgauge.model.Patterns;

/**
 * The watch for suspicious patterns: tells the ingress programs what to count, and decides once an interval.
 *
 * <p>The kernel counts into one of two sketches; at the end of an interval they change places, and the one that is full is
 * read and emptied. A packet that was being counted at that moment may be missing.
 */
final class PatternWatch implements AutoCloseable {
    /** A tick that is early by so much ends an interval all the same, else intervals would be a tick too long. */
    private static final long EARLY_NANOS = 200_000_000;

    private static final int NEVER = -1;
    private static final double NANOS = 1e9;
    private static final double MILLIS = 1000;

    /**
     * An interface at whose ingress packets are counted.
     *
     * @param ifIndex of the kernel
     * @param name of the kernel
     * @param number among the maps' interfaces
     */
    record Interface(int ifIndex, String name, int number) {}

    private final PatternMaps maps;
    private final LongSupplier nanos;
    private final Supplier<Instant> wall;
    private final long[] seed;
    private final Detector detector;
    private final Map<Integer, long[]> totals = new HashMap<>();
    private final Map<Integer, String> names = new HashMap<>();
    private final RuleMaker rules;
    private Detection config = Detection.OFF;
    private long begin;
    private int epoch;
    private long intervals;

    /**
     * @param maps of the programs
     * @param nanos monotonic time
     * @param wall wall clock
     * @param seed of all hashes, two words that nobody can guess
     * @param rules where patterns make rules of the filter
     */
    PatternWatch(PatternMaps maps, LongSupplier nanos, Supplier<Instant> wall, long[] seed, RuleMaker rules) {
        this.maps = maps;
        this.nanos = nanos;
        this.wall = wall;
        this.seed = seed.clone();
        this.rules = rules;
        // From the clock, so that after a restart no index soon stands for another source than it did before.
        this.detector = new Detector(wall.get().getEpochSecond());
    }

    /** Puts another configuration into force, and begins a new interval. */
    void configure(Detection next) {
        boolean sameSources = next.ipv4Length() == config.ipv4Length() && next.ipv6Length() == config.ipv6Length();
        if (!next.enabled() || !sameSources) {
            detector.clear();
        }
        if (next.enabled()) {
            exempt(next.exempt());
            MappedArray told = maps.config();
            told.setLong(0, PatternConfigLayout.SEED, seed[0]);
            told.setLong(0, PatternConfigLayout.SEED + Long.BYTES, seed[1]);
            told.write(0, PatternConfigLayout.MASK4, mask(Integer.SIZE, next.ipv4Length()));
            told.write(0, PatternConfigLayout.MASK6, mask(4 * Integer.SIZE, next.ipv6Length()));
            told.setInt(0, PatternConfigLayout.EXEMPT, next.exempt().isEmpty() ? 0 : 1);
            tellThresholds(next, Map.of());
            for (int bank = 0; bank < GuardAbiLayout.PATTERN_EPOCHS; bank++) {
                maps.sketch().zero(bank);
            }
            maps.suspects().forEach(entry -> maps.forgetSuspect(entry.key()));
            totals.clear();
        }
        config = next;
        begin = nanos.getAsLong();
    }

    private void exempt(List<FilterRule.Prefix> prefixes) {
        Set<ByteBuffer> wanted = new HashSet<>();
        for (FilterRule.Prefix prefix : prefixes) {
            byte[] address = prefix.address().getAddress();
            wanted.add(ByteBuffer.wrap(PatternMaps.exemptKey(address, prefix.length())));
            maps.addExempt(address, prefix.length());
        }
        maps.exempt().stream()
                .filter(key -> !wanted.contains(ByteBuffer.wrap(key)))
                .forEach(maps::removeExempt);
    }

    private static byte[] mask(int bits, int length) {
        byte[] mask = new byte[bits / Byte.SIZE];
        for (int i = 0; i < length; i++) {
            mask[i / Byte.SIZE] |= (byte) (0x80 >> i % Byte.SIZE);
        }
        return mask;
    }

    private void tellThresholds(Detection next, Map<Integer, Long> background) {
        Map<Integer, Long> from = Interval.thresholds(next, background);
        for (int seen = 0; seen < GuardAbiLayout.PATTERN_COUNTS; seen++) {
            maps.config().setInt(0, PatternConfigLayout.FROM + seen * Integer.BYTES, threshold(from, seen));
        }
        maps.config().setInt(0, PatternConfigLayout.PORTS_FROM, threshold(from, GuardAbiLayout.PATTERN_COUNTS));
    }

    private static int threshold(Map<Integer, Long> from, int seen) {
        return from.containsKey(seen) ? (int) Math.min(from.get(seen), Integer.MAX_VALUE) : NEVER;
    }

    /** Ends the interval if it is over, and tells all that is known now. */
    Patterns tick(List<Interface> interfaces) {
        if (!config.enabled()) {
            rules.tick(List.of(), names, Detection.OFF.rule());
            return patterns(false);
        }
        interfaces.forEach(i -> names.put(i.ifIndex(), i.name()));
        interfaces.forEach(i -> totals.computeIfAbsent(i.ifIndex(), index -> maps.totals(i.number())));
        long now = nanos.getAsLong();
        if (now - begin >= config.interval().toNanos() - EARLY_NANOS) {
            end(interfaces, now);
        } else {
            relieve();
        }
        rules.tick(detector.listed(), names, config.rule());
        return patterns(true);
    }

    /**
     * Raises the thresholds within an interval when so many sources are written down that there may be no room for those
     * who matter: a flood from everywhere has just begun.
     */
    private void relieve() {
        List<BpfMap.Entry> noted = maps.suspects();
        if (noted.size() < GuardAbiLayout.PATTERN_SUSPECTS / 2) {
            return;
        }
        Source.PrefixLengths lengths = new Source.PrefixLengths(config.ipv4Length(), config.ipv6Length());
        Sketch sketch = new Sketch(maps.sketch(), epoch % GuardAbiLayout.PATTERN_EPOCHS, seed);
        Interval soFar = new Interval(sketch, seed, config, config.interval().toMillis() / MILLIS);
        tellThresholds(config, soFar.background());
        for (BpfMap.Entry entry : noted) {
            if (!soFar.mayMatter(Source.of(entry.key(), lengths))) {
                maps.forgetSuspect(entry.key());
            }
        }
    }

    private void end(List<Interface> interfaces, long now) {
        int full = epoch % GuardAbiLayout.PATTERN_EPOCHS;
        epoch = epoch + 1 & Integer.MAX_VALUE;
        maps.config().setInt(0, PatternConfigLayout.EPOCH, epoch);
        double seconds = (now - begin) / NANOS;
        begin = now;
        Interval interval = new Interval(new Sketch(maps.sketch(), full, seed), seed, config, seconds);
        Map<Integer, long[]> counted = counted(interfaces);
        Collection<Source> sources = sources(counted.keySet());
        detector.decide(wall.get(), config, interval.readings(sources, counted));
        tellThresholds(config, interval.background());
        maps.sketch().zero(full);
        intervals++;
        names.keySet().retainAll(counted.keySet());
    }

    /** What each interface counted since the interval began. */
    private Map<Integer, long[]> counted(List<Interface> interfaces) {
        Map<Integer, long[]> counted = new HashMap<>();
        for (Interface each : interfaces) {
            long[] now = maps.totals(each.number());
            long[] before = totals.put(each.ifIndex(), now);
            long[] difference = new long[now.length];
            Arrays.setAll(difference, i -> Math.max(0, now[i] - before[i]));
            counted.put(each.ifIndex(), difference);
        }
        totals.keySet().retainAll(counted.keySet());
        return counted;
    }

    /** Whom to ask about: those that the kernel wrote down, and those that are listed. */
    private Collection<Source> sources(Set<Integer> watched) {
        Source.PrefixLengths lengths = new Source.PrefixLengths(config.ipv4Length(), config.ipv6Length());
        Set<Source> sources = new LinkedHashSet<>();
        for (BpfMap.Entry entry : maps.suspects()) {
            sources.add(Source.of(entry.key(), lengths));
            int newest = ByteBuffer.wrap(entry.value())
                    .order(ByteOrder.nativeOrder())
                    .getInt();
            if (newest != epoch) {
                maps.forgetSuspect(entry.key());
            }
        }
        detector.listed().stream()
                .map(t -> t.key().source())
                .filter(s -> !s.everything())
                .forEach(sources::add);
        sources.removeIf(s -> !watched.contains(s.ifIndex()));
        return sources;
    }

    @Override
    public void close() {
        maps.close();
    }

    private Patterns patterns(boolean running) {
        long[] faults = maps.faults();
        return new Patterns(
                running,
                rules.problem(),
                new Patterns.Counters(
                        intervals,
                        faults[PatternFaultsLayout.SUSPECTS_FULL / Long.BYTES],
                        detector.unlisted(),
                        faults[PatternFaultsLayout.UNREADABLE / Long.BYTES],
                        rules.refused()),
                detector.listed().stream().map(this::suspect).toList());
    }

    private Patterns.Suspect suspect(Detector.Track track) {
        Source source = track.key().source();
        return new Patterns.Suspect(
                track.index(),
                track.key().kind(),
                source.ifIndex(),
                names.getOrDefault(source.ifIndex(), Integer.toString(source.ifIndex())),
                source.prefix(),
                track.active(),
                track.value(),
                track.limit(),
                track.first(),
                track.last(),
                rules.of(track.key()));
    }
}
