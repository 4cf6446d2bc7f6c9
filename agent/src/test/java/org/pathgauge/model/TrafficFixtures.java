package org.pathgauge.model;

/** What {@link SnapshotFixtures} have of passing traffic. */
public final class TrafficFixtures {
    private TrafficFixtures() {}

    /** Something of everything. */
    public static Traffic traffic() {
        return new Traffic(
                TcpFixtures.tcp(), DropFixtures.drops(), FilterFixtures.filter(), PatternFixtures.patterns());
    }
}
