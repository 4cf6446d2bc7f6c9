package org.pathgauge.snmp;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.pathgauge.model.AgentConfig;
import org.pathgauge.snmp.mib.Listing;
import org.pathgauge.snmp.mib.MibView;
import org.snmp4j.mp.SnmpConstants;
import org.snmp4j.security.SecurityModel;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.UdpAddress;
import org.snmp4j.smi.Variable;

/**
 * What the configuration says of users, access and targets, in the tables where managers look for it: read-only views of
 * SNMP-USER-BASED-SM-MIB (RFC 3414), SNMP-VIEW-BASED-ACM-MIB (RFC 3415), SNMP-TARGET-MIB and SNMP-NOTIFICATION-MIB (RFC
 * 3413).
 *
 * <p>No key and no community is among them: columns of keys are empty as RFC 3414 says, and a community has a name of its
 * number. The view that monitoring has leaves these tables out.
 */
final class ConfiguredTables {
    private static final OID USERS = new OID("1.3.6.1.6.3.15.1.2");
    private static final OID ACCESS = new OID("1.3.6.1.6.3.16.1");
    private static final OID TARGET_ADDRESSES = new OID("1.3.6.1.6.3.12.1.2");
    private static final OID TARGET_PARAMETERS = new OID("1.3.6.1.6.3.12.1.3");
    private static final OID NOTIFY = new OID("1.3.6.1.6.3.13.1");

    /** transportDomainUdpDns of RFC 3419, for a target that is a name. */
    private static final OID UDP_DNS = new OID("1.3.6.1.2.1.100.1.14");

    private static final OID UDP_IPV4 = new OID("1.3.6.1.6.1.1");
    private static final OID UDP_IPV6 = new OID("1.3.6.1.2.1.100.1.2");
    private static final int EXACT = 1;
    private static final int ANY_MODEL_LEVEL_NONE = 1;
    private static final int AUTH_PRIV = 3;
    private static final int TRAP = 1;
    private static final int INFORM = 2;
    private static final long MILLIS_PER_TICK = 10;

    /** StorageType of SNMPv2-TC: a manager cannot change it here. */
    private static final Variable READ_ONLY = new Integer32(5);

    private static final Variable ACTIVE = new Integer32(1);
    private static final Variable EMPTY = new OctetString();

    private final OctetString engineId;
    private final Listing users = new Listing(USERS);
    private final Listing access = new Listing(ACCESS);
    private final Listing addresses = new Listing(TARGET_ADDRESSES);
    private final Listing parameters = new Listing(TARGET_PARAMETERS);
    private final Listing notify = new Listing(NOTIFY);

    ConfiguredTables(OctetString engineId) {
        this.engineId = engineId;
    }

    List<MibView> views() {
        return List.of(users, access, addresses, parameters, notify);
    }

    /** Shows another configuration. */
    void show(AgentConfig.Snmp config, Access rules, List<UserStore.User> all) {
        users.show(users(all));
        access.show(access(rules, !config.streams().tls().listen().isEmpty()));
        Rows address = new Rows(TARGET_ADDRESSES);
        Rows parameter = new Rows(TARGET_PARAMETERS);
        Map<OID, Variable> notifications = new TreeMap<>();
        Rows notification = new Rows(below(NOTIFY, 1), notifications);
        for (AgentConfig.Target target : config.targets()) {
            OID index = new OctetString(target.name()).toSubIndex(true);
            targetAddress(address.row(index), target);
            boolean user = target.user().isPresent();
            parameter
                    .row(index)
                    .put(2, new Integer32(user ? SnmpConstants.version3 : SnmpConstants.version2c))
                    .put(
                            3,
                            new Integer32(
                                    user ? SecurityModel.SECURITY_MODEL_USM : SecurityModel.SECURITY_MODEL_SNMPv2c))
                    .put(4, new OctetString(target.user().orElse("community of " + target.name())))
                    .put(5, new Integer32(user ? AUTH_PRIV : ANY_MODEL_LEVEL_NONE))
                    .put(6, READ_ONLY)
                    .put(7, ACTIVE);
            notification
                    .row(index)
                    .put(2, new OctetString(target.name()))
                    .put(3, new Integer32(target.delivery().inform() ? INFORM : TRAP))
                    .put(4, READ_ONLY)
                    .put(5, ACTIVE);
            filter(notifications, index, target);
        }
        addresses.show(address.all);
        parameters.show(parameter.all);
        notify.show(notifications);
    }

    /** A table on its way. Its conceptual row is the first below the root, as in all tables here. */
    private static final class Rows {
        private final OID entry;
        private final Map<OID, Variable> all;

        Rows(OID table) {
            this(table, new TreeMap<>());
        }

        Rows(OID table, Map<OID, Variable> all) {
            this.entry = new OID(table.getValue(), 1);
            this.all = all;
        }

        Row row(OID index) {
            return new Row(this, index);
        }
    }

    private record Row(Rows table, OID index) {
        Row put(int column, Variable value) {
            table.all.put(new OID(new OID(table.entry.getValue(), column).getValue(), index.getValue()), value);
            return this;
        }
    }

    private Map<OID, Variable> users(List<UserStore.User> all) {
        Map<OID, Variable> objects = new TreeMap<>();
        objects.put(below(USERS, 1, 0), new Integer32(0));
        Rows rows = new Rows(below(USERS, 2), objects);
        for (UserStore.User user : all) {
            OctetString name = new OctetString(user.name());
            rows.row(index(engineId.toSubIndex(false), name.toSubIndex(false)))
                    .put(3, name)
                    .put(4, new OID("0.0"))
                    .put(5, user.auth().protocol().getID())
                    .put(6, EMPTY)
                    .put(7, EMPTY)
                    .put(8, user.priv().protocol().getID())
                    .put(9, EMPTY)
                    .put(10, EMPTY)
                    .put(11, EMPTY)
                    .put(12, READ_ONLY)
                    .put(13, ACTIVE);
        }
        return objects;
    }

    private static Map<OID, Variable> access(Access rules, boolean tls) {
        Map<OID, Variable> objects = new TreeMap<>();
        // The default context, whose name is empty.
        new Rows(below(ACCESS, 1), objects).row(new OID("0")).put(1, EMPTY);
        Rows groups = new Rows(below(ACCESS, 2), objects);
        Rows rights = new Rows(below(ACCESS, 4), objects);
        for (Access.Member member : rules.members()) {
            OctetString group = new OctetString(member.group());
            for (int model : models(member, tls)) {
                groups.row(index(new OID(new int[] {model}), new OctetString(member.securityName()).toSubIndex(false)))
                        .put(3, group)
                        .put(4, READ_ONLY)
                        .put(5, ACTIVE);
                rules.groups().stream()
                        .filter(r -> r.group().equals(member.group()))
                        .forEach(r -> rights.row(index(group.toSubIndex(false), new OID("0"), new OID(new int[] {
                                    model, member.user() ? r.level() : ANY_MODEL_LEVEL_NONE
                                })))
                                .put(4, new Integer32(EXACT))
                                .put(5, name(r.readView()))
                                .put(6, name(r.writeView()))
                                .put(7, name(r.notifyView()))
                                .put(8, READ_ONLY)
                                .put(9, ACTIVE));
            }
        }
        objects.put(below(ACCESS, 5, 1, 0), new Integer32(0));
        Rows families = new Rows(below(ACCESS, 5, 2), objects);
        for (View view : rules.views()) {
            for (View.Family family : view.families()) {
                families.row(index(
                                new OctetString(view.name()).toSubIndex(false),
                                family.subtree().toSubIndex(false)))
                        .put(3, mask(family))
                        .put(4, new Integer32(family.included() ? 1 : 2))
                        .put(5, READ_ONLY)
                        .put(6, ACTIVE);
            }
        }
        return objects;
    }

    private static int[] models(Access.Member member, boolean tls) {
        if (!member.user()) {
            return new int[] {SecurityModel.SECURITY_MODEL_SNMPv2c};
        }
        return tls
                ? new int[] {SecurityModel.SECURITY_MODEL_USM, SecurityModel.SECURITY_MODEL_TSM}
                : new int[] {SecurityModel.SECURITY_MODEL_USM};
    }

    /** RFC 3415 section 4: a view with an empty name holds nothing. */
    private static OctetString name(View view) {
        return view.isEmpty() ? new OctetString() : new OctetString(view.name());
    }

    /** A bit for each sub-identifier, the first one highest; empty for all ones (vacmViewTreeFamilyMask). */
    private static OctetString mask(View.Family family) {
        if (!family.wild()) {
            return new OctetString();
        }
        byte[] mask = new byte[(family.fixed().length + 7) / 8];
        for (int i = 0; i < 8 * mask.length; i++) {
            if (i >= family.fixed().length || family.fixed()[i]) {
                mask[i / 8] |= (byte) (0x80 >>> i % 8);
            }
        }
        return new OctetString(mask);
    }

    private static void targetAddress(Row row, AgentConfig.Target target) {
        boolean v6 = target.address().indexOf(':') >= 0;
        boolean v4 = target.address().matches("[0-9.]+");
        row.put(2, v6 ? UDP_IPV6 : v4 ? UDP_IPV4 : UDP_DNS)
                .put(
                        3,
                        v4 || v6
                                ? new OctetString(new UdpAddress(target.address() + "/" + target.port()).getValue())
                                : new OctetString(
                                        (target.address() + ":" + target.port()).getBytes(StandardCharsets.US_ASCII)))
                .put(4, new Integer32((int) (target.delivery().timeout().toMillis() / MILLIS_PER_TICK)))
                .put(5, new Integer32(target.delivery().retries()))
                .put(6, new OctetString(target.name()))
                .put(7, new OctetString(target.name()))
                .put(8, READ_ONLY)
                .put(9, ACTIVE);
    }

    /** Subtrees of notification types; the tables have no place for what a filter asks of alarms. */
    private static void filter(Map<OID, Variable> notifications, OID index, AgentConfig.Target target) {
        View types = new View(
                target.name(), target.filter().include(), target.filter().exclude());
        if (types.isEmpty()) {
            return;
        }
        OctetString profile = new OctetString(target.name());
        new Rows(below(NOTIFY, 2), notifications)
                .row(index)
                .put(1, profile)
                .put(2, READ_ONLY)
                .put(3, ACTIVE);
        Rows filters = new Rows(below(NOTIFY, 3), notifications);
        for (View.Family family : types.families()) {
            filters.row(index(profile.toSubIndex(false), family.subtree()))
                    .put(2, mask(family))
                    .put(3, new Integer32(family.included() ? 1 : 2))
                    .put(4, READ_ONLY)
                    .put(5, ACTIVE);
        }
    }

    private static OID below(OID root, int... more) {
        return new OID(root.getValue(), more);
    }

    private static OID index(OID... parts) {
        OID index = new OID();
        for (OID part : parts) {
            index.append(part);
        }
        return index;
    }
}
