package org.pathgauge;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.pathgauge.bpf.ProbePrograms;
import org.pathgauge.collect.InterfaceWatcher;
import org.pathgauge.collect.SlotClock;
import org.pathgauge.filter.AutomaticRules;
import org.pathgauge.filter.FilterException;
import org.pathgauge.filter.Management;
import org.pathgauge.filter.PacketFilter;
import org.pathgauge.filter.TcpPeers;
import org.pathgauge.model.AgentConfig;
import org.pathgauge.model.Filter;
import org.pathgauge.model.FilterRule;
import org.pathgauge.model.InterfaceDrops;
import org.pathgauge.snmp.SnmpManager;

/** The filter, wired to the interfaces that are watched and to the ways in which the agent is managed. */
final class Filtering implements AutoCloseable {
    private final PacketFilter filter;
    private volatile Managers managers = Managers.NONE;
    private volatile Supplier<List<SnmpManager>> asking = List::of;

    Filtering(ProbePrograms programs, SlotClock clock) {
        this.filter = new PacketFilter(
                programs, System::nanoTime, nanos -> instant(clock, nanos), () -> management(managers));
    }

    /** From now on, rules must not cut off these either, who ask over UDP and have no connection. */
    void mustStay(Supplier<List<SnmpManager>> recent) {
        asking = recent;
    }

    private static Instant instant(SlotClock clock, long nanos) {
        return Instant.ofEpochSecond(0, nanos + clock.offset());
    }

    /**
     * Checks the rules of a configuration.
     *
     * @param before the configuration in force
     * @param next the new one
     * @throws FilterException when they cannot be in force, or would cut off the agent's management
     */
    PacketFilter.Change prepare(AgentConfig before, AgentConfig next) throws FilterException {
        Managers old = managers;
        Managers wanted = Managers.of(next);
        List<FilterRule> rules = next.traffic().filter().rules();
        // Rules that stood before stand: who has become a peer since then is not cut off by them.
        boolean same = rules.equals(before.traffic().filter().rules()) && wanted.equals(old);
        boolean loopback = next.interfaces().stream().anyMatch(i -> i.name().equals("lo"));
        PacketFilter.Change change = filter.prepare(rules, same ? Management.NONE : management(wanted), loopback);
        return new PacketFilter.Change() {
            @Override
            public void apply() throws FilterException {
                change.apply();
                managers = wanted;
            }

            @Override
            public void applyOrRetry() {
                change.applyOrRetry();
                managers = wanted;
            }

            @Override
            public void rollback() {
                managers = old;
                change.rollback();
            }
        };
    }

    private Management management(Managers of) {
        List<Management.Peer> peers = new ArrayList<>(TcpPeers.of(of.services(), of.dialled()));
        peers.addAll(of.asking(asking.get()));
        return new Management(of.services(), peers);
    }

    Filter tick(Map<String, InterfaceWatcher.Attached> attached) {
        Map<String, PacketFilter.Place> places = new HashMap<>();
        attached.forEach((name, at) -> places.put(name, new PacketFilter.Place(at.number(), isXdp(at.hook()))));
        return filter.tick(places);
    }

    private static boolean isXdp(InterfaceDrops.Hook hook) {
        return switch (hook) {
            case XDP_NATIVE, XDP_GENERIC -> true;
            case TCX, CLSACT -> false;
        };
    }

    /** Rules that the agent makes itself. */
    AutomaticRules automatic() {
        return filter;
    }

    long kernelMemoryBytes() {
        return filter.kernelMemoryBytes();
    }

    @Override
    public void close() {
        filter.close();
    }
}
