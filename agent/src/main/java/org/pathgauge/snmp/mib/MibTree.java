package org.pathgauge.snmp.mib;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.snmp4j.smi.Null;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.Variable;

/** All views in lexicographic order: finds the one that answers. */
public final class MibTree {
    private final List<MibView> views;

    /**
     * Orders views.
     *
     * @throws IllegalArgumentException if one view's subtree is within another's
     */
    public MibTree(List<MibView> views) {
        this.views = views.stream().sorted(Comparator.comparing(MibView::root)).toList();
        for (int i = 1; i < this.views.size(); i++) {
            OID before = this.views.get(i - 1).root();
            OID root = this.views.get(i).root();
            if (root.startsWith(before)) {
                throw new IllegalArgumentException("the MIB views of " + before + " and " + root + " overlap");
            }
        }
    }

    /** The object with an identifier, or noSuchObject or noSuchInstance. */
    public Variable get(Reading reading, OID oid) {
        int at = lastNotBehind(reading, oid);
        return at >= 0 && oid.startsWith(views.get(at).root()) ? views.get(at).get(reading, oid) : Null.noSuchObject;
    }

    /** The view that an identifier is at or below the root of. */
    public Optional<MibView> view(OID oid) {
        int at = lastNotBehind(oid);
        return at >= 0 && oid.startsWith(views.get(at).root()) ? Optional.of(views.get(at)) : Optional.empty();
    }

    /**
     * The first visible object behind an identifier.
     *
     * @param visible what the reader may see
     * @return empty at the end of the MIB view
     */
    public Optional<Found> next(Reading reading, OID after, Visibility visible) {
        OID from = after;
        while (true) {
            Optional<Found> found = next(reading, from);
            if (found.isEmpty() || visible.contains(found.get().name())) {
                return found;
            }
            Optional<OID> beyond = visible.beyond(found.get().name());
            if (beyond.isEmpty()) {
                return Optional.empty();
            }
            from = beyond.get();
        }
    }

    private Optional<Found> next(Reading reading, OID after) {
        for (int at = Math.max(0, lastNotBehind(reading, after)); at < views.size(); at++) {
            Optional<Found> found = views.get(at).next(reading, after);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** The same, tried first where the request's last object was: subtrees do not overlap, so within it is right. */
    private int lastNotBehind(Reading reading, OID oid) {
        int near = reading.place();
        if (near >= 0 && near < views.size() && oid.startsWith(views.get(near).root())) {
            return near;
        }
        int at = lastNotBehind(oid);
        reading.place(at);
        return at;
    }

    /** The last view whose root is at or before an identifier, -1 if all are behind it. */
    private int lastNotBehind(OID oid) {
        int low = 0;
        int high = views.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (views.get(middle).root().compareTo(oid) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }
}
