package org.pathgauge.probe;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.pathgauge.bpf.ArrayWindow;
import org.pathgauge.bpf.MappedArray;
import org.pathgauge.bpf.ProbePrograms;
import org.pathgauge.bpf.abi.AbiLayout;
import org.pathgauge.bpf.abi.ProbeLayout;
import org.pathgauge.model.Probe;
import org.pathgauge.model.ProbeType;

/** The slots in the maps of the loaded programs. */
public final class KernelSlotMaps implements SlotMaps {
    private static final int ADDRESS_BYTES = 16;

    private final MappedArray probes;
    private final ArrayWindow stamps;
    private final MappedArray stats;
    private final ArrayWindow banks;
    private final ArrayWindow histograms;

    public KernelSlotMaps(ProbePrograms programs) {
        probes = programs.probes();
        stamps = programs.stamps().another();
        stats = programs.stats();
        banks = programs.banks().another();
        histograms = programs.histograms().another();
    }

    @Override
    public synchronized void clear(ProbeSlot slot) {
        stats.zero(slot.slot());
        for (int i = 0; i < slot.stamps(); i++) {
            stamps.zero(slot.stampBase() + i);
        }
        for (int i = 0; i < slot.banks(); i++) {
            banks.zero(slot.bankBase() + i);
            histograms.zero(slot.bankBase() + i);
        }
    }

    @Override
    public void publish(ProbeSlot slot, Probe probe, InetAddress target) {
        int at = slot.slot();
        byte[] address = target.getAddress();
        probes.write(at, ProbeLayout.TARGET, Arrays.copyOf(address, ADDRESS_BYTES));
        probes.setLong(at, ProbeLayout.TIMEOUT_NS, probe.timeout().toNanos());
        probes.setInt(at, ProbeLayout.STAMP_BASE, slot.stampBase());
        probes.setInt(at, ProbeLayout.STAMP_MASK, slot.stamps() - 1);
        probes.setInt(at, ProbeLayout.BANK_BASE, slot.bankBase());
        probes.setInt(at, ProbeLayout.BANK_MASK, slot.banks() - 1);
        probes.setByte(at, ProbeLayout.SAMPLES, (byte) (probe.samples() ? 1 : 0));
        probes.setByte(at, ProbeLayout.ONCE, (byte) (slot.once() ? 1 : 0));
        probes.setByte(at, ProbeLayout.TYPE, (byte) kernelType(probe.type()));
        probes.write(
                at,
                ProbeLayout.PORT,
                ByteBuffer.allocate(Short.BYTES)
                        .putShort((short) probe.port().orElse(0))
                        .array());
        // The family makes the slot valid, so it comes last.
        probes.setByte(at, ProbeLayout.FAMILY, (byte) (address.length == 4 ? Libc.AF_INET : Libc.AF_INET6));
    }

    private static int kernelType(ProbeType type) {
        return switch (type) {
            case ICMP_ECHO -> AbiLayout.TYPE_ICMP_ECHO;
            case TCP_SYN -> AbiLayout.TYPE_TCP_SYN;
        };
    }

    @Override
    public void withdraw(ProbeSlot slot) {
        probes.setByte(slot.slot(), ProbeLayout.FAMILY, (byte) 0);
    }
}
