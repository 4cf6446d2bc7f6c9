package org.pathgauge.probe;

import java.net.InetAddress;
import org.pathgauge.model.Probe;

/** The kernel maps as far as the probing side writes them. */
public interface SlotMaps {
    /** Zeroes everything a slot counts in. Only for slots that are withdrawn. */
    void clear(ProbeSlot slot);

    /** Makes the kernel stamp and match a probe. */
    void publish(ProbeSlot slot, Probe probe, InetAddress target);

    /** Makes the kernel ignore a slot. */
    void withdraw(ProbeSlot slot);
}
