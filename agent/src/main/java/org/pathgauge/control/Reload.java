package org.pathgauge.control;

import java.util.List;

/** Reads the configuration file again and puts it into force, all or nothing. */
@FunctionalInterface
public interface Reload {
    Outcome reload();

    /**
     * What came of it.
     *
     * @param changes one line for each thing that changed; empty when nothing did or it was refused
     * @param errors every reason to refuse the file, with its path; empty when it is in force
     */
    record Outcome(List<String> changes, List<String> errors) {
        public Outcome {
            changes = List.copyOf(changes);
            errors = List.copyOf(errors);
        }
    }
}
