package org.pathgauge.snmp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pathgauge.model.SnmpAccess;
import org.pathgauge.snmp.mib.Visibility;
import org.snmp4j.security.SecurityLevel;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;

/**
 * Who may do what: the decisions of VACM (RFC 3415), made ready for every user and community when the configuration is
 * applied, so that a request costs one look-up and each of its variables one search in a view.
 */
final class Access {
    /** Nobody may do anything. */
    static final Access CLOSED = new Access(SnmpAccess.DEFAULT, List.of(), List.of());

    /**
     * What a group may do.
     *
     * @param group its name
     * @param level the least security level of users' messages
     */
    record Rights(String group, int level, View readView, View writeView, View notifyView) {
        /** RFC 3415 section 3.2: a request of a kind for which there is no view ends with noSuchView. */
        boolean mayRead() {
            return !readView.isEmpty();
        }

        boolean mayWrite() {
            return !writeView.isEmpty();
        }

        boolean readable(OID oid) {
            return readView.contains(oid);
        }

        boolean writable(OID oid) {
            return writeView.contains(oid);
        }

        boolean notifiable(OID oid) {
            return notifyView.contains(oid);
        }

        Visibility visible() {
            return readView;
        }
    }

    /**
     * Who is in which group.
     *
     * @param user true for a version 3 user, false for a version 2c community
     * @param securityName the user's name, or a name that does not tell the community
     */
    record Member(boolean user, String securityName, String group) {}

    private final Map<OctetString, Rights> users = new HashMap<>();
    private final Map<OctetString, Rights> communities = new HashMap<>();
    private final Map<String, View> views = new HashMap<>();
    private final Map<String, Rights> groups = new HashMap<>();
    private final List<Member> members = new ArrayList<>();

    /**
     * Makes the decisions.
     *
     * @param users the names of all version 3 users
     * @param communities all version 2c communities, sorted
     */
    Access(SnmpAccess config, List<String> users, List<String> communities) {
        List.of(View.ALL, View.MONITORING, View.NONE).forEach(view -> views.put(view.name(), view));
        config.views().forEach(view -> views.put(view.name(), new View(view.name(), view.include(), view.exclude())));
        for (String name : users) {
            SnmpAccess.Group group = config.groups().stream()
                    .filter(g -> g.users().contains(name))
                    .findFirst()
                    .orElse(SnmpAccess.DEFAULT_GROUP);
            this.users.put(new OctetString(name), rights(group));
            members.add(new Member(true, name, group.name()));
        }
        for (int i = 0; i < communities.size(); i++) {
            String name = communities.get(i);
            SnmpAccess.Group group = config.groups().stream()
                    .filter(g -> g.communities().contains(name))
                    .findFirst()
                    .orElse(SnmpAccess.DEFAULT_GROUP);
            this.communities.put(new OctetString(name), rights(group));
            members.add(new Member(false, "community-" + (i + 1), group.name()));
        }
    }

    private Rights rights(SnmpAccess.Group group) {
        return groups.computeIfAbsent(
                group.name(),
                name -> new Rights(
                        name,
                        group.level() == SnmpAccess.Level.AUTH_PRIV
                                ? SecurityLevel.AUTH_PRIV
                                : SecurityLevel.AUTH_NOPRIV,
                        views.get(group.readView()),
                        views.get(group.writeView()),
                        views.get(group.notifyView())));
    }

    /** What a user may do with messages of a security level; empty if nothing (noGroupName, noAccessEntry). */
    Optional<Rights> user(OctetString name, int securityLevel) {
        return Optional.ofNullable(users.get(name)).filter(rights -> securityLevel >= rights.level);
    }

    /** What a community may do; empty if there is none of that name. */
    Optional<Rights> community(OctetString name) {
        return Optional.ofNullable(communities.get(name));
    }

    /** All users and communities with their groups, for vacmSecurityToGroupTable. */
    List<Member> members() {
        return members;
    }

    /** The groups that have members, for vacmAccessTable. */
    List<Rights> groups() {
        return List.copyOf(groups.values());
    }

    /** All views, for vacmViewTreeFamilyTable. */
    List<View> views() {
        return List.copyOf(views.values());
    }
}
