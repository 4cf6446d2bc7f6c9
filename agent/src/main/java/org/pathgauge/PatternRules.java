package org.pathgauge;

import java.util.Optional;
import org.pathgauge.patterns.RuleMaker;

/** Fits the automatic rules of patterns to the filter. */
final class PatternRules implements RuleMaker.Filter {
    @Override
    public Optional<String> put(RuleMaker.Rule rule) {
        return Optional.of("this agent has no filter");
    }

    @Override
    public void remove(String name) {
        // None was put.
    }
}
