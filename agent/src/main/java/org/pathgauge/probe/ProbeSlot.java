package org.pathgauge.probe;

import java.net.InetAddress;
import java.util.Optional;
import org.pathgauge.model.Probe;

/**
 * One configured probe and its place in the kernel maps.
 *
 * <p>The sender writes its counters, the collector reads them, the configuration makes and retires it. A disabled probe
 * has no place: {@link #slot} is -1.
 */
public final class ProbeSlot {
    /** Where a probe lives in the kernel maps; see probe_abi.h. */
    record Place(int slot, int stampBase, int stamps, int bankBase, int banks) {
        static final Place NONE = new Place(-1, 0, 0, 0, 0);
    }

    /** The address probed, or why there is none. */
    record Aim(Optional<InetAddress> address, byte[] target, String problem, long generation) {}

    private static final byte[] NONE = {};

    private final Place place;
    private final long intervalNanos;
    private final boolean once;
    private final SendCounts counts = new SendCounts();
    private final byte[] source;
    // The sender's alone.
    private byte[] routeSource = NONE;
    private byte[] routeTarget = NONE;
    private long routeUntil;
    private volatile int sourceIndex;
    private volatile boolean retired;
    private volatile Probe probe;
    private volatile Aim aim = new Aim(Optional.empty(), NONE, "", 0);

    ProbeSlot(Probe probe, Place place) {
        this(probe, place, false);
    }

    /**
     * @param once whether it is a one-shot test's, which the kernel counts into no bank
     */
    ProbeSlot(Probe probe, Place place, boolean once) {
        this.probe = probe;
        this.place = place;
        this.intervalNanos = probe.interval().toNanos();
        this.once = once;
        this.source = probe.sourceAddress().map(InetAddress::getAddress).orElse(NONE);
    }

    public Probe probe() {
        return probe;
    }

    /** Takes over a configuration that changes nothing on the wire, for example other thresholds. */
    void rename(Probe same) {
        probe = same;
    }

    /** Time between two packets; the same however the probe is renamed. */
    long intervalNanos() {
        return intervalNanos;
    }

    boolean once() {
        return once;
    }

    Place place() {
        return place;
    }

    /** Index into pg_probes and pg_stats; -1 for a disabled probe. */
    public int slot() {
        return place.slot();
    }

    public int stampBase() {
        return place.stampBase();
    }

    public int stamps() {
        return place.stamps();
    }

    public int bankBase() {
        return place.bankBase();
    }

    public int banks() {
        return place.banks();
    }

    /** What the sender counted. */
    public SendCounts counts() {
        return counts;
    }

    /** The address probed now; empty while the name does not resolve or nothing was resolved yet. */
    public Optional<InetAddress> address() {
        return aim.address();
    }

    /** Why there is no address; empty when there is one or the first answer is still out. */
    public String resolveProblem() {
        return aim.problem();
    }

    /** Grows whenever the slot's counters began at zero again, because another address is probed. */
    public long generation() {
        return aim.generation();
    }

    /** Address bytes to send from; none for the kernel's choice. */
    byte[] source() {
        return source;
    }

    /** The address that the kernel sends to the target from, where the sender had to ask for it. */
    byte[] routeSource() {
        return routeSource;
    }

    boolean knowsRouteSource(byte[] target, long now) {
        return routeSource.length > 0 && routeTarget == target && now - routeUntil < 0;
    }

    void routeSource(byte[] address, byte[] target, long until) {
        routeSource = address;
        routeTarget = target;
        routeUntil = until;
    }

    void forgetRouteSource() {
        routeSource = NONE;
    }

    /** Index of the interface to send through: 0 when the probe names none, -1 when it does not exist. */
    int sourceIndex() {
        return sourceIndex;
    }

    void sourceIndex(int index) {
        sourceIndex = index;
    }

    /** Whether the configuration no longer has this probe, or has it otherwise. */
    boolean retired() {
        return retired;
    }

    void retire() {
        retired = true;
    }

    Aim aim() {
        return aim;
    }

    void aim(InetAddress address) {
        aim = new Aim(Optional.of(address), address.getAddress(), "", aim.generation() + 1);
    }

    void unresolved(String problem) {
        aim = new Aim(aim.address(), aim.target(), problem, aim.generation());
    }

    void resolvedAgain() {
        aim = new Aim(aim.address(), aim.target(), "", aim.generation());
    }
}
