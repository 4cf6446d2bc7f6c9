package org.pathgauge.collect;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.pathgauge.model.AlarmConfig;
import org.pathgauge.model.Filter;
import org.pathgauge.model.InterfaceDrops;
import org.pathgauge.model.KernelDrops;
import org.pathgauge.model.Rate;
import org.pathgauge.model.Resource;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.Threshold;
import org.pathgauge.model.Threshold.Metric;
import org.pathgauge.model.Verdict;
import org.pathgauge.model.WindowLength;

/** Windows of counters of interfaces and of rules of the filter, for those that have thresholds on them. */
public final class RateWatch {
    private record Key(Resource.Kind kind, String name, Metric metric) {}

    private record Total(int index, Instant discontinuity, long count) {}

    private record Watched(Instant discontinuity, WindowLength longest, CounterWindows windows) {}

    private final Map<Key, Watched> watched = new HashMap<>();

    /** Takes note of the counters of a tick, and tells the windows of those that thresholds compare. */
    public List<Rate> tick(Snapshot snapshot, AlarmConfig alarms) {
        Map<Key, WindowLength> wanted = wanted(alarms);
        if (wanted.isEmpty()) {
            watched.clear();
            return List.of();
        }
        List<Rate> rates = new ArrayList<>();
        Map<Key, Total> totals = totals(snapshot);
        watched.keySet().retainAll(totals.keySet());
        watched.keySet().retainAll(wanted.keySet());
        wanted.forEach((key, longest) -> {
            Total total = totals.get(key);
            if (total != null) {
                rates.add(rate(key, longest, total, snapshot.time()));
            }
        });
        return rates;
    }

    private Rate rate(Key key, WindowLength longest, Total total, Instant now) {
        Watched of = watched.get(key);
        if (of == null || !of.discontinuity().equals(total.discontinuity()) || of.longest() != longest) {
            of = new Watched(total.discontinuity(), longest, new CounterWindows(longest));
            watched.put(key, of);
        }
        of.windows().tick(now, total.count());
        return new Rate(
                new Resource(key.kind(), key.name(), OptionalInt.of(total.index())),
                key.metric(),
                of.windows().windows().stream()
                        .map(w ->
                                new Rate.Window(w.length(), w.end(), w.counts().getFirst()))
                        .toList());
    }

    private static Map<Key, Total> totals(Snapshot snapshot) {
        Map<Key, Total> totals = new HashMap<>();
        for (InterfaceDrops i : snapshot.interfaces()) {
            if (i.hook().isPresent()) {
                totals.put(
                        new Key(Resource.Kind.INTERFACE, i.name(), Metric.INGRESS_DROPS),
                        new Total(i.ifIndex(), i.discontinuity(), dropped(i)));
            }
        }
        for (KernelDrops.OfInterface i : snapshot.traffic().drops().interfaces()) {
            totals.put(
                    new Key(Resource.Kind.INTERFACE, i.name(), Metric.XDP_EXCEPTIONS),
                    new Total(i.ifIndex(), i.discontinuity(), i.exceptions()));
        }
        for (Filter.Hits hits : snapshot.traffic().filter().rules()) {
            // Rules that the agent makes itself have no thresholds, and may be named as a configured one.
            if (!hits.rule().automatic()) {
                totals.put(
                        new Key(Resource.Kind.FILTER_RULE, hits.rule().name(), Metric.RULE_HITS),
                        new Total(hits.rule().index(), hits.discontinuity(), hits.matched()));
            }
        }
        return totals;
    }

    /** The replies to the agent's own probes have done their work and are no loss. */
    private static long dropped(InterfaceDrops of) {
        return of.droppedPackets() - of.count(Verdict.DROP_REPLY).packets();
    }

    /** What is compared, with the longest window over which it is. */
    private static Map<Key, WindowLength> wanted(AlarmConfig alarms) {
        Map<Key, WindowLength> wanted = new HashMap<>();
        alarms.interfaces().forEach((name, own) -> add(Resource.Kind.INTERFACE, name, own, wanted));
        alarms.rules().forEach((name, own) -> add(Resource.Kind.FILTER_RULE, name, own, wanted));
        return wanted;
    }

    private static void add(Resource.Kind kind, String name, List<Threshold> own, Map<Key, WindowLength> to) {
        own.forEach(t -> to.merge(new Key(kind, name, t.metric()), t.window(), (a, b) -> a.compareTo(b) < 0 ? b : a));
    }
}
