package org.pathgauge;

import java.net.InetAddress;
import java.util.Optional;
import org.pathgauge.collect.MeasuredProbe;
import org.pathgauge.model.Probe;
import org.pathgauge.probe.ProbeSlot;

/** A slot of the prober as the collector sees it; keeps the two packages apart. */
record SlotProbe(ProbeSlot of) implements MeasuredProbe {
    @Override
    public Probe probe() {
        return of.probe();
    }

    @Override
    public int slot() {
        return of.slot();
    }

    @Override
    public int stampBase() {
        return of.stampBase();
    }

    @Override
    public int stamps() {
        return of.stamps();
    }

    @Override
    public int bankBase() {
        return of.bankBase();
    }

    @Override
    public int banks() {
        return of.banks();
    }

    @Override
    public long generation() {
        return of.generation();
    }

    @Override
    public Optional<InetAddress> address() {
        return of.address();
    }

    @Override
    public String resolveProblem() {
        return of.resolveProblem();
    }

    @Override
    public String sendProblem() {
        return of.counts().problem();
    }

    @Override
    public long handedOver() {
        return of.counts().handedOver();
    }

    @Override
    public int firstSequence() {
        return of.counts().firstSequence();
    }

    @Override
    public int lastSequence() {
        return of.counts().lastSequence();
    }

    @Override
    public long unsent() {
        return of.counts().unsent();
    }

    @Override
    public int unsentIn(long slotNumber) {
        return of.counts().unsentIn(slotNumber);
    }

    @Override
    public void addUnsent(long slotNumber, int count) {
        of.counts().unsent(slotNumber, count, "");
    }
}
