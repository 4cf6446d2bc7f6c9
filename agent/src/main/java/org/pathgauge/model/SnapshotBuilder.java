package org.pathgauge.model;

import java.time.Instant;
import java.util.List;

/**
 * A snapshot that is being put together. What nobody sets stays as it was in the snapshot it began with; without one
 * there is nothing to show.
 */
public final class SnapshotBuilder {
    private final long number;
    private final Instant time;
    private final Instant started;
    private List<ProbeStats> probes = List.of();
    private List<InterfaceDrops> interfaces = List.of();
    private List<Alarm> alarms = List.of();
    private List<Alarm> shelvedAlarms = List.of();
    private long alarmsRefused;
    private Health health = new Health(0, 0, 0, 0, 0, 0, 0, 0, HistoryHealth.NONE);
    private Traffic traffic = Traffic.NONE;
    private List<NetworkInterface> hostInterfaces = List.of();
    private Instant hostInterfacesChanged;
    private List<TestSeries> tests = List.of();
    private SnmpHealth snmp = SnmpHealth.NONE;

    SnapshotBuilder(long number, Instant time, Instant started) {
        this.number = number;
        this.time = time;
        this.started = started;
        this.hostInterfacesChanged = started;
    }

    SnapshotBuilder(Snapshot s) {
        this(s.number(), s.time(), s.started());
        probes = s.probes();
        interfaces = s.interfaces();
        alarms = s.alarms();
        shelvedAlarms = s.shelvedAlarms();
        alarmsRefused = s.alarmsRefused();
        health = s.health();
        traffic = s.traffic();
        hostInterfaces = s.hostInterfaces();
        hostInterfacesChanged = s.hostInterfacesChanged();
        tests = s.tests();
        snmp = s.snmp();
    }

    /** Sets the probes, sorted by index. */
    public SnapshotBuilder probes(List<ProbeStats> all) {
        probes = all;
        return this;
    }

    /** Sets the watched interfaces, sorted by ifIndex. */
    public SnapshotBuilder interfaces(List<InterfaceDrops> all) {
        interfaces = all;
        return this;
    }

    /** Sets the alarms, which are computed from the rest: listed ones, those on shelves, and how many were refused. */
    public SnapshotBuilder alarms(List<Alarm> listed, List<Alarm> shelved, long refused) {
        alarms = listed;
        shelvedAlarms = shelved;
        alarmsRefused = refused;
        return this;
    }

    /** Sets the agent's own state. */
    public SnapshotBuilder health(Health state) {
        health = state;
        return this;
    }

    /** Sets what was measured of passing traffic. */
    public SnapshotBuilder traffic(Traffic measured) {
        traffic = measured;
        return this;
    }

    /** Sets the interfaces of the host, sorted by ifIndex, and when the newest came or the last one went. */
    public SnapshotBuilder hostInterfaces(List<NetworkInterface> all, Instant changed) {
        hostInterfaces = all;
        hostInterfacesChanged = changed;
        return this;
    }

    /** Sets the series of tests, sorted by the names of their probes. */
    public SnapshotBuilder tests(List<TestSeries> series) {
        tests = series;
        return this;
    }

    /** Sets how it goes with SNMP. */
    public SnapshotBuilder snmp(SnmpHealth state) {
        snmp = state;
        return this;
    }

    public Snapshot build() {
        return new Snapshot(
                number,
                time,
                started,
                probes,
                interfaces,
                alarms,
                shelvedAlarms,
                alarmsRefused,
                health,
                traffic,
                hostInterfaces,
                hostInterfacesChanged,
                tests,
                snmp);
    }
}
