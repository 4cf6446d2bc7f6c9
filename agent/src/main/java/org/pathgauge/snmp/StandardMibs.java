package org.pathgauge.snmp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.pathgauge.model.AgentConfig;
import org.pathgauge.model.SnmpNotifications;
import org.pathgauge.snmp.mib.MibView;
import org.pathgauge.snmp.mib.PathGaugeMib;
import org.pathgauge.snmp.mib.StandardViews;
import org.pathgauge.snmp.mib.UpTime;
import org.pathgauge.snmp.transport.UdpEndpoint;
import org.snmp4j.MessageDispatcher;
import org.snmp4j.agent.DefaultMOServer;
import org.snmp4j.agent.DuplicateRegistrationException;
import org.snmp4j.agent.MOScope;
import org.snmp4j.agent.ManagedObject;
import org.snmp4j.agent.ManagedObjectValueAccess;
import org.snmp4j.agent.mo.DefaultMOFactory;
import org.snmp4j.agent.mo.snmp.SNMPv2MIB;
import org.snmp4j.agent.mo.snmp.SnmpFrameworkMIB;
import org.snmp4j.agent.mo.snmp.SnmpMpdMib;
import org.snmp4j.agent.mo.snmp.UsmMIB;
import org.snmp4j.security.USM;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.TimeTicks;

/** The standard MIBs: those of the engine itself, by snmp4j-agent, and those that are views of the snapshot. */
final class StandardMibs implements UpTime {
    /** Transport (8) and application (64) layers: a host (RFC 3418). */
    private static final int SYS_SERVICES = 72;

    private static final int ENABLED = 1;
    private static final int DISABLED = 2;
    private static final long MILLIS_PER_TICK = 10;
    private static final long TICKS = 1L << 32;
    private static final OctetString DEFAULT_CONTEXT = new OctetString();

    private final SNMPv2MIB system;
    private final List<MibView> views = new ArrayList<>();

    private final Instant started;
    private final ConfiguredTables configured;
    private volatile SnmpNotifications.Links links = SnmpNotifications.Links.NONE;

    StandardMibs(USM usm, MessageDispatcher dispatcher, Clock clock) {
        started = clock.instant();
        system = new SNMPv2MIB(new OctetString(description()), PathGaugeMib.PRODUCT, new Integer32(SYS_SERVICES));
        system.addSysOREntry(new OID("1.3.6.1.6.3.1"), new OctetString("SNMPv2-MIB (RFC 3418)"));
        system.addSysOREntry(new OID("1.3.6.1.6.3.10.3.1.1"), new OctetString("SNMP-FRAMEWORK-MIB (RFC 3411)"));
        system.addSysOREntry(new OID("1.3.6.1.6.3.11.3.1.1"), new OctetString("SNMP-MPD-MIB (RFC 3412)"));
        system.addSysOREntry(
                new OID("1.3.6.1.6.3.15.2.1.1"), new OctetString("SNMP-USER-BASED-SM-MIB (RFC 3414), read-only"));
        system.addSysOREntry(
                new OID("1.3.6.1.6.3.16.2.1.1"), new OctetString("SNMP-VIEW-BASED-ACM-MIB (RFC 3415), read-only"));
        system.addSysOREntry(new OID("1.3.6.1.6.3.12.3.1.1"), new OctetString("SNMP-TARGET-MIB (RFC 3413), read-only"));
        system.addSysOREntry(
                new OID("1.3.6.1.6.3.13.3.1.1"), new OctetString("SNMP-NOTIFICATION-MIB (RFC 3413), read-only"));
        system.addSysOREntry(
                PathGaugeMib.IF_CAPABILITIES,
                new OctetString("IF-MIB (RFC 2863): pathGaugeIfCapabilities of PATHGAUGE-CAPABILITIES-MIB"));
        system.addSysOREntry(
                PathGaugeMib.PING_CAPABILITIES,
                new OctetString("DISMAN-PING-MIB (RFC 4560): pathGaugePingCapabilities of PATHGAUGE-CAPABILITIES-MIB"));
        system.addSysOREntry(
                new OID("1.3.6.1.2.1.92.3.1.1"), new OctetString("NOTIFICATION-LOG-MIB (RFC 3014), read-only"));
        system.addSysOREntry(
                PathGaugeMib.CAPABILITIES,
                new OctetString("PATHGAUGE-MIB: pathGaugeOwnCapabilities of PATHGAUGE-CAPABILITIES-MIB"));
        SnmpMpdMib mpd = new SnmpMpdMib(DefaultMOFactory.getInstance());
        UsmMIB users = new UsmMIB(usm, usm.getSecurityProtocols());
        usm.getCounterSupport().addCounterListener(system);
        usm.getCounterSupport().addCounterListener(mpd);
        dispatcher.addCounterListener(system);
        dispatcher.addCounterListener(mpd);
        // The server serves as a list only: how it looks objects up is too slow for walks of large tables.
        DefaultMOServer server = new DefaultMOServer();
        server.addContext(DEFAULT_CONTEXT);
        try {
            system.registerMOs(server, DEFAULT_CONTEXT);
            mpd.registerMOs(server, DEFAULT_CONTEXT);
            users.registerMOs(server, DEFAULT_CONTEXT);
            new SnmpFrameworkMIB(usm.getLocalEngineID(), usm, List.of()).registerMOs(server, DEFAULT_CONTEXT);
        } catch (DuplicateRegistrationException e) {
            throw new IllegalStateException("two standard MIBs define one object", e);
        }
        views.addAll(StandardViews.all(this, i -> links.wanted(i)));
        views.add(StandardViews.host(clock));
        // The library's own tells the size of an integer.
        MibView maxMessageSize = StandardViews.maxMessageSize(UdpEndpoint.MAX_INBOUND);
        views.add(maxMessageSize);
        configured = new ConfiguredTables(usm.getLocalEngineID());
        views.addAll(configured.views());
        Iterator<Map.Entry<MOScope, ManagedObject<?>>> objects = server.iterator();
        while (objects.hasNext()) {
            if (objects.next().getValue() instanceof ManagedObjectValueAccess<?> object
                    && View.MONITORING.contains(object.getScope().getLowerBound())
                    && !object.getScope().getLowerBound().startsWith(maxMessageSize.root())) {
                views.add(new StandardObjectView(object));
            }
        }
    }

    List<MibView> views() {
        return views;
    }

    void configure(AgentConfig.Snmp config, Access access, List<UserStore.User> users) {
        configured.show(config, access, users);
        system.setContact(new OctetString(config.contact()));
        system.setLocation(new OctetString(config.location()));
        system.setName(new OctetString(config.name().orElseGet(() -> kernel("hostname"))));
        links = config.enabled() ? config.notifications().links() : SnmpNotifications.Links.NONE;
        system.getSnmpEnableAuthenTraps()
                .setValue(new Integer32(config.notifications().authenticationFailure() ? ENABLED : DISABLED));
    }

    @Override
    public TimeTicks now() {
        return system.getUpTime();
    }

    @Override
    public TimeTicks at(Instant instant) {
        long ticks = Math.max(0, Duration.between(started, instant).toMillis() / MILLIS_PER_TICK);
        long now = now().toLong();
        // sysUpTime wraps after 497 days; whatever else is ahead of it comes from a step of the wall clock.
        return new TimeTicks(ticks <= now || ticks - now > TICKS / 2 ? ticks % TICKS : now);
    }

    private static String description() {
        return "PathGauge on " + kernel("ostype") + " " + kernel("hostname") + " " + kernel("osrelease") + " "
                + kernel("version") + " " + System.getProperty("os.arch");
    }

    /** Asked of the kernel, because the JDK's way to the host's name is a DNS query that can take seconds. */
    private static String kernel(String what) {
        try {
            return Files.readString(Path.of("/proc/sys/kernel", what)).strip();
        } catch (IOException e) {
            return "unknown";
        }
    }
}
