package org.pathgauge.snmp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.pathgauge.model.SnmpAccess;
import org.pathgauge.snmp.mib.Visibility;
import org.snmp4j.smi.OID;

/**
 * A MIB view (RFC 3415 section 5, vacmViewTreeFamilyTable): subtrees that are in it and subtrees that are not.
 *
 * <p>Without wildcards a view is a row of intervals of identifiers, in and out by turns, so that one binary search
 * decides over an object and tells where the next visible one may be.
 */
final class View implements Visibility {
    private static final long MAX_SUB_IDENTIFIER = 0xFFFF_FFFFL;

    /** The view of everything. */
    static final View ALL = new View(SnmpAccess.ALL, List.of("0", "1", "2"), List.of());

    /** The view of nothing: whom it is given to has no view (RFC 3415 section 3.2, noSuchView). */
    static final View NONE = new View(SnmpAccess.NONE, List.of(), List.of());

    /**
     * Everything but what would help an attacker: user names, access rules, communities and targets (the tables of
     * RFC 3413, 3414, 3415 and 3584; their statistics stay).
     */
    static final View MONITORING = new View(
            SnmpAccess.MONITORING,
            List.of(
                    "1.3.6.1.2.1",
                    "1.3.6.1.4.1",
                    "1.3.6.1.6.3.1",
                    "1.3.6.1.6.3.10",
                    "1.3.6.1.6.3.11",
                    "1.3.6.1.6.3.15.1.1"),
            List.of());

    /**
     * A subtree or a family of them.
     *
     * @param subtree zero where {@code fixed} is false
     * @param fixed which sub-identifiers must be the same; the others are wildcards (vacmViewTreeFamilyMask)
     */
    record Family(OID subtree, boolean[] fixed, boolean included) {
        static Family of(String text, boolean included) {
            String[] parts = text.split("\\.");
            long[] subtree = new long[parts.length];
            boolean[] fixed = new boolean[parts.length];
            for (int i = 0; i < parts.length; i++) {
                fixed[i] = !parts[i].equals("*");
                subtree[i] = fixed[i] ? Long.parseLong(parts[i]) : 0;
                if (subtree[i] > MAX_SUB_IDENTIFIER) {
                    throw new IllegalArgumentException(
                            text + " is no object identifier: " + parts[i] + " has more than 32 bits");
                }
            }
            return new Family(new OID(unsigned(subtree)), fixed, included);
        }

        private static int[] unsigned(long[] values) {
            return Arrays.stream(values).mapToInt(value -> (int) value).toArray();
        }

        boolean wild() {
            for (boolean one : fixed) {
                if (!one) {
                    return true;
                }
            }
            return false;
        }

        boolean holds(OID oid) {
            int[] own = subtree.getValue();
            int[] other = oid.getValue();
            if (other.length < own.length) {
                return false;
            }
            for (int i = 0; i < own.length; i++) {
                if (fixed[i] && own[i] != other[i]) {
                    return false;
                }
            }
            return true;
        }
    }

    private final String name;

    /** In the order in which they decide: the longest first, of equally long ones the greatest. */
    private final List<Family> families;

    /** Where the answer may change, ascending; empty if there are wildcards. */
    private final OID[] bounds;

    /** The answer from a bound to the next. */
    private final boolean[] inside;

    View(String name, List<String> include, List<String> exclude) {
        this.name = name;
        List<Family> all = new ArrayList<>();
        include.forEach(subtree -> all.add(Family.of(subtree, true)));
        exclude.forEach(subtree -> all.add(Family.of(subtree, false)));
        all.sort(Comparator.comparingInt((Family family) -> family.subtree.size())
                .thenComparing(Family::subtree)
                .reversed());
        families = List.copyOf(all);
        bounds = families.stream().anyMatch(Family::wild) ? new OID[0] : bounds(families);
        inside = new boolean[bounds.length];
        for (int i = 0; i < bounds.length; i++) {
            inside[i] = decide(bounds[i]);
        }
    }

    private static OID[] bounds(List<Family> families) {
        TreeSet<OID> bounds = new TreeSet<>();
        for (Family family : families) {
            bounds.add(family.subtree);
            behind(family.subtree).ifPresent(bounds::add);
        }
        return bounds.toArray(OID[]::new);
    }

    /** The first identifier behind a subtree. */
    private static Optional<OID> behind(OID subtree) {
        int[] value = subtree.getValue();
        for (int length = value.length; length > 0; length--) {
            if (value[length - 1] != (int) MAX_SUB_IDENTIFIER) {
                int[] next = Arrays.copyOf(value, length);
                next[length - 1]++;
                return Optional.of(new OID(next));
            }
        }
        return Optional.empty();
    }

    String name() {
        return name;
    }

    /** The families, for the view tree table: the longest first. */
    List<Family> families() {
        return families;
    }

    boolean isEmpty() {
        return families.isEmpty();
    }

    @Override
    public boolean contains(OID oid) {
        if (bounds.length == 0) {
            return decide(oid);
        }
        int at = lastNotBehind(oid);
        return at >= 0 && inside[at];
    }

    @Override
    public Optional<OID> beyond(OID hidden) {
        if (bounds.length == 0) {
            return families.isEmpty() ? Optional.empty() : Optional.of(hidden);
        }
        for (int i = lastNotBehind(hidden) + 1; i < bounds.length; i++) {
            if (inside[i]) {
                OID before = justBefore(bounds[i]);
                return Optional.of(before.compareTo(hidden) > 0 ? before : hidden);
            }
        }
        return Optional.empty();
    }

    /** An identifier before a bound with no object of any MIB between the two. */
    private static OID justBefore(OID bound) {
        int[] value = bound.getValue();
        int last = value.length - 1;
        if (value[last] == 0) {
            return new OID(Arrays.copyOf(value, last));
        }
        int[] before = Arrays.copyOf(value, value.length + 1);
        before[last]--;
        before[last + 1] = (int) MAX_SUB_IDENTIFIER;
        return new OID(before);
    }

    private boolean decide(OID oid) {
        for (Family family : families) {
            if (family.holds(oid)) {
                return family.included;
            }
        }
        return false;
    }

    private int lastNotBehind(OID oid) {
        int low = 0;
        int high = bounds.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (bounds[middle].compareTo(oid) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }
}
