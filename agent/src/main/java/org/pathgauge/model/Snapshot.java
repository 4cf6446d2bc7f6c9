package org.pathgauge.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Everything the agent knows at one tick, and all that any view may show.
 *
 * @param number counts ticks since the agent started
 * @param time wall clock of the tick
 * @param started wall clock of the agent's start
 * @param probes sorted by index
 * @param interfaces sorted by ifIndex
 * @param alarms sorted by id; those on shelves are not among them
 * @param shelvedAlarms those on shelves, sorted by id
 * @param alarmsRefused how many could not be raised because the list was full, since the agent started
 * @param health the agent's own state
 * @param traffic what passes anyway
 * @param hostInterfaces all interfaces of the host, sorted by ifIndex
 * @param hostInterfacesChanged when the newest of them came or the last one went; the agent's start if none did since
 * @param tests series of tests that have begun, sorted by the names of their probes
 * @param snmp how it goes with SNMP
 */
public record Snapshot(
        long number,
        Instant time,
        Instant started,
        List<ProbeStats> probes,
        List<InterfaceDrops> interfaces,
        List<Alarm> alarms,
        List<Alarm> shelvedAlarms,
        long alarmsRefused,
        Health health,
        Traffic traffic,
        List<NetworkInterface> hostInterfaces,
        Instant hostInterfacesChanged,
        List<TestSeries> tests,
        SnmpHealth snmp) {

    public Snapshot {
        tests = List.copyOf(tests);
        probes = probes instanceof FixedList ? probes : List.copyOf(probes);
        interfaces = List.copyOf(interfaces);
        alarms = List.copyOf(alarms);
        shelvedAlarms = List.copyOf(shelvedAlarms);
        hostInterfaces = List.copyOf(hostInterfaces);
    }

    /** Begins a snapshot with nothing to show. */
    public static SnapshotBuilder at(long number, Instant time, Instant started) {
        return new SnapshotBuilder(number, time, started);
    }

    /** The snapshot before the first tick. */
    public static Snapshot empty(Instant started) {
        return at(0, started, started).build();
    }

    /** Begins a snapshot of the same tick that is this one but for what is set. */
    public SnapshotBuilder but() {
        return new SnapshotBuilder(this);
    }

    /** The first interface of the host whose index is above the given one, by binary search. */
    public Optional<NetworkInterface> hostInterfaceAfter(long ifIndex) {
        int low = 0;
        int high = hostInterfaces.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (hostInterfaces.get(middle).ifIndex() <= ifIndex) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low < hostInterfaces.size() ? Optional.of(hostInterfaces.get(low)) : Optional.empty();
    }

    /** The series of tests of a probe, by binary search. */
    public Optional<TestSeries> tests(String probe) {
        int low = 0;
        int high = tests.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = tests.get(middle).probe().compareTo(probe);
            if (order == 0) {
                return Optional.of(tests.get(middle));
            } else if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return Optional.empty();
    }

    /** The probe with an index, by binary search. */
    public Optional<ProbeStats> probe(int index) {
        int at = lowerBound(index);
        return at < probes.size() && probes.get(at).probe().index() == index
                ? Optional.of(probes.get(at))
                : Optional.empty();
    }

    /** Position in {@link #probes} of the first probe whose index is at least the given one. */
    public int lowerBound(int index) {
        if (probes.isEmpty()) {
            return 0;
        }
        // As they rise, none is further from the first than its index, and without gaps it is just there.
        long most = (long) index - probes.get(0).probe().index();
        int high = (int) Math.clamp(most, 0, (long) probes.size());
        if (high == 0 || probes.get(high - 1).probe().index() < index) {
            return high;
        }
        int low = 0;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (probes.get(middle).probe().index() < index) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
