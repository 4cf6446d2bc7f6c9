package org.pathgauge.snmp.set;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.pathgauge.config.ConfigEdit;

/** Where the variables of one SET come together: a copy of the configuration, and what views note besides. */
public final class SetStage {
    private final String who;
    private final ConfigEdit config;
    private final Map<WritableView, Object> notes = new HashMap<>();
    private final List<Effect> effects = new ArrayList<>();
    private final List<Origin> origins = new ArrayList<>();

    /** A change outside of the configuration. */
    @FunctionalInterface
    public interface Step {
        /**
         * Makes it.
         *
         * @throws SetException when it cannot be made after all; nothing has changed then
         */
        void run() throws SetException;
    }

    /** A change outside of the configuration, and how it is taken back. */
    record Effect(Step apply, Step undo) {}

    private record Origin(String path, int index) {}

    SetStage(String who, ConfigEdit config) {
        this.who = who;
        this.config = config;
    }

    /** Whose SET it is. */
    public String who() {
        return who;
    }

    /** The configuration as it shall be. */
    public ConfigEdit config() {
        return config;
    }

    /** What a view keeps from one variable to the next. */
    @SuppressWarnings("unchecked")
    public <T> T notes(WritableView view, Supplier<T> initially) {
        return (T) notes.computeIfAbsent(view, v -> initially.get());
    }

    /**
     * Tells which variable is to blame when the datastore refuses a node.
     *
     * @param path instance identifier of the node, as {@link org.pathgauge.config.ConfigError#path} has it
     */
    public void wrote(String path, Assignment assignment) {
        origins.add(new Origin(path, assignment.index()));
    }

    /**
     * Adds a change outside of the configuration, made after the configuration was committed.
     *
     * @param apply makes it; when it fails, the whole SET is undone
     * @param undo takes it back
     */
    public void afterwards(Step apply, Step undo) {
        effects.add(new Effect(apply, undo));
    }

    List<Effect> effects() {
        return effects;
    }

    /** The variable that wrote a node, or one around or within it; the first of the SET when none did. */
    int blamed(String path) {
        Origin best = new Origin("", 1);
        for (Origin origin : origins) {
            boolean around = path.equals(origin.path) || path.startsWith(origin.path + "/");
            if (around && origin.path.length() >= best.path.length()) {
                best = origin;
            }
        }
        if (best.path.isEmpty()) {
            for (Origin origin : origins) {
                if (origin.path.startsWith(path + "/")) {
                    return origin.index;
                }
            }
        }
        return best.index;
    }

    /** Whether a variable wrote exactly this node. */
    boolean exactly(String path) {
        return origins.stream().anyMatch(o -> o.path.equals(path));
    }
}
