package org.pathgauge;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.pathgauge.config.ConfigEdit;
import org.pathgauge.config.ConfigException;
import org.pathgauge.config.Datastore;
import org.pathgauge.config.Editor;
import org.pathgauge.model.AlarmConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes shelves for one alarm out of the configuration when that alarm is no longer in the list. */
final class LoneShelves {
    private static final Logger LOG = LoggerFactory.getLogger(LoneShelves.class);
    private static final Editor SELF = new Editor("alarms", 0);

    /** Before it is tried again: somebody may hold a lock, or edit the file. */
    private static final long WAIT_NANOS = 30_000_000_000L;

    private final LongSupplier nanos;
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile Optional<Datastore> datastore = Optional.empty();
    private volatile long notBefore;
    private volatile String refused = "";

    /**
     * Makes one that removes nothing until there is a datastore.
     *
     * @param nanos monotonic time
     */
    LoneShelves(LongSupplier nanos) {
        this.nanos = nanos;
        notBefore = nanos.getAsLong();
    }

    /** What shelves are removed from. */
    void connect(Datastore store) {
        datastore = Optional.of(store);
    }

    /** Removes shelves in a thread of its own: a commit waits for the disk, and a tick shall not. */
    void remove(List<AlarmConfig.Shelf> shelves) {
        if (shelves.isEmpty()
                || datastore.isEmpty()
                || nanos.getAsLong() - notBefore < 0
                || !busy.compareAndSet(false, true)) {
            return;
        }
        Thread.ofVirtual().name("shelves").start(() -> {
            try {
                remove(datastore.get(), shelves);
            } finally {
                busy.set(false);
            }
        });
    }

    private void remove(Datastore store, List<AlarmConfig.Shelf> shelves) {
        try {
            List<String> removed = new ArrayList<>();
            store.editDocument(SELF, document -> {
                List<AlarmConfig.Shelf> there = store.config().alarms().shelves();
                for (AlarmConfig.Shelf shelf : shelves) {
                    // Somebody may have made it a shelf for more, or for another alarm, meanwhile.
                    if (there.contains(shelf)) {
                        remove(document, shelf.name());
                        removed.add(shelf.name());
                    }
                }
            });
            refused = "";
            if (!removed.isEmpty()) {
                LOG.info("Shelves of alarms that are gone are removed: {}", removed);
            }
        } catch (ConfigException | RuntimeException e) {
            notBefore = nanos.getAsLong() + WAIT_NANOS;
            String why = e instanceof ConfigException ? e.getMessage() : e.toString();
            if (!refused.equals(why)) {
                refused = why;
                LOG.info("Shelves of alarms that are gone cannot be removed now, {}: {}", names(shelves), refused);
            }
        }
    }

    private static List<String> names(List<AlarmConfig.Shelf> shelves) {
        return shelves.stream().map(AlarmConfig.Shelf::name).toList();
    }

    private static void remove(ConfigEdit document, String name) {
        document.root()
                .child("pathgauge-alarms:alarms")
                .child("control")
                .child("alarm-shelving")
                .remove("shelf", "name", name);
    }
}
