package org.pathgauge.snmp;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.snmp4j.TransportMapping;
import org.snmp4j.smi.Address;
import org.snmp4j.smi.UdpAddress;

/**
 * Who asked over UDP of late, with credentials and for something that were accepted: nothing else tells of managers that
 * have no connection.
 *
 * <p>Memory is bounded: of more addresses than fit, the one that was quiet longest is forgotten. Thread-safe.
 */
final class RecentManagers {
    /** How many managers are known at once. */
    static final int MOST = 256;

    /** How long a manager is known that asks no more: NMSs ask every five minutes by default, and may be late. */
    static final long NANOS = TimeUnit.MINUTES.toNanos(11);

    private record Key(InetAddress address, int localPort) {}

    private record Seen(SnmpManager manager, long nanos) {}

    private final LongSupplier nanos;
    private final Map<Key, Seen> seen = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Seen> eldest) {
            return size() > MOST;
        }
    };

    RecentManagers(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Notes a request that was accepted; connections are known by other means. */
    void accepted(Address peer, TransportMapping<?> transport) {
        if (peer instanceof UdpAddress from && transport.getListenAddress() instanceof UdpAddress local) {
            accepted(new SnmpManager(from.getInetAddress(), from.getPort(), local.getInetAddress(), local.getPort()));
        }
    }

    synchronized void accepted(SnmpManager manager) {
        seen.put(new Key(manager.address(), manager.localPort()), new Seen(manager, nanos.getAsLong()));
    }

    /** Those of the last minutes. */
    synchronized List<SnmpManager> recent() {
        long now = nanos.getAsLong();
        seen.values().removeIf(each -> now - each.nanos() > NANOS);
        return seen.values().stream().map(Seen::manager).toList();
    }
}
