package org.pathgauge.netconf;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.pathgauge.model.AgentConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All addresses that are listened on, changed as a whole. Not for several threads at once. */
final class Listeners {
    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

    /** An address and what is spoken there. */
    record Place(AgentConfig.Listen at, boolean tls) {}

    /** Opens addresses. */
    interface Opener {
        Listening open(Place place) throws NetconfException;
    }

    private final Opener opener;
    /** In the order of the configuration. */
    private Map<Place, Listening> open = new LinkedHashMap<>();
    /** No longer listening, but connections made through them may live on. */
    private final List<Listening> retired = new ArrayList<>();

    Listeners(Opener opener) {
        this.opener = opener;
    }

    /** The ports in use of one transport, in the order of the configuration. */
    List<Integer> ports(boolean tls) {
        return open.entrySet().stream()
                .filter(e -> e.getKey().tls() == tls)
                .map(e -> e.getValue().boundPort())
                .toList();
    }

    void close() {
        var all = new ArrayList<>(open.values());
        all.addAll(retired);
        all.forEach(Listeners::stop);
        open.clear();
        retired.clear();
    }

    private static void stop(Listening listener) {
        try {
            listener.end();
        } catch (IOException e) {
            LOG.warn("NETCONF listener {} did not stop: {}", listener, e.getMessage());
        }
    }

    /** Opens the addresses that are new and free. */
    Change prepare(List<Place> wanted) throws NetconfException {
        var change = new Change(wanted);
        change.open(false);
        return change;
    }

    /** The difference between two sets of addresses. */
    final class Change {
        private final List<Place> wanted;
        private final Map<Place, Listening> old = new LinkedHashMap<>(open);
        private final Map<Place, Listening> opened = new LinkedHashMap<>();
        private final Map<Place, InetSocketAddress> unbound = new LinkedHashMap<>();

        private Change(List<Place> wanted) {
            this.wanted = wanted;
        }

        /** Opens what is not open; before the change takes effect only what clashes with no address that will go. */
        private void open(boolean clashing) throws NetconfException {
            Set<Place> kept = Set.copyOf(wanted);
            for (Place place : wanted) {
                int port = place.at().port();
                boolean clash = old.keySet().stream().anyMatch(o -> !kept.contains(o) && o.at().port() == port);
                if (old.containsKey(place) || opened.containsKey(place) || clash && port != 0 && !clashing) {
                    continue;
                }
                try {
                    opened.put(place, opener.open(place));
                } catch (NetconfException e) {
                    if (!clashing) {
                        rollback();
                    }
                    throw e;
                }
            }
        }

        void apply() throws NetconfException {
            for (var entry : old.entrySet()) {
                if (!wanted.contains(entry.getKey())) {
                    int port = entry.getValue().boundPort();
                    entry.getValue().unbind();
                    unbound.put(
                            entry.getKey(),
                            new InetSocketAddress(entry.getKey().at().address(), port));
                }
            }
            open(true);
            var now = new LinkedHashMap<Place, Listening>();
            wanted.forEach(place -> now.put(place, old.containsKey(place) ? old.get(place) : opened.get(place)));
            unbound.keySet().forEach(place -> retired.add(old.get(place)));
            open = now;
        }

        void rollback() {
            opened.values().forEach(Listeners::stop);
            opened.clear();
            unbound.forEach((place, address) -> {
                try {
                    old.get(place).bind(address);
                    retired.remove(old.get(place));
                } catch (IOException e) {
                    LOG.error("NETCONF cannot listen on {} again: {}", address, e.getMessage());
                }
            });
            unbound.clear();
            open = new LinkedHashMap<>(old);
        }
    }
}
