package org.pathgauge.snmp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.pathgauge.model.NetworkInterface;
import org.pathgauge.model.NetworkInterface.Status;
import org.pathgauge.model.Severity;
import org.pathgauge.model.SnmpNotifications;
import org.pathgauge.snmp.mib.Notification;
import org.pathgauge.snmp.mib.Values;
import org.snmp4j.mp.SnmpConstants;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.Variable;
import org.snmp4j.smi.VariableBinding;

/**
 * Finds linkDown and linkUp (RFC 2863) among looks at all interfaces: one enters or leaves the state down, but not from
 * or to notPresent. An interface that is down because one below it is has the state lowerLayerDown, and tells nothing.
 *
 * <p>An interface that flaps is told of so often a minute; what undoes itself while it waits is taken out in pairs, so
 * linkDown and linkUp come by turns and its end is always told. For one thread.
 */
final class LinkWatch {
    private static final double NANOS_PER_MINUTE = TimeUnit.MINUTES.toNanos(1);
    private static final OID IF_ENTRY = new OID("1.3.6.1.2.1.2.2.1");
    private static final OID IF_X_ENTRY = new OID("1.3.6.1.2.1.31.1.1.1");
    private static final int ALIAS_OCTETS = 64;
    private static final int UP = 1;
    private static final int DOWN = 2;

    private final LongSupplier nanos;
    private Map<Integer, Link> links = new HashMap<>();
    private volatile long damped;

    /** What was told of an interface. */
    private static final class Link {
        private final String name;
        private boolean present;
        private boolean down;
        private boolean waiting;
        private double tokens;
        private long filled;

        private Link(NetworkInterface i, double tokens, long now) {
            name = i.name();
            present = i.status() != Status.NOT_PRESENT;
            down = i.status() == Status.DOWN;
            this.tokens = tokens;
            filled = now;
        }
    }

    LinkWatch(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** How many were taken out. */
    long damped() {
        return damped;
    }

    /**
     * What is to be told of a look.
     *
     * @param interfaces all that there are; of one that was not there before nothing is told
     * @param config of which it is told, and how often
     */
    List<Notification> look(List<NetworkInterface> interfaces, SnmpNotifications config) {
        long now = nanos.getAsLong();
        List<Notification> told = new ArrayList<>();
        Map<Integer, Link> next = new HashMap<>();
        for (NetworkInterface i : interfaces) {
            Link link = links.get(i.ifIndex());
            if (link == null || !link.name.equals(i.name())) {
                link = new Link(i, config.alarmLimit(), now);
            }
            next.put(i.ifIndex(), link);
            if (changed(link, i, config, now)) {
                told.add(notification(i));
            }
        }
        links = next;
        return told;
    }

    /** Begins anew: what changes until the next look is not told. */
    void forget() {
        links = new HashMap<>();
    }

    private boolean changed(Link link, NetworkInterface i, SnmpNotifications config, long now) {
        int limit = config.alarmLimit();
        link.tokens = Math.min(limit, link.tokens + (now - link.filled) * limit / NANOS_PER_MINUTE);
        link.filled = now;
        boolean present = i.status() != Status.NOT_PRESENT;
        boolean down = i.status() == Status.DOWN;
        if (!config.links().wanted(i) || !present || !link.present) {
            link.present = present;
            link.down = down;
            link.waiting = false;
            return false;
        }
        if (down == link.down) {
            damped += link.waiting ? 2 : 0;
            link.waiting = false;
            return false;
        }
        if (limit > 0 && link.tokens < 1) {
            link.waiting = true;
            return false;
        }
        link.tokens = Math.max(0, link.tokens - 1);
        link.waiting = false;
        link.down = down;
        return true;
    }

    /** With what IF-MIB says, and the names, by which a person knows an interface. Both kinds have one severity, so no filter parts them. */
    private static Notification notification(NetworkInterface i) {
        return new Notification(
                i.status() == Status.DOWN ? SnmpConstants.linkDown : SnmpConstants.linkUp,
                List.of(
                        column(IF_ENTRY, 1, i, new Integer32(i.ifIndex())),
                        column(IF_ENTRY, 7, i, new Integer32(i.enabled() ? UP : DOWN)),
                        column(IF_ENTRY, 8, i, new Integer32(i.status().number())),
                        column(IF_X_ENTRY, 1, i, Values.name(i.name()).orElseThrow()),
                        column(
                                IF_X_ENTRY,
                                18,
                                i,
                                Values.text(i.alias(), ALIAS_OCTETS).orElseThrow())),
                Severity.MAJOR);
    }

    private static VariableBinding column(OID entry, int column, NetworkInterface i, Variable value) {
        return new VariableBinding(new OID(entry.getValue(), new int[] {column, i.ifIndex()}), value);
    }
}
