package org.pathgauge;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.pathgauge.bpf.ProbePrograms;
import org.pathgauge.collect.InterfaceWatcher;
import org.pathgauge.collect.SlotClock;
import org.pathgauge.filter.AutomaticRules;
import org.pathgauge.filter.FilterException;
import org.pathgauge.filter.Management;
import org.pathgauge.filter.PacketFilter;
import org.pathgauge.filter.TcpPeers;
import org.pathgauge.model.AgentConfig;
import org.pathgauge.model.AgentConfig.Listen;
import org.pathgauge.model.Filter;
import org.pathgauge.model.FilterRule;
import org.pathgauge.model.InterfaceDrops;

/** The filter, wired to the interfaces that are watched and to the ways in which the agent is managed. */
final class Filtering implements AutoCloseable {
    private static final int TCP = 6;
    private static final int UDP = 17;

    private final PacketFilter filter;
    private volatile List<Management.Service> services = List.of();

    Filtering(ProbePrograms programs, SlotClock clock) {
        this.filter = new PacketFilter(
                programs, System::nanoTime, nanos -> instant(clock, nanos), () -> management(services));
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
        List<Management.Service> old = services;
        List<Management.Service> wanted = services(next);
        List<FilterRule> rules = next.traffic().filter().rules();
        // Rules that stood before stand: who has become a peer since then is not cut off by them.
        boolean same = rules.equals(before.traffic().filter().rules()) && wanted.equals(old);
        boolean loopback = next.interfaces().stream().anyMatch(i -> i.name().equals("lo"));
        PacketFilter.Change change = filter.prepare(rules, same ? Management.NONE : management(wanted), loopback);
        return new PacketFilter.Change() {
            @Override
            public void apply() throws FilterException {
                change.apply();
                services = wanted;
            }

            @Override
            public void applyOrRetry() {
                change.applyOrRetry();
                services = wanted;
            }

            @Override
            public void rollback() {
                services = old;
                change.rollback();
            }
        };
    }

    /** Where the agent answers by a configuration. */
    private static List<Management.Service> services(AgentConfig config) {
        List<Management.Service> all = new ArrayList<>();
        if (config.netconf().enabled()) {
            config.netconf().listen().forEach(l -> all.add(service("NETCONF", l, TCP)));
            config.netconf().tls().listen().forEach(l -> all.add(service("NETCONF over TLS", l, TCP)));
        }
        if (config.snmp().enabled()) {
            config.snmp().listen().forEach(l -> all.add(service("SNMP", l, UDP)));
        }
        if (config.openMetrics().enabled()) {
            config.openMetrics().listen().forEach(l -> all.add(service("OpenMetrics", l, TCP)));
        }
        return all;
    }

    private static Management.Service service(String name, Listen listen, int protocol) {
        try {
            return new Management.Service(name, InetAddress.getByName(listen.address()), listen.port(), protocol);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("the model allows addresses only", e);
        }
    }

    private static Management management(List<Management.Service> services) {
        return new Management(services, TcpPeers.of(services));
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
