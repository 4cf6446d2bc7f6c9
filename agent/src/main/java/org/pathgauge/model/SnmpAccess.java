package org.pathgauge.model;

import java.util.List;

/**
 * Who may do what over SNMP: the view-based access control (RFC 3415) that the configuration asks for.
 *
 * @param views sorted by name
 * @param groups sorted by name; a user or a community is in at most one
 */
public record SnmpAccess(List<View> views, List<Group> groups) {
    /** Everybody is in {@link #DEFAULT_GROUP}. */
    public static final SnmpAccess DEFAULT = new SnmpAccess(List.of(), List.of());

    /** The view of everything; configured views may have neither this nor the following names. */
    public static final String ALL = "all";

    /** The view of everything but what would help an attacker. */
    public static final String MONITORING = "monitoring";

    /** The view of nothing. */
    public static final String NONE = "none";

    /** The group of whom no configured group names: reads monitoring, writes nothing, is notified of everything. */
    public static final Group DEFAULT_GROUP =
            new Group("default", List.of(), List.of(), Level.AUTH_PRIV, MONITORING, NONE, ALL);

    public SnmpAccess {
        views = List.copyOf(views);
        groups = List.copyOf(groups);
    }

    /** The least security of a user's messages (RFC 3411 section 3.4.3). Those of communities have none. */
    public enum Level {
        AUTH_NO_PRIV("auth-no-priv"),
        AUTH_PRIV("auth-priv");

        private final String yangName;

        Level(String yangName) {
            this.yangName = yangName;
        }

        /** The name in YANG, as in RFC 7407. */
        public String yangName() {
            return yangName;
        }
    }

    /**
     * A set of objects (RFC 3415 section 2.4).
     *
     * @param name unique among views
     * @param include subtrees in it: object identifiers in dotted form, in which {@code *} stands for any sub-identifier
     * @param exclude subtrees not in it; of two subtrees that hold an object the longer one decides
     */
    public record View(String name, List<String> include, List<String> exclude) {
        public View {
            include = List.copyOf(include);
            exclude = List.copyOf(exclude);
        }
    }

    /**
     * Users and communities with the same access.
     *
     * @param name unique among groups
     * @param users names of version 3 users
     * @param communities version 2c communities
     * @param level the least security that users' messages need
     * @param readView name of the view that may be read
     * @param writeView name of the view that may be set
     * @param notifyView name of the view that notifications may tell of
     */
    public record Group(
            String name,
            List<String> users,
            List<String> communities,
            Level level,
            String readView,
            String writeView,
            String notifyView) {
        public Group {
            users = List.copyOf(users);
            communities = List.copyOf(communities);
        }
    }
}
