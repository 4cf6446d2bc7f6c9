package org.pathgauge.config;

import java.time.Clock;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Who holds the global lock of which datastore (RFC 6241 section 7.5). */
public final class DatastoreLocks {
    /** A datastore that can be locked. */
    public enum Target {
        RUNNING,
        CANDIDATE;

        /** The name of its element in NETCONF. */
        public String element() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /**
     * A lock.
     *
     * @param by its holder
     * @param since when it was granted
     */
    public record Held(Editor by, Instant since) {}

    private final Clock clock;
    private final Map<Target, Held> held = new EnumMap<>(Target.class);

    DatastoreLocks(Clock clock) {
        this.clock = clock;
    }

    /** The lock of a datastore; empty when nobody holds it. */
    public synchronized Optional<Held> held(Target target) {
        return Optional.ofNullable(held.get(target));
    }

    /** Grants a lock; gives the one that stands in the way, which may be the same session's, if there is one. */
    synchronized Optional<Held> take(Target target, Editor by) {
        return Optional.ofNullable(held.putIfAbsent(target, new Held(by, clock.instant())));
    }

    /** Frees a lock; false when this session does not hold it. */
    synchronized boolean free(Target target, Editor by) {
        boolean own = held(target).filter(h -> h.by().session() == by.session()).isPresent();
        if (own) {
            held.remove(target);
        }
        return own;
    }

    /**
     * Refuses a change of a datastore that another session has locked.
     *
     * @throws ConfigException with the tag in-use, naming the holder
     */
    void permit(Target target, Editor editor) throws ConfigException {
        Optional<Held> other = held(target).filter(h -> h.by().session() != editor.session());
        if (other.isPresent()) {
            throw new ConfigException(ConfigError.inUse("the " + target.element() + " configuration is locked by "
                    + other.get().by().name() + " (NETCONF session "
                    + other.get().by().session() + ") since "
                    + other.get().since() + "; try again when it is unlocked, or end that session with kill-session"));
        }
    }
}
