package org.pathgauge.model;

import java.util.OptionalInt;

/**
 * What an alarm is about.
 *
 * @param kind of thing
 * @param name unique among its kind, the same over restarts of the agent
 * @param index by which the kind's own table knows it; empty when it has none, or none now
 */
public record Resource(Kind kind, String name, OptionalInt index) {

    /** Kinds of things that alarms are about. */
    public enum Kind {
        /** A configured probe. */
        PROBE("probe", false),
        /** A network interface of this host. */
        INTERFACE("interface", false),
        /** A row of the passive measurement of TCP. */
        TCP("tcp", true),
        /** A source prefix that shows a suspicious pattern at an interface. */
        PATTERN("pattern", true),
        /** A rule of the filter. */
        FILTER_RULE("filter-rule", false),
        /** The agent itself. */
        AGENT("agent", false);

        private final String yangName;
        private final boolean passing;

        Kind(String yangName, boolean passing) {
            this.yangName = yangName;
            this.passing = passing;
        }

        /** The name in the YANG model, the command line and logs. */
        public String yangName() {
            return yangName;
        }

        /**
         * Whether traffic brings and takes such things, not configuration. Their alarms stay in the list after they are
         * gone, so that somebody sees them.
         */
        public boolean passing() {
            return passing;
        }
    }

    /** A probe. */
    public static Resource probe(String name, int index) {
        return new Resource(Kind.PROBE, name, OptionalInt.of(index));
    }

    /** Kind and name for a person. */
    public String text() {
        return kind.yangName().replace('-', ' ') + " " + name;
    }
}
