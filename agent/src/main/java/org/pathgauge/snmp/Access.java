package org.pathgauge.snmp;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.snmp4j.security.SecurityLevel;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;

/**
 * Who may read what: the decisions of VACM (RFC 3415) for two groups, users with authPriv and v2c communities, that both
 * read the same view and write nothing.
 *
 * <p>The view leaves out what would help an attacker: user names, access rules, communities and targets (the tables of
 * RFC 3413, 3414, 3415 and 3584; their statistics stay).
 */
final class Access {
    private static final List<OID> READ_VIEW = List.of(
            new OID("1.3.6.1.2.1"),
            new OID("1.3.6.1.4.1"),
            new OID("1.3.6.1.6.3.1"),
            new OID("1.3.6.1.6.3.10"),
            new OID("1.3.6.1.6.3.11"),
            new OID("1.3.6.1.6.3.15.1.1"));

    private final Set<OctetString> users;
    private final Set<OctetString> communities;

    Access(List<String> users, List<String> communities) {
        this.users = users.stream().map(OctetString::new).collect(Collectors.toUnmodifiableSet());
        this.communities = Set.copyOf(
                new HashSet<>(communities.stream().map(OctetString::new).toList()));
    }

    boolean user(OctetString name, int securityLevel) {
        return securityLevel == SecurityLevel.AUTH_PRIV && users.contains(name);
    }

    boolean community(OctetString name) {
        return communities.contains(name);
    }

    boolean anyCommunity() {
        return !communities.isEmpty();
    }

    /** Whether somebody who may read may also set anything at all: nobody, unless a view says so. */
    boolean writer(OctetString name) {
        return false;
    }

    /** Whether a writer's view for writing includes an object. */
    boolean writable(OctetString name, OID oid) {
        return false;
    }

    static boolean readable(OID oid) {
        for (OID subtree : READ_VIEW) {
            if (oid.startsWith(subtree)) {
                return true;
            }
        }
        return false;
    }
}
