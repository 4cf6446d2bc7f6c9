package org.pathgauge;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.pathgauge.filter.Management;
import org.pathgauge.filter.TcpPeers;
import org.pathgauge.model.AgentConfig;
import org.pathgauge.model.AgentConfig.Listen;
import org.pathgauge.snmp.SnmpManager;

/**
 * By which ways a configuration lets the agent be managed.
 *
 * @param services where it answers
 * @param dialled whom it connects to, to be managed over that connection
 */
record Managers(List<Management.Service> services, List<TcpPeers.Dialled> dialled) {
    private static final int TCP = 6;
    private static final int UDP = 17;

    static final Managers NONE = new Managers(List.of(), List.of());

    Managers {
        services = List.copyOf(services);
        dialled = List.copyOf(dialled);
    }

    static Managers of(AgentConfig config) {
        return new Managers(services(config), dialled(config));
    }

    private static List<Management.Service> services(AgentConfig config) {
        List<Management.Service> all = new ArrayList<>();
        if (config.netconf().enabled()) {
            config.netconf().listen().forEach(l -> all.add(service("NETCONF", l, TCP)));
            config.netconf().tls().listen().forEach(l -> all.add(service("NETCONF over TLS", l, TCP)));
        }
        if (config.snmp().enabled()) {
            config.snmp().listen().forEach(l -> all.add(service("SNMP", l, UDP)));
            config.snmp().streams().tcp().forEach(l -> all.add(service("SNMP over TCP", l, TCP)));
            config.snmp().streams().tls().listen().forEach(l -> all.add(service("SNMP over TLS", l, TCP)));
        }
        if (config.openMetrics().enabled()) {
            config.openMetrics().listen().forEach(l -> all.add(service("OpenMetrics", l, TCP)));
        }
        return all;
    }

    private static List<TcpPeers.Dialled> dialled(AgentConfig config) {
        List<TcpPeers.Dialled> all = new ArrayList<>();
        if (config.netconf().enabled()) {
            config.netconf()
                    .callHome()
                    .forEach(c -> all.add(new TcpPeers.Dialled("NETCONF call home", c.address(), c.port())));
        }
        if (config.snmp().agentX().enabled()) {
            config.snmp()
                    .agentX()
                    .address()
                    .ifPresent(master -> all.add(new TcpPeers.Dialled(
                            "AgentX", master, config.snmp().agentX().port())));
        }
        return all;
    }

    /** Those of the managers who ask over UDP, and have no connection that tells of them, that may ask on. */
    List<Management.Peer> asking(List<SnmpManager> recent) {
        List<Management.Peer> peers = new ArrayList<>();
        for (SnmpManager each : recent) {
            // Who asks from the host itself comes by the loopback interface, whatever address it asks.
            InetAddress local = each.address().isLoopbackAddress() ? each.address() : each.local();
            services.stream()
                    .filter(s -> s.protocol() == UDP && s.port() == each.localPort())
                    .findFirst()
                    .ifPresent(s -> peers.add(
                            new Management.Peer(s.name(), each.address(), each.port(), local, each.localPort(), UDP)));
        }
        return peers;
    }

    private static Management.Service service(String name, Listen listen, int protocol) {
        try {
            return new Management.Service(name, InetAddress.getByName(listen.address()), listen.port(), protocol);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("the model allows addresses only", e);
        }
    }
}
